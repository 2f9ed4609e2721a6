// How the add-ons of a booking lie in its row: [{"id": "...", "name": {"": "...", "da": "..."}, "minutes": 20,
// "price": 15000}], or nothing.
#pragma once

#include "bookings/booking.h"

namespace bookings {

std::string text_of(const std::vector<ChosenAddOn>& add_ons);
// The prices are in that currency.
std::vector<ChosenAddOn> add_ons_of(std::string_view text, const std::string& currency);

}  // namespace bookings
