// What is asked rightfully of the routes of this area.
#pragma once

#include "support/walk.h"

namespace office::days_test {

using namespace support::walk;

inline Recipes recipes() {
    return {
        {"GET /{business}/office/days/{day}", [](const SignedIn& who) { return office_get(who, "/days/2026-12-09"); }},
        {"POST /{business}/office/days/{day}/notes",
         [](const SignedIn& who) {
             return office_post(who, "/days/2026-12-09/notes",
                                {{"text", "The lift is being repaired"}, {"whom", "p" + who("provider")}});
         }},
        {"POST /{business}/office/days/{day}/notes/{id}",
         [](const SignedIn& who) {
             const auto id = who("day_note");
             return office_post(who, "/days/2026-12-09/notes/" + id,
                                {{"text_" + id, "Closed from four"}, {"whom_" + id, ""}, {"version", "1"}});
         }},
        {"POST /{business}/office/days/{day}/notes/{id}/removal",
         [](const SignedIn& who) {
             return office_post(who, fmt::format("/days/2026-12-09/notes/{}/removal", who("day_note")));
         }},
        {"GET /{business}/office/live", [](const SignedIn& who) { return office_get(who, "/live"); }},
    };
}

}  // namespace office::days_test
