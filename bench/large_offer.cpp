#include "bench/figures.h"
#include "bench/load.h"
#include "bench/server.h"
#include "bookings/explain.h"

#include <fmt/format.h>

namespace bench {
namespace {

using namespace std::chrono_literals;

// 200 services, all given by 100 providers, with pictures; half a year's worth of appointments ahead for ten.
constexpr Size large{.providers = 100,
                     .customers = 1000,
                     .past = 0,
                     .ahead = 25'000,
                     .years = 0,
                     .services = 200,
                     .pictures = true,
                     .lean = true};

// Milliseconds, the median: in turns of a free time, a taken one, the night and a time too far ahead.
double explain_one(const std::string& url, const bookings::Snapshot& snapshot) {
    db::Database database({.url = url, .readers = 1});
    const auto now = base::SystemClock{}.now();
    const auto& zone = snapshot.business.zone;
    std::vector<double> times;
    for (std::size_t i = 0; i < 200; ++i) {
        const auto day = zone.day(now) + std::chrono::days{1 + i % 500};
        const bookings::Slot slot{.service_id = snapshot.services[i % snapshot.services.size()].id,
                                  .provider_id = snapshot.providers[i % snapshot.providers.size()].id,
                                  .starts_at = zone.instant(WallTime{day} + Minutes{15 * (i * 7 % 96)})};
        const auto began = std::chrono::steady_clock::now();
        const auto told =
            database.read([&](db::Session& session) { return bookings::explain(session, snapshot, slot, now); });
        times.push_back(milliseconds_since(began));
        if (told.reasons.empty()) throw std::runtime_error("nothing is explained");
    }
    return median(std::move(times));
}

}  // namespace

void measure_large_offer(const Place& place) {
    const auto url = stage(place, large, "large_offer");
    const auto snapshot = bench::snapshot(url);
    if (place.is_wanted("explain"))
        tell({"explain", explain_one(url, *snapshot), "ms", Target{Aim::at_most, 5}, Limit{"providers", 100}});
    if (!place.is_wanted("large_offer_page")) return;
    const Server server(url);
    const Limit limit{"robots.txt, answered without a database", load(server.port(), {"/robots.txt"}, 3s).rate};
    const auto home = fmt::format("/{}", slug);
    const auto result = load(server.port(), {home, home + "?lang=nb"}, 5s);
    tell({"large_offer_page", result.rate, "1/s", Target{Aim::at_least, 17'700}, limit, result});
}

}  // namespace bench
