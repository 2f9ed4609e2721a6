#include "bench/client.h"
#include "bench/figures.h"
#include "bench/load.h"
#include "bench/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <barrier>
#include <thread>

namespace bench {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr std::size_t clients = 32;
constexpr auto commit_time = 3s;
// The machine's speed changes from second to second, so what is compared takes turns.
constexpr int turns = 5;
constexpr auto turn = 1s;
constexpr int rounds = 10;

// Runs `work(client)` on `n` threads.
template <class Work>
void with_clients(std::size_t n, const Work& work) {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < n; ++i) threads.emplace_back([&work, i] { work(i); });
}

// What was done in how much time.
struct Tally {
    double done = 0, milliseconds = 0;
    double rate() const { return done * 1000 / milliseconds; }
};

// Transactions that insert one row each, durably, by `n` clients.
class Commits {
public:
    Commits(const Place& place, std::size_t group_limit)
        : database_({.url = empty_database(place, "commits"),
                     .readers = place.on_sqlite() ? 1 : clients,
                     .group_limit = group_limit}) {
        database_.write([&](db::Tx& tx) {
            tx.execute(fmt::format(
                "create table rows (id {}, text text not null)",
                place.on_sqlite() ? "integer primary key" : "bigint generated always as identity primary key"));
        });
    }
    void run(std::size_t n, std::chrono::milliseconds time, Tally& tally) {
        std::atomic<long> made = 0;
        const auto began = steady_clock::now();
        with_clients(n, [&](std::size_t) {
            while (steady_clock::now() < began + time) {
                database_.write(
                    [&](db::Tx& tx) { tx.execute("insert into rows (text) values (:text)", "one row of a commit"); });
                ++made;
            }
        });
        tally.done += static_cast<double>(made);
        tally.milliseconds += milliseconds_since(began);
    }

private:
    db::Database database_;
};

double commits(const Place& place, std::size_t n, std::size_t group_limit) {
    Tally tally;
    Commits(place, group_limit).run(n, commit_time, tally);
    return tally.rate();
}

void measure_bookings(const Place& place, const Server& server, const std::vector<FreeSlot>& slots) {
    std::atomic<std::size_t> next = 0;
    std::atomic<long long> made = 0, errors = 0;
    const auto path = fmt::format("/api/v1/{}/bookings", slug);
    const auto book = [&](Tally& tally) {
        const auto began = steady_clock::now();
        made = 0;
        with_clients(clients, [&](std::size_t) {
            Client client(server.port());
            while (steady_clock::now() < began + turn) {
                const auto mine = next++;
                if (mine >= slots.size()) return;
                // Every other guest is new.
                const auto guest = mine % 2 == 0 ? mine : 1'000'000 + mine;
                ++(client.post(path, booking_body(slots[mine], guest)).status == 201 ? made : errors);
            }
        });
        tally.done += static_cast<double>(made);
        tally.milliseconds += milliseconds_since(began);
    };
    const double share = place.on_sqlite() ? 0.8 : 0.5;  // of bare commits
    Tally bookings, bare;
    {
        Commits unshared(place, 1);
        for (int i = 0; i < turns && next < slots.size(); ++i) {
            unshared.run(clients, turn, bare);
            book(bookings);
        }
    }
    tell({"bookings",
          bookings.rate(),
          "1/s",
          Target{Aim::at_least, share * bare.rate()},
          Limit{"bare durable commits of 32 clients, one row each", bare.rate()},
          {},
          errors == 0});
    tell({"bookings_to_bare_commits", bookings.rate() / bare.rate(), "ratio", Target{Aim::at_least, share}});
    tell({"bare_commits_alone", commits(place, 1, 1), "1/s"});
    // PostgreSQL's own way of sharing a commit is in all of these.
    if (place.on_sqlite()) tell({"bare_commits_shared", commits(place, clients, 64), "1/s"});
}

// All ask for one time at the same moment: one gets it, the others are told that it is gone.
void measure_one_time(const Server& server, const std::vector<FreeSlot>& slots) {
    const auto path = fmt::format("/api/v1/{}/bookings", slug);
    double most = 0;
    bool good = slots.size() >= rounds;
    for (std::size_t round = 0; good && round < rounds; ++round) {
        std::barrier start(static_cast<std::ptrdiff_t>(clients));
        std::atomic<int> made = 0, refused = 0;
        const auto& slot = slots[slots.size() - 1 - round];
        with_clients(clients, [&](std::size_t i) {
            Client client(server.port());
            client.get("/robots.txt");
            start.arrive_and_wait();
            const auto status = client.post(path, booking_body(slot, 2'000'000 + round * clients + i)).status;
            made += status == 201;
            refused += status == 409;
        });
        most = std::max(most, static_cast<double>(made));
        good = made == 1 && refused == static_cast<int>(clients) - 1;
    }
    tell({"one_time_for_32", most, "bookings at most, in 10 rounds", Target{Aim::at_most, 1}, {}, {}, good});
}

// How well the time of an answer tells bookings under a known address from those under an unknown one: the chance that
// a known one's is the shorter, half where they cannot be told apart. They take turns, on one connection.
void measure_known_address(const Server& server, const std::vector<FreeSlot>& slots) {
    constexpr std::size_t samples = 2'000, warm_up = 50;
    const auto path = fmt::format("/api/v1/{}/bookings", slug);
    std::vector<double> known, unknown;
    bool good = slots.size() >= 2 * (samples + warm_up);
    Client client(server.port());
    for (std::size_t i = 0; good && i < 2 * (samples + warm_up); ++i) {
        const bool is_known = i % 2 == 0;
        const auto body = booking_body(slots[i], is_known ? 50'000 + i : 3'000'000 + i);
        const auto began = steady_clock::now();
        good = client.post(path, body).status == 201;
        if (i >= 2 * warm_up) (is_known ? known : unknown).push_back(milliseconds_since(began));
    }
    std::ranges::sort(unknown);
    double longer = 0;  // pairs in which the unknown one takes longer, equal ones half
    for (const auto time : known) {
        const auto [first, last] = std::ranges::equal_range(unknown, time);
        longer += static_cast<double>(unknown.end() - last) + static_cast<double>(last - first) / 2;
    }
    const auto pairs = static_cast<double>(std::max<std::size_t>(known.size() * unknown.size(), 1));
    const auto area = longer / pairs;
    tell({"known_address", area, "area under the curve", Target{Aim::at_most, 0.55}, {}, {}, good && area >= 0.45});
}

}  // namespace

void measure_booking(const Place& place) {
    const auto url = stage(place, {}, "booking");
    const auto snapshot = bench::snapshot(url);
    const Server server(url);
    const auto first = snapshot->business.zone.day(base::SystemClock{}.now()) + std::chrono::days{1};
    const auto slots = free_slots(server.port(), *snapshot, first, horizon - std::chrono::days{1});
    if (place.is_wanted("one_time_for_32")) measure_one_time(server, slots);
    if (place.is_wanted("bookings")) measure_bookings(place, server, {slots.begin(), slots.end() - rounds});
    if (place.is_wanted("known_address")) {
        measure_known_address(Server(stage(place, {}, "known_address")), slots);
    }
}

}  // namespace bench
