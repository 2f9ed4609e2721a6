// What is asked rightfully of the routes of this area.
#pragma once

#include "support/walk.h"

namespace event_pages::test {

using namespace support::walk;

inline Recipes recipes() {
    return {
        {"GET /{business}/events", [](const SignedIn& who) { return get(at(who, "/events")); }},
        {"GET /{business}/events.ics", [](const SignedIn& who) { return get(at(who, "/events.ics")); }},
        {"GET /{business}/events/{event}",
         [](const SignedIn& who) { return get(at(who, "/events/" + who("office_event"))); }},
        {"GET /{business}/events/{event}/tickets",
         [](const SignedIn& who) {
             return get(
                 at(who, fmt::format("/events/{}/tickets?date={}&tickets=2", who("office_event"), who("event_date"))));
         }},
        {"POST /{business}/events/{event}/tickets",
         [](const SignedIn& who) {
             return door_post(who, fmt::format("/events/{}/tickets", who("office_event")),
                              {{"date", who("event_date")},
                               {"tickets", "2"},
                               {"key", "0123456789abcdef0123456789abcdef"},
                               {"name", "Cara"},
                               {"surname", "Lund"},
                               {"email", "cara@example.com"},
                               {"attendee_2", "Dag Lund"},
                               {"consent", "yes"}});
         }},
    };
}

}  // namespace event_pages::test
