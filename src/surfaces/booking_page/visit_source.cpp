#include "booking_page/visit_source.h"

#include <algorithm>

namespace booking_page {

using namespace bookings;
using std::chrono::days;

namespace {

constexpr std::size_t kMostOnOneDay = 288;

}  // namespace

std::vector<VisitTimes> VisitSource::list(Day first, Day last, std::size_t most) const {
    return list_visits(session_, *page_.snapshot, page_.environment.free_times, wanted_, first, last, page_.now, most);
}

std::optional<Day> VisitSource::first_day(Day from) const {
    constexpr days kAtOnce{14};
    for (; from <= last_; from += kAtOnce) {
        const auto found = list(from, std::min(last_, from + kAtOnce - days{1}), 1);
        if (!found.empty()) return page_.zone().day(found.front().time.begin);
    }
    return std::nullopt;
}

FreeSource VisitSource::of_calendar(std::vector<VisitTimes>& found) const {
    return {[this](Day first, Day last) {
                return list_visit_days(session_, *page_.snapshot, page_.environment.free_times, wanted_, first, last,
                                       page_.now);
            },
            [this, &found](Day day) {
                found = list(day, day, kMostOnOneDay);
                std::vector<FreeStart> out;
                for (const auto& visit : found) out.push_back({visit.time.begin, visit.places.front().provider});
                return out;
            },
            [this](Day from) { return first_day(from); }};
}

std::vector<VisitTimes> VisitSource::nearest(Instant wish, std::size_t most) const {
    const auto today = page_.zone().day(page_.now);
    const auto day = std::clamp(page_.zone().day(wish), today, last_);
    std::vector<VisitTimes> out;
    for (const auto reach : {days{1}, days{7}}) {
        out = list(std::max(today, day - reach), std::min(last_, day + reach), kMostOnOneDay * 15);
        if (out.size() >= most) break;
    }
    std::ranges::stable_sort(out, {}, [&](const VisitTimes& each) { return std::chrono::abs(each.time.begin - wish); });
    if (out.size() > most) out.resize(most);
    std::ranges::sort(out, {}, [](const VisitTimes& each) { return each.time.begin; });
    return out;
}

}  // namespace booking_page
