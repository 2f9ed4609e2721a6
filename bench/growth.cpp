#include "bench/client.h"
#include "bench/figures.h"
#include "bench/load.h"
#include "bench/server.h"

#include <fmt/format.h>

namespace bench {
namespace {

// A month for anyone right after a booking, so that the answer is worked out anew. Milliseconds, the median.
double month_after_a_booking(const Place& place, const Size& size) {
    const auto url = stage(place, size, "growth");
    const auto snapshot = bench::snapshot(url);
    const Server server(url);
    const auto month = months().at(1);
    const auto slots = free_slots(server.port(), *snapshot, month, std::chrono::days{28});
    Client client(server.port());
    std::vector<double> times;
    for (std::size_t i = 0; i < 60; ++i) {
        // By somebody new, who has no other bookings open.
        const auto booked =
            client.post(fmt::format("/api/v1/{}/bookings", slug), booking_body(slots.at(i * 11), 1'000'000 + i)).status;
        const auto path = month_slots_path(*snapshot, i % snapshot->services.size(), month);
        const auto began = std::chrono::steady_clock::now();
        const auto answer = client.get(path);
        const auto took = milliseconds_since(began);
        if (booked != 201 || answer.status != 200) throw std::runtime_error("a booking or a month failed");
        if (i >= 10) times.push_back(took);  // by then every service has been asked for
    }
    return median(std::move(times));
}

}  // namespace

void measure_growth(const Place& place) {
    if (place.is_wanted("growth_by_providers")) {
        const auto ten = month_after_a_booking(
            place, {.providers = 10, .customers = 1000, .past = 0, .ahead = 5'000, .years = 0, .lean = true});
        const auto fifty = month_after_a_booking(
            place, {.providers = 50, .customers = 1000, .past = 0, .ahead = 25'000, .years = 0, .lean = true});
        tell({"growth_by_providers", fifty / ten, "times, 10 to 50 providers", Target{Aim::at_most, 5},
              Limit{"ms with 10 providers", ten}});
    }
    if (place.is_wanted("growth_by_history")) {
        const auto one = month_after_a_booking(
            place, {.providers = 10, .customers = 1000, .past = 45'000, .ahead = 5'000, .years = 1, .lean = true});
        const auto ten = month_after_a_booking(
            place, {.providers = 10, .customers = 1000, .past = 450'000, .ahead = 5'000, .years = 10, .lean = true});
        tell({"growth_by_history", ten / one, "times, 1 to 10 years", Target{Aim::at_most, 1.25},
              Limit{"ms with 1 year", one}});
    }
}

}  // namespace bench
