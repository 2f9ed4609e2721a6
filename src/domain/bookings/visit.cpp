#include "bookings/visit.h"

#include "bookings/many.h"
#include "bookings/verbs.h"
#include "businesses/standing.h"
#include "db/db.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace bookings {
namespace {

using nlohmann::json;

std::unexpected<Error> of_part(const Booking& part, Error error) {
    error.parameters.emplace_back("part", std::to_string(part.visit_part));
    return std::unexpected(std::move(error));
}

// The appointments with a place left into which parts move, by the part.
using Joins = std::map<BookingId, AppointmentId>;

Joins find_joins(db::Tx& tx, const Context& context, const Snapshot& snapshot, const std::vector<Booking>& parts,
                 const std::map<BookingId, Move>& moves) {
    Joins out;
    for (const auto& part : parts)
        if (const auto move = moves.find(part.id); move != moves.end())
            if (const auto into = find_shared_for(tx, snapshot, part, move->second, context.clock.now()))
                out.emplace(part.id, *into);
    return out;
}

// As they are once their appointments and those that they move into are locked, in the order of their ids, and they
// themselves.
Result<std::vector<Booking>> lock_parts(db::Tx& tx, BusinessId business, VisitId id, const Joins& joins = {}) {
    const auto seen = list_of_visit(tx, business, id);
    std::set<AppointmentId> appointments;
    for (const auto& part : seen) appointments.insert(part.appointment_id);
    for (const auto& [part, into] : joins) appointments.insert(into);
    for (const auto appointment : appointments) store::find_for_update(tx, business, appointment);
    std::vector<Booking> out;
    for (const auto& part : list_of_visit(tx, business, id)) {
        if (!appointments.contains(part.appointment_id))
            return of_part(part, {Fault::conflict, "booking.changed_meanwhile", {}, {}});
        if (auto locked = store::find_for_update(tx, business, part.id)) out.push_back(*std::move(locked));
    }
    return out;
}

void lock_taken(db::Tx& tx, const std::vector<Booking>& parts, std::vector<OccupantId> more = {}) {
    for (const auto& part : parts)
        std::ranges::move(occupants(store::list_occupied(tx, part.business_id, part.appointment_id)),
                          std::back_inserter(more));
    staff::lock(tx, parts.front().business_id, std::move(more));
}

json ids_of(const std::vector<Booking>& parts) {
    auto out = json::array();
    for (const auto& part : parts) out.push_back(part.id.value);
    return out;
}

// So that the customer is told of them at once.
json with_parts(json data, const std::vector<Booking>& parts) {
    if (parts.size() > 1) data["parts"] = ids_of(parts);
    return data;
}

// With each that moves its former state.
struct Moving {
    std::vector<Booking> parts{}, before{};
};

Result<Moving> find_moving(const Snapshot& snapshot, const std::vector<Booking>& parts,
                           const std::map<BookingId, Move>& moves, const Joins& joins, Instant now,
                           const activity::Actor& actor, Rules rules) {
    Moving out;
    for (const auto& [id, move] : moves) {
        const auto part = std::ranges::find(parts, id, &Booking::id);
        if (part == parts.end()) return not_found("booking.unknown");
        if (const auto may = may_move(snapshot, *part, now, actor, rules); !may) return of_part(*part, may.error());
        if (rules == Rules::staff)
            if (const auto same = check_version(*part, move.version); !same) return of_part(*part, same.error());
        const bool stays = move.starts_at == part->time.begin && !move.duration &&
                           (move.any_provider || move.provider_id.value_or(part->provider_id) == part->provider_id);
        if (stays) continue;
        // Customers get a place in sessions that are there, and take no time beside them.
        if (rules == Rules::customer && !joins.contains(id) &&
            snapshot.service(part->service_id)->times == catalog::Times::sessions)
            return of_part(*part, {Fault::conflict, "booking.time_taken", {}, {}});
        out.before.push_back(*part);
    }
    std::ranges::sort(out.before, {}, &Booking::visit_part);
    out.parts = out.before;
    return out;
}

// The places that the parts alone hold are free for one another.
void release_alone(db::Tx& tx, const std::vector<Booking>& parts) {
    for (const auto& part : parts)
        if (part.seats.taken == 1 && !part.stands) store::release(tx, part.business_id, part.appointment_id);
}

Result<std::vector<OccupantId>> lock_for(db::Tx& tx, const Context& context, const Snapshot& snapshot,
                                         const std::vector<Booking>& parts, const std::map<BookingId, Move>& moves,
                                         const Joins& joins, Rules rules) {
    std::vector<OccupantId> out;
    for (const auto& part : parts) {
        out.push_back(staff::occupant(part.provider_id));
        if (const auto into = joins.find(part.id); into != joins.end()) {
            if (const auto there = find_appointment(tx, part.business_id, into->second))
                out.push_back(staff::occupant(there->provider_id));
            continue;
        }
        const auto wanted = occupants_of_move(tx, context, snapshot, part, moves.at(part.id), rules);
        if (!wanted) return of_part(part, wanted.error());
        out.insert(out.end(), wanted->begin(), wanted->end());
    }
    lock_taken(tx, parts, out);
    return out;
}

}  // namespace

std::string token_of_part(std::string_view token, const Booking& part) {
    return fmt::format("{}{}{}", token.substr(0, token.find(kPartMark)), kPartMark, base::to_text(part.id));
}

bool is_of_same_visit(const Booking& one, const Booking& other) {
    if (one.visit_part == 0 || one.visit_id != other.visit_id) return false;
    return one.customer_id == other.customer_id ||
           (!one.email.empty() && base::folded(one.email) == base::folded(other.email));
}

std::vector<Booking> parts_beside(db::Session& session, const Booking& booking) {
    if (booking.visit_part == 0) return {};
    auto out = list_of_visit(session, booking.business_id, booking.visit_id);
    std::erase_if(out, [&](const Booking& part) { return !is_of_same_visit(booking, part); });
    std::ranges::stable_sort(out, {}, [](const Booking& part) { return part.time.begin; });
    if (out.size() < 2) out.clear();
    return out;
}

std::string person_of(const Booking& part, const std::vector<Booking>& parts) {
    if (!part.attendee.empty()) return part.attendee;
    const bool is_one_customer =
        std::ranges::all_of(parts, [&](const Booking& each) { return each.customer_id == part.customer_id; });
    return is_one_customer ? std::string() : base::full_name(part.name, part.surname);
}

Result<std::vector<Booking>> cancel_visit(db::Tx& tx, const Context& context, BusinessId business, VisitId id,
                                          activity::Actor actor, Rules rules, Telling telling, const Booking* beside) {
    auto parts = lock_parts(tx, business, id);
    const auto snapshot = context.snapshots.current(tx, business);
    if (!parts || !snapshot) return parts ? not_found("booking.unknown") : std::unexpected(parts.error());
    if (const auto open = businesses::is_open(snapshot->business); !open) return std::unexpected(open.error());
    std::erase_if(*parts, [&](const Booking& part) {
        return !is_live(part.status) || (beside && !is_of_same_visit(*beside, part));
    });
    if (parts->empty()) return parts;
    for (const auto& part : *parts)
        if (const auto may = may_set(*snapshot, part, Status::cancelled, context.clock.now(), actor, rules); !may)
            return of_part(part, may.error());
    lock_taken(tx, *parts);
    std::vector<json> data;
    for (auto& part : *parts) data.push_back(write_status(tx, context, part, Status::cancelled));
    for (const auto& part : *parts) settle(tx, business, part.appointment_id);
    for (std::size_t i = 0; i < parts->size(); ++i)
        record_status(tx, context, (*parts)[i], with_parts(std::move(data[i]), *parts), actor,
                      telling_by(rules, telling));
    return parts;
}

Result<std::vector<Booking>> move_visit(db::Tx& tx, const Context& context, BusinessId business, VisitId id,
                                        const std::map<BookingId, Move>& moves, activity::Actor actor, Rules rules) {
    const auto snapshot = context.snapshots.current(tx, business);
    if (!snapshot) return not_found("booking.unknown");
    const auto joins = find_joins(tx, context, *snapshot, list_of_visit(tx, business, id), moves);
    const auto locked_parts = lock_parts(tx, business, id, joins);
    if (!locked_parts) return std::unexpected(locked_parts.error());
    if (const auto open = businesses::is_open(snapshot->business); !open) return std::unexpected(open.error());
    if (const auto same = check_zone(context, snapshot->business); !same) return std::unexpected(same.error());
    auto moving = find_moving(*snapshot, *locked_parts, moves, joins, context.clock.now(), actor, rules);
    if (!moving) return std::unexpected(moving.error());
    auto& [parts, before] = *moving;
    if (parts.empty()) return parts;
    const auto locked = lock_for(tx, context, *snapshot, parts, moves, joins, rules);
    if (!locked) return std::unexpected(locked.error());
    release_alone(tx, parts);
    for (auto& part : parts) {
        const auto into = joins.find(part.id);
        const auto moved = into != joins.end()
                               ? change_appointment(tx, context, *snapshot, into->second, rules, part)
                               : change_time(tx, context, *snapshot, moves.at(part.id), actor, rules, part, &*locked);
        if (!moved) return of_part(part, told_of_time(moves.at(part.id), moved.error()));
    }
    std::vector<json> data;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        // A new time is a new question where staff decide.
        if (rules == Rules::customer && snapshot->service(parts[i].service_id)->needs_approval)
            parts[i].status = Status::pending;
        auto written = write_moved(tx, context, parts[i], before[i]);
        if (!written) return of_part(parts[i], written.error());
        data.push_back(*std::move(written));
    }
    for (std::size_t i = 0; i < parts.size(); ++i)
        record(tx, context, parts[i], "booking.rescheduled", actor, with_parts(std::move(data[i]), parts),
               telling_by(rules, moves.at(parts[i].id).telling));
    return parts;
}

}  // namespace bookings
