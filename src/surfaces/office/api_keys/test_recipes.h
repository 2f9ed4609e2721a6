// What is asked rightfully of the routes of this area.
#pragma once

#include "support/walk.h"

namespace office::api_keys_test {

using namespace support::walk;

inline Recipes recipes() {
    return {
        {"GET /{business}/office/settings/api-keys",
         [](const SignedIn& who) { return office_get(who, "/settings/api-keys"); }},
        {"POST /{business}/office/settings/api-keys",
         [](const SignedIn& who) {
             return office_post(who, "/settings/api-keys",
                                {{"name", "The till"}, {"grant_customers", "write"}, {"life", "month"}});
         }},
        {"POST /{business}/office/settings/api-keys/{id}/revocation",
         [](const SignedIn& who) {
             return office_post(who, "/settings/api-keys/" + who("api_key_id") + "/revocation");
         }},
    };
}

}  // namespace office::api_keys_test
