#include "bench/client.h"
#include "bench/figures.h"
#include "bench/load.h"
#include "bench/server.h"

#include "customers/list.h"
#include "duplicates/search.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

namespace bench {
namespace {

constexpr Size many_customers{.providers = 3, .customers = 1'000'000, .past = 0, .ahead = 100, .years = 0};

constexpr std::size_t rounds = 300, warming = 50;

// One after the other on one connection: what the slowest hundredth of them took, in milliseconds.
void measure(const std::string& name, std::uint16_t port, const std::string& cookie, const Paths& paths,
             double most_ms) {
    Client client(port);
    std::vector<double> times;
    bool good = true;
    for (std::size_t i = 0; i < warming + rounds; ++i) {
        const auto began = std::chrono::steady_clock::now();
        const auto answer = client.get(fmt::format("/{}/office/customers{}", slug, paths[i % paths.size()]), cookie);
        if (i >= warming) times.push_back(milliseconds_since(began));
        good &= answer.status == 200;
    }
    std::ranges::sort(times);
    tell({name, times[times.size() * 99 / 100], "ms", Target{Aim::at_most, most_ms}, {}, {}, good});
}

// Customers all over the list, to go on behind.
std::vector<CustomerId> anchors(const std::string& url) {
    const auto business = snapshot(url)->business.id;
    db::Database database({.url = url, .readers = 1});
    std::vector<CustomerId> out;
    database.read([&](db::Session& session) {
        for (int n = 1; n < 10; ++n) {
            const auto page = customers::list_page(session, business,
                                                   {.filter = {.search = fmt::format("guest{}00000@", n)}, .limit = 1});
            for (const auto& each : page.customers) out.push_back(each.id);
        }
        return 0;
    });
    return out;
}

// Everybody was born on one of 20,000 days, and one in 200 shares a phone with another one.
void give_something_to_share(db::Database& database) {
    database.write([](db::Tx& tx) {
        tx.execute("update customers set date_of_birth = cast(substr(name, 6) as integer) % 20000 where name like "
                   "'Guest%'");
        tx.execute("update customers set phone = '+4791' || cast(substr(name, 6) as integer) / 400 "
                   "where name like 'Guest%' and cast(substr(name, 6) as integer) % 200 = 0");
    });
}

// By the program's own jobs, as when staff ask for it.
void measure_duplicates(const std::string& url) {
    const auto business = snapshot(url)->business.id;
    db::Database database({.url = url, .readers = 1});
    give_something_to_share(database);
    const base::SystemClock clock;
    activity::Registry registry;
    duplicates::subscribe(registry, clock);
    const auto began = std::chrono::steady_clock::now();
    database.write([&](db::Tx& tx) { duplicates::ask(tx, {clock, registry}, business, {}); });
    const auto state = [&] {
        return database.read([&](db::Session& session) { return duplicates::find_search(session, business)->state; });
    };
    constexpr double kTooLong = 300'000;
    while (state() == duplicates::State::searching && milliseconds_since(began) < kTooLong)
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
    tell({"customers_duplicates",
          milliseconds_since(began) / 1000,
          "s",
          Target{Aim::at_most, 60},
          {},
          {},
          state() == duplicates::State::done && database.read([&](db::Session& session) {
              return duplicates::find_search(session, business)->found;
          }) >= 2'500});
}

}  // namespace

void measure_customer_list(const Place& place) {
    const auto url = stage(place, many_customers, "customer_list");
    const auto cookie = manager_of(url);
    const auto behind = anchors(url);
    const Server server(url);
    const double most_ms = place.on_sqlite() ? 10 : 20;
    Paths sorted;
    for (const auto* order : {"name", "email", "phone", "number", "language", "created", "last-visit", "next-visit"})
        for (const auto* way : {"", "&down=yes"}) {
            sorted.push_back(fmt::format("?order={}{}", order, way));
            for (const auto id : behind)
                sorted.push_back(fmt::format("?order={}{}&after={}", order, way, base::to_text(id)));
        }
    measure("customers_sorted_p99", server.port(), cookie, sorted, most_ms);
    for (const auto& [what, typed] :
         {std::pair("beginning", "gu"), std::pair("part", "est"), std::pair("rare_part", "est98765"),
          std::pair("two_words", "berg+est7654"), std::pair("phone", "40+076+54"), std::pair("nobody", "qqqxyz")})
        measure(fmt::format("customers_search_{}_p99", what), server.port(), cookie,
                {fmt::format("?order=name&q={}", typed)}, most_ms);
    for (const auto& [what, filter] :
         {std::pair("coming", "next_from=2020-01-01"), std::pair("refused", "refused=yes"),
          std::pair("language", "speaks=nb"), std::pair("two", "status=never-came&speaks=en")})
        measure(fmt::format("customers_filter_{}_p99", what), server.port(), cookie,
                {fmt::format("?order=name&{}", filter)}, most_ms);
    if (place.is_wanted("customers_duplicates")) measure_duplicates(url);
}

}  // namespace bench
