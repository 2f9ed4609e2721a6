// What is asked rightfully of the routes of this area.
#pragma once

#include "support/walk.h"

namespace office::settings_test {

using namespace support::walk;

inline Recipes recipes() {
    return {
        {"GET /{business}/office/settings/branding",
         [](const SignedIn& who) { return office_get(who, "/settings/branding"); }},
        {"POST /{business}/office/settings/branding",
         [](const SignedIn& who) {
             return office_post(who, "/settings/branding", {{"accent_colour", "#123456"}});
         }},
        {"POST /{business}/office/settings/branding/logo",
         [](const SignedIn& who) {
             return as_staff(who, send_file(who, "/office/settings/branding/logo", who("office_token"), "logo"));
         }},
        {"POST /{business}/office/settings/branding/logo/removal",
         [](const SignedIn& who) { return office_post(who, "/settings/branding/logo/removal"); }},
        {"GET /{business}/office/settings/changes",
         [](const SignedIn& who) { return office_get(who, "/settings/changes"); }},
        {"GET /{business}/office/settings/staff",
         [](const SignedIn& who) { return office_get(who, "/settings/staff"); }},
        {"POST /{business}/office/settings/staff",
         [](const SignedIn& who) {
             return office_post(who, "/settings/staff", {{"totp_roles_manager", "yes"}});
         }},
        {"POST /{business}/office/settings/staff/new",
         [](const SignedIn& who) {
             return office_post(who, "/settings/staff/new",
                                {{"name", "Nina"}, {"email", "nina@example.com"}, {"role", "receptionist"}});
         }},
        {"GET /{business}/office/settings/staff/{id}",
         [](const SignedIn& who) { return office_get(who, "/settings/staff/" + who("colleague")); }},
        {"POST /{business}/office/settings/staff/{id}",
         [](const SignedIn& who) {
             return office_post(who, "/settings/staff/" + who("colleague"),
                                {{"do", "role"}, {"role", "receptionist"}, {"role_password", kPassword}});
         }},
    };
}

}  // namespace office::settings_test
