#include "availability/explain.h"

#include <algorithm>

namespace availability {
namespace {

bool is_covered(const std::vector<Days>& list, Day day) {
    return std::ranges::any_of(list, [day](const Days& days) { return covers(days, day); });
}

const Span* overlapping(std::span<const Span> spans, Span span) {
    const auto found = std::ranges::find_if(spans, [&](const Span& each) { return each.overlaps(span); });
    return found == spans.end() ? nullptr : &*found;
}

// Everything about one start.
struct Question {
    const Service& service;
    const Schedule& schedule;
    const Zone& zone;
    const Asked& asked;
    const TakenFrom& taken;
    std::span<const Need> needs;
    Instant start;

    Span appointment() const { return {start, start + service.duration}; }

    // The blocked time that is in the way of the appointment.
    std::optional<Span> blocked(const Opening& opening) const {
        for (const auto& each : schedule.blocked) {
            const Span span{zone.instant(WallTime{each.day} + each.hours.from),
                            zone.instant(WallTime{each.day} + each.hours.to)};
            if (span.begin < span.end && span.overlaps(appointment()) && span.overlaps(opening.span)) return span;
        }
        return std::nullopt;
    }

    Finding pause(const Opening& opening) const {
        const auto* found = overlapping(opening.breaks, appointment());
        return {Rule::pause, !found, found ? *found : opening.span};
    }

    Finding grid(const Opening& opening) const {
        const auto behind = (start - opening.span.begin) % service.slot_interval;
        return {Rule::grid, behind == Seconds{0}, {start - behind, start - behind + service.slot_interval}};
    }

    Finding free(const std::optional<LocationId>& place) const {
        const auto* found = overlapping(taken(place), service.occupied(start));
        return {Rule::taken, !found, found ? *found : service.occupied(start)};
    }

    Finding resource(std::size_t number) const {
        const auto& need = needs[number];
        const auto span = service.occupied(start);
        const bool met = need.quantity <= need.available && peak(need.taken, span) + need.quantity <= need.available;
        return {Rule::resource, met, span, number};
    }

    std::vector<Finding> of(const Opening& opening) const {
        std::vector<Finding> out;
        const bool within = opening.span.begin <= start && start < opening.span.end;
        out.push_back({Rule::hours, within, opening.span});
        if (!within) return out;
        const auto place = place_of(opening, asked);
        out.push_back({Rule::place, place.has_value(), opening.span});
        if (!place) return out;
        out.push_back({Rule::end, appointment().end <= opening.span.end, opening.span});
        const auto in_the_way = pause(opening);
        const auto blocking = blocked(opening);
        // A break of the schedule's own may hide behind the blocked time; then that is what is told.
        if (blocking && !in_the_way.holds) {
            out.push_back({Rule::pause, true, opening.span});
            out.push_back({Rule::blocked, false, *blocking});
        } else {
            out.push_back(in_the_way);
            out.push_back({Rule::blocked, true, opening.span});
        }
        out.push_back(grid(opening));
        out.push_back(free(place->location));
        for (std::size_t n = 0; n < needs.size(); ++n)
            if (is_needed(needs[n], place->location)) out.push_back(resource(n));
        return out;
    }
};

// The day in whose span the instant lies. Where clocks go back over midnight that is the day that has begun already,
// though the wall tells the one before once more.
Day day_of(const Zone& zone, Instant at) {
    const auto day = zone.day(at);
    return zone.span(day).end <= at ? day + std::chrono::days{1} : day;
}

// How many rules hold before the first that does not.
std::ptrdiff_t held(const std::vector<Finding>& findings) {
    return std::ranges::find(findings, false, &Finding::holds) - findings.begin();
}

}  // namespace

Source source_of(const Schedule& schedule, Day day) {
    if (is_covered(schedule.days_off, day)) return Source::day_off;
    if (std::ranges::find(schedule.special_days, day, &SpecialDay::day) != schedule.special_days.end())
        return Source::special_day;
    return is_covered(schedule.holidays, day) ? Source::holiday : Source::week;
}

Why why(const Service& service, const Schedule& schedule, const Zone& zone, const Asked& asked, const TakenFrom& taken,
        std::span<const Need> needs, Instant start) {
    const Question question{service, schedule, zone, asked, taken, needs, start};
    Why out;
    out.day = day_of(zone, start);
    out.openings = openings_for(schedule, zone, out.day);
    const auto midnight = zone.span(out.day).begin;
    for (const auto& opening : out.openings) {
        auto findings = question.of(opening);
        const bool all = held(findings) == std::ssize(findings);
        const bool better = out.findings.empty() || held(findings) > held(out.findings);
        if (!better && !(all && !out.offered)) continue;
        out.offered = all;
        out.findings = std::move(findings);
        if (opening.span.begin < midnight && out.findings.front().holds)
            out.day = day_of(zone, opening.span.begin);
        else
            out.day = day_of(zone, start);
        if (all) break;
    }
    if (out.findings.empty()) out.findings.push_back({Rule::hours, false, zone.span(out.day)});
    out.source = source_of(schedule, out.day);
    return out;
}

}  // namespace availability
