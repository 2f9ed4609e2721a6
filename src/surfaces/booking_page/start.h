// The first page that a visitor sees: who the business is, what it offers, and when the next time is free.
#pragma once

#include "pages/page.h"

namespace booking_page {

// With ?provider=ID only what that provider gives; with ?q= only services whose words have all of those.
// Kept in memory without q.
http::Response start(const pages::Page& page);

}  // namespace booking_page
