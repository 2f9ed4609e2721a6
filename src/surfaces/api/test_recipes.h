// What is asked rightfully of the routes of this area.
#pragma once

#include "support/walk.h"

#include <nlohmann/json.hpp>

namespace api::test {

using namespace support::walk;

inline Ask by_bearer(const SignedIn& who, Ask ask) { return ask.with("Authorization", "Bearer " + who("token")); }
inline std::string api_booking(const SignedIn& who, std::string_view rest = "") {
    return fmt::format("/api/v1/{}/bookings/{}{}", who("slug"), who("booking"), rest);
}

inline Ask by_key(const SignedIn& who, Ask ask) { return ask.with("Authorization", "Bearer " + who("api_key")); }
inline std::string api_customer(const SignedIn& who) {
    return fmt::format("/api/v1/{}/customers/{}", who("slug"), who("office_customer"));
}

inline nlohmann::json cara() { return {{"name", "Cara"}, {"surname", "Lund"}, {"email", "cara@example.com"}}; }

inline Ask by_link(const SignedIn& who, Ask ask) { return ask.with("Authorization", "Bearer " + who("waiting_token")); }
inline std::string api_waiting(const SignedIn& who, std::string_view rest = "") {
    return fmt::format("/api/v1/{}/waiting{}", who("slug"), rest);
}
inline std::string api_offer(const SignedIn& who, std::string_view answer) {
    return api_waiting(who, fmt::format("/offers/{}/{}", who("waiting_offer"), answer));
}

inline Ask wait_by_api(const SignedIn& who) {
    const nlohmann::json body{{"service", who("service")},       {"provider", who("provider")},
                              {"first_day", "2026-12-07"},       {"last_day", "2026-12-11"},
                              {"parts", {"morning", "evening"}}, {"customer", cara()}};
    return json_post(api_waiting(who), body.dump());
}

inline Ask book_visit_by_api(const SignedIn& who) {
    const nlohmann::json part{{"service", who("service")}, {"provider", who("provider")}, {"start", who("start")}};
    const nlohmann::json body{{"parts", {part}}, {"customer", cara()}};
    return json_post(fmt::format("/api/v1/{}/visits", who("slug")), body.dump());
}

inline Ask book_by_api(const SignedIn& who) {
    const nlohmann::json body{
        {"service", who("service")}, {"provider", who("provider")}, {"start", who("start")}, {"customer", cara()}};
    return json_post(fmt::format("/api/v1/{}/bookings", who("slug")), body.dump());
}

inline Recipes recipes() {
    return {
        {"GET /api/v1/businesses", [](const SignedIn&) { return get("/api/v1/businesses"); }},
        {"GET /api/v1/{business}/services",
         [](const SignedIn& who) { return get(fmt::format("/api/v1/{}/services", who("slug"))); }},
        {"GET /api/v1/{business}/providers",
         [](const SignedIn& who) {
             return get(fmt::format("/api/v1/{}/providers?service={}", who("slug"), who("service")));
         }},
        {"GET /api/v1/{business}/locations",
         [](const SignedIn& who) { return get(fmt::format("/api/v1/{}/locations", who("slug"))); }},
        {"GET /api/v1/{business}/slots/next",
         [](const SignedIn& who) { return get(fmt::format("/api/v1/{}/slots/next", who("slug"))); }},
        {"GET /api/v1/{business}/slots",
         [](const SignedIn& who) {
             return get(fmt::format("/api/v1/{}/slots?service={}&provider={}&from=2026-12-01&to=2026-12-02",
                                    who("slug"), who("service"), who("provider")));
         }},
        {"POST /api/v1/{business}/bookings", book_by_api},
        {"GET /api/v1/{business}/visits/slots",
         [](const SignedIn& who) {
             return get(fmt::format("/api/v1/{}/visits/slots?services={}&providers={}&from=2026-12-01&to=2026-12-02",
                                    who("slug"), who("service"), who("provider")));
         }},
        {"POST /api/v1/{business}/visits", book_visit_by_api},
        {"GET /api/v1/{business}/events",
         [](const SignedIn& who) { return get(fmt::format("/api/v1/{}/events", who("slug"))); }},
        {"GET /api/v1/{business}/events/{event}",
         [](const SignedIn& who) {
             return get(fmt::format("/api/v1/{}/events/{}", who("slug"), who("office_event")));
         }},
        {"POST /api/v1/{business}/events/{event}/tickets",
         [](const SignedIn& who) {
             const nlohmann::json body{
                 {"date", who("event_date")}, {"attendees", {"Cara Lund", "Dag Lund"}}, {"customer", cara()}};
             return json_post(fmt::format("/api/v1/{}/events/{}/tickets", who("slug"), who("office_event")),
                              body.dump());
         }},
        {"POST /api/v1/{business}/waiting", wait_by_api},
        {"GET /api/v1/{business}/waiting", [](const SignedIn& who) { return by_link(who, get(api_waiting(who))); }},
        {"POST /api/v1/{business}/waiting/leaving",
         [](const SignedIn& who) { return by_link(who, json_post(api_waiting(who, "/leaving"), "{}")); }},
        {"POST /api/v1/{business}/waiting/offers/{offer}/acceptance",
         [](const SignedIn& who) { return by_link(who, json_post(api_offer(who, "acceptance"), "{}")); }},
        {"POST /api/v1/{business}/waiting/offers/{offer}/refusal",
         [](const SignedIn& who) { return by_link(who, json_post(api_offer(who, "refusal"), "{}")); }},
        {"GET /api/v1/{business}/bookings/{id}",
         [](const SignedIn& who) { return by_bearer(who, get(api_booking(who))); }},
        {"POST /api/v1/{business}/bookings/{id}/reschedule",
         [](const SignedIn& who) {
             const nlohmann::json body{{"start", who("start")}, {"provider", who("provider")}};
             return by_bearer(who, json_post(api_booking(who, "/reschedule"), body.dump()));
         }},
        {"POST /api/v1/{business}/bookings/{id}/cancellation",
         [](const SignedIn& who) { return by_bearer(who, json_post(api_booking(who, "/cancellation"), "{}")); }},
        {"GET /api/v1/{business}/customers",
         [](const SignedIn& who) {
             return by_key(who, get(fmt::format("/api/v1/{}/customers?search=an", who("slug"))));
         }},
        {"POST /api/v1/{business}/customers",
         [](const SignedIn& who) {
             return by_key(who, json_post(fmt::format("/api/v1/{}/customers", who("slug")), cara().dump()));
         }},
        {"POST /api/v1/{business}/customers/batch",
         [](const SignedIn& who) {
             auto one = cara();
             one["customer_number"] = "4711";
             return by_key(who, json_post(fmt::format("/api/v1/{}/customers/batch", who("slug")),
                                          nlohmann::json{{"customers", {one}}}.dump()));
         }},
        {"GET /api/v1/{business}/customers/{customer}",
         [](const SignedIn& who) { return by_key(who, get(api_customer(who))); }},
        {"PATCH /api/v1/{business}/customers/{customer}",
         [](const SignedIn& who) {
             auto ask = json_post(api_customer(who), nlohmann::json{{"note", "Parks behind the house"}}.dump());
             ask.method = "PATCH";
             return by_key(who, ask.with("If-Match", fmt::format("\"{}\"", who("customer_version"))));
         }},
        {"GET /api/v1/{business}/bookings",
         [](const SignedIn& who) {
             return by_key(who, get(fmt::format("/api/v1/{}/bookings?from=2026-12-01&to=2026-12-31", who("slug"))));
         }},
        {"GET /api/v1/{business}/activity",
         [](const SignedIn& who) { return by_key(who, get(fmt::format("/api/v1/{}/activity", who("slug")))); }},
        {"GET /api/v1/openapi.json", [](const SignedIn&) { return get("/api/v1/openapi.json"); }},
    };
}

}  // namespace api::test
