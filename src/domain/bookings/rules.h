// Whose rules hold for what is done with a booking: an argument of the verb, whoever calls it.
#pragma once

namespace bookings {

// customer: notice, horizon, grid of starts, limits and approval, as the business set them.
// staff: none of these, and nothing that staff book or move turns pending. Within the provider's hours, unless they
// have the permission outside_hours and say that they mean it. Nobody ever takes a time that is taken.
enum class Rules { customer, staff };

}  // namespace bookings
