#include "booking_page/opening.h"

#include <algorithm>

namespace booking_page {
namespace {

std::vector<Span> joined(std::vector<Span> spans) {
    std::ranges::sort(spans, {}, &Span::begin);
    std::vector<Span> out;
    for (const auto& span : spans)
        if (!out.empty() && span.begin <= out.back().end)
            out.back().end = std::max(out.back().end, span.end);
        else
            out.push_back(span);
    return out;
}

// As the business tells it, closed on its holidays; else while one of those who can be booked is at work.
std::vector<availability::Schedule> schedules_of(const bookings::Snapshot& snapshot) {
    std::vector<availability::Schedule> out;
    for (const auto& provider : snapshot.providers)
        if (provider.bookable) out.push_back(snapshot.schedule(provider.id));
    if (snapshot.opening_hours.empty()) return out;
    availability::Schedule told;
    for (const auto& each : snapshot.opening_hours) told.hours.push_back({each.weekday, each.hours});
    if (!out.empty()) told.holidays = out.front().holidays;
    return {told};
}

}  // namespace

std::vector<OpenDay> open_days(const bookings::Snapshot& snapshot, Day first, int count) {
    const auto schedules = schedules_of(snapshot);
    std::vector<OpenDay> out;
    for (auto day = first; day < first + std::chrono::days{count}; day += std::chrono::days{1}) {
        std::vector<Span> spans;
        for (const auto& schedule : schedules)
            for (const auto& opening : availability::openings(schedule, snapshot.business.zone, day))
                spans.push_back(opening.span);
        out.push_back({day, joined(std::move(spans))});
    }
    return out;
}

OpenNow open_now(const std::vector<OpenDay>& days, Instant now) {
    std::vector<Span> all;
    for (const auto& day : days) all.insert(all.end(), day.open.begin(), day.open.end());
    OpenNow out;
    for (const auto& span : joined(std::move(all))) {
        if (span.begin <= now && now < span.end) out.until = span.end;
        if (span.begin > now && !out.next) out.next = span.begin;
    }
    return out;
}

}  // namespace booking_page
