// What is asked rightfully of the routes of this area.
#pragma once

#include "support/walk.h"

namespace office::ways_in_test {

using namespace support::walk;

inline Recipes recipes() {
    return {
        {"GET /{business}/office/settings/sign-in",
         [](const SignedIn& who) { return office_get(who, "/settings/sign-in"); }},
        {"GET /{business}/office/settings/sign-in/new",
         [](const SignedIn& who) { return office_get(who, "/settings/sign-in/new?kind=google"); }},
        {"POST /{business}/office/settings/sign-in/new",
         [](const SignedIn& who) {
             return office_post(who, "/settings/sign-in/new",
                                {{"id", who("new_identity_provider")},
                                 {"kind", "google"},
                                 {"client_id", "client"},
                                 {"client_secret", "secret"},
                                 {"enabled", "yes"}});
         }},
        {"GET /{business}/office/settings/sign-in/{id}",
         [](const SignedIn& who) { return office_get(who, "/settings/sign-in/" + who("office_identity_provider")); }},
        {"POST /{business}/office/settings/sign-in/{id}",
         [](const SignedIn& who) {
             return office_post(who, "/settings/sign-in/" + who("office_identity_provider"),
                                {{"name", "Elsewhere"},
                                 {"issuer", "https://id.invalid/other"},
                                 {"client_id", "another"},
                                 {"enabled", "yes"}});
         }},
        {"POST /{business}/office/settings/sign-in/{id}/test",
         [](const SignedIn& who) {
             return office_post(who, "/settings/sign-in/" + who("office_identity_provider") + "/test");
         }},
        {"POST /{business}/office/settings/sign-in/{id}/removal",
         [](const SignedIn& who) {
             return office_post(who, "/settings/sign-in/" + who("office_identity_provider") + "/removal");
         }},
    };
}

}  // namespace office::ways_in_test
