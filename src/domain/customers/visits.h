// When a customer was here last and comes next, as the list of customers shows and sorts it. The bookings keep it, each
// change in the transaction of the booking that it follows from.
#pragma once

#include "customers/customer.h"

namespace customers {

struct Visits {
    std::optional<Instant> last{};  // the start of the latest appointment that took place
    std::optional<Instant> next{};  // of the first that is not over
    bool operator==(const Visits&) const = default;
};
// Of each of them; a hundred customers in each statement.
std::map<CustomerId, Visits> list_visits(db::Session& session, BusinessId business,
                                         const std::vector<CustomerId>& customers);

void set_visits(db::Tx& tx, BusinessId business, CustomerId customer, const Visits& visits);
// An appointment was made that starts then: it is the next one unless another comes before.
void note_coming(db::Tx& tx, BusinessId business, CustomerId customer, Instant starts_at);

}  // namespace customers
