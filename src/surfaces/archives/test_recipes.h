// What is asked rightfully of the routes of this area.
#pragma once

#include "support/walk.h"

namespace archives::test {

using namespace support::walk;

inline Recipes recipes() {
    return {
        {"GET /{business}/my/data", [](const SignedIn& who) { return panel_get(who, "/data"); }},
        {"POST /{business}/my/data", [](const SignedIn& who) { return panel_post(who, "/data"); }},
        {"POST /{business}/my/data/{id}/stop",
         [](const SignedIn& who) { return panel_post(who, "/data/" + who("archive") + "/stop"); }},
        {"GET /{business}/my/data/{id}/archive.zip",
         [](const SignedIn& who) { return panel_get(who, "/data/" + who("archive") + "/archive.zip"); }},
        {"GET /{business}/office/customers/{id}/data",
         [](const SignedIn& who) { return office_get(who, "/customers/" + who("office_customer") + "/data"); }},
        {"POST /{business}/office/customers/{id}/data",
         [](const SignedIn& who) { return office_post(who, "/customers/" + who("office_customer") + "/data"); }},
        {"POST /{business}/office/customers/{id}/data/{archive}/stop",
         [](const SignedIn& who) {
             return office_post(
                 who, fmt::format("/customers/{}/data/{}/stop", who("office_customer"), who("office_archive")));
         }},
        {"GET /{business}/office/customers/{id}/data/{archive}/archive.zip",
         [](const SignedIn& who) {
             return office_get(
                 who, fmt::format("/customers/{}/data/{}/archive.zip", who("office_customer"), who("office_archive")));
         }},
        {"GET /{business}/office/customers/data",
         [](const SignedIn& who) { return office_get(who, "/customers/data"); }},
        {"POST /{business}/office/customers/data",
         [](const SignedIn& who) { return office_post(who, "/customers/data"); }},
        {"POST /{business}/office/customers/data/{archive}/stop",
         [](const SignedIn& who) { return office_post(who, "/customers/data/" + who("office_everybody") + "/stop"); }},
        {"GET /{business}/office/customers/data/{archive}/archive.zip",
         [](const SignedIn& who) {
             return office_get(who, "/customers/data/" + who("office_everybody") + "/archive.zip");
         }},
    };
}

}  // namespace archives::test
