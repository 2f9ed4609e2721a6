// What is asked rightfully of the routes of this area.
#pragma once

#include "support/walk.h"

namespace office::start_test {

using namespace support::walk;

inline Recipes recipes() {
    return {
        {"GET /{business}/office/start", [](const SignedIn& who) { return office_get(who, "/start"); }},
        {"POST /{business}/office/start/tasks",
         [](const SignedIn& who) {
             return office_post(who, "/start/tasks", {{"task", "second-factor"}});
         }},
        {"POST /{business}/office/start/end", [](const SignedIn& who) { return office_post(who, "/start/end"); }},
        {"GET /{business}/office/start/hours", [](const SignedIn& who) { return office_get(who, "/start/hours"); }},
        {"POST /{business}/office/start/hours",
         [](const SignedIn& who) {
             return office_post(who, "/start/hours", {{"hours_1", "9-17"}});
         }},
        {"GET /{business}/office/start/services",
         [](const SignedIn& who) { return office_get(who, "/start/services"); }},
        {"POST /{business}/office/start/services",
         [](const SignedIn& who) {
             return office_post(
                 who, "/start/services",
                 {{"kind", "hair"}, {"s0_on", "yes"}, {"s0_name", "Perm"}, {"s0_minutes", "90"}, {"s0_price", "900"}});
         }},
        {"GET /{business}/office/start/people", [](const SignedIn& who) { return office_get(who, "/start/people"); }},
        {"POST /{business}/office/start/people",
         [](const SignedIn& who) {
             return office_post(who, "/start/people", {{"me", "yes"}});
         }},
        {"GET /{business}/office/start/look", [](const SignedIn& who) { return office_get(who, "/start/look"); }},
        {"POST /{business}/office/start/look",
         [](const SignedIn& who) {
             return as_staff(who, send_file(who, "/office/start/look", who("office_token"), "logo"));
         }},
        {"GET /{business}/office/start/live", [](const SignedIn& who) { return office_get(who, "/start/live"); }},
        {"POST /{business}/office/start/live", [](const SignedIn& who) { return office_post(who, "/start/live"); }},
        {"POST /{business}/office/start/live/test",
         [](const SignedIn& who) { return office_post(who, "/start/live/test"); }},
        {"POST /{business}/office/start/live/test/removal",
         [](const SignedIn& who) { return office_post(who, "/start/live/test/removal"); }},
    };
}

}  // namespace office::start_test
