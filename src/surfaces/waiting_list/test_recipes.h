// What is asked rightfully of the routes of this area.
#pragma once

#include "support/walk.h"

namespace waiting_list::test {

using namespace support::walk;

inline Fields wish(const SignedIn& who) {
    return {{"service", who("service")}, {"provider", who("provider")},
            {"first_day", "2026-12-01"}, {"last_day", "2026-12-31"},
            {"weekdays_1", "yes"},       {"weekdays_16", "yes"},
            {"parts_1", "yes"},          {"parts_2", "yes"},
            {"from", "09:00"},           {"until", "15:00"}};
}
inline Fields with(Fields fields, Fields more) {
    for (auto& each : more) fields.push_back(std::move(each));
    return fields;
}

inline Recipes recipes() {
    return {
        {"GET /{business}/waiting",
         [](const SignedIn& who) { return get(at(who, "/waiting?service=" + who("service"))); }},
        {"POST /{business}/waiting",
         [](const SignedIn& who) {
             return door_post(
                 who, "/waiting",
                 with(wish(who),
                      {{"name", "Cara"}, {"surname", "Lund"}, {"email", "cara@example.com"}, {"consent", "yes"}}));
         }},
        {"GET /{business}/waiting/{token}",
         [](const SignedIn& who) { return get(at(who, "/waiting/" + who("waiting_token"))); }},
        {"POST /{business}/waiting/{token}/leaving",
         [](const SignedIn& who) { return door_post(who, "/waiting/" + who("waiting_token") + "/leaving"); }},
        {"POST /{business}/waiting/{token}/offers/{offer}/acceptance",
         [](const SignedIn& who) {
             return door_post(
                 who, fmt::format("/waiting/{}/offers/{}/acceptance", who("waiting_token"), who("waiting_offer")));
         }},
        {"POST /{business}/waiting/{token}/offers/{offer}/refusal",
         [](const SignedIn& who) {
             return door_post(who,
                              fmt::format("/waiting/{}/offers/{}/refusal", who("waiting_token"), who("waiting_offer")));
         }},
        {"GET /{business}/my/waiting", [](const SignedIn& who) { return panel_get(who, "/waiting"); }},
        {"POST /{business}/my/waiting/{id}/leaving",
         [](const SignedIn& who) { return panel_post(who, "/waiting/" + who("waiting_entry") + "/leaving"); }},
        {"POST /{business}/my/waiting/offers/{offer}/acceptance",
         [](const SignedIn& who) {
             return panel_post(who, "/waiting/offers/" + who("waiting_offer") + "/acceptance");
         }},
        {"POST /{business}/my/waiting/offers/{offer}/refusal",
         [](const SignedIn& who) { return panel_post(who, "/waiting/offers/" + who("waiting_offer") + "/refusal"); }},
        {"GET /{business}/office/waiting", [](const SignedIn& who) { return office_get(who, "/waiting"); }},
        {"GET /{business}/office/waiting/new",
         [](const SignedIn& who) { return office_get(who, "/waiting/new?q=an"); }},
        {"POST /{business}/office/waiting/new",
         [](const SignedIn& who) {
             return office_post(who, "/waiting/new", with(wish(who), {{"customer", who("office_customer")}}));
         }},
        {"GET /{business}/office/waiting/{id}",
         [](const SignedIn& who) { return office_get(who, "/waiting/" + who("office_waiting")); }},
        {"POST /{business}/office/waiting/{id}/removal",
         [](const SignedIn& who) { return office_post(who, "/waiting/" + who("office_waiting") + "/removal"); }},
        {"POST /{business}/office/waiting/{id}/offer",
         [](const SignedIn& who) {
             return office_post(who, "/waiting/" + who("office_waiting") + "/offer",
                                {{"time", who("waiting_start") + "." + who("provider")}});
         }},
        {"GET /{business}/office/settings/waiting-list",
         [](const SignedIn& who) { return office_get(who, "/settings/waiting-list"); }},
        {"POST /{business}/office/settings/waiting-list",
         [](const SignedIn& who) {
             return office_post(who, "/settings/waiting-list",
                                {{"offer_minutes", "90"}, {"offers_from_hour", "7"}, {"offers_until_hour", "22"}});
         }},
    };
}

}  // namespace waiting_list::test
