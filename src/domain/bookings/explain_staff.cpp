// Which starts staff may give a booking, for a whole span at once: between two moments at which something begins or
// ends the answer is the same, so each stretch is asked about once.
#include "bookings/explain.h"
#include "bookings/hold_store.h"
#include "bookings/tailored.h"
#include "db/db.h"

#include <algorithm>
#include <map>
#include <set>

namespace bookings {
namespace {

using availability::Opening;
using availability::Source;

struct Refusal {
    Rule rule;
    std::optional<ResourceId> resource{};
    friend bool operator==(const Refusal&, const Refusal&) = default;
};

const Span* overlapping(const std::vector<Span>& spans, Span span) {
    const auto found = std::ranges::find_if(spans, [&](const Span& each) { return each.overlaps(span); });
    return found == spans.end() ? nullptr : &*found;
}

// Where a resource has too little left: at any moment of these spans.
std::vector<Span> short_of(const std::vector<availability::Use>& uses, int needed, int available, Span within) {
    if (needed > available) return {within};
    std::map<Instant, int> changes;
    for (const auto& use : uses) {
        changes[use.span.begin] += use.quantity;
        changes[use.span.end] -= use.quantity;
    }
    std::vector<Span> out;
    int used = 0;
    for (auto at = changes.begin(); at != changes.end(); ++at) {
        used += at->second;
        const auto next = std::next(at);
        if (used + needed <= available || next == changes.end()) continue;
        if (!out.empty() && out.back().end == at->first)
            out.back().end = next->first;
        else
            out.push_back({at->first, next->first});
    }
    return out;
}

class StaffStarts {
public:
    StaffStarts(db::Session& session, const Snapshot& snapshot, const Dropping& dropping, Span starts, Instant now)
        : session_(session),
          snapshot_(snapshot),
          dropping_(dropping),
          within_(starts),
          service_(tailored()),
          timing_(service_.timing(dropping.provider_id)),
          schedule_(snapshot.schedule(dropping.provider_id)),
          keep_(location_to_keep(snapshot, service_.id, dropping.booking.location_id, now)) {}

    std::vector<RefusedStarts> all() {
        const auto givers = snapshot_.providers_of(service_);
        if (std::ranges::find(givers, dropping_.provider_id, &staff::Provider::id) == givers.end())
            return {{within_, Rule::gives, {}}};
        read();
        std::vector<RefusedStarts> out;
        const auto moments = changes();
        for (auto at = moments.begin(); at != moments.end() && *at < within_.end; ++at) {
            const auto next = std::next(at);
            const Span stretch{*at, next == moments.end() ? within_.end : std::min(*next, within_.end)};
            const auto refusal = against(stretch.begin);
            if (!refusal) continue;
            if (!out.empty() && out.back().starts.end == stretch.begin &&
                Refusal{out.back().rule, out.back().resource} == *refusal)
                out.back().starts.end = stretch.end;
            else
                out.push_back({stretch, refusal->rule, refusal->resource});
        }
        return out;
    }

private:
    struct Place {
        std::vector<Span> taken;  // as it is seen from there
    };
    struct Shortage {
        ResourceId resource;
        std::optional<LocationId> location;  // where it is; none: wherever
        std::vector<Span> spans;
    };

    catalog::Service tailored() const {
        const auto& booking = dropping_.booking;
        const auto& offered = *snapshot_.service(booking.service_id);
        return dropping_.duration ? offered.with({.duration = dropping_.duration})
                                  : tailor(offered, booking.time, booking.provider_id);
    }

    // The appointment that is left does not stand in the way where nobody stays in it, nor does what has expired.
    std::vector<AppointmentId> out_of_the_way(Span around) {
        auto out = store::list_expired(session_, snapshot_.business.id, around);
        if (dropping_.whole || dropping_.booking.seats.taken == 1) out.push_back(dropping_.booking.appointment_id);
        out.insert(out.end(), dropping_.leaving.begin(), dropping_.leaving.end());
        return out;
    }

    std::vector<availability::Use> uses_of(OccupantId occupant, int quantity, Span around) {
        const auto places = snapshot_.travel.empty() ? store::Places::unread : store::Places::read;
        return store::list_taken(session_, snapshot_.business.id, occupant, quantity, around, without_, places);
    }

    void read() {
        const auto& zone = snapshot_.business.zone;
        for (auto day = zone.day(within_.begin); day <= zone.day(within_.end); day += std::chrono::days{1})
            std::ranges::move(availability::openings_for(schedule_, zone, day), std::back_inserter(openings_));
        const Span around{timing_.occupied(within_.begin).begin, timing_.occupied(within_.end).end};
        const auto way = snapshot_.travel.longest();
        without_ = out_of_the_way({around.begin - way, around.end + way});
        uses_ = uses_of(staff::occupant(dropping_.provider_id), 1, {around.begin - way, around.end + way});
        for (const auto& need : service_.needs) {
            const auto& resource = *snapshot_.resource(need.resource_id);
            const auto uses = uses_of(staff::occupant(need.resource_id), resource.quantity, around);
            shortages_.push_back(
                {need.resource_id, resource.location_id, short_of(uses, need.quantity, resource.quantity, around)});
        }
        for (const auto& opening : openings_)
            if (const auto place = place_of(opening)) seen_from(place->location);
        seen_from(elsewhere());
    }

    std::optional<availability::Place> place_of(const Opening& opening) const {
        if (snapshot_.locations.empty()) return availability::Place{};
        return availability::place_of(opening, {keep_, service_.places});
    }
    // Where it would be in no hours of the provider's.
    std::optional<LocationId> elsewhere() const {
        if (snapshot_.locations.empty()) return std::nullopt;
        return keep_ ? keep_ : snapshot_.provider(dropping_.provider_id)->location_id;
    }

    const std::vector<Span>& seen_from(std::optional<LocationId> here) {
        const auto [found, is_new] = places_.try_emplace(here);
        if (is_new) found->second.taken = availability::taken_from(here, uses_, snapshot_.travel);
        return found->second.taken;
    }

    // Every start at which an answer may change, within the span.
    std::set<Instant> changes() const {
        constexpr Seconds a_moment{1};
        std::set<Instant> out{within_.begin};
        const auto add = [&](Instant at) {
            if (at > within_.begin && at < within_.end) out.insert(at);
        };
        // Starts at which the appointment, with what is put around it, meets the span.
        const auto add_met = [&](Span span, Minutes before, Minutes after) {
            add(span.begin - timing_.duration - after + a_moment);
            add(span.end + before);
        };
        for (const auto& opening : openings_) {
            add(opening.span.begin);
            add(opening.span.end);
            add(opening.span.end - timing_.duration + a_moment);
            for (const auto& pause : opening.breaks) add_met(pause, Minutes{0}, Minutes{0});
        }
        for (const auto& [here, place] : places_)
            for (const auto& span : place.taken) add_met(span, timing_.buffer_before, timing_.buffer_after);
        for (const auto& shortage : shortages_)
            for (const auto& span : shortage.spans) add_met(span, timing_.buffer_before, timing_.buffer_after);
        const auto& zone = snapshot_.business.zone;
        for (auto day = zone.day(within_.begin); day <= zone.day(within_.end); day += std::chrono::days{1})
            add(zone.span(day).begin);
        return out;
    }

    std::optional<Refusal> taken_at(std::optional<LocationId> here, Instant start) {
        const auto occupied = timing_.occupied(start);
        if (overlapping(seen_from(here), occupied)) return Refusal{Rule::taken};
        for (const auto& shortage : shortages_) {
            const bool is_elsewhere = here && shortage.location && *shortage.location != *here;
            if (!is_elsewhere && overlapping(shortage.spans, occupied))
                return Refusal{Rule::resource, shortage.resource};
        }
        return std::nullopt;
    }

    bool is_blocked(Span pause) const {
        const auto& zone = snapshot_.business.zone;
        return std::ranges::any_of(schedule_.blocked, [&](const availability::Blocked& each) {
            const auto from = zone.instant(WallTime{each.day} + each.hours.from);
            const auto to = zone.instant(WallTime{each.day} + each.hours.to);
            return from < pause.end && pause.begin < to;
        });
    }

    // Where it could be if it began then, as reschedule tries them.
    std::set<std::optional<LocationId>> places_at(Instant start) const {
        std::set<std::optional<LocationId>> out;
        for (const auto& opening : openings_)
            if (opening.span.begin <= start && start < opening.span.end)
                if (const auto place = place_of(opening)) out.insert(place->location);
        if (out.empty()) out.insert(elsewhere());
        return out;
    }

    // Why the hours refuse it there; nullopt: they do not. Of several openings the one that lets it come furthest
    // answers.
    std::optional<Refusal> outside_hours(std::optional<LocationId> here, Instant start) const {
        const Span appointment{start, start + timing_.duration};
        const auto source = availability::source_of(schedule_, snapshot_.business.zone.day(start));
        const bool is_off = source == Source::day_off || source == Source::holiday;
        Refusal nearest{is_off ? Rule::day : Rule::hours};
        const auto come = [&](Rule rule) {
            if (rule > nearest.rule) nearest.rule = rule;
        };
        for (const auto& opening : openings_) {
            if (start < opening.span.begin || start >= opening.span.end) continue;
            const auto place = availability::place_of(opening, {here, service_.places});
            const auto* pause = overlapping(opening.breaks, appointment);
            if (!snapshot_.locations.empty() && (!place || place->location != here))
                come(Rule::place);
            else if (appointment.end > opening.span.end)
                come(Rule::end);
            else if (pause)
                come(is_blocked(*pause) ? Rule::blocked : Rule::pause);
            else
                return std::nullopt;
        }
        return nearest;
    }

    // Nullopt: it may begin then.
    std::optional<Refusal> against(Instant start) {
        std::optional<Refusal> outside, taken;
        for (const auto& here : places_at(start)) {
            if (const auto found = taken_at(here, start)) {
                taken = found;
                continue;
            }
            outside = outside_hours(here, start);
            if (!outside) return std::nullopt;
        }
        return outside ? outside : taken;
    }

    db::Session& session_;
    const Snapshot& snapshot_;
    const Dropping& dropping_;
    Span within_;
    catalog::Service service_;
    availability::Service timing_;
    const availability::Schedule& schedule_;
    std::optional<LocationId> keep_;
    std::vector<Opening> openings_;
    std::vector<AppointmentId> without_;
    std::vector<availability::Use> uses_;
    std::vector<Shortage> shortages_;
    std::map<std::optional<LocationId>, Place> places_;
};

}  // namespace

std::vector<RefusedStarts> explain_staff(db::Session& session, const Snapshot& snapshot, const Dropping& dropping,
                                         Span starts, Instant now) {
    return StaffStarts(session, snapshot, dropping, starts, now).all();
}

}  // namespace bookings
