// What is asked rightfully of the routes of this area.
#pragma once

#include "support/walk.h"

namespace office::services_test {

using namespace support::walk;

inline Recipes recipes() {
    const auto of = [](std::string_view name, std::string_view rest = {}) {
        return [name, rest](const SignedIn& who) {
            return fmt::format("/services{}{}{}",
                               name == "service"    ? ""
                               : name == "resource" ? "/rooms"
                                                    : "/locations",
                               "/" + who(std::string(name)), rest);
        };
    };
    return {
        {"GET /{business}/office/services", [](const SignedIn& who) { return office_get(who, "/services"); }},
        {"POST /{business}/office/services",
         [](const SignedIn& who) {
             return office_post(who, "/services", {{"name", "Beard"}, {"duration", "20"}, {"price", "300"}});
         }},
        {"POST /{business}/office/services/order",
         [](const SignedIn& who) {
             return office_post(who, "/services/order", {{"move", who("service") + " - - DOWN"}});
         }},
        {"POST /{business}/office/services/categories",
         [](const SignedIn& who) {
             return office_post(who, "/services/categories", {{"category", "Hair"}});
         }},
        {"POST /{business}/office/services/categories/{id}",
         [](const SignedIn& who) {
             const auto id = who("category");
             return office_post(who, "/services/categories/" + id,
                                {{"do", "rename"}, {fmt::format("name_{}_nb", id), "Colour"}});
         }},
        {"GET /{business}/office/services/{id}",
         [of](const SignedIn& who) { return office_get(who, of("service")(who)); }},
        {"POST /{business}/office/services/{id}",
         [of](const SignedIn& who) {
             return office_post(who, of("service")(who),
                                {{"version", "1"},
                                 {"name_nb", "Klipp"},
                                 {"duration", "45"},
                                 {"buffer_before", "0"},
                                 {"buffer_after", "0"},
                                 {"slot_interval", "15"},
                                 {"minimum_notice", "0"},
                                 {"booking_horizon", "129600"},
                                 {"capacity", "1"},
                                 {"price", "700"},
                                 {"price_kind", "fixed"},
                                 {"who_may_book", "everybody"}});
         }},
        {"POST /{business}/office/services/{id}/action",
         [of](const SignedIn& who) {
             return office_post(who, of("service", "/action")(who), {{"do", "copy"}});
         }},
        {"GET /{business}/office/services/rooms",
         [](const SignedIn& who) { return office_get(who, "/services/rooms"); }},
        {"POST /{business}/office/services/rooms",
         [](const SignedIn& who) {
             return office_post(who, "/services/rooms", {{"name", "Room"}, {"kind", "room"}, {"quantity", "1"}});
         }},
        {"POST /{business}/office/services/rooms/order",
         [](const SignedIn& who) {
             return office_post(who, "/services/rooms/order", {{"move", who("resource") + " - - DOWN"}});
         }},
        {"GET /{business}/office/services/rooms/{id}",
         [of](const SignedIn& who) { return office_get(who, of("resource")(who)); }},
        {"POST /{business}/office/services/rooms/{id}",
         [of](const SignedIn& who) {
             return office_post(who, of("resource")(who), {{"name", "Chair"}, {"kind", "room"}, {"quantity", "1"}});
         }},
        {"POST /{business}/office/services/rooms/{id}/action",
         [of](const SignedIn& who) { return office_post(who, of("resource", "/action")(who), {}); }},
        {"GET /{business}/office/services/locations",
         [](const SignedIn& who) { return office_get(who, "/services/locations"); }},
        {"POST /{business}/office/services/locations",
         [](const SignedIn& who) {
             return office_post(who, "/services/locations", {{"name", "Harbour"}});
         }},
        {"POST /{business}/office/services/locations/order",
         [](const SignedIn& who) {
             return office_post(who, "/services/locations/order", {{"move", who("location") + " - - DOWN"}});
         }},
        {"GET /{business}/office/services/locations/{id}",
         [of](const SignedIn& who) { return office_get(who, of("location")(who)); }},
        {"POST /{business}/office/services/locations/{id}",
         [of](const SignedIn& who) {
             return office_post(who, of("location")(who), {{"name", "Hill"}});
         }},
        {"POST /{business}/office/services/locations/{id}/action",
         [of](const SignedIn& who) { return office_post(who, of("location", "/action")(who), {}); }},
    };
}

}  // namespace office::services_test
