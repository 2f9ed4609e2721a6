// What is asked rightfully of the routes of this area.
#pragma once

#include "support/walk.h"

namespace office::groups_test {

using namespace support::walk;

inline Recipes recipes() {
    return {
        {"GET /{business}/office/groups", [](const SignedIn& who) { return office_get(who, "/groups"); }},
        {"GET /{business}/office/groups/new", [](const SignedIn& who) { return office_get(who, "/groups/new"); }},
        {"POST /{business}/office/groups/new",
         [](const SignedIn& who) {
             return office_post(who, "/groups/new",
                                {{"day", "2026-12-08"},
                                 {"time", "10:00"},
                                 {"duration", "60"},
                                 {"capacity", "5"},
                                 {"minimum", "0"},
                                 {"weeks", "2"},
                                 {"start_1796720400", "yes"},
                                 {"make", "yes"}});
         }},
        {"GET /{business}/office/groups/{id}",
         [](const SignedIn& who) { return office_get(who, "/groups/" + who("office_group")); }},
        {"GET /{business}/office/groups/{id}/list",
         [](const SignedIn& who) { return office_get(who, "/groups/" + who("office_group") + "/list"); }},
        {"GET /{business}/office/groups/{id}/message",
         [](const SignedIn& who) { return office_get(who, "/groups/" + who("office_group") + "/message"); }},
        {"POST /{business}/office/groups/{id}/message",
         [](const SignedIn& who) {
             return office_post(who, "/groups/" + who("office_group") + "/message",
                                {{"subject", "Mats"}, {"text", "Bring your own."}, {"key", "once"}});
         }},
        {"POST /{business}/office/groups/{id}/check-in",
         [](const SignedIn& who) {
             return office_post(who, "/groups/" + who("office_group") + "/check-in",
                                {{"booking", who("group_booking")}, {"status", "completed"}});
         }},
        {"POST /{business}/office/groups/{id}/places",
         [](const SignedIn& who) {
             return office_post(who, "/groups/" + who("office_group") + "/places",
                                {{"capacity", "9"}, {"minimum", "0"}, {"version", "1"}});
         }},
        {"POST /{business}/office/groups/{id}/time",
         [](const SignedIn& who) {
             return office_post(who, "/groups/" + who("office_group") + "/time",
                                {{"day", "2026-12-20"}, {"time", "07:00"}, {"outside_hours", "yes"}});
         }},
        {"POST /{business}/office/groups/{id}/cancellation",
         [](const SignedIn& who) { return office_post(who, "/groups/" + who("office_group") + "/cancellation"); }},
    };
}

}  // namespace office::groups_test
