// What is asked rightfully of the routes of this area.
#pragma once

#include "support/walk.h"

namespace office::access_test {

using namespace support::walk;

inline Ask setup_door(const SignedIn& who, Fields fields) {
    fields.emplace_back("token", who("setup_token"));
    return form_post("/setup", fields);
}

inline Recipes recipes() {
    return {
        {"GET /setup", [](const SignedIn&) { return get("/setup"); }},
        {"GET /setup/address", [](const SignedIn&) { return get("/setup/address?name=Lind"); }},
        {"POST /setup",
         [](const SignedIn& who) {
             return setup_door(who, {{"code", who("setup_code")},
                                     {"step", "owner"},
                                     {"business", who("business")},
                                     {"owner", "Olga Lind"},
                                     {"email", "olga@example.com"},
                                     {"password", kPassword}});
         }},
        {"GET /{business}/office/sign-in", [](const SignedIn& who) { return get(at(who, "/office/sign-in")); }},
        {"POST /{business}/office/sign-in",
         [](const SignedIn& who) {
             return office_door(who, at(who, "/office/sign-in"),
                                {{"email", who("staff_email")}, {"password", kPassword}});
         }},
        {"POST /{business}/office/sign-in/passkey/challenge",
         [](const SignedIn& who) { return office_door(who, at(who, "/office/sign-in/passkey/challenge")); }},
        {"POST /{business}/office/sign-in/passkey",
         [](const SignedIn& who) {
             return office_door(who, at(who, "/office/sign-in/passkey"),
                                {{"credential", who("office_credential")},
                                 {"client_data", who("office_client_data")},
                                 {"authenticator_data", who("office_authenticator_data")},
                                 {"signature", who("office_signature")}});
         }},
        {"POST /{business}/office/security/passkeys/challenge",
         [](const SignedIn& who) {
             return office_post(who, "/security/passkeys/challenge", {{"passkey_password", kPassword}});
         }},
        {"POST /{business}/office/security/passkeys",
         [](const SignedIn& who) {
             return office_post(who, "/security/passkeys",
                                {{"name", "Phone"},
                                 {"client_data", who("office_new_client_data")},
                                 {"attestation", who("office_new_attestation")}});
         }},
        {"POST /{business}/office/security/passkeys/{id}/removal",
         [](const SignedIn& who) {
             return office_post(who, "/security/passkeys/" + who("office_passkey") + "/removal");
         }},
        {"GET /{business}/office/forgot-password",
         [](const SignedIn& who) { return get(at(who, "/office/forgot-password")); }},
        {"POST /{business}/office/forgot-password",
         [](const SignedIn& who) {
             return office_door(who, at(who, "/office/forgot-password"), {{"email", who("staff_email")}});
         }},
        {"GET /{business}/office/password/{token}",
         [](const SignedIn& who) { return get(at(who, "/office/password/" + who("staff_link"))); }},
        {"POST /{business}/office/password/{token}",
         [](const SignedIn& who) {
             return office_door(who, at(who, "/office/password/" + who("staff_link")), {{"password", kNewPassword}});
         }},
        {"GET /{business}/office/code", [](const SignedIn& who) { return office_get(who, "/code"); }},
        {"POST /{business}/office/code",
         [](const SignedIn& who) {
             return office_post(who, "/code", {{"code", who("recovery_code")}});
         }},
        {"POST /{business}/office/sign-out", [](const SignedIn& who) { return office_post(who, "/sign-out"); }},
        {"GET /{business}/office/security", [](const SignedIn& who) { return office_get(who, "/security"); }},
        {"POST /{business}/office/security",
         [](const SignedIn& who) {
             return office_post(who, "/security", {{"current_password", kPassword}, {"password", kNewPassword}});
         }},
        {"POST /{business}/office/security/codes",
         [](const SignedIn& who) {
             return office_post(who, "/security/codes", {{"totp_password", kPassword}});
         }},
        {"POST /{business}/office/security/codes/confirmation",
         [](const SignedIn& who) {
             return office_post(who, "/security/codes/confirmation",
                                {{"code", who("totp_code")}, {"key", "AAAA"}, {"url", "otpauth://totp/x?secret=AAAA"}});
         }},
        {"POST /{business}/office/security/codes/removal",
         [](const SignedIn& who) {
             return office_post(who, "/security/codes/removal",
                                {{"totp_password", kPassword}, {"totp_code", who("recovery_code")}});
         }},
        {"POST /{business}/office/security/sessions/end",
         [](const SignedIn& who) { return office_post(who, "/security/sessions/end"); }},
        {"POST /{business}/office/security/sessions/{id}/end",
         [](const SignedIn& who) {
             return office_post(who, "/security/sessions/" + who("office_other_session") + "/end");
         }},
    };
}

}  // namespace office::access_test
