// What is asked rightfully of the routes of this area.
#pragma once

#include "support/walk.h"

namespace office::messages_test {

using namespace support::walk;

inline Recipes recipes() {
    return {
        {"GET /{business}/office/customers/{id}/messages",
         [](const SignedIn& who) { return office_get(who, "/customers/" + who("office_customer") + "/messages"); }},
        {"GET /{business}/office/settings/messages",
         [](const SignedIn& who) { return office_get(who, "/settings/messages"); }},
        {"POST /{business}/office/settings/messages",
         [](const SignedIn& who) {
             return office_post(who, "/settings/messages", {{"sender_name", "Lind"}});
         }},
        {"GET /{business}/office/notices", [](const SignedIn& who) { return office_get(who, "/notices"); }},
        {"POST /{business}/office/notices",
         [](const SignedIn& who) {
             return office_post(who, "/notices", {{"told_booked", "daily"}, {"digest_at", "07:30"}});
         }},
        {"GET /{business}/office/people/{id}/notices",
         [](const SignedIn& who) { return office_get(who, "/people/" + who("colleague") + "/notices"); }},
        {"POST /{business}/office/people/{id}/notices",
         [](const SignedIn& who) {
             return office_post(who, "/people/" + who("colleague") + "/notices",
                                {{"told_booked", "never"}, {"digest_at", "07:30"}});
         }},
        {"GET /{business}/office/messages", [](const SignedIn& who) { return office_get(who, "/messages"); }},
        {"GET /{business}/office/messages/{id}",
         [](const SignedIn& who) { return office_get(who, "/messages/" + who("message")); }},
        {"GET /{business}/office/messages/{id}/mail",
         [](const SignedIn& who) { return office_get(who, "/messages/" + who("message") + "/mail"); }},
        {"POST /{business}/office/messages/{id}/again",
         [](const SignedIn& who) { return office_post(who, "/messages/" + who("message") + "/again"); }},
        {"GET /{business}/office/workflows", [](const SignedIn& who) { return office_get(who, "/workflows"); }},
        {"GET /{business}/office/workflows/new", [](const SignedIn& who) { return office_get(who, "/workflows/new"); }},
        {"POST /{business}/office/workflows/new",
         [](const SignedIn& who) {
             return office_post(who, "/workflows/new",
                                {{"name", "Mine"}, {"trigger", "booked"}, {"template", who("template")}});
         }},
        {"GET /{business}/office/workflows/{id}",
         [](const SignedIn& who) { return office_get(who, "/workflows/" + who("workflow")); }},
        {"POST /{business}/office/workflows/{id}",
         [](const SignedIn& who) {
             return office_post(who, "/workflows/" + who("workflow"),
                                {{"name", "Mine"},
                                 {"trigger", "booked"},
                                 {"template", who("template")},
                                 {"version", who("workflow_version")}});
         }},
        {"POST /{business}/office/workflows/{id}/action",
         [](const SignedIn& who) {
             return office_post(who, "/workflows/" + who("workflow") + "/action", {{"do", "off"}});
         }},
        {"GET /{business}/office/notice-address/{token}",
         [](const SignedIn& who) { return get(at(who, "/office/notice-address/" + who("notice_link"))); }},
        {"POST /{business}/office/notice-address/{token}",
         [](const SignedIn& who) { return office_door(who, at(who, "/office/notice-address/" + who("notice_link"))); }},
        {"GET /{business}/office/templates", [](const SignedIn& who) { return office_get(who, "/templates"); }},
        {"POST /{business}/office/templates",
         [](const SignedIn& who) {
             return office_post(who, "/templates", {{"key", "booking_confirmation"}});
         }},
        {"GET /{business}/office/templates/new", [](const SignedIn& who) { return office_get(who, "/templates/new"); }},
        {"POST /{business}/office/templates/new",
         [](const SignedIn& who) {
             return office_post(who, "/templates/new", {{"name", "Mine"}, {"trigger", "booked"}});
         }},
        {"GET /{business}/office/templates/{id}",
         [](const SignedIn& who) { return office_get(who, "/templates/" + who("template")); }},
        {"POST /{business}/office/templates/{id}",
         [](const SignedIn& who) {
             return office_post(who, "/templates/" + who("template"),
                                {{"subject", "Hello"},
                                 {"html", "<p>Hello</p>"},
                                 {"language", "en"},
                                 {"version", who("template_version")}});
         }},
        {"POST /{business}/office/templates/{id}/action",
         [](const SignedIn& who) {
             return office_post(who, "/templates/" + who("template") + "/action", {{"do", "copy"}, {"name", "Copy"}});
         }},
        {"POST /{business}/office/templates/{id}/preview",
         [](const SignedIn& who) {
             return office_post(who, "/templates/" + who("template") + "/preview",
                                {{"subject", "Hello"}, {"html", "<p>Hello</p>"}, {"language", "en"}});
         }},
    };
}

}  // namespace office::messages_test
