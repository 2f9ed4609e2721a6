// The one whom staff book for without asking who it is: each business has one such record, in no list of customers.
#pragma once

#include "customers/customer.h"

namespace customers {

// Made with the first such booking, under that name.
CustomerId walk_in(db::Tx& tx, BusinessId business, const Clock& clock, std::string_view name);
bool is_walk_in(db::Session& session, BusinessId business, CustomerId customer);

}  // namespace customers
