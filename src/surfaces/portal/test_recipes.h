// What is asked rightfully of the routes of this area.
#pragma once

#include "support/walk.h"

namespace portal::test {

using namespace support::walk;

inline Ask send_picture(const SignedIn& who) {
    return as_customer(who, send_file(who, "/my/picture", who("panel_token"), "picture"));
}

inline Recipes recipes() {
    return {
        {"GET /{business}/sign-in", [](const SignedIn& who) { return get(at(who, "/sign-in")); }},
        {"POST /{business}/sign-in",
         [](const SignedIn& who) {
             return door_post(who, "/sign-in", {{"email", "anna@example.com"}, {"password", kPassword}});
         }},
        {"POST /{business}/sign-in/link",
         [](const SignedIn& who) {
             return door_post(who, "/sign-in/link", {{"email", "anna@example.com"}});
         }},
        {"POST /{business}/sign-in/with/{provider}",
         [](const SignedIn& who) { return door_post(who, "/sign-in/with/" + who("identity_provider")); }},
        {"GET /{business}/sign-in/with/{provider}/answer",
         [](const SignedIn& who) {
             return get(at(who, "/sign-in/with/" + who("identity_provider") +
                                    "/answer?error=access_denied&state=" + who("attempt_state")))
                 .with("Cookie", "tb_way=" + who("attempt"));
         }},
        {"POST /{business}/sign-in/with/{provider}/answer",
         [](const SignedIn& who) {
             return door_post(who, "/sign-in/with/" + who("identity_provider") + "/answer",
                              {{"ticket", who("ticket")},
                               {"name", "Dora"},
                               {"surname", "Lund"},
                               {"email", who("arriving_email")},
                               {"consent", "yes"}})
                 .with("Cookie", "tb_way=" + who("attempt"));
         }},
        {"POST /{business}/my/sign-in-with/{provider}",
         [](const SignedIn& who) { return panel_post(who, "/sign-in-with/" + who("identity_provider")); }},
        {"POST /{business}/my/sign-in-with/{provider}/connection",
         [](const SignedIn& who) {
             auto ask = form_post(at(who, "/my/sign-in-with/" + who("identity_provider") + "/connection"),
                                  {{"token", who("panel_token")}, {"ticket", who("connecting_ticket")}});
             return ask.with("Cookie",
                             "tb_customer=" + who("customer_session") + "; tb_way=" + who("connecting_attempt"));
         }},
        {"POST /{business}/my/identities/{id}/removal",
         [](const SignedIn& who) { return panel_post(who, "/identities/" + who("own_identity") + "/removal"); }},
        {"POST /{business}/sign-in/passkey/challenge",
         [](const SignedIn& who) { return door_post(who, "/sign-in/passkey/challenge"); }},
        {"POST /{business}/sign-in/passkey",
         [](const SignedIn& who) {
             return door_post(who, "/sign-in/passkey",
                              {{"credential", who("own_credential")},
                               {"client_data", who("own_client_data")},
                               {"authenticator_data", who("own_authenticator_data")},
                               {"signature", who("own_signature")}});
         }},
        {"POST /{business}/my/passkeys/challenge",
         [](const SignedIn& who) { return panel_post(who, "/passkeys/challenge"); }},
        {"POST /{business}/my/passkeys",
         [](const SignedIn& who) {
             return panel_post(who, "/passkeys",
                               {{"name", "Phone"},
                                {"client_data", who("own_new_client_data")},
                                {"attestation", who("own_new_attestation")}});
         }},
        {"POST /{business}/my/passkeys/{id}/removal",
         [](const SignedIn& who) { return panel_post(who, "/passkeys/" + who("own_passkey") + "/removal"); }},
        {"GET /{business}/access/{token}",
         [](const SignedIn& who) { return get(at(who, "/access/" + who("access"))); }},
        {"POST /{business}/access/{token}",
         [](const SignedIn& who) { return door_post(who, "/access/" + who("access")); }},
        {"POST /{business}/sign-out",
         [](const SignedIn& who) {
             return as_customer(who, form_post(at(who, "/sign-out"), {{"token", who("panel_token")}}));
         }},
        {"POST /{business}/quick-login/end",
         [](const SignedIn& who) {
             return form_post(at(who, "/quick-login/end"), {{"token", who("quick_token")}})
                 .with("Cookie", "tb_quick=" + who("quick_session"));
         }},
        {"GET /{business}/forgot-password", [](const SignedIn& who) { return get(at(who, "/forgot-password")); }},
        {"POST /{business}/forgot-password",
         [](const SignedIn& who) {
             return door_post(who, "/forgot-password", {{"email", "anna@example.com"}});
         }},
        {"GET /{business}/password/{token}",
         [](const SignedIn& who) { return get(at(who, "/password/" + who("password_link"))); }},
        {"POST /{business}/password/{token}",
         [](const SignedIn& who) {
             return door_post(who, "/password/" + who("password_link"), {{"password", kNewPassword}});
         }},
        {"GET /{business}/register", [](const SignedIn& who) { return get(at(who, "/register")); }},
        {"POST /{business}/register",
         [](const SignedIn& who) {
             return door_post(who, "/register",
                              {{"name", "Cara"},
                               {"surname", "Lund"},
                               {"email", "cara@example.com"},
                               {"password", kPassword},
                               {"consent", "yes"}});
         }},
        {"GET /{business}/registration/{token}",
         [](const SignedIn& who) { return get(at(who, "/registration/" + who("registration"))); }},
        {"POST /{business}/registration/{token}",
         [](const SignedIn& who) { return door_post(who, "/registration/" + who("registration")); }},
        {"GET /sign-in", [](const SignedIn&) { return get("/sign-in"); }},
        {"GET /register", [](const SignedIn&) { return get("/register?q=lind"); }},
        {"GET /forgot-password", [](const SignedIn&) { return get("/forgot-password"); }},
        {"POST /sign-in",
         [](const SignedIn& who) {
             return form_post("/sign-in",
                              {{"email", "anna@example.com"}, {"links", "yes"}, {"token", who("everywhere_token")}});
         }},
        {"GET /{business}/my", [](const SignedIn& who) { return panel_get(who, ""); }},
        {"GET /{business}/my/appointments/{id}",
         [](const SignedIn& who) { return panel_get(who, "/appointments/" + who("own_booking")); }},
        {"GET /{business}/my/appointments/{id}/reschedule",
         [](const SignedIn& who) { return panel_get(who, "/appointments/" + who("own_booking") + "/reschedule"); }},
        {"POST /{business}/my/appointments/{id}/reschedule",
         [](const SignedIn& who) {
             return panel_post(who, "/appointments/" + who("own_booking") + "/reschedule",
                               {{"provider", who("provider")}, {"start", who("start")}});
         }},
        {"GET /{business}/my/appointments/{id}/cancellation",
         [](const SignedIn& who) { return panel_get(who, "/appointments/" + who("own_booking") + "/cancellation"); }},
        {"POST /{business}/my/appointments/{id}/cancellation",
         [](const SignedIn& who) { return panel_post(who, "/appointments/" + who("own_booking") + "/cancellation"); }},
        {"GET /{business}/my/appointments/{id}/visit/reschedule",
         [](const SignedIn& who) {
             return panel_get(who, "/appointments/" + who("own_booking") + "/visit/reschedule");
         }},
        {"POST /{business}/my/appointments/{id}/visit/reschedule",
         [](const SignedIn& who) {
             return panel_post(who, "/appointments/" + who("own_booking") + "/visit/reschedule",
                               {{"start", who("visit_start")}});
         }},
        {"GET /{business}/my/appointments/{id}/visit/cancellation",
         [](const SignedIn& who) {
             return panel_get(who, "/appointments/" + who("own_booking") + "/visit/cancellation");
         }},
        {"POST /{business}/my/appointments/{id}/visit/cancellation",
         [](const SignedIn& who) {
             return panel_post(who, "/appointments/" + who("own_booking") + "/visit/cancellation");
         }},
        {"POST /{business}/my/appointments/{id}/status",
         [](const SignedIn& who) {
             return panel_post(who, "/appointments/" + who("own_booking") + "/status", {{"status", "cancelled"}});
         }},
        {"POST /{business}/my/appointments/{id}/hiding",
         [](const SignedIn& who) { return panel_post(who, "/appointments/" + who("ended_booking") + "/hiding"); }},
        {"GET /{business}/my/appointments/{id}/files/{field}",
         [](const SignedIn& who) {
             return panel_get(who, "/appointments/" + who("own_booking") + "/files/" + who("file_field"));
         }},
        {"GET /{business}/my/appointments/{id}/calendar.ics",
         [](const SignedIn& who) { return panel_get(who, "/appointments/" + who("own_booking") + "/calendar.ics"); }},
        {"GET /{business}/calendar/{token}/appointments.ics",
         [](const SignedIn& who) { return get(at(who, "/calendar/" + who("feed") + "/appointments.ics")); }},
        {"GET /{business}/my/profile", [](const SignedIn& who) { return panel_get(who, "/profile"); }},
        {"POST /{business}/my/profile",
         [](const SignedIn& who) {
             return panel_post(
                 who, "/profile",
                 {{"name", "Anne"}, {"surname", "Berg"}, {"email", "anna@example.com"}, {"language", "en"}});
         }},
        {"POST /{business}/my/picture", send_picture},
        {"POST /{business}/my/picture/removal",
         [](const SignedIn& who) { return panel_post(who, "/picture/removal"); }},
        {"GET /{business}/my/pictures/{id}",
         [](const SignedIn& who) { return panel_get(who, "/pictures/" + who("own_customer")); }},
        {"GET /{business}/my/people", [](const SignedIn& who) { return panel_get(who, "/people"); }},
        {"POST /{business}/my/people",
         [](const SignedIn& who) {
             return panel_post(who, "/people", {{"name", "Emil"}, {"surname", "Berg"}});
         }},
        {"POST /{business}/my/people/{id}/removal",
         [](const SignedIn& who) { return panel_post(who, "/people/" + who("dependant") + "/removal"); }},
        {"GET /{business}/my/security", [](const SignedIn& who) { return panel_get(who, "/security"); }},
        {"POST /{business}/my/security",
         [](const SignedIn& who) {
             return panel_post(who, "/security", {{"current_password", kPassword}, {"password", kNewPassword}});
         }},
        {"POST /{business}/my/sessions/{id}/end",
         [](const SignedIn& who) { return panel_post(who, "/sessions/" + who("other_session") + "/end"); }},
        {"POST /{business}/my/sessions/end", [](const SignedIn& who) { return panel_post(who, "/sessions/end"); }},
        {"POST /{business}/my/links/{id}/end",
         [](const SignedIn& who) { return panel_post(who, "/links/" + who("own_booking") + "/end"); }},
        {"POST /{business}/my/links/end", [](const SignedIn& who) { return panel_post(who, "/links/end"); }},
        {"POST /{business}/my/calendar", [](const SignedIn& who) { return panel_post(who, "/calendar"); }},
        {"POST /{business}/my/calendar/removal",
         [](const SignedIn& who) { return panel_post(who, "/calendar/removal"); }},
        {"POST /{business}/my/erasure", [](const SignedIn& who) { return panel_post(who, "/erasure"); }},
        {"POST /{business}/my/erasure/withdrawal",
         [](const SignedIn& who) { return panel_post(who, "/erasure/withdrawal"); }},
    };
}

}  // namespace portal::test
