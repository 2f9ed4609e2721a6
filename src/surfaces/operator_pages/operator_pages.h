// The pages of who operates the installation, under /operator, apart from all staff and customers (FEATURES 8.14). Each
// handler stands behind a guard of app/routes.cpp.
#pragma once

#include "office/frame/page.h"
#include "operators/operator.h"

namespace operator_pages {

using http::Request;
using http::Response;
using pages::Environment;
using pages::FormHandler;

inline constexpr std::string_view kCookie = "tb_operator";  // Path=/operator

struct Page : pages::Page {
    operators::SignedIn who;
};
// With the password alone; those who gave the code are sent to the start.
struct HalfwayPage : Page {};
// With the code or without.
struct SessionPage : Page {};

// Of that operator, whose session goes on.
Page open_operator(const Request& request, Environment& environment, operators::SignedIn who);
// The answer to what a form sent; that the form has expired, where it carries no token of this session.
Response posted(const Page& page, pages::HandlerOf<Page> handler);
Response halfway(const HalfwayPage& page, pages::HandlerOf<HalfwayPage> handler);
Response halfway(const HalfwayPage& page, const FormHandler<HalfwayPage>& form);

bool has_form_token(const Page& page);
template <class Of>
Response answer(const FormHandler<Of>& form, const Of& page) {
    return has_form_token(page) ? form.take(page) : form.again(page, pages::expired(page));
}

Response sign_in_form(const pages::Page& page);  // GET  /sign-in ?next
extern const FormHandler<pages::Page> sign_in;   // POST /sign-in
Response begin_form(const pages::Page& page);    // GET  /begin: the first operator
extern const FormHandler<pages::Page> begin;     // POST /begin, with the console's code
Response link_form(const pages::Page& page);     // GET  /link/{token}
extern const FormHandler<pages::Page> use_link;  // POST /link/{token}

// With the password alone.
Response code_form(const HalfwayPage& page);          // GET  /code
extern const FormHandler<HalfwayPage> give_code;      // POST /code
Response codes_form(const HalfwayPage& page);         // GET  /codes: they are not set up yet
extern const FormHandler<HalfwayPage> begin_codes;    // POST /codes
extern const FormHandler<HalfwayPage> confirm_codes;  // POST /codes/confirmation
extern const FormHandler<SessionPage> sign_out;       // POST /sign-out

Response businesses(const Page& page);         // GET  "" ?q ?before
Response invite(const Page& page);             // POST /invitations: to open a business
Response new_business(const Page& page);       // GET  /businesses/new
Response check_new_address(const Page& page);  // GET /businesses/new/address ?slug
Response create_business(const Page& page);    // POST /businesses/new
Response business(const Page& page);           // GET  /businesses/{id}
Response suspend(const Page& page);            // POST /businesses/{id}/suspension
Response reopen(const Page& page);             // POST /businesses/{id}/reopening
Response save_limits(const Page& page);        // POST /businesses/{id}/limits
Response save_host(const Page& page);          // POST /businesses/{id}/host
Response give_host(const Page& page);          // POST /businesses/{id}/host/grant
Response refuse_host(const Page& page);        // POST /businesses/{id}/host/refusal
Response owner_form(const Page& page);         // GET  /businesses/{id}/owners/{owner}/invitation
Response invite_owner(const Page& page);       // POST

Response health(const Page& page);     // GET  /health ?check: the database too
Response retry_job(const Page& page);  // POST /health/jobs
Response log(const Page& page);        // GET  /log

// Answer for Caddy's on_demand_tls ask: 200 where the name is one that this installation answers to, else 404.
Response tls_ask(const Request& request, Environment& environment);  // GET  /tls-ask?domain

// How strangers open a business by themselves, where the operator lets them (operators/sign_up.h).
Response sign_up_form(const pages::Page& page);           // GET  /sign-up ?invitation ?sent
Response check_sign_up_address(const pages::Page& page);  // GET /sign-up/address ?invitation ?slug
extern const FormHandler<pages::Page> sign_up;            // POST /sign-up

void register_pages(activity::Registry& registry);

}  // namespace operator_pages
