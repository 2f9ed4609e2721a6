// What is asked rightfully of the routes of this area.
#pragma once

#include "support/walk.h"

namespace office::hours_test {

using namespace support::walk;

inline Recipes recipes() {
    return {
        {"GET /{business}/office/hours", [](const SignedIn& who) { return office_get(who, "/hours"); }},
        {"GET /{business}/office/hours/opening", [](const SignedIn& who) { return office_get(who, "/hours/opening"); }},
        {"POST /{business}/office/hours/opening",
         [](const SignedIn& who) {
             return office_post(who, "/hours/opening", {{"hours_1", "9-17"}});
         }},
        {"GET /{business}/office/hours/people/{id}",
         [](const SignedIn& who) { return office_get(who, "/hours/people/" + who("provider")); }},
        {"POST /{business}/office/hours/people/{id}",
         [](const SignedIn& who) {
             return office_post(who, "/hours/people/" + who("provider"),
                                {{"do", "anyway"}, {"plans", "1"}, {"p0_hours_1", "9-16"}});
         }},
        {"POST /{business}/office/hours/people/{id}/preview",
         [](const SignedIn& who) {
             return office_post(who, "/hours/people/" + who("provider") + "/preview", {{"p0_hours_1", "9-17"}});
         }},
        {"GET /{business}/office/hours/time-off",
         [](const SignedIn& who) { return office_get(who, "/hours/time-off"); }},
        {"POST /{business}/office/hours/time-off",
         [](const SignedIn& who) {
             return office_post(who, "/hours/time-off", {{"who", "all"}, {"first", "2027-05-17"}, {"anyway", "yes"}});
         }},
        {"POST /{business}/office/hours/time-off/{id}/removal",
         [](const SignedIn& who) { return office_post(who, "/hours/time-off/" + who("time_off") + "/removal"); }},
        {"POST /{business}/office/hours/special-days",
         [](const SignedIn& who) {
             return office_post(
                 who, "/hours/special-days",
                 {{"who", who("provider")}, {"day", "2027-05-18"}, {"hours", "9-12"}, {"anyway", "yes"}});
         }},
        {"GET /{business}/office/hours/holidays",
         [](const SignedIn& who) { return office_get(who, "/hours/holidays?year=2027"); }},
        {"POST /{business}/office/hours/holidays",
         [](const SignedIn& who) {
             return office_post(who, "/hours/holidays",
                                {{"year", "2027"}, {"on_0", "yes"}, {"name_0", "New Year"}, {"anyway", "yes"}});
         }},
        {"GET /{business}/office/own-hours", [](const SignedIn& who) { return office_get(who, "/own-hours"); }},
        {"GET /{business}/office/hours/why",
         [](const SignedIn& who) {
             return office_get(who, fmt::format("/hours/why?service={}&provider={}&add_on={}&day=2026-12-09&time=10:00",
                                                who("service"), who("provider"), who("add_on")));
         }},
    };
}

}  // namespace office::hours_test
