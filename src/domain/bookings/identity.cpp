#include "bookings/identity.h"

#include "bookings/wall_clock.h"
#include "db/db.h"

namespace bookings {
namespace {

// Longer than any horizon; not so far that the zone's rules are asked in vain.
constexpr auto kFarAhead = std::chrono::days{3660};

}  // namespace

Result<void> change_identity(db::Tx& tx, const Context& context, BusinessId id, const businesses::Change& change,
                             activity::Actor actor, const InAnotherZone& in_another) {
    businesses::lock(tx, id);
    const auto before = businesses::find(tx, id);
    CHECK(before);
    auto after = *before;
    change(after);
    if (after.currency != before->currency && is_priced(tx, id)) {
        const decltype(Error::parameters) values{{"currency", before->currency}};
        return std::unexpected(Error{
            Fault::conflict, "business.currency_in_use", values, {{"currency", "business.currency_in_use", values}}});
    }
    if (after.zone != before->zone && in_another.keep == InAnotherZone::Keep::wall) {
        const auto snapshot = load_snapshot(tx, id);
        if (const auto moved = move_by_wall(tx, context, *snapshot, after.zone, in_another.tell, actor); !moved)
            return moved;
    }
    return businesses::change_settings(tx, {context.clock, context.registry}, id, change, actor);
}

bool is_priced(db::Session& session, BusinessId business) {
    if (session.value<int>("select 1 from bookings where business_id = :business limit 1", business)) return true;
    return std::ranges::any_of(catalog::list_services(session, business, {}),
                               [](const catalog::Service& service) { return service.price.amount != 0; });
}

std::vector<Booking> list_coming(db::Session& session, BusinessId business, std::optional<ProviderId> provider,
                                 Instant now, int limit) {
    std::vector<Booking> out;
    std::optional<BookingId> after;
    for (;;) {
        auto listed = list_between(session, business, {now, now + kFarAhead}, provider, after, limit);
        for (auto& booking : listed.bookings) {
            after = booking.id;
            if (!is_live(booking.status)) continue;
            out.push_back(std::move(booking));
            if (static_cast<int>(out.size()) == limit) return out;
        }
        if (!listed.more) return out;
    }
}

}  // namespace bookings
