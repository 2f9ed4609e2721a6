// Customers by the number that another system knows them by (Customer::customer_number).
#pragma once

#include "customers/customer.h"

namespace customers {

std::optional<Customer> find_by_number(db::Session& session, BusinessId business, std::string_view number);

}  // namespace customers
