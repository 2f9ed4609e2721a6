// The extra fields of a booking in its form (FEATURES 3.6).
#pragma once

#include "booking_page/booking_form.h"

namespace booking_page {

// Customers have to answer what is required; staff are told that customers have to, and may leave it out.
enum class Asks { customer, staff };

// Under {{>EXTRA_FIELDS}}, with what was typed and what is wrong with it. One that is shown only where another has a
// value says so, and a script shows it only then. `focus`: the field on which the keyboard begins.
void include_extra_fields(html::Values& values, const pages::Page& page,
                          const std::vector<const catalog::ExtraField*>& asked, const Typed& typed,
                          std::string_view focus, Asks asks = Asks::customer);

}  // namespace booking_page
