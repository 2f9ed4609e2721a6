// What the surfaces of booking (pages and API) work with; made once by the app.
#pragma once

#include "bookings/booking.h"
#include "bookings/free_times.h"
#include "bookings/kept_pages.h"
#include "bookings/offer.h"
#include "db/db.h"
#include "html/html.h"
#include "http/guard_parts.h"
#include "http/http.h"

namespace bookings {

struct Desk {
    db::Database& database;
    const Clock& clock;
    const events::Registry& registry;
    const html::Pages& pages;
    const http::FormTokens& tokens;
    std::string secret;  // of the installation
    Offers offers;
    FreeTimes free_times;
    KeptPages kept_pages = KeptPages();

    Context context() { return {clock, registry, offers}; }
};

}  // namespace bookings
