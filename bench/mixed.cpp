#include "bench/client.h"
#include "bench/figures.h"
#include "bench/load.h"
#include "bench/server.h"
#include "db/backup.h"
#include "privacy/everybody.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>

namespace bench {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::steady_clock;

constexpr auto load_time = 10s;

// What people do at a pace of their own, however long the answers take: each time is counted from when the question was
// due, so that who waits behind a slow answer is counted too.
class Crowd {
public:
    // `ask` is called by several threads with the number of the question; false: the answer was not right.
    Crowd(int a_second, std::size_t people, std::function<bool(Client&, std::size_t)> ask, std::uint16_t port)
        : ask_(std::move(ask)), port_(port), step_(std::chrono::nanoseconds{1s} / a_second), times_(people) {}

    void begin(steady_clock::time_point start) {
        for (std::size_t i = 0; i < times_.size(); ++i) threads_.emplace_back([this, i, start] { run(i, start); });
    }
    // The slowest hundredth, once all have asked.
    double p99() {
        threads_.clear();
        std::vector<double> all;
        for (const auto& some : times_) all.insert(all.end(), some.begin(), some.end());
        if (all.empty()) return 0;
        const auto at = all.begin() + static_cast<std::ptrdiff_t>(all.size() * 99 / 100);
        std::ranges::nth_element(all, at);
        return *at;
    }
    bool good() const { return wrong_ == 0; }

private:
    void run(std::size_t person, steady_clock::time_point start) {
        Client client(port_);
        for (auto n = person;; n += times_.size()) {
            const auto due = start + step_ * n;
            if (due > start + load_time) return;
            std::this_thread::sleep_until(due);
            if (!ask_(client, n)) ++wrong_;
            times_[person].push_back(milliseconds_since(due));
        }
    }

    std::function<bool(Client&, std::size_t)> ask_;
    std::uint16_t port_;
    std::chrono::nanoseconds step_;
    std::vector<std::vector<double>> times_;
    std::atomic<long long> wrong_ = 0;
    std::vector<std::jthread> threads_;
};

// One file after the other while the load lasts. True: each was made.
bool back_up(const Place& place, const std::string& url, steady_clock::time_point until) {
    const auto file = (place.folder / "mixed.backup").string();
    for (int i = 0; i == 0 || steady_clock::now() < until; ++i) {
        std::filesystem::remove(file);
        db::backup(url, file);
    }
    return std::filesystem::remove(file);
}

// What is stored about all of the business's customers, which takes far longer than the load.
void ask_for_archive(const std::string& url, BusinessId business) {
    const base::SystemClock clock;
    const activity::Registry registry;
    db::Database database({.url = url, .readers = 1});
    database.write([&](db::Tx& tx) {
        privacy::everybody::ask(tx, {clock, registry}, business, i18n::Language{}, activity::Actor{});
    });
}

}  // namespace

void measure_mixed(const Place& place) {
    const auto url = stage(place, {}, "mixed");
    const auto snapshot = bench::snapshot(url);
    const auto staff = manager_of(url);
    const Server server(url);
    const auto today = snapshot->business.zone.day(base::SystemClock{}.now());
    const auto slots = free_slots(server.port(), *snapshot, today + days{1}, horizon - days{1});
    const auto home = fmt::format("/{}", slug);
    const Paths pages{home, home + "?lang=nb"};
    Paths months, lists;
    for (std::size_t service = 0; service < snapshot->services.size(); ++service)
        for (const auto month : bench::months()) months.push_back(month_slots_path(*snapshot, service, month));
    for (const auto* list : {"/customers", "/calendar/data?view=week&day=", "/search/found?q=berg"})
        lists.push_back(home + "/office" + list +
                        (std::string_view(list).ends_with("day=") ? base::to_text(today + days{7}) : std::string()));

    Crowd visitors(
        400, 8, [&](Client& client, std::size_t n) { return client.get(pages[n % pages.size()]).status == 200; },
        server.port());
    Crowd seekers(
        200, 4, [&](Client& client, std::size_t n) { return client.get(months[n % months.size()]).status == 200; },
        server.port());
    Crowd guests(
        200, 8,
        [&](Client& client, std::size_t n) {
            return client.post(fmt::format("/api/v1/{}/bookings", slug), booking_body(slots[n], n)).status == 201;
        },
        server.port());
    Crowd desks(
        20, 2, [&](Client& client, std::size_t n) { return client.get(lists[n % lists.size()], staff).status == 200; },
        server.port());
    ask_for_archive(url, snapshot->business.id);
    const auto start = steady_clock::now() + 200ms;
    for (auto* crowd : {&visitors, &seekers, &guests, &desks}) crowd->begin(start);
    const bool saved = back_up(place, url, start + load_time);

    const double most_ms = place.on_sqlite() ? 10 : 25;
    const auto tell_p99 = [&](const char* name, Crowd& crowd, std::optional<Target> target) {
        const auto p99 = crowd.p99();
        tell({name, p99, "ms", target, {}, {}, crowd.good() && saved});
    };
    tell_p99("mixed_booking_page_p99", visitors, Target{Aim::at_most, most_ms});
    tell_p99("mixed_slots_p99", seekers, {});
    tell_p99("mixed_bookings_p99", guests, {});
    tell_p99("mixed_desk_p99", desks, {});
}

}  // namespace bench
