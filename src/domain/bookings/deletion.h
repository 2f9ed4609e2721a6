// What bookings say where a customer is to be deleted (personal/deletion.h): not while any lie ahead; what is over
// stays in the books.
#pragma once

namespace activity {
class Registry;
}

namespace bookings {

// Forbids conflict customer.has_bookings_ahead.
void add_deletion(activity::Registry& registry);

}  // namespace bookings
