// How a booking page is found and shared (FEATURES 3.11): what search engines and those who show a link are told.
#pragma once

#include "booking_page/opening.h"
#include "pages/page.h"

namespace booking_page {

// A line about the business for lists of results.
std::string description_of(const pages::Page& page);
// Canonical address, the other languages', a picture, and the business with its services as schema.org knows them.
html::Shared shared_of(const pages::Page& page, const std::vector<const catalog::Service*>& services);

}  // namespace booking_page
