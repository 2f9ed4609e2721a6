// Customers who were deleted and can still be restored (FEATURES 4.3). The verbs, which see to everything that belongs
// to a customer, are in privacy/deletion.h.
#pragma once

#include "customers/customer.h"

namespace customers {

// How long; then nothing of who it was is left.
inline constexpr auto kDeletedKept = std::chrono::days{30};

struct Deletion {
    CustomerId customer_id;
    std::string name;  // of the customer
    Instant deleted_at;
};
struct Deletions {
    std::vector<Deletion> deletions;
    bool more = false;  // behind the last
};
// The latest first, at most `limit` (200), behind that of `after` where it is given.
Deletions list_deletions(db::Session& session, BusinessId business, std::optional<CustomerId> after, int limit);
std::optional<Deletion> find_deletion(db::Session& session, BusinessId business, CustomerId customer);
// Of any business, those from before that moment, the oldest first.
std::vector<std::pair<BusinessId, CustomerId>> list_deleted_before(db::Session& session, Instant moment, int limit);

// `kept`: what restores the customer, as JSON.
void keep_deletion(db::Tx& tx, BusinessId business, const Deletion& deletion, std::string_view kept);
// It is over; returns what was kept. Nullopt: there is none.
std::optional<std::string> end_deletion(db::Tx& tx, BusinessId business, CustomerId customer);

// What the record itself adds (personal/deletion.h): its fields are kept, so that its address and number are free for
// others. Restoring refuses conflict customer.email_taken, customer.number_taken, customers.limit_reached.
void add_deletion(activity::Registry& registry);

}  // namespace customers
