// What is asked rightfully of the routes of this area.
#pragma once

#include "booking_page/choice.h"
#include "support/walk.h"

namespace booking_page::test {

using namespace support::walk;

inline Ask managed(const SignedIn& who, std::string_view rest = "") {
    return get(fmt::format("/{}/bookings/{}{}", who("slug"), who("token"), rest));
}

inline Ask book_by_form(const SignedIn& who) {
    return form_post(fmt::format("/{}/bookings", who("slug")), {{"service", who("service")},
                                                                {"provider", who("provider")},
                                                                {"start", who("start")},
                                                                {"token", who("door_token")},
                                                                {"key", "a-key-of-this-form-only"},
                                                                {"name", "Cara"},
                                                                {"surname", "Lund"},
                                                                {"email", "cara@example.com"},
                                                                {"consent", "1"}});
}

// The start of one part.
inline std::string part_start(const SignedIn& who) {
    const auto provider = base::parse_id<ProviderId>(who("provider"));
    return booking_page::to_text(booking_page::Start{booking_page::parse_start(who("start")).value().at, provider});
}

inline Ask visit_by_form(const SignedIn& who) {
    return form_post(fmt::format("/{}/visits", who("slug")), {{"parts", who("service")},
                                                              {"start", part_start(who)},
                                                              {"token", who("door_token")},
                                                              {"key", "a-key-of-this-visit-only"},
                                                              {"name", "Cara"},
                                                              {"surname", "Lund"},
                                                              {"email", "cara@example.com"},
                                                              {"consent", "1"}});
}

inline Recipes recipes() {
    return {
        {"GET /", [](const SignedIn&) { return get("/"); }},
        {"GET /sitemap.xml", [](const SignedIn&) { return get("/sitemap.xml"); }},
        {"GET /{business}", [](const SignedIn& who) { return get("/" + who("slug")); }},
        {"GET /{business}/book",
         [](const SignedIn& who) {
             return get(fmt::format("/{}/book?service={}&provider={}", who("slug"), who("service"), who("provider")));
         }},
        {"POST /{business}/book",
         [](const SignedIn& who) {
             return form_post(fmt::format("/{}/book", who("slug")), {{"token", who("keep_token")},
                                                                     {"service", who("service")},
                                                                     {"provider", who("provider")},
                                                                     {"start", who("start")}});
         }},
        {"POST /{business}/bookings", book_by_form},
        {"GET /{business}/visit",
         [](const SignedIn& who) { return get(fmt::format("/{}/visit?parts={}", who("slug"), who("service"))); }},
        {"GET /{business}/visit/times",
         [](const SignedIn& who) { return get(fmt::format("/{}/visit/times?parts={}", who("slug"), who("service"))); }},
        {"POST /{business}/visit/times",
         [](const SignedIn& who) {
             return form_post(fmt::format("/{}/visit/times", who("slug")),
                              {{"token", who("keep_token")}, {"parts", who("service")}, {"start", part_start(who)}});
         }},
        {"POST /{business}/visits", visit_by_form},
        {"GET /{business}/bookings/{token}", [](const SignedIn& who) { return managed(who); }},
        {"GET /{business}/bookings/{token}/calendar.ics",
         [](const SignedIn& who) { return managed(who, "/calendar.ics"); }},
        {"GET /{business}/bookings/{token}/files/{field}",
         [](const SignedIn& who) { return managed(who, "/files/" + who("file_field")); }},
        {"GET /{business}/bookings/{token}/reschedule",
         [](const SignedIn& who) { return managed(who, "/reschedule?provider=" + who("provider")); }},
        {"POST /{business}/bookings/{token}/reschedule",
         [](const SignedIn& who) {
             return form_post(fmt::format("/{}/bookings/{}/reschedule", who("slug"), who("token")),
                              {{"provider", who("provider")}, {"start", who("start")}});
         }},
        {"GET /{business}/bookings/{token}/cancellation",
         [](const SignedIn& who) { return managed(who, "/cancellation"); }},
        {"POST /{business}/bookings/{token}/cancellation",
         [](const SignedIn& who) {
             return form_post(fmt::format("/{}/bookings/{}/cancellation", who("slug"), who("token")), {});
         }},
        {"GET /{business}/bookings/{token}/visit/reschedule",
         [](const SignedIn& who) { return managed(who, "/visit/reschedule"); }},
        {"POST /{business}/bookings/{token}/visit/reschedule",
         [](const SignedIn& who) {
             return form_post(fmt::format("/{}/bookings/{}/visit/reschedule", who("slug"), who("token")),
                              {{"start", who("visit_start")}});
         }},
        {"GET /{business}/bookings/{token}/visit/cancellation",
         [](const SignedIn& who) { return managed(who, "/visit/cancellation"); }},
        {"POST /{business}/bookings/{token}/visit/cancellation",
         [](const SignedIn& who) {
             return form_post(fmt::format("/{}/bookings/{}/visit/cancellation", who("slug"), who("token")), {});
         }},
    };
}

}  // namespace booking_page::test
