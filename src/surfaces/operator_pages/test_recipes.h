// What is asked rightfully of the routes of this area.
#pragma once

#include "support/walk.h"

namespace operator_pages::test {

using namespace support::walk;

inline Ask as_operator(const SignedIn& who, Ask ask) {
    return ask.with("Cookie", "tb_operator=" + who("operator_session"));
}
inline Ask operator_get(const SignedIn& who, const std::string& rest) {
    return as_operator(who, get("/operator" + rest));
}
inline Ask operator_post(const SignedIn& who, const std::string& rest, Fields fields = {}) {
    fields.emplace_back("token", who("operator_token"));
    return as_operator(who, form_post("/operator" + rest, fields));
}
inline Ask operator_door(const SignedIn& who, const std::string& rest, Fields fields) {
    fields.emplace_back("token", who("setup_token"));
    return form_post("/operator" + rest, fields);
}
inline std::string of_business(const SignedIn& who, std::string_view rest) {
    return fmt::format("/businesses/{}{}", who("business"), rest);
}

inline Recipes recipes() {
    return {
        {"GET /operator/sign-in", [](const SignedIn&) { return get("/operator/sign-in"); }},
        {"POST /operator/sign-in",
         [](const SignedIn& who) {
             return operator_door(who, "/sign-in", {{"email", who("operator_email")}, {"password", kPassword}});
         }},
        {"GET /operator/begin", [](const SignedIn&) { return get("/operator/begin"); }},
        {"POST /operator/begin",
         [](const SignedIn& who) {
             return operator_door(who, "/begin",
                                  {{"code", who("operator_first")},
                                   {"name", "Olav"},
                                   {"email", "olav@example.com"},
                                   {"password", kPassword}});
         }},
        {"GET /operator/link/{token}",
         [](const SignedIn& who) { return get("/operator/link/" + who("operator_link")); }},
        {"POST /operator/link/{token}",
         [](const SignedIn& who) {
             return operator_door(who, "/link/" + who("operator_link"), {{"password", kNewPassword}});
         }},
        {"GET /operator/code", [](const SignedIn& who) { return operator_get(who, "/code"); }},
        {"POST /operator/code",
         [](const SignedIn& who) {
             return operator_post(who, "/code", {{"code", who("operator_recovery")}});
         }},
        {"GET /operator/codes", [](const SignedIn& who) { return operator_get(who, "/codes"); }},
        {"POST /operator/codes", [](const SignedIn& who) { return operator_post(who, "/codes"); }},
        {"POST /operator/codes/confirmation",
         [](const SignedIn& who) {
             return operator_post(
                 who, "/codes/confirmation",
                 {{"code", who("operator_code")}, {"key", "AAAA"}, {"url", "otpauth://totp/x?secret=AAAA"}});
         }},
        {"POST /operator/sign-out", [](const SignedIn& who) { return operator_post(who, "/sign-out"); }},
        {"GET /operator", [](const SignedIn& who) { return operator_get(who, ""); }},
        {"GET /operator/health", [](const SignedIn& who) { return operator_get(who, "/health?check=yes"); }},
        {"POST /operator/health/jobs",
         [](const SignedIn& who) {
             return operator_post(who, "/health/jobs", {{"business", who("business")}, {"job", who("dead_job")}});
         }},
        {"GET /operator/tls-ask", [](const SignedIn&) { return get("/operator/tls-ask?domain=book.example"); }},
        {"POST /operator/invitations", [](const SignedIn& who) { return operator_post(who, "/invitations"); }},
        {"GET /sign-up", [](const SignedIn&) { return get("/sign-up"); }},
        {"GET /sign-up/address", [](const SignedIn&) { return get("/sign-up/address?slug=new-place"); }},
        {"POST /sign-up",
         [](const SignedIn& who) {
             return form_post("/sign-up", {{"name", "New place"},
                                           {"slug", who("new_slug")},
                                           {"country", "NO"},
                                           {"language", "nb"},
                                           {"owner", "Nina"},
                                           {"email", "nina@example.com"},
                                           {"token", who("setup_token")}});
         }},
        {"GET /operator/log", [](const SignedIn& who) { return operator_get(who, "/log"); }},
        {"GET /operator/businesses/new", [](const SignedIn& who) { return operator_get(who, "/businesses/new"); }},
        {"GET /operator/businesses/new/address",
         [](const SignedIn& who) { return operator_get(who, "/businesses/new/address?slug=new-place"); }},
        {"POST /operator/businesses/new",
         [](const SignedIn& who) {
             return operator_post(who, "/businesses/new",
                                  {{"name", "New place"},
                                   {"slug", who("new_slug")},
                                   {"country", "NO"},
                                   {"language", "nb"},
                                   {"owner", "Nina"},
                                   {"email", "nina@example.com"}});
         }},
        {"GET /operator/businesses/{id}", [](const SignedIn& who) { return operator_get(who, of_business(who, "")); }},
        {"POST /operator/businesses/{id}/suspension",
         [](const SignedIn& who) {
             return operator_post(who, of_business(who, "/suspension"), {{"why", "The bill"}});
         }},
        {"POST /operator/businesses/{id}/reopening",
         [](const SignedIn& who) { return operator_post(who, of_business(who, "/reopening")); }},
        {"POST /operator/businesses/{id}/limits",
         [](const SignedIn& who) {
             return operator_post(who, of_business(who, "/limits"),
                                  {{"staff", "500"}, {"customers", "100000"}, {"mails_a_day", "1000"}});
         }},
        {"POST /operator/businesses/{id}/host",
         [](const SignedIn& who) {
             return operator_post(who, of_business(who, "/host"), {{"host", "book.salon.example"}});
         }},
        {"POST /operator/businesses/{id}/host/grant",
         [](const SignedIn& who) {
             return operator_post(who, of_business(who, "/host/grant"), {{"host", "asked.salon.example"}});
         }},
        {"POST /operator/businesses/{id}/host/refusal",
         [](const SignedIn& who) {
             return operator_post(who, of_business(who, "/host/refusal"),
                                  {{"host", "asked.salon.example"}, {"refused_why", "Not yours"}});
         }},
        {"GET /operator/businesses/{id}/owners/{owner}/invitation",
         [](const SignedIn& who) {
             return operator_get(who, of_business(who, fmt::format("/owners/{}/invitation", who("waiting_owner"))));
         }},
        {"POST /operator/businesses/{id}/owners/{owner}/invitation",
         [](const SignedIn& who) {
             return operator_post(who, of_business(who, fmt::format("/owners/{}/invitation", who("waiting_owner"))),
                                  {{"email", fmt::format("late{}@example.com", base::new_id())}});
         }},
    };
}

}  // namespace operator_pages::test
