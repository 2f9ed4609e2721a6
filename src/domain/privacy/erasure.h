// Erasing a customer (FEATURES 2.11): all that says who it was goes, in every folder's tables; what bookkeeping needs
// (when, what, how much) stays.
#pragma once

#include "base/base.h"
#include "customers/customer.h"

namespace db {
class Tx;
}  // namespace db

namespace privacy {

// The login with its sessions and links, the profile, the names on bookings, the messages with their texts, and the
// ZIPs that were made. Of a deleted customer what would restore them goes too. Messages that wait are not sent any
// more. Records account.erased and customer.anonymised.
void erase(db::Tx& tx, const customers::Context& context, BusinessId business, CustomerId customer,
           activity::Actor actor);

// The same of one who asked: in the panel, or staff, who say so here. The request is decided by it. Errors: not_found
// customer.unknown, an erased one too.
Result<void> erase_asked(db::Tx& tx, const customers::Context& context, BusinessId business, CustomerId customer,
                         activity::Actor actor);

}  // namespace privacy
