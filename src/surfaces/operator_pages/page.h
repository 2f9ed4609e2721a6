// What the operator's pages share: who looks at them, and their frame.
#pragma once

#include "office/frame/form.h"
#include "operator_pages/operator_pages.h"

namespace operator_pages {

// Where no guard asks: who is signed in by the cookie, even halfway; nullopt: nobody.
std::optional<Page> open_operator(const Request& request, Environment& environment);

std::string form_token(const Page& page);

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
