// A chosen time is kept while details are typed, where the business wants it (FEATURES 3.10). Who holds it is a secret
// in a signed cookie.
#pragma once

#include "booking_page/visit_choice.h"
#include "bookings/hold.h"
#include "pages/page.h"

namespace booking_page {

bool keeps_times(const pages::Page& page);

// As in Wish::visitor; empty: none, or no cookie of ours.
std::string visitor_of(const pages::Page& page);
// Of how many parts what they hold is: 1 but for a visit. 0: no cookie of ours.
std::size_t parts_kept(const pages::Page& page);
// What this visitor holds. Asks the database only where there is a cookie.
std::optional<bookings::Hold> hold_of(const pages::Page& page);
// For this very choice.
bool is_for(const bookings::Hold& hold, const Choice& choice);

// Keeps the chosen start and sets the cookie. Errors: those of bookings::hold.
Result<bookings::Hold> keep(const pages::Page& page, const Choice& choice, const std::string& visitor);
void give_back(const pages::Page& page);
void set_visitor(http::Response& response, const pages::Page& page, const std::string& visitor, std::size_t parts = 1);

// The same of a visit. What is held of each of its parts; none where nothing is.
std::vector<std::optional<bookings::Hold>> holds_of(const pages::Page& page, const VisitChoice& choice);
// All of them are, just as they were chosen.
bool are_for(const std::vector<std::optional<bookings::Hold>>& holds, const VisitChoice& choice);
Result<std::vector<bookings::Hold>> keep(const pages::Page& page, const VisitChoice& choice,
                                         const std::string& visitor);

// "We keep this time for you until 10:15. ..."
std::string kept_text(const pages::Page& page, const bookings::Hold& hold);

}  // namespace booking_page
