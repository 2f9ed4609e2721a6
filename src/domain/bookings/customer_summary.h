// What staff see first of a customer (FEATURES 5.26), and the lists of their bookings (5.9). What is still to come are
// those of list_of_customers, since customers hide only what is over.
#pragma once

#include "bookings/booking.h"

namespace bookings {

struct CustomerSummary {
    std::optional<Booking> next;  // begins or ends next
    int completed = 0, no_shows = 0;
    std::vector<Money> spent;  // the agreed prices of what was completed, of each currency one sum
};
CustomerSummary summary_of_customer(db::Session& session, BusinessId business, CustomerId customer, Instant now);

// What is over or was given up, hidden ones too, the latest first.
Listed list_past_of_customer(db::Session& session, BusinessId business, CustomerId customer, Instant now,
                             const From& from, int limit);

}  // namespace bookings
