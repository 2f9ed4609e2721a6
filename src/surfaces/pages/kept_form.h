// What a customer typed into a form whose session had ended: their browser keeps it until they have signed in again.
#pragma once

#include "pages/page.h"

namespace pages {

// In a cookie for half an hour, sealed; passwords are left out, and nothing is kept where it would not fit.
void keep_form(http::Response& response, const Page& page);
bool has_kept_form(const Page& page);
// What is kept for the page of this path.
std::optional<http::Form> kept_form(const Page& page, std::string_view path);
void forget_form(http::Response& response, const Page& page);

}  // namespace pages
