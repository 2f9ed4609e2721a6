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
        {"GET /{business}/office/settings/embedding",
         [](const SignedIn& who) { return office_get(who, "/settings/embedding"); }},
        {"POST /{business}/office/settings/embedding",
         [](const SignedIn& who) {
             return office_post(who, "/settings/embedding", {{"embed_origins", "https://salon.example"}});
         }},
    };
}

}  // namespace office::online_test
