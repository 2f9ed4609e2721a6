// Short names in addresses, and colours.
#include "businesses/accent.h"
#include "businesses/business.h"
#include "fuzz/fuzz.h"
#include "http/http.h"

void fuzz(std::string_view bytes) {
    if (businesses::is_slug(bytes)) CHECK(base::percent_encoded(bytes) == bytes);
    if (!businesses::is_colour(bytes)) return;
    for (const auto& accent : {bookings::light_accent(bytes), bookings::dark_accent(bytes)}) {
        CHECK(businesses::is_colour(accent.colour) && businesses::is_colour(accent.ink));
        CHECK(bookings::contrast(accent.colour, accent.ink) >= 4.5);
    }
    bookings::brand_css(bytes);
}
