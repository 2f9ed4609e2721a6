// What each date of a series meets, before anything is booked.
#include "bookings/many.h"
#include "bookings/tailored.h"
#include "db/db.h"
#include "series/series.h"

#include <algorithm>
#include <array>
#include <map>

namespace series {
namespace {

using bookings::FreeStart;
using bookings::Snapshot;
using bookings::Wanted;
using std::chrono::days;

constexpr std::array<std::string_view, 13> kStates{
    "free",    "hour_twice", "no_such_day",   "no_such_hour", "past",        "too_soon", "too_far",
    "holiday", "day_off",    "outside_hours", "taken",        "no_resource", "not_given"};

State state_of(bookings::Rule rule, availability::Source source) {
    using bookings::Rule;
    switch (rule) {
        case Rule::service:
        case Rule::provider:
        case Rule::gives: return State::not_given;
        case Rule::notice: return State::too_soon;
        case Rule::horizon: return State::too_far;
        case Rule::day: return source == availability::Source::holiday ? State::holiday : State::day_off;
        case Rule::group:
        case Rule::taken: return State::taken;
        case Rule::resource: return State::no_resource;
        case Rule::location:
        case Rule::hours:
        case Rule::place:
        case Rule::end:
        case Rule::pause:
        case Rule::blocked:
        case Rule::grid: return State::outside_hours;
    }
    CHECK(false);
}

// Who is at work but busy says more of a time than who is not there.
bool says_more(State one, State other) {
    const auto is_busy = [](State state) { return state == State::taken || state == State::no_resource; };
    return is_busy(one) && !is_busy(other);
}

// Whether staff who may do so may book there all the same.
bool is_outside(State state) {
    return state == State::holiday || state == State::day_off || state == State::outside_hours;
}

// What stands in the way of one start, and whom it could be with all the same.
struct Met {
    State state = State::free;
    std::optional<ProviderId> provider{};
};

class Previewing {
public:
    Previewing(const Asking& asking, const Plan& plan, Rules rules)
        : asking_(asking), plan_(plan), rules_(rules), zone_(asking.snapshot.business.zone) {
        const auto* offered = asking.snapshot.service(plan.service_id);
        if (!offered) return;
        const auto tailored =
            bookings::tailor(asking.session, asking.snapshot.business.id, *offered, {.customer = plan.customer});
        if (const auto wished = asking.snapshot.wished(*tailored, plan.add_ons)) service_ = wished->service;
        if (!service_) return;
        for (const auto* provider : asking.snapshot.providers_of(*service_))
            if (!plan.provider_id || provider->id == *plan.provider_id) givers_.push_back(provider->id);
    }

    Row row(int position, const Date& date) {
        Row out{.position = position, .date = date};
        if (givers_.empty()) {
            out.state = State::not_given;
            return out;
        }
        const auto clock = on_the_clock(zone_, date.day, plan_.time_of_day);
        find(out, date, clock);
        if (out.state != State::free) add_alternatives(out, clock.start);
        return out;
    }

    Minutes length_with(ProviderId provider) const { return service_->duration_with(provider); }

private:
    void find(Row& out, const Date& date, const OnTheClock& clock) {
        if (!date.exists) return void(out.state = State::no_such_day);
        if (!clock.exists) return void(out.state = State::no_such_hour);
        if (clock.start < asking_.now) return void(out.state = State::past);
        const auto met = meet(clock.start);
        out.state = met.state;
        if (met.provider) out.at = FreeStart{clock.start, *met.provider};
        if (met.state != State::free || !clock.again) return;
        out.state = State::hour_twice;
        if (meet(*clock.again).state == State::free) out.again = clock.again;
    }

    Met meet(Instant start) {
        const auto day = zone_.day(start);
        for (const auto& each : free_in(day, day))
            if (each.start == start) return {State::free, each.provider_id};
        std::optional<Met> found;
        for (const auto provider : givers_) {
            const auto met = rules_ == Rules::staff ? staff_meet(provider, start) : customers_meet(provider, start);
            if (met.state == State::free) return met;
            if (!found || says_more(met.state, found->state)) found = met;
        }
        return *found;
    }

    // Off the grid staff may book as well, and outside the hours where they may.
    Met staff_meet(ProviderId provider, Instant start) {
        bookings::Booking booking{};
        booking.service_id = plan_.service_id;
        booking.provider_id = provider;
        booking.location_id = plan_.location_id;
        booking.time = {start, start + length_with(provider)};
        const auto refused =
            bookings::explain_staff(asking_.session, asking_.snapshot,
                                    {.booking = booking, .provider_id = provider, .duration = length_with(provider)},
                                    {start, start + Seconds{1}}, asking_.now);
        if (refused.empty()) return {State::free, provider};
        const auto source = availability::source_of(asking_.snapshot.schedule(provider), zone_.day(start));
        const auto state = state_of(refused.front().rule, source);
        return {state, is_outside(state) ? std::optional(provider) : std::nullopt};
    }

    Met customers_meet(ProviderId provider, Instant start) {
        const auto why = bookings::explain(asking_.session, asking_.snapshot,
                                           {.service_id = plan_.service_id,
                                            .provider_id = provider,
                                            .location_id = plan_.location_id,
                                            .starts_at = start,
                                            .customer = plan_.customer,
                                            .add_ons = plan_.add_ons},
                                           asking_.now);
        if (why.offered) return {State::free, provider};
        const auto failed = std::ranges::find(why.reasons, false, &bookings::Reason::holds);
        CHECK(failed != why.reasons.end());
        return {state_of(failed->rule, why.source)};
    }

    std::vector<FreeStart> free_in(Day first, Day last) {
        const Wanted wanted{.service_id = plan_.service_id,
                            .provider_id = plan_.provider_id,
                            .location_id = plan_.location_id,
                            .rules = rules_,
                            .customer = plan_.customer,
                            .add_ons = plan_.add_ons};
        return asking_.free_times.list(asking_.session, asking_.snapshot, wanted, first, last, asking_.now);
    }

    Seconds off_the_hour(const FreeStart& each) const {
        const auto wall = zone_.wall(each.start);
        const auto time = wall - std::chrono::floor<days>(wall);
        return std::chrono::abs(time - Seconds{plan_.time_of_day});
    }

    void add_alternatives(Row& out, Instant start) {
        const auto day = out.date.day;
        std::map<Day, FreeStart> nearest;  // of each other day
        for (const auto& each : free_in(day - kAround, day + kAround)) {
            if (each.start == start || each.start == out.again) continue;
            const auto on = zone_.day(each.start);
            if (on == day) {
                out.that_day.push_back(each);
                continue;
            }
            const auto [found, is_new] = nearest.try_emplace(on, each);
            if (!is_new && off_the_hour(each) < off_the_hour(found->second)) found->second = each;
        }
        keep_nearest(out.that_day, kThatDay, [&](const FreeStart& each) { return off_the_hour(each); });
        for (const auto& [on, each] : nearest) out.around.push_back(each);
        keep_nearest(out.around, kAroundIt,
                     [&](const FreeStart& each) { return std::chrono::abs(zone_.day(each.start) - day); });
    }

    template <class Distance>
    static void keep_nearest(std::vector<FreeStart>& those, std::size_t most, const Distance& distance) {
        std::ranges::stable_sort(those, {}, distance);
        if (those.size() > most) those.resize(most);
        std::ranges::sort(those);
    }

    const Asking& asking_;
    const Plan& plan_;
    const Rules rules_;
    const Zone zone_;
    std::optional<catalog::Service> service_;
    std::vector<ProviderId> givers_;
};

// Alternatives that another date of the series wants are none.
void leave_to_others(std::vector<Row>& rows, const std::function<Minutes(ProviderId)>& length) {
    const auto span = [&](const FreeStart& each) { return Span{each.start, each.start + length(each.provider_id)}; };
    for (auto& row : rows)
        for (auto* those : {&row.that_day, &row.around})
            std::erase_if(*those, [&](const FreeStart& each) {
                return std::ranges::any_of(rows, [&](const Row& other) {
                    return &other != &row && other.at && span(each).overlaps(span(*other.at));
                });
            });
}

}  // namespace

std::string_view to_text(State state) { return kStates[static_cast<std::size_t>(state)]; }

std::optional<State> parse_state(std::string_view text) {
    const auto found = std::ranges::find(kStates, text);
    if (found == kStates.end()) return std::nullopt;
    return static_cast<State>(found - kStates.begin());
}

std::vector<Row> preview(const Asking& asking, const Plan& plan, Rules rules, int from) {
    Previewing previewing(asking, plan, rules);
    std::vector<Row> out;
    int position = 0;
    for (const auto& date : dates(plan.rule, plan.first))
        if (++position >= from) out.push_back(previewing.row(position, date));
    leave_to_others(out, [&](ProviderId provider) { return previewing.length_with(provider); });
    return out;
}

std::vector<Row> preview_move(const Asking& asking, const Reached& reached, const Shift& shift) {
    const auto& zone = asking.snapshot.business.zone;
    std::vector<AppointmentId> leaving;
    for (const auto& part : reached.parts)
        if (part.booking.seats.taken == 1) leaving.push_back(part.booking.appointment_id);
    std::vector<Row> out;
    for (const auto& part : reached.parts) {
        const auto& booking = part.booking;
        const auto wall = zone.wall(part.planned_at) + shift.by;
        const auto day = std::chrono::floor<days>(wall);
        const auto provider = shift.provider_id.value_or(booking.provider_id);
        const Plan plan{.service_id = booking.service_id,
                        .provider_id = provider,
                        .location_id = bookings::location_to_keep(asking.snapshot, booking.service_id,
                                                                  booking.location_id, asking.now),
                        .customer = booking.customer_id,
                        .time_of_day = std::chrono::floor<Minutes>(wall - day)};
        auto row = Previewing(asking, plan, Rules::staff).row(part.position, {day});
        row.booking = booking.id;
        // What is in its way may be one of them.
        if (row.state == State::taken || row.state == State::no_resource) {
            const auto start = on_the_clock(zone, day, plan.time_of_day).start;
            const auto refused = bookings::explain_staff(
                asking.session, asking.snapshot, {.booking = booking, .provider_id = provider, .leaving = leaving},
                {start, start + Seconds{1}}, asking.now);
            if (refused.empty()) {
                row.state = State::free;
                row.at = FreeStart{start, provider};
                row.that_day.clear();
                row.around.clear();
            }
        }
        out.push_back(std::move(row));
    }
    const auto length = [&](ProviderId) {
        const auto& first = reached.parts.front().booking;
        return std::chrono::floor<Minutes>(first.time.end - first.time.begin);
    };
    if (!out.empty()) leave_to_others(out, length);
    return out;
}

}  // namespace series
