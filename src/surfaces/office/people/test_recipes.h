// What is asked rightfully of the routes of this area.
#pragma once

#include "support/walk.h"

namespace office::people_test {

using namespace support::walk;

inline Recipes recipes() {
    return {
        {"GET /{business}/office/people", [](const SignedIn& who) { return office_get(who, "/people"); }},
        {"POST /{business}/office/people/new",
         [](const SignedIn& who) {
             return office_post(who, "/people/new",
                                {{"name", "Nina"}, {"email", "nina@example.com"}, {"role", "receptionist"}});
         }},
        {"POST /{business}/office/people/codes",
         [](const SignedIn& who) {
             return office_post(who, "/people/codes", {{"totp_roles_manager", "yes"}});
         }},
        {"GET /{business}/office/people/permissions",
         [](const SignedIn& who) { return office_get(who, "/people/permissions"); }},
        {"POST /{business}/office/people/permissions",
         [](const SignedIn& who) {
             return office_post(who, "/people/permissions",
                                {{"drawn", ""}, {who("provider") + ".manage_customers", "yes"}});
         }},
        {"GET /{business}/office/people/{id}",
         [](const SignedIn& who) { return office_get(who, "/people/" + who("colleague")); }},
        {"POST /{business}/office/people/{id}",
         [](const SignedIn& who) {
             return office_post(who, "/people/" + who("colleague"),
                                {{"do", "role"}, {"role", "receptionist"}, {"role_password", kPassword}});
         }},
        {"POST /{business}/office/people/{id}/appointments",
         [](const SignedIn& who) {
             return office_post(who, "/people/" + who("provider") + "/appointments",
                                {{"do", "cancel"}, {"booking_" + who("office_booking"), "yes"}});
         }},
    };
}

}  // namespace office::people_test
