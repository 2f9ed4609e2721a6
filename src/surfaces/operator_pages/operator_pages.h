// The pages of who operates the installation, under /operator, apart from all staff and customers (FEATURES 8.14). Each
// handler stands behind a guard of app/routes.cpp.
#pragma once

#include "pages/environment.h"

namespace operator_pages {

using http::Request;
using http::Response;
using pages::Environment;

inline constexpr std::string_view kCookie = "tb_operator";  // Path=/operator

Response sign_in_form(const Request& request, Environment& environment);  // GET  /sign-in ?next
Response sign_in(const Request& request, Environment& environment);       // POST /sign-in
Response begin_form(const Request& request, Environment& environment);    // GET  /begin: the first operator
Response begin(const Request& request, Environment& environment);         // POST /begin, with the console's code
Response link_form(const Request& request, Environment& environment);     // GET  /link/{token}
Response use_link(const Request& request, Environment& environment);      // POST /link/{token}

// With the password alone.
Response code_form(const Request& request, Environment& environment);      // GET  /code
Response give_code(const Request& request, Environment& environment);      // POST /code
Response codes_form(const Request& request, Environment& environment);     // GET  /codes: they are not set up yet
Response begin_codes(const Request& request, Environment& environment);    // POST /codes
Response confirm_codes(const Request& request, Environment& environment);  // POST /codes/confirmation
Response sign_out(const Request& request, Environment& environment);       // POST /sign-out

Response businesses(const Request& request, Environment& environment);       // GET  "" ?q ?before
Response invite(const Request& request, Environment& environment);           // POST /invitations: to open a business
Response new_business(const Request& request, Environment& environment);     // GET  /businesses/new
Response create_business(const Request& request, Environment& environment);  // POST /businesses/new
Response business(const Request& request, Environment& environment);         // GET  /businesses/{id}
Response suspend(const Request& request, Environment& environment);          // POST /businesses/{id}/suspension
Response reopen(const Request& request, Environment& environment);           // POST /businesses/{id}/reopening
Response save_limits(const Request& request, Environment& environment);      // POST /businesses/{id}/limits
Response save_host(const Request& request, Environment& environment);        // POST /businesses/{id}/host

Response health(const Request& request, Environment& environment);     // GET  /health ?check: the database too
Response retry_job(const Request& request, Environment& environment);  // POST /health/jobs
Response log(const Request& request, Environment& environment);        // GET  /log

// Answer for Caddy's on_demand_tls ask: 200 where the name is one that this installation answers to, else 404.
Response tls_ask(const Request& request, Environment& environment);  // GET  /tls-ask?domain

// How strangers open a business by themselves, where the operator lets them (operators/sign_up.h).
Response sign_up_form(const Request& request, Environment& environment);  // GET  /sign-up ?invitation ?sent
Response sign_up(const Request& request, Environment& environment);       // POST /sign-up

void register_pages(activity::Registry& registry);

}  // namespace operator_pages
