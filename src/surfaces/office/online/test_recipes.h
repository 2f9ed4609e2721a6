// What is asked rightfully of the routes of this area.
#pragma once

#include "support/walk.h"

namespace office::online_test {

using namespace support::walk;

inline Recipes recipes() {
    return {
        {"GET /{business}/office/settings/booking-page",
         [](const SignedIn& who) { return office_get(who, "/settings/booking-page"); }},
        {"POST /{business}/office/settings/booking-page",
         [](const SignedIn& who) {
             return office_post(who, "/settings/booking-page",
                                {{"logins", "required"}, {"password_sign_in_password", "yes"}});
         }},
        {"GET /{business}/office/settings/look", [](const SignedIn& who) { return office_get(who, "/settings/look"); }},
        {"POST /{business}/office/settings/look",
         [](const SignedIn& who) {
             return office_post(who, "/settings/look", {{"look_layout", "list"}});
         }},
        {"POST /{business}/office/settings/look/preview",
         [](const SignedIn& who) {
             return office_post(who, "/settings/look/preview", {{"look_font", "serif"}});
         }},
        {"GET /{business}/office/settings/pictures",
         [](const SignedIn& who) { return office_get(who, "/settings/pictures"); }},
        {"POST /{business}/office/settings/pictures/{subject}",
         [](const SignedIn& who) {
             return as_staff(who,
                             send_file(who, "/office/settings/pictures/cover", who("office_token"), "picture", 300));
         }},
        {"POST /{business}/office/settings/pictures/{subject}/removal",
         [](const SignedIn& who) { return office_post(who, "/settings/pictures/cover/removal"); }},
        {"GET /{business}/office/settings/embedding",
         [](const SignedIn& who) { return office_get(who, "/settings/embedding"); }},
        {"POST /{business}/office/settings/embedding",
         [](const SignedIn& who) {
             return office_post(who, "/settings/embedding", {{"embed_origins", "https://salon.example"}});
         }},
    };
}

}  // namespace office::online_test
