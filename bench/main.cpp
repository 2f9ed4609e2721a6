// timebok_bench FOLDER [NAME...]: measures, and prints one JSON line per figure. Without names: everything. On SQLite;
// where TIMEBOK_BENCH_POSTGRES is a database's URL, on that server.
#include "bench/figures.h"
#include "bench/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <span>

namespace {

// "growth" asks for all figures that begin so.
bool asks_for(std::span<const std::string> names, std::string_view figure) {
    return names.empty() || std::ranges::any_of(names, [&](std::string_view name) {
               return figure.starts_with(name) || name.starts_with(figure);
           });
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc < 2) {
        fmt::print(stderr, "timebok_bench FOLDER [NAME...]\n");
        return 2;
    }
    const std::vector<std::string> names(argv + 2, argv + argc);
    const auto any_of = [&](std::initializer_list<std::string_view> figures) {
        return std::ranges::any_of(figures, [&](std::string_view figure) { return asks_for(names, figure); });
    };
    const char* postgres = std::getenv("TIMEBOK_BENCH_POSTGRES");
    const bench::Place place{argv[1], [&](std::string_view figure) { return asks_for(names, figure); },
                             postgres ? postgres : ""};
    if (any_of({"startup", "rss_idle", "first_visit_bytes", "booking_page", "first_page", "provider_day", "month_any",
                "panel_page", "rss_loaded"}))
        bench::measure_reading(place);
    if (any_of({"bookings", "one_time_for_32", "known_address"})) bench::measure_booking(place);
    if (any_of({"growth_by_providers", "growth_by_history"})) bench::measure_growth(place);
    if (any_of({"large_offer_page", "explain"})) bench::measure_large_offer(place);
    if (any_of({"calendar_day", "calendar_week", "group_page", "reports_year", "search"})) bench::measure_desk(place);
    if (any_of({"customers"})) bench::measure_customer_list(place);
    if (any_of({"many_businesses"})) bench::measure_many_businesses(place);
    if (any_of({"series_104"})) bench::measure_series(place);
    if (any_of({"visit_days"})) bench::measure_visits(place);
    if (any_of({"mixed"})) bench::measure_mixed(place);
    if (any_of({"mails"})) bench::measure_mails(place);
    return bench::all_good() ? 0 : 1;
} catch (const std::exception& error) {
    fmt::print(stderr, "timebok_bench: {}\n", error.what());
    return 1;
}
