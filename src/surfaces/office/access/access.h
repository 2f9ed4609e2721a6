// The set-up of an installation, behind the console's one-time code; and how staff sign in (FEATURES 1.3). All but
// the set-up are under /{business}/office. Every handler stands behind a guard of
// app/routes.cpp, which names the permission.
#pragma once

#include "pages/environment.h"

namespace activity {
class Registry;
}

namespace office {

void register_access(activity::Registry& registry);

using http::Request;
using http::Response;
using pages::Environment;

// The set-up of an installation, behind the console's one-time code.
Response setup_form(const Request& request, Environment& environment);           // GET  /setup
Response check_setup_address(const Request& request, Environment& environment);  // GET  /setup/address
Response setup(const Request& request, Environment& environment);                // POST /setup

// Signing in. All below are under /{business}/office.
Response sign_in_form(const Request& request, Environment& environment);       // GET  /sign-in
Response sign_in(const Request& request, Environment& environment);            // POST /sign-in
Response forgot_form(const Request& request, Environment& environment);        // GET  /forgot-password ?sent
Response forgot(const Request& request, Environment& environment);             // POST /forgot-password
Response new_password_form(const Request& request, Environment& environment);  // GET  /password/{token}
Response new_password(const Request& request, Environment& environment);       // POST /password/{token}
Response code_form(const Request& request, Environment& environment);          // GET  /code, password given
Response give_code(const Request& request, Environment& environment);          // POST /code
Response sign_out(const Request& request, Environment& environment);           // POST /sign-out

// One's own account. Open halfway too: a second factor that is asked for is set up here.
Response security(const Request& request, Environment& environment);         // GET  /security
Response change_password(const Request& request, Environment& environment);  // POST /security
Response begin_totp(const Request& request, Environment& environment);       // POST /security/codes
Response confirm_totp(const Request& request, Environment& environment);     // POST /security/codes/confirmation
Response remove_totp(const Request& request, Environment& environment);      // POST /security/codes/removal
Response end_sessions(const Request& request, Environment& environment);     // POST /security/sessions/end
Response end_one_session(const Request& request, Environment& environment);  // POST /security/sessions/{id}/end

}  // namespace office
