// Deleting customers, which can be undone for customers::kDeletedKept (FEATURES 4.3). Meanwhile nothing finds them: no
// list, no search, no booking and no login. A customer who has appointments ahead or waits for one is not deleted:
// staff cancel first, so that those who come are told and the time is free.
// After that time it is as if they had been erased (privacy/erasure.h): who has ever booked stays, anonymised, for the
// books; of anybody else nothing is left.
#pragma once

#include "customers/deletion.h"
#include "i18n/i18n.h"

namespace privacy {

struct Foreseen {
    std::vector<std::string> goes_along;  // sentences
    std::optional<Error> forbidden;       // why not now
};
Foreseen foresee_deletion(db::Session& session, const customers::Context& context, BusinessId business,
                          CustomerId customer, i18n::Language language);

// Records customer.deleted. Errors: not_found customer.unknown; conflict customer.has_bookings_ahead, customer.waits.
Result<void> delete_customer(db::Tx& tx, const customers::Context& context, BusinessId business, CustomerId customer,
                             activity::Actor actor);

// Each who can be deleted is; at most kMostDeleted at once.
inline constexpr std::size_t kMostDeleted = 200;
struct Deleted {
    int count = 0;
    std::vector<std::pair<CustomerId, Error>> refused{};
};
Deleted delete_customers(db::Tx& tx, const customers::Context& context, BusinessId business,
                         const std::vector<CustomerId>& customers, activity::Actor actor);

// As they were, but for sessions and links, which ended. Records customer.restored. Errors: not_found
// customer.not_deleted; conflict customer.email_taken_since, customer.number_taken, customers.limit_reached,
// account.email_taken.
Result<void> restore_customer(db::Tx& tx, const customers::Context& context, BusinessId business, CustomerId customer,
                              activity::Actor actor);

// Of a deleted one puts back what can be, so that what is erased is found; nothing of anybody else.
void end_deletion(db::Tx& tx, const customers::Context& context, BusinessId business, CustomerId customer);

// What hangs on a customer's record is put aside, and the record is blanked; returns what puts it back, as JSON. The
// first step of deleting one, and the last of merging one into another (duplicates/merge.h).
std::string take_away(db::Tx& tx, const customers::Context& context, BusinessId business, CustomerId customer);
// `whole`: or refuses, as restore_customer does; otherwise what is somebody else's by now stays away.
Result<void> put_back(db::Tx& tx, const customers::Context& context, BusinessId business, CustomerId customer,
                      const std::string& kept, bool whole);

// By the housekeeper: those whose time is over go for good.
void finish_deletions(db::Database& database, const customers::Context& context);

}  // namespace privacy
