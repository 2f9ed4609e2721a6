#include "bookings/left_out.h"

#include "bookings/booking_store.h"
#include "db/db.h"

namespace bookings {
namespace {

using availability::Opening;

// The openings of a schedule, each day worked out once.
class Openings {
public:
    Openings(const availability::Schedule& schedule, const Zone& zone) : schedule_(schedule), zone_(zone) {}

    bool contain(const store::Held& appointment) {
        const auto day = zone_.day(appointment.time.begin);
        const auto [found, is_new] = days_.try_emplace(day);
        if (is_new) found->second = availability::openings_for(schedule_, zone_, day);
        return std::ranges::any_of(found->second, [&](const Opening& opening) {
            if (opening.location && appointment.location_id && opening.location != appointment.location_id)
                return false;
            return opening.span.contains(appointment.time) &&
                   std::ranges::none_of(opening.breaks,
                                        [&](const Span& pause) { return pause.overlaps(appointment.time); });
        });
    }

private:
    const availability::Schedule& schedule_;
    const Zone& zone_;
    std::map<Day, std::vector<Opening>> days_;
};

}  // namespace

LeftOut left_out(db::Session& session, BusinessId business, ProviderId provider, const Zone& zone,
                 const availability::Schedule& now_held, const availability::Schedule& planned, Instant now,
                 int limit) {
    Openings before(now_held, zone), after(planned, zone);
    LeftOut out;
    for (const auto& appointment : store::list_held(session, business, provider, now)) {
        if (after.contain(appointment) || !before.contain(appointment)) continue;
        if (out.count++ >= limit) continue;
        for (auto& booking : list_of_appointment(session, business, appointment.id))
            if (is_live(booking.status)) {
                out.bookings.push_back(std::move(booking));
                break;
            }
    }
    return out;
}

}  // namespace bookings
