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

Result<std::vector<Made>> book_many(db::Tx& tx, const Context& context, BusinessId business,
                                    const std::vector<Wish>& wishes, Rules rules) {
    const auto snapshot = context.snapshots.current(tx, business);
    if (!snapshot) return not_found("business.unknown");
    std::vector<OccupantId> wanted;
    for (const auto& wish : wishes)
        if (const auto* service = snapshot->service(wish.service_id))
            for (const auto* provider : snapshot->providers_of(*service))
                if (!wish.provider_id || *wish.provider_id == provider->id)
                    std::ranges::move(occupants_of(*service, provider->id), std::back_inserter(wanted));
    staff::lock(tx, business, std::move(wanted));
    std::vector<Made> out;
    for (const auto& wish : wishes) {
        auto made = book(tx, context, business, wish, rules);
        if (!made) {
            made.error().parameters.emplace_back("index", std::to_string(out.size()));
            return std::unexpected(std::move(made.error()));
        }
        out.push_back(*std::move(made));
    }
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
