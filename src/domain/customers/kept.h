// A record put aside as text, to be had again when a deletion or a merge is undone.
#pragma once

#include "customers/customer.h"

#include <nlohmann/json_fwd.hpp>

namespace customers {

// Every field of fields.h, and what is wrong with the address.
nlohmann::json kept_of(const Customer& customer);
// A field that is newer than what was kept is as it is at first.
Customer record_of(const nlohmann::json& kept);

}  // namespace customers
