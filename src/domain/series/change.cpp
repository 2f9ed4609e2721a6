// Cancelling and moving several of a series at once.
#include "bookings/many.h"
#include "db/db.h"
#include "series/record.h"

#include <algorithm>
#include <array>
#include <map>

namespace series {
namespace {

using base::invalid;
using base::not_found;
using bookings::Booking;
using bookings::Telling;
using std::chrono::days;

constexpr std::array<std::string_view, 3> kReaches{"this_one", "following", "all"};

std::vector<BookingId> ids_of(const std::vector<Part>& parts) {
    std::vector<BookingId> out;
    for (const auto& part : parts) out.push_back(part.booking.id);
    return out;
}

// The series of a booking, locked, with its parts as they are under that lock.
struct Locked {
    Series series;
    std::vector<Part> parts;
};
std::optional<Locked> lock_series(db::Tx& tx, BusinessId business, BookingId from) {
    const auto found = find_of(tx, business, from);
    if (!found || !store::lock(tx, business, found->id)) return std::nullopt;
    return Locked{*found, list_parts(tx, business, found->id)};
}

// One alone is told as ever; of several the first is told for all.
Telling telling_of(bool tell, bool is_first, std::size_t all) {
    if (all == 1) return tell ? Telling::at_once : Telling::nobody;
    return is_first ? Telling::for_all : Telling::with_others;
}

Error at_position(Error error, const Part& part) {
    error.parameters.emplace_back("position", std::to_string(part.position));
    return error;
}

// The time of the shift for one of them.
OnTheClock shifted(const Zone& zone, const Part& part, const Shift& shift) {
    const auto wall = zone.wall(part.planned_at) + shift.by;
    const auto day = std::chrono::floor<days>(wall);
    return on_the_clock(zone, day, std::chrono::floor<Minutes>(wall - day));
}

int rotated(int weekdays, std::int64_t by) {
    int out = 0;
    for (int bit = 0; bit < 7; ++bit)
        if (weekdays & (1 << bit)) out |= 1 << (((bit + by) % 7 + 7) % 7);
    return out;
}

// From now on the rule names the days and the hour that they were moved to.
void shift_rule(Series& series, const Shift& shift) {
    const auto wall = WallTime{series.first} + series.time_of_day + shift.by;
    const auto day = std::chrono::floor<days>(wall);
    const auto moved = day - series.first;
    series.rule.weekdays = rotated(series.rule.weekdays, moved.count());
    if (series.rule.until) *series.rule.until += moved;
    series.first = day;
    series.time_of_day = std::chrono::floor<Minutes>(wall - day);
}

}  // namespace

std::string_view to_text(Reach reach) { return kReaches[static_cast<std::size_t>(reach)]; }

std::optional<Reach> parse_reach(std::string_view text) {
    const auto found = std::ranges::find(kReaches, text);
    if (found == kReaches.end()) return std::nullopt;
    return static_cast<Reach>(found - kReaches.begin());
}

Reached reached(const std::vector<Part>& all, BookingId from, Reach reach, Instant now) {
    Reached out;
    const auto begin = std::ranges::find_if(all, [&](const Part& part) { return part.booking.id == from; });
    if (begin == all.end()) return out;
    for (const auto& part : all) {
        const bool is_it = part.booking.id == from;
        if (!bookings::is_live(part.booking.status) || part.booking.time.begin <= now) continue;
        if (reach == Reach::this_one && !is_it) continue;
        if (reach == Reach::following && part.position < begin->position) continue;
        (part.is_exception() && !is_it ? out.exceptions : out.parts).push_back(part);
    }
    return out;
}

Result<Cancelled> cancel(db::Tx& tx, const Context& context, BusinessId business, const Cancelling& what,
                         activity::Actor actor, Rules rules) {
    const auto locked = lock_series(tx, business, what.from);
    if (!locked) return not_found("series.unknown");
    auto [parts, exceptions] = reached(locked->parts, what.from, what.reach, context.clock.now());
    Cancelled out;
    if (what.exceptions)
        std::ranges::move(exceptions, std::back_inserter(parts));
    else
        out.kept = std::move(exceptions);
    std::ranges::sort(parts, {}, &Part::position);
    bookings::lock_all(tx, business, ids_of(parts), {});
    std::optional<Error> refusal;
    for (auto& part : parts) {
        auto cancelled =
            bookings::cancel(tx, context, business, part.booking.id, actor, rules,
                             telling_of(what.tell || rules == Rules::customer, out.bookings.empty(), parts.size()));
        if (cancelled) {
            out.bookings.push_back(*std::move(cancelled));
            continue;
        }
        if (rules == Rules::staff) return std::unexpected(at_position(std::move(cancelled.error()), part));
        if (!refusal) refusal = std::move(cancelled.error());
        out.kept.push_back(std::move(part));
    }
    if (out.bookings.empty()) return refusal ? Result<Cancelled>(std::unexpected(*std::move(refusal))) : out;
    std::ranges::sort(out.kept, {}, &Part::position);
    if (parts.size() > 1)
        record(tx, context, locked->series.id, out.bookings, "series.cancelled", actor,
               what.tell || rules == Rules::customer ? Telling::at_once : Telling::nobody);
    return out;
}

Result<std::vector<Booking>> move(db::Tx& tx, const Context& context, BusinessId business, const Moving& moving,
                                  activity::Actor actor) {
    auto locked = lock_series(tx, business, moving.from);
    const auto snapshot = context.snapshots.current(tx, business);
    if (!locked || !snapshot) return not_found("series.unknown");
    const auto& zone = snapshot->business.zone;
    const auto parts = reached(locked->parts, moving.from, moving.reach, context.clock.now()).parts;
    struct Step {
        const Part* part;
        const Moving::To* to;
    };
    std::vector<Step> left;
    for (const auto& to : moving.to) {
        const auto part = std::ranges::find_if(parts, [&](const Part& each) { return each.booking.id == to.booking; });
        const bool is_double =
            std::ranges::any_of(left, [&](const Step& step) { return step.to->booking == to.booking; });
        if (part == parts.end() || is_double) return invalid("series.choice");
        left.push_back({&*part, &to});
    }
    if (left.empty()) return invalid("series.choice");
    std::vector<OccupantId> wanted;
    for (const auto& step : left) {
        const auto* service = snapshot->service(step.part->booking.service_id);
        const auto provider = step.to->provider_id.value_or(step.part->booking.provider_id);
        if (!service || !snapshot->provider(provider)) return not_found("provider.not_offered");
        std::ranges::move(bookings::occupants_of(*service, provider), std::back_inserter(wanted));
    }
    bookings::lock_all(tx, business, ids_of(parts), std::move(wanted));

    // Who moves later makes room for who comes behind, so the last goes first, and the first where all move earlier.
    // What another one of them is still in the way of is tried again.
    std::ranges::sort(left, [&](const Step& one, const Step& other) {
        return moving.shift.by > Seconds{0} ? one.part->position > other.part->position
                                            : one.part->position < other.part->position;
    });
    std::vector<Booking> out;
    const auto all = left.size();
    const auto first =
        std::ranges::min(left, {}, [](const Step& step) { return step.part->position; }).part->booking.id;
    while (!left.empty()) {
        std::vector<Step> again;
        std::optional<Error> refusal;
        for (const auto& step : left) {
            db::Savepoint savepoint(tx);
            auto moved = bookings::reschedule(tx, context, business, step.to->booking,
                                              {.starts_at = step.to->starts_at,
                                               .provider_id = step.to->provider_id,
                                               .outside_hours = step.to->outside_hours,
                                               .version = step.to->version,
                                               .telling = telling_of(moving.tell, step.to->booking == first, all)},
                                              actor, Rules::staff);
            if (moved) {
                savepoint.keep();
                out.push_back(*std::move(moved));
            } else if (moved.error().code == "booking.time_taken") {
                if (!refusal) refusal = at_position(std::move(moved.error()), *step.part);
                again.push_back(step);
            } else {
                return std::unexpected(at_position(std::move(moved.error()), *step.part));
            }
        }
        if (again.size() == left.size()) return std::unexpected(*std::move(refusal));
        left = std::move(again);
    }
    std::ranges::sort(out, {}, [](const Booking& each) { return std::pair(each.time.begin, each.id); });

    // The series has all of them at the time of the shift from now on, wherever one of them is instead.
    if (moving.reach != Reach::this_one) {
        for (const auto& part : parts) {
            const auto to = std::ranges::find(moving.to, part.booking.id, &Moving::To::booking);
            const auto clock = shifted(zone, part, moving.shift);
            const bool is_second = to != moving.to.end() && clock.again == to->starts_at;
            store::update(tx, business, locked->series.id,
                          {part.position, part.booking.id, is_second ? *clock.again : clock.start,
                           moving.shift.provider_id.value_or(part.provider_id)});
        }
        if (!parts.empty() && parts.back().position == locked->parts.back().position) {
            shift_rule(locked->series, moving.shift);
            store::update(tx, locked->series);
        }
    }
    if (all > 1)
        record(tx, context, locked->series.id, out, "series.moved", actor,
               moving.tell ? Telling::at_once : Telling::nobody);
    return out;
}

}  // namespace series
