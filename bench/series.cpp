#include "series/series.h"

#include "bench/figures.h"
#include "bench/load.h"

#include <algorithm>

namespace bench {
namespace {

using std::chrono::days;

// Two months that are half booked, and then nothing.
constexpr Size half_booked{.providers = 10, .customers = 10'000, .past = 0, .ahead = 5'000, .years = 0};
constexpr std::size_t rounds = 7;

struct Measured {
    std::vector<double> preview, add, alone;  // milliseconds
    bool good = true;
};

struct Desk {
    db::Database database;
    base::SystemClock clock{};
    activity::Registry registry{};
    bookings::Snapshots snapshots{};
    bookings::FreeTimes free_times{};
    BusinessId business{};
    CustomerId customer{};

    bookings::Context context() { return {clock, registry, snapshots}; }
};

bookings::Wish wish_of(const Desk& desk, const series::Plan& plan) {
    return {.service_id = plan.service_id,
            .provider_id = {},
            .starts_at = {},
            .note = {},
            .visitor_zone = {},
            .customer = desk.customer,
            .actor = {}};
}

std::vector<series::Chosen> chosen_of(const std::vector<series::Row>& rows) {
    std::vector<series::Chosen> out;
    for (const auto& row : rows) {
        const auto* at = row.state == series::State::free ? &*row.at
                         : !row.that_day.empty()          ? &row.that_day.front()
                         : !row.around.empty()            ? &row.around.front()
                                                          : nullptr;
        if (at) out.push_back({row.position, at->start, at->provider_id});
    }
    return out;
}

// Each round at another time of the day: the table, all of it at once, and as many one by one an hour later.
void measure_round(Desk& desk, const bookings::Snapshot& snapshot, std::size_t round, Measured& out) {
    const auto tomorrow = snapshot.business.zone.day(desk.clock.now()) + days{1};
    series::Plan plan{.service_id = snapshot.services[round % snapshot.services.size()].id,
                      .customer = desk.customer,
                      .rule = {.unit = series::Unit::day, .interval = 2, .times = series::kMostDates},
                      .first = tomorrow,
                      .time_of_day = Minutes{9 * 60 + 30 * static_cast<int>(round)}};
    auto began = std::chrono::steady_clock::now();
    const auto rows = desk.database.read([&](db::Session& session) {
        return series::preview({session, snapshot, desk.free_times, desk.clock.now()}, plan, series::Rules::staff);
    });
    out.preview.push_back(milliseconds_since(began));
    const series::Draft draft{.wish = wish_of(desk, plan),
                              .rule = plan.rule,
                              .first = plan.first,
                              .time_of_day = plan.time_of_day,
                              .chosen = chosen_of(rows)};
    began = std::chrono::steady_clock::now();
    const auto made = desk.database.write(
        [&](db::Tx& tx) { return series::add(tx, desk.context(), desk.business, draft, series::Rules::staff); });
    out.add.push_back(milliseconds_since(began));
    out.good = out.good && made && made->bookings.size() >= 100;
    if (!made) return;
    began = std::chrono::steady_clock::now();
    for (const auto& booking : made->bookings) {
        auto wish = draft.wish;
        wish.starts_at = booking.time.begin + days{365};
        const auto alone = desk.database.write([&](db::Tx& tx) {
            return bookings::book(tx, desk.context(), desk.business, wish, bookings::Rules::staff);
        });
        out.good = out.good &&
                   (alone || bookings::is_time_gone(alone.error()) || alone.error().code == "booking.outside_hours");
    }
    out.alone.push_back(milliseconds_since(began));
}

}  // namespace

void measure_series(const Place& place) {
    const auto url = stage(place, half_booked, "series");
    const auto snapshot = bench::snapshot(url);
    Desk desk{.database = db::Database({.url = url, .readers = 1}), .business = snapshot->business.id};
    desk.customer = desk.database.read([&](db::Session& session) {
        return session
            .value<CustomerId>("select id from customers where business_id = :business and walk_in = 0 limit 1",
                               desk.business)
            .value();
    });
    Measured measured;
    for (std::size_t round = 0; round < rounds; ++round) measure_round(desk, *snapshot, round, measured);
    const auto alone = median(std::move(measured.alone));
    tell({"series_104_preview",
          median(std::move(measured.preview)),
          "ms",
          Target{Aim::at_most, 100},
          {},
          {},
          measured.good});
    tell({"series_104",
          median(std::move(measured.add)),
          "ms",
          Target{Aim::at_most, alone},
          Limit{"the same bookings one by one, each durable by itself", alone},
          {},
          measured.good});
}

}  // namespace bench
