// A filter of the list of customers as a text, for a job that goes through the list in transactions of its own.
#pragma once

#include "customers/list.h"

#include <nlohmann/json_fwd.hpp>

namespace exports {

// Of what other folders know of customers, the conditions that this one knows by name: accounts/listed.h,
// bookings/listed.h.
nlohmann::json json_of(const customers::Filter& filter);
customers::Filter filter_of(const nlohmann::json& json);

}  // namespace exports
