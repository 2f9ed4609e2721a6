// What is asked rightfully of the routes of this area.
#pragma once

#include "support/walk.h"

namespace office::calendar_test {

using namespace support::walk;

inline Recipes recipes() {
    return {
        {"GET /{business}/office/calendar", [](const SignedIn& who) { return office_get(who, "/calendar"); }},
        {"GET /{business}/office/calendar/data", [](const SignedIn& who) { return office_get(who, "/calendar/data"); }},
        {"GET /{business}/office/calendar/waiting",
         [](const SignedIn& who) { return office_get(who, "/calendar/waiting"); }},
        {"GET /{business}/office/calendar/bookings/{id}/refusals",
         [](const SignedIn& who) {
             return office_get(who, "/calendar/bookings/" + who("office_booking") +
                                        "/refusals?from=2026-12-01&to=2026-12-01&provider=" + who("provider"));
         }},
        {"POST /{business}/office/calendar/bookings/{id}/move",
         [](const SignedIn& who) {
             return office_post(who, "/calendar/bookings/" + who("office_booking") + "/move",
                                {{"at", "2026-12-04T10:00"}, {"provider", who("provider")}});
         }},
        {"POST /{business}/office/calendar/bookings/{id}/undo",
         [](const SignedIn& who) {
             return office_post(who, "/calendar/bookings/" + who("moved_booking") + "/undo",
                                {{"version", who("moved_version")}});
         }},
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
        {"POST /{business}/office/bookings/{id}/what",
         [](const SignedIn& who) {
             return office_post(who, "/bookings/" + who("office_booking") + "/what",
                                {{"service", who("service")},
                                 {"provider", who("provider")},
                                 {"duration", "20"},
                                 {"price", "100"},
                                 {"add_on_" + who("add_on"), "yes"}});
         }},
        {"POST /{business}/office/bookings/{id}/notes",
         [](const SignedIn& who) {
             return office_post(who, "/bookings/" + who("office_booking") + "/notes", {{"internal_note", "Late"}});
         }},
        {"POST /{business}/office/bookings/{id}/answers",
         [](const SignedIn& who) {
             return as_staff(who, send_file(who, "/office/bookings/" + who("office_booking") + "/answers",
                                            who("office_token"), "field_" + who("file_field")));
         }},
        {"POST /{business}/office/bookings/{id}/deletion",
         [](const SignedIn& who) { return office_post(who, "/bookings/" + who("office_booking") + "/deletion"); }},
        {"POST /{business}/office/bookings/{id}/restoration",
         [](const SignedIn& who) { return office_post(who, "/bookings/" + who("deleted_booking") + "/restoration"); }},
        {"GET /{business}/office/bookings/{id}/mail",
         [](const SignedIn& who) {
             return office_get(who, "/bookings/" + who("office_booking") + "/mail?workflow=" + who("workflow"));
         }},
        {"GET /{business}/office/bookings/deleted",
         [](const SignedIn& who) { return office_get(who, "/bookings/deleted"); }},
        {"GET /{business}/office/bookings/new", [](const SignedIn& who) { return office_get(who, "/bookings/new"); }},
        {"POST /{business}/office/bookings/new",
         [](const SignedIn& who) {
             return office_parts(who, "/bookings/new",
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
        {"GET /{business}/office/bookings/{id}/visit/move",
         [](const SignedIn& who) { return office_get(who, "/bookings/" + who("visit_booking") + "/visit/move"); }},
        {"POST /{business}/office/bookings/{id}/visit/move",
         [](const SignedIn& who) {
             return office_post(who, "/bookings/" + who("visit_booking") + "/visit/move",
                                {{"start", who("visit_start")}, {"seen", who("visit_seen")}, {"outside_hours", "yes"}});
         }},
        {"POST /{business}/office/bookings/{id}/visit/cancellation",
         [](const SignedIn& who) {
             return office_post(who, "/bookings/" + who("visit_booking") + "/visit/cancellation");
         }},
    };
}

}  // namespace office::calendar_test
