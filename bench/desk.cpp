#include "accounts/staff_account.h"
#include "bench/client.h"
#include "bench/figures.h"
#include "bench/load.h"
#include "bench/server.h"
#include "bookings/session.h"

#include <fmt/format.h>

namespace bench {
namespace {

using std::chrono::days;

// A day in which 100 providers are half booked.
constexpr Size many_providers{.providers = 100, .customers = 10'000, .past = 0, .ahead = 52'000, .years = 0};
// Weeks of some 1,000 appointments of 20 providers, behind a year of 100,000.
constexpr Size busy_year{.providers = 20, .customers = 20'000, .past = 100'000, .ahead = 8'700};
constexpr Size no_appointments{.providers = 10, .customers = 1'000, .past = 0, .ahead = 0, .years = 0};
constexpr Size many_customers{.providers = 3, .customers = 1'000'000, .past = 0, .ahead = 100, .years = 0};

constexpr std::size_t rounds = 40;

struct Asked {
    double ms = 0;  // the median
    std::size_t bytes = 0;
    bool good = true;
};
// One after the other on one connection.
Asked ask(std::uint16_t port, const std::string& cookie, const Paths& paths) {
    Client client(port);
    Asked out;
    std::vector<double> times;
    for (std::size_t i = 0; i < rounds; ++i) {
        const auto began = std::chrono::steady_clock::now();
        const auto answer = client.get(fmt::format("/{}/office{}", slug, paths[i % paths.size()]), cookie);
        times.push_back(milliseconds_since(began));
        out.bytes = std::max(out.bytes, answer.bytes());
        out.good &= answer.status == 200;
    }
    out.ms = median(std::move(times));
    return out;
}

void tell_asked(const std::string& name, const Asked& asked, double most_ms) {
    tell({name, asked.ms, "ms", Target{Aim::at_most, most_ms}, {}, {}, asked.good});
}

Day monday_after_next(const bookings::Snapshot& snapshot) {
    const auto today = snapshot.business.zone.day(base::SystemClock{}.now());
    const auto since = std::chrono::weekday{today} - std::chrono::Monday;
    return today - since + days{14};
}

void measure_calendar(const Place& place, const char* name, const char* view, const Size& size) {
    const auto url = stage(place, size, name);
    const auto cookie = manager_of(url);
    const Server server(url);
    const auto monday = monday_after_next(*snapshot(url));
    Paths paths;
    for (int i = 0; i < 5; ++i)
        paths.push_back(fmt::format("/calendar/data?view={}&day={}", view, base::to_text(monday + days{i})));
    const auto asked = ask(server.port(), cookie, paths);
    constexpr double most_ms = 15, most_kb = 150;
    tell_asked(name, asked, most_ms);
    tell({fmt::format("{}_bytes", name), static_cast<double>(asked.bytes) / 1000, "KB", Target{Aim::at_most, most_kb}});
}

// Four groups on each of 50 days.
void add_groups(const std::string& url) {
    const auto snapshot = bench::snapshot(url);
    db::Database database({.url = url, .readers = 1});
    const base::SystemClock clock;
    const activity::Registry registry;
    bookings::Snapshots snapshots;
    const auto business = snapshot->business.id;
    constexpr int a_day = 4, on_days = 50, places = 12;
    database.write([&](db::Tx& tx) {
        catalog::Service draft;
        draft.name.fallback = "Yoga";
        draft.duration = Minutes{60};
        draft.capacity = places;
        draft.times = catalog::Times::sessions;
        for (int i = 0; i < a_day; ++i)
            draft.providers.push_back(snapshot->providers.at(static_cast<std::size_t>(i)).id);
        const auto service = catalog::add_service(tx, business, draft);
        const auto first = snapshot->business.zone.day(clock.now()) + days{1};
        for (const auto provider : draft.providers) {
            std::vector<Instant> starts;
            for (int day = 0; day < on_days; ++day)
                starts.push_back(snapshot->business.zone.instant(WallTime{first + days{day}} + std::chrono::hours{10}));
            const bookings::SessionDraft session{.service_id = service,
                                                 .provider_id = provider,
                                                 .starts_at = {},
                                                 .capacity = places,
                                                 .outside_hours = true};
            bookings::add_sessions(tx, {clock, registry, snapshots}, business, session, starts,
                                   {activity::ActorKind::system, 0})
                .value();
        }
    });
}

void measure_groups(const Place& place) {
    const auto url = stage(place, no_appointments, "groups");
    add_groups(url);
    const auto cookie = manager_of(url);
    const Server server(url);
    constexpr double most_ms = 15;
    tell_asked("group_page", ask(server.port(), cookie, {"/groups"}), most_ms);
}

void measure_reports(const Place& place) {
    const auto url = stage(place, busy_year, "reports");
    const auto cookie = manager_of(url);
    const Server server(url);
    const auto today = snapshot(url)->business.zone.day(base::SystemClock{}.now());
    const Paths paths{fmt::format("/reports?first={}&last={}", base::to_text(today - days{365}), base::to_text(today))};
    constexpr double most_ms = 300;
    tell_asked("reports_year", ask(server.port(), cookie, paths), most_ms);
}

void measure_search(const Place& place) {
    const auto url = stage(place, many_customers, "search");
    const auto cookie = manager_of(url);
    const Server server(url);
    constexpr double most_ms = 50;
    for (const auto& [what, typed] : {std::pair("name", "berg+guest7"), std::pair("email", "guest7654"),
                                      std::pair("phone", "4740076"), std::pair("letter", "g")})
        tell_asked(fmt::format("search_{}", what),
                   ask(server.port(), cookie, {fmt::format("/search/found?q={}", typed)}), most_ms);
}

}  // namespace

std::string manager_of(const std::string& url) {
    const auto business = snapshot(url)->business.id;
    db::Database database({.url = url, .readers = 1});
    const base::SystemClock clock;
    const activity::Registry registry;
    const accounts::Context context{clock, registry};
    const auto session = database.write([&](db::Tx& tx) {
        const auto id =
            accounts::staff::add(tx, context, business, "Manager", "manager@example.com", businesses::Role::manager, {})
                .value();
        return accounts::staff::sign_in_without_password(tx, context, business, id, {}).value();
    });
    return fmt::format("Cookie: tb_staff={}\r\nAccept-Encoding: gzip\r\n", session.session_token);
}

void measure_desk(const Place& place) {
    if (place.is_wanted("calendar_day")) measure_calendar(place, "calendar_day", "day", many_providers);
    if (place.is_wanted("calendar_week")) measure_calendar(place, "calendar_week", "week", busy_year);
    if (place.is_wanted("group_page")) measure_groups(place);
    if (place.is_wanted("reports_year")) measure_reports(place);
    if (place.is_wanted("search")) measure_search(place);
}

}  // namespace bench
