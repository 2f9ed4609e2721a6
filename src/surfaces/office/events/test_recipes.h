// What is asked rightfully of the routes of this area.
#pragma once

#include "support/walk.h"

namespace office_events::test {

using namespace support::walk;

inline std::string event_at(const SignedIn& who, std::string_view rest = {}) {
    return fmt::format("/events/{}{}", who("office_event"), rest);
}
inline std::string date_at(const SignedIn& who, std::string_view rest = {}) {
    return event_at(who, fmt::format("/dates/{}{}", who("event_date"), rest));
}
inline Fields workshop(const SignedIn& who) {
    return {{"name_nb", "Fletting"}, {"name_en", "Braiding"}, {"leader", who("provider")},
            {"duration", "60"},      {"where", "here"},       {"capacity", "12"},
            {"price", "450"},        {"price_kind", "fixed"}, {"who_may_book", "everybody"}};
}

inline Recipes recipes() {
    return {
        {"GET /{business}/office/events", [](const SignedIn& who) { return office_get(who, "/events"); }},
        {"GET /{business}/office/events/new", [](const SignedIn& who) { return office_get(who, "/events/new"); }},
        {"POST /{business}/office/events/new",
         [](const SignedIn& who) { return office_post(who, "/events/new", workshop(who)); }},
        {"GET /{business}/office/events/{id}", [](const SignedIn& who) { return office_get(who, event_at(who)); }},
        {"POST /{business}/office/events/{id}",
         [](const SignedIn& who) {
             auto fields = workshop(who);
             fields.emplace_back("version", who("event_version"));
             fields.emplace_back("outside_hours", "yes");
             return office_post(who, event_at(who), fields);
         }},
        {"POST /{business}/office/events/{id}/action",
         [](const SignedIn& who) {
             return office_post(who, event_at(who, "/action"), {{"do", "withdraw"}});
         }},
        {"POST /{business}/office/events/{id}/dates",
         [](const SignedIn& who) {
             return office_post(who, event_at(who, "/dates"),
                                {{"date_1", "2027-01-09T10:00"}, {"places", "12"}, {"outside_hours", "yes"}});
         }},
        {"POST /{business}/office/events/{id}/dates/{date}",
         [](const SignedIn& who) {
             const auto date = who("event_date");
             return office_post(who, date_at(who),
                                {{"start_" + date, "2027-01-10T10:00"},
                                 {"places_" + date, "20"},
                                 {"outside_" + date, "yes"},
                                 {"version", "1"}});
         }},
        {"GET /{business}/office/events/{id}/dates/{date}/cancellation",
         [](const SignedIn& who) { return office_get(who, date_at(who, "/cancellation")); }},
        {"POST /{business}/office/events/{id}/dates/{date}/cancellation",
         [](const SignedIn& who) {
             return office_post(who, date_at(who, "/cancellation"), {{"tell", "yes"}});
         }},
        {"GET /{business}/office/events/{id}/cancellation",
         [](const SignedIn& who) { return office_get(who, event_at(who, "/cancellation")); }},
        {"POST /{business}/office/events/{id}/cancellation",
         [](const SignedIn& who) {
             return office_post(who, event_at(who, "/cancellation"), {{"tell", "yes"}});
         }},
        {"GET /{business}/office/events/{id}/duplicate",
         [](const SignedIn& who) { return office_get(who, event_at(who, "/duplicate")); }},
        {"POST /{business}/office/events/{id}/duplicate",
         [](const SignedIn& who) { return office_post(who, event_at(who, "/duplicate")); }},
        {"POST /{business}/office/events/{id}/picture",
         [](const SignedIn& who) {
             return as_staff(
                 who, send_file(who, "/office" + event_at(who, "/picture"), who("office_token"), "picture", 300));
         }},
        {"POST /{business}/office/events/{id}/picture/removal",
         [](const SignedIn& who) { return office_post(who, event_at(who, "/picture/removal")); }},
    };
}

}  // namespace office_events::test
