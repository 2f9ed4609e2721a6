// What is asked rightfully of the routes of this area.
#pragma once

#include "support/walk.h"

namespace office::duplicates_test {

using namespace support::walk;

inline std::string pair_of(const SignedIn& who) {
    return "/customers/" + who("office_customer") + "/duplicates/" + who("deletable_customer");
}

inline Recipes recipes() {
    return {
        {"GET /{business}/office/customers/duplicates",
         [](const SignedIn& who) { return office_get(who, "/customers/duplicates"); }},
        {"POST /{business}/office/customers/duplicates",
         [](const SignedIn& who) { return office_post(who, "/customers/duplicates", {}); }},
        {"POST /{business}/office/customers/duplicates/stop",
         [](const SignedIn& who) { return office_post(who, "/customers/duplicates/stop", {}); }},
        {"GET /{business}/office/customers/{id}/duplicates",
         [](const SignedIn& who) { return office_get(who, "/customers/" + who("office_customer") + "/duplicates"); }},
        {"GET /{business}/office/customers/{id}/duplicates/{other}",
         [](const SignedIn& who) { return office_get(who, pair_of(who)); }},
        {"POST /{business}/office/customers/{id}/duplicates/{other}",
         [](const SignedIn& who) {
             return office_post(who, pair_of(who),
                                {{"survivor_version", who("customer_version")}, {"other_version", "1"}});
         }},
        {"POST /{business}/office/customers/{id}/duplicates/{other}/difference",
         [](const SignedIn& who) { return office_post(who, pair_of(who) + "/difference", {}); }},
        {"POST /{business}/office/customers/{id}/duplicates/{other}/difference/removal",
         [](const SignedIn& who) { return office_post(who, pair_of(who) + "/difference/removal", {}); }},
        {"POST /{business}/office/customers/{id}/merges/{other}/removal",
         [](const SignedIn& who) {
             return office_post(
                 who, "/customers/" + who("erasable_customer") + "/merges/" + who("deletable_customer") + "/removal",
                 {});
         }},
    };
}

}  // namespace office::duplicates_test
