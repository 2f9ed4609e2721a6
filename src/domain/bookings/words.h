// What pages and messages say of a booking.
#pragma once

#include "bookings/booking.h"
#include "i18n/i18n.h"

namespace bookings {

// The name of whoever comes: the attendee, else who booked.
std::string who_comes(const Booking& booking);
// "Hair treatment, Beard"; empty where none were chosen.
std::string add_on_names(i18n::Language language, const Booking& booking);
std::string status_name(i18n::Language language, Status status);
std::string source_name(i18n::Language language, Source source);
// Where it takes place: what the service says of itself, else that location's, else the provider's, else the business's
// address.
std::string place(const Snapshot& snapshot, const catalog::Service* service, const staff::Provider* provider,
                  std::optional<LocationId> location);

}  // namespace bookings
