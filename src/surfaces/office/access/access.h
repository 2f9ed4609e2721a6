// The set-up of an installation, behind the console's one-time code; and how staff sign in (FEATURES 1.3). All but
// the set-up are under /{business}/office. Every handler stands behind a guard of
// app/routes.cpp, which names the permission.
#pragma once

#include "office/frame/page.h"

namespace office {

void register_access(activity::Registry& registry);

// The set-up of an installation, behind the console's one-time code.
Response setup_form(const pages::Page& page);           // GET  /setup
Response check_setup_address(const pages::Page& page);  // GET  /setup/address
extern const FormHandler<pages::Page> setup;            // POST /setup

// Signing in. All below are under /{business}/office.
Response sign_in_form(const pages::Page& page);       // GET  /sign-in
extern const FormHandler<pages::Page> sign_in;        // POST /sign-in
Response forgot_form(const pages::Page& page);        // GET  /forgot-password ?sent
extern const FormHandler<pages::Page> forgot;         // POST /forgot-password
Response new_password_form(const pages::Page& page);  // GET  /password/{token}
extern const FormHandler<pages::Page> new_password;   // POST /password/{token}

// By a passkey, which is both factors (FEATURES 1.12).
extern const FormHandler<pages::Page> passkey_challenge;   // POST /sign-in/passkey/challenge
extern const FormHandler<pages::Page> sign_in_by_passkey;  // POST /sign-in/passkey

// With the password alone: a code, or its set-up, may still be missing.
struct HalfwayPage : Page {};
Response code_form(const HalfwayPage& page);      // GET  /code, password given
extern const FormHandler<HalfwayPage> give_code;  // POST /code
extern const FormHandler<HalfwayPage> sign_out;   // POST /sign-out

// One's own account. Open halfway too: a second factor that is asked for is set up here.
struct OwnPage : Page {};
// The answer of the handler; to the sign-in where a code has to be given first, and that a form has expired.
Response on_account(const OwnPage& page, pages::HandlerOf<OwnPage> handler);
Response security(const OwnPage& page);         // GET  /security
Response change_password(const OwnPage& page);  // POST /security
Response begin_totp(const OwnPage& page);       // POST /security/codes
Response confirm_totp(const OwnPage& page);     // POST /security/codes/confirmation
Response remove_totp(const OwnPage& page);      // POST /security/codes/removal
Response new_passkey(const OwnPage& page);      // POST /security/passkeys/challenge
Response add_passkey(const OwnPage& page);      // POST /security/passkeys
Response remove_passkey(const OwnPage& page);   // POST /security/passkeys/{id}/removal
Response end_sessions(const OwnPage& page);     // POST /security/sessions/end
Response end_one_session(const OwnPage& page);  // POST /security/sessions/{id}/end

}  // namespace office
