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
        {"GET /{business}/office/settings/business",
         [](const SignedIn& who) { return office_get(who, "/settings/business"); }},
        {"POST /{business}/office/settings/business",
         [](const SignedIn& who) {
             return office_post(who, "/settings/business",
                                {{"name_nb", "Studio Lind og sønner"},
                                 {"country", "NO"},
                                 {"time_zone", "Europe/Oslo"},
                                 {"currency", "NOK"},
                                 {"main_language", "nb"},
                                 {"languages_en", "yes"}});
         }},
        {"GET /{business}/office/settings/business/address",
         [](const SignedIn& who) { return office_get(who, "/settings/business/address"); }},
        {"POST /{business}/office/settings/business/address",
         [](const SignedIn& who) {
             return office_post(who, "/settings/business/address", {{"slug", "studio-lind-oslo"}});
         }},
        {"GET /{business}/office/settings/business/address/check",
         [](const SignedIn& who) { return office_get(who, "/settings/business/address/check?slug=lind"); }},
        {"GET /{business}/office/settings/business/host",
         [](const SignedIn& who) { return office_get(who, "/settings/business/host"); }},
        {"POST /{business}/office/settings/business/host",
         [](const SignedIn& who) {
             return office_post(who, "/settings/business/host", {{"host", "asked.lind.example"}});
         }},
        {"POST /{business}/office/settings/business/host/withdrawal",
         [](const SignedIn& who) { return office_post(who, "/settings/business/host/withdrawal"); }},
        {"GET /{business}/office/settings/search",
         [](const SignedIn& who) { return office_get(who, "/settings/search?q=cancel"); }},
        {"GET /{business}/office/settings/modules",
         [](const SignedIn& who) { return office_get(who, "/settings/modules"); }},
        {"POST /{business}/office/settings/modules",
         [](const SignedIn& who) {
             return office_post(who, "/settings/modules",
                                {{"module_booking_page", "yes"}, {"module_customer_panel", "yes"}});
         }},
    };
}

}  // namespace office::settings_test
