// A chosen time is kept while details are typed, where the business wants it (FEATURES 3.10). Who holds it is a secret
// in a signed cookie.
#pragma once

#include "booking_page/choice.h"
#include "bookings/hold.h"
#include "pages/page.h"

namespace booking_page {

bool keeps_times(const pages::Page& page);

// As in Wish::visitor; empty: none, or no cookie of ours.
std::string visitor_of(const pages::Page& page);
// What this visitor holds. Asks the database only where there is a cookie.
std::optional<bookings::Hold> hold_of(const pages::Page& page);
// For this very choice.
bool is_for(const bookings::Hold& hold, const Choice& choice);

// Keeps the chosen start and sets the cookie. Errors: those of bookings::hold.
Result<bookings::Hold> keep(const pages::Page& page, const Choice& choice, const std::string& visitor);
void give_back(const pages::Page& page);
void set_visitor(http::Response& response, const pages::Page& page, const std::string& visitor);

// "We keep this time for you until 10:15. ..."
std::string kept_text(const pages::Page& page, const bookings::Hold& hold);

}  // namespace booking_page
