#include "bench/client.h"
#include "bench/figures.h"
#include "bench/load.h"
#include "bench/server.h"

#include <fmt/format.h>

#include <algorithm>

namespace bench {
namespace {

constexpr int businesses = 10'000;

// Its services, and when anyone gives the first of them.
std::array<std::string, 2> pages_of(const std::string& business, const std::string& service) {
    return {"/" + business, fmt::format("/{}/book?service={}&provider=any", business, service)};
}

// The first service that the page links to.
std::string first_service(const std::string& page) {
    constexpr std::string_view mark = "service=";
    const auto at = page.find(mark);
    if (at == page.npos) return {};
    const auto begin = at + mark.size();
    return page.substr(begin, page.find_first_of("\"&", begin) - begin);
}

}  // namespace

void measure_many_businesses(const Place& place) {
    Size size{.providers = 3, .customers = 10, .past = 0, .ahead = 0};
    size.others = businesses;
    const Server server(stage(place, size, "many_businesses"));
    Client client(server.port());
    std::vector<std::string> services;
    std::vector<double> again;  // milliseconds
    bool good = true;
    for (int round = 0; round < 2; ++round)
        for (int n = 1; n <= businesses; ++n) {
            const auto other = slug_of_other(n);
            if (round == 0) services.push_back(first_service(client.get("/" + other).body));
            for (const auto& page : pages_of(other, services[static_cast<std::size_t>(n) - 1])) {
                const auto began = std::chrono::steady_clock::now();
                good &= client.get(page).status == 200;
                if (round == 1) again.push_back(milliseconds_since(began));
            }
        }
    std::ranges::sort(again);
    tell({"many_businesses_rss", server.resident_mib(), "MiB", Target{Aim::at_most, 160}, {}, {}, good});
    tell({"many_businesses_p99", again[again.size() / 100 * 99], "ms", Target{Aim::at_most, 10}, {}, {}, good});
}

}  // namespace bench
