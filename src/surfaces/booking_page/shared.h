// What the booking page's own pages say alike.
#pragma once

#include "pages/page.h"

namespace booking_page {

// The language that a text of the business stands in: the page's where it was written in it, else the business's first.
std::string_view language_of(const pages::Page& page, const businesses::Business& business,
                             const businesses::Text& text);
inline std::string_view language_of(const pages::Page& page, const businesses::Text& text) {
    return language_of(page, page.business(), text);
}

// Where a place is looked up: a site of others, asked only when the visitor follows the link.
std::string map_url(std::string_view place);

}  // namespace booking_page
