#include "bookings/many.h"

#include "bookings/booking_store.h"
#include "bookings/verbs.h"
#include "db/db.h"

#include <set>

namespace bookings {

std::vector<OccupantId> occupants_of(const catalog::Service& service, ProviderId provider) {
    std::vector<OccupantId> out{staff::occupant(provider)};
    for (const auto& need : service.needs) out.push_back(staff::occupant(need.resource_id));
    return out;
}

void lock_all(db::Tx& tx, BusinessId business, const std::vector<BookingId>& those, std::vector<OccupantId> more) {
    std::set<AppointmentId> appointments;
    for (const auto& booking : find_all(tx, business, those)) appointments.insert(booking.appointment_id);
    for (const auto id : appointments) {
        store::find_for_update(tx, business, id);
        std::ranges::move(occupants(store::list_occupied(tx, business, id)), std::back_inserter(more));
    }
    staff::lock(tx, business, std::move(more));
}

}  // namespace bookings
