// What other features show on the first page of booking: a link each, by `place`, for as long as it leads anywhere.
#pragma once

#include "pages/page.h"

namespace booking_page {

struct StartLink {
    int place;
    std::optional<pages::WayOn> (*leads)(const pages::Page&);
};

}  // namespace booking_page
