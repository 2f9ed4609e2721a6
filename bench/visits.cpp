#include "bookings/visit_free.h"

#include "bench/figures.h"
#include "bench/load.h"

namespace bench {
namespace {

using std::chrono::days;

// Two months that are half booked.
constexpr Size half_booked{.providers = 10, .customers = 10'000, .past = 0, .ahead = 5'000, .years = 0};
constexpr std::size_t services = 4;
constexpr days shown{30};
constexpr std::size_t rounds = 21;

}  // namespace

void measure_visits(const Place& place) {
    const auto url = stage(place, half_booked, "visits");
    const auto snapshot = bench::snapshot(url);
    db::Database database({.url = url, .readers = 1});
    bookings::VisitWanted wanted;
    for (std::size_t i = 0; i < services; ++i) wanted.parts.push_back({snapshot->services.at(i).id});
    wanted.in_order = false;
    const auto now = base::SystemClock{}.now();
    const auto first = snapshot->business.zone.day(now) + days{1};
    bool good = true;
    const auto ask = [&](bookings::FreeTimes& free_times) {
        const auto began = std::chrono::steady_clock::now();
        const auto found = database.read([&](db::Session& session) {
            return bookings::list_visit_days(session, *snapshot, free_times, wanted, first, first + shown - days{1},
                                             now);
        });
        good = good && !found.empty();
        return milliseconds_since(began);
    };
    std::vector<double> cold, warm;
    bookings::FreeTimes kept;
    ask(kept);
    for (std::size_t round = 0; round < rounds; ++round) {
        bookings::FreeTimes empty;
        cold.push_back(ask(empty));
        warm.push_back(ask(kept));
    }
    constexpr double most_ms = 20;
    tell({"visit_days", median(std::move(warm)), "ms", Target{Aim::at_most, most_ms}, {}, {}, good});
    tell({"visit_days_cold", median(std::move(cold)), "ms", {}, {}, {}, good});
}

}  // namespace bench
