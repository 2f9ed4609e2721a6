#include "bookings/wall_clock.h"

#include "bookings/hold_store.h"
#include "bookings/verbs.h"
#include "db/db.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

namespace bookings {
namespace {

using nlohmann::json;

// What is taken of an occupant, once the appointments have moved.
struct Use {
    Span span;
    int quantity;
    AppointmentId appointment;
};
using Uses = std::map<OccupantId, std::vector<Use>>;

// Occupancies of the appointments that move, as they are, and of those that stay.
struct Taken {
    std::unordered_map<AppointmentId, std::vector<store::Occupied>> moving{};
    std::vector<std::pair<AppointmentId, store::Occupied>> staying{};
};

Taken load_taken(db::Session& session, BusinessId business, const std::vector<WallMove>& moves, Instant now) {
    std::set<AppointmentId> moved;
    for (const auto& each : moves) moved.insert(each.id);
    Taken out;
    for (const auto& [appointment, occupant, begin, end, quantity, exclusive, location, over] :
         session.rows<AppointmentId, OccupantId, Instant, Instant, int, bool, std::optional<LocationId>, bool>(R"sql(
             select o.appointment_id, o.occupant_id, o.starts_at, o.ends_at, o.quantity, o.exclusive, o.location_id, 0
             from occupancies o join appointments a on a.business_id = o.business_id and a.id = o.appointment_id
             where a.business_id = :business and a.live = 1 and a.ends_at > :now
             union all
             select o.appointment_id, o.occupant_id, o.starts_at, o.ends_at, o.quantity, 0, o.location_id, 1
             from overbooked o join appointments a on a.business_id = o.business_id and a.id = o.appointment_id
             where a.business_id = :business and a.live = 1 and a.ends_at > :now)sql",
                                                                                                               business,
                                                                                                               now)) {
        const store::Occupied taken{occupant, {begin, end}, quantity, exclusive, location, over};
        if (moved.contains(appointment))
            out.moving[appointment].push_back(taken);
        else
            out.staying.emplace_back(appointment, taken);
    }
    return out;
}

store::Occupied moved(store::Occupied taken, Seconds by) {
    taken.span = {taken.span.begin + by, taken.span.end + by};
    return taken;
}

// The appointments that take more than there is, where one begins. What was put over another on purpose is left out: it
// moves along with that one.
void find_taken(const std::vector<Use>& uses, int there_are, std::map<AppointmentId, WallTrouble>& troubles) {
    std::vector<const Use*> open;
    for (const auto& use : uses) {
        std::erase_if(open, [&](const Use* other) { return other->span.end <= use.span.begin; });
        open.push_back(&use);
        int sum = 0;
        for (const auto* each : open) sum += each->quantity;
        if (sum > there_are) troubles.try_emplace(use.appointment, WallTrouble::taken);
    }
}

Uses uses_after(const Taken& taken, const std::vector<WallMove>& moves) {
    Uses out;
    for (const auto& [appointment, each] : taken.staying)
        if (!each.over) out[each.occupant].push_back({each.span, each.quantity, appointment});
    for (const auto& move : moves)
        if (const auto found = taken.moving.find(move.id); found != taken.moving.end())
            for (const auto& each : found->second)
                if (!each.over)
                    out[each.occupant].push_back(
                        {moved(each, move.to.begin - move.from.begin).span, each.quantity, move.id});
    for (auto& [occupant, uses] : out)
        std::ranges::sort(uses, {}, [](const Use& use) { return std::pair(use.span.begin, use.appointment); });
    return out;
}

// Where the clocks change, two that lie over each other could come apart, and what is over be so no longer.
void find_torn(const Taken& taken, const std::vector<WallMove>& moves, std::map<AppointmentId, WallTrouble>& troubles) {
    std::unordered_map<AppointmentId, Seconds> by;
    for (const auto& move : moves) by[move.id] = move.to.begin - move.from.begin;
    for (const auto& [id, all] : taken.moving)
        for (const auto& over : all) {
            if (!over.over) continue;
            for (const auto& [other, others] : taken.moving)
                for (const auto& each : others)
                    if (each.occupant == over.occupant && each.span.begin < over.span.end &&
                        over.span.begin < each.span.end && by.at(other) != by.at(id))
                        troubles.try_emplace(id, WallTrouble::taken);
            for (const auto& [other, each] : taken.staying)
                if (each.occupant == over.occupant && each.span.begin < over.span.end &&
                    over.span.begin < each.span.end)
                    troubles.try_emplace(id, WallTrouble::taken);
        }
}

int quantity_of(const Snapshot& snapshot, OccupantId occupant) {
    for (const auto& resource : snapshot.resources)
        if (staff::occupant(resource.id) == occupant) return resource.quantity;
    return 1;
}

struct Planned {
    WallPlan plan;
    Taken taken;
};

Planned make_plan(db::Session& session, const Snapshot& snapshot, const Zone& to, Instant now) {
    const auto business = snapshot.business.id;
    const auto& from = snapshot.business.zone;
    Planned out;
    auto& [plan, taken] = out;
    std::map<AppointmentId, WallTrouble> troubles;
    for (const auto& [id, begin, end] : session.rows<AppointmentId, Instant, Instant>(
             "select id, starts_at, ends_at from appointments where business_id = :business and live = 1 "
             "and starts_at > :now order by starts_at, id limit :limit",
             business, now, static_cast<int>(kMostByWall) + 1)) {
        const auto wall = from.wall(begin);
        const auto start = to.instant(wall);
        plan.moves.push_back({id, {begin, end}, {start, start + (end - begin)}});
        if (to.wall(start) != wall) troubles.emplace(id, WallTrouble::no_such_hour);
        if (start <= now) troubles.emplace(id, WallTrouble::over);
    }
    if (plan.moves.size() > kMostByWall) return {{.too_many = true}, {}};
    taken = load_taken(session, business, plan.moves, now);
    for (const auto& [occupant, uses] : uses_after(taken, plan.moves))
        find_taken(uses, quantity_of(snapshot, occupant), troubles);
    find_torn(taken, plan.moves, troubles);
    for (const auto& move : plan.moves)
        if (const auto trouble = troubles.find(move.id); trouble != troubles.end()) plan.troubles.push_back(*trouble);
    return out;
}

void lock_all(db::Tx& tx, const Snapshot& snapshot) {
    std::vector<OccupantId> all;
    for (const auto& provider : snapshot.providers) all.push_back(staff::occupant(provider.id));
    for (const auto& resource : snapshot.resources) all.push_back(staff::occupant(resource.id));
    staff::lock(tx, snapshot.business.id, std::move(all));
}

// Those that were given up stay at the time that they had.
void leave_given_up_behind(db::Tx& tx, BusinessId business, Instant now) {
    for (const auto& [id] : tx.rows<AppointmentId>(R"sql(
             select distinct a.id from appointments a
             join bookings b on b.business_id = a.business_id and b.appointment_id = a.id
             where a.business_id = :business and a.live = 1 and a.starts_at > :now
               and b.status in ('cancelled', 'declined'))sql",
                                                   business, now))
        if (const auto appointment = store::find_for_update(tx, business, id)) store::leave_behind(tx, *appointment);
}

// False: the backstop says that something is taken after all.
bool take_times(db::Tx& tx, BusinessId business, const Planned& planned, const Zone& to, Instant now) {
    for (const auto* table : {"occupancies", "overbooked"})
        tx.execute(fmt::format("delete from {} where business_id = :business and appointment_id in (select id from "
                               "appointments where business_id = :business and live = 1 and starts_at > :now)",
                               table),
                   business, now);
    for (const auto& move : planned.plan.moves)
        tx.execute("update appointments set starts_at = :begin, ends_at = :end, time_zone = :zone "
                   "where business_id = :business and id = :id",
                   move.to.begin, move.to.end, to.name(), business, move.id);
    for (const auto& move : planned.plan.moves) {
        const auto found = planned.taken.moving.find(move.id);
        if (found == planned.taken.moving.end()) continue;
        for (const auto& each : found->second) {
            const auto there = moved(each, move.to.begin - move.from.begin);
            if (each.over)
                store::insert_overbooked(tx, business, move.id, there);
            else if (!store::occupy(tx, business, move.id, {there}))
                return false;
        }
    }
    return true;
}

// As they were before.
std::vector<Booking> list_moving(db::Session& session, BusinessId business, Instant now, Instant until) {
    constexpr int kAtOnce = 500;
    std::vector<Booking> out;
    std::optional<BookingId> after;
    for (bool more = true; more;) {
        auto listed = list_between(session, business, {now, until}, std::nullopt, after, kAtOnce);
        more = listed.more;
        for (auto& booking : listed.bookings) {
            after = booking.id;
            if (is_live(booking.status) && booking.time.begin > now) out.push_back(std::move(booking));
        }
    }
    return out;
}

}  // namespace

WallPlan plan_by_wall(db::Session& session, const Snapshot& snapshot, const Zone& to, Instant now) {
    return make_plan(session, snapshot, to, now).plan;
}

Result<void> move_by_wall(db::Tx& tx, const Context& context, const Snapshot& snapshot, const Zone& to, bool tell,
                          activity::Actor actor) {
    const auto business = snapshot.business.id;
    const auto now = context.clock.now();
    lock_all(tx, snapshot);
    // What visitors hold, they chose by the other zone.
    for (const auto id : store::list_hold_ids(tx, business))
        if (const auto hold = store::find_hold(tx, business, id)) let_go(tx, *hold);
    const auto planned = make_plan(tx, snapshot, to, now);
    const auto& [moves, troubles, too_many] = planned.plan;
    if (too_many) return conflict("business.too_many_to_move", {{"max", std::to_string(kMostByWall)}});
    if (!troubles.empty()) return conflict("business.hours_collide", {{"count", std::to_string(troubles.size())}});
    if (moves.empty()) return {};
    auto bookings = list_moving(tx, business, now, moves.back().from.end);
    leave_given_up_behind(tx, business, now);
    if (!take_times(tx, business, planned, to, now)) return conflict("business.hours_collide", {{"count", "1"}});
    std::unordered_map<AppointmentId, Span> there;
    for (const auto& move : moves) there[move.id] = move.to;
    for (auto& booking : bookings) {
        const auto found = there.find(booking.appointment_id);
        if (found == there.end()) continue;
        json data{{"before", time_of(booking)}};
        booking.time = found->second;
        data["after"] = time_of(booking);
        // Nobody is to hear of it.
        if (!tell) data["quiet"] = true;
        ++booking.calendar_sequence;
        booking.changed_at = now;
        store::update_booking(tx, booking);
        record(tx, context, booking, "booking.rescheduled", actor, std::move(data));
    }
    return {};
}

}  // namespace bookings
