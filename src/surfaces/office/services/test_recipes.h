// What is asked rightfully of the routes of this area.
#pragma once

#include "support/walk.h"

namespace office::services_test {

using namespace support::walk;

// The page of what is known by that name.
inline std::string page_of(const SignedIn& who, std::string_view name, std::string_view rest = {}) {
    const std::string_view folder = name == "service"      ? ""
                                    : name == "resource"   ? "/rooms"
                                    : name == "add_on"     ? "/add-ons"
                                    : name == "file_field" ? "/fields"
                                                           : "/locations";
    return fmt::format("/services{}/{}{}", folder, who(std::string(name)), rest);
}

inline Recipes recipes() {
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
         [](const SignedIn& who) { return office_get(who, page_of(who, "service")); }},
        {"POST /{business}/office/services/{id}",
         [](const SignedIn& who) {
             return office_post(who, page_of(who, "service"),
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
         [](const SignedIn& who) {
             return office_post(who, page_of(who, "service", "/action"), {{"do", "copy"}});
         }},
        {"GET /{business}/office/services/add-ons",
         [](const SignedIn& who) { return office_get(who, "/services/add-ons"); }},
        {"POST /{business}/office/services/add-ons",
         [](const SignedIn& who) {
             return office_post(who, "/services/add-ons", {{"name_nb", "Kur"}, {"duration", "10"}, {"price", "50"}});
         }},
        {"POST /{business}/office/services/add-ons/order",
         [](const SignedIn& who) {
             return office_post(who, "/services/add-ons/order", {{"move", who("add_on") + " - - DOWN"}});
         }},
        {"GET /{business}/office/services/add-ons/{id}",
         [](const SignedIn& who) { return office_get(who, page_of(who, "add_on")); }},
        {"POST /{business}/office/services/add-ons/{id}",
         [](const SignedIn& who) {
             return office_post(who, page_of(who, "add_on"),
                                {{"version", "1"}, {"name_nb", "Kaffe"}, {"duration", "5"}, {"price", "40"}});
         }},
        {"POST /{business}/office/services/add-ons/{id}/action",
         [](const SignedIn& who) { return office_post(who, page_of(who, "add_on", "/action"), {}); }},
        {"GET /{business}/office/services/fields",
         [](const SignedIn& who) { return office_get(who, "/services/fields"); }},
        {"POST /{business}/office/services/fields",
         [](const SignedIn& who) {
             return office_post(who, "/services/fields", {{"label_nb", "Allergier"}, {"kind", "text"}});
         }},
        {"POST /{business}/office/services/fields/order",
         [](const SignedIn& who) {
             return office_post(who, "/services/fields/order", {{"move", who("file_field") + " - - DOWN"}});
         }},
        {"GET /{business}/office/services/fields/{id}",
         [](const SignedIn& who) { return office_get(who, page_of(who, "file_field")); }},
        {"POST /{business}/office/services/fields/{id}",
         [](const SignedIn& who) {
             return office_post(who, page_of(who, "file_field"),
                                {{"version", "1"}, {"label_nb", "Et bilde"}, {"asked", "all"}});
         }},
        {"POST /{business}/office/services/fields/{id}/action",
         [](const SignedIn& who) {
             return office_post(who, page_of(who, "file_field", "/action"), {{"do", "copy"}});
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
         [](const SignedIn& who) { return office_get(who, page_of(who, "resource")); }},
        {"POST /{business}/office/services/rooms/{id}",
         [](const SignedIn& who) {
             return office_post(who, page_of(who, "resource"),
                                {{"name", "Large chair"}, {"kind", "room"}, {"quantity", "1"}, {"version", "1"}});
         }},
        {"POST /{business}/office/services/rooms/{id}/action",
         [](const SignedIn& who) { return office_post(who, page_of(who, "resource", "/action"), {}); }},
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
         [](const SignedIn& who) { return office_get(who, page_of(who, "location")); }},
        {"POST /{business}/office/services/locations/{id}",
         [](const SignedIn& who) {
             return office_post(who, page_of(who, "location"), {{"name", "Hill"}, {"version", "1"}});
         }},
        {"POST /{business}/office/services/locations/{id}/action",
         [](const SignedIn& who) { return office_post(who, page_of(who, "location", "/action"), {}); }},
    };
}

}  // namespace office::services_test
