// What is asked rightfully of the routes of this area.
#pragma once

#include "support/walk.h"

namespace office::calendar_test {

using namespace support::walk;

inline Recipes recipes() {
    return {
        {"GET /{business}/office", [](const SignedIn& who) { return office_get(who, ""); }},
        {"GET /{business}/office/bookings/{id}",
         [](const SignedIn& who) { return office_get(who, "/bookings/" + who("office_booking")); }},
        {"GET /{business}/office/bookings/{id}/files/{field}",
         [](const SignedIn& who) {
             return office_get(who, "/bookings/" + who("office_booking") + "/files/" + who("file_field"));
         }},
        {"POST /{business}/office/bookings/{id}/status",
         [](const SignedIn& who) {
             return office_post(who, "/bookings/" + who("office_booking") + "/status", {{"status", "cancelled"}});
         }},
        {"POST /{business}/office/bookings/{id}/payment",
         [](const SignedIn& who) {
             return office_post(who, "/bookings/" + who("office_booking") + "/payment", {{"paid", "yes"}});
         }},
        {"GET /{business}/office/bookings/new", [](const SignedIn& who) { return office_get(who, "/bookings/new"); }},
        {"POST /{business}/office/bookings/new",
         [](const SignedIn& who) {
             return office_post(who, "/bookings/new",
                                {{"service", who("service")},
                                 {"provider", who("provider")},
                                 {"start", who("start")},
                                 {"name", "Ida"},
                                 {"key", "once"}});
         }},
        {"GET /{business}/office/bookings/{id}/move",
         [](const SignedIn& who) { return office_get(who, "/bookings/" + who("office_booking") + "/move"); }},
        {"POST /{business}/office/bookings/{id}/move",
         [](const SignedIn& who) {
             return office_post(who, "/bookings/" + who("office_booking") + "/move",
                                {{"start", who("start")}, {"provider", who("provider")}});
         }},
    };
}

}  // namespace office::calendar_test
