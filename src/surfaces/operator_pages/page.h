// What the operator's pages share: who looks at them, and their frame.
#pragma once

#include "office/frame/form.h"
#include "operator_pages/operator_pages.h"
#include "operators/operator.h"

namespace operator_pages {

struct Page : pages::Page {
    operators::SignedIn who;
};
// Who is signed in by the cookie, even halfway; nullopt: nobody.
std::optional<Page> open_operator(const Request& request, Environment& environment);

using Body = std::function<Response(const Page&)>;
// The page for an operator who gave password and code; to the sign-in where nobody is.
Response as_operator(const Request& request, Environment& environment, const Body& body);
// The same for who gave the password alone; those who gave the code go to the start.
Response as_halfway(const Request& request, Environment& environment, const Body& body);
// The same for what a form sends: it carries a token of this session.
Response posted(const Request& request, Environment& environment, const Body& body);

std::string form_token(const Page& page);
bool has_form_token(const Page& page);

// `section`: "businesses", "health" or "log".
Response render(const Page& page, const office::Frame& frame, const office::Fill& fill);
Response nothing_here(const Page& page);
Response refuse(const Page& page, const Error& error, const std::string& back);

// "4 December 2026 at 14:45 UTC": the installation has no time zone of its own.
std::string moment(i18n::Language language, Instant at);
std::string safe_next(std::string_view next);
// "book.example.org" of "https://book.example.org:8443".
std::string host_of(std::string_view origin);
void include_done(html::Values& values, const Page& page);

}  // namespace operator_pages
