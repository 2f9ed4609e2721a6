#include "bench/client.h"
#include "bench/figures.h"
#include "bench/load.h"
#include "bench/server.h"

#include <fmt/format.h>

#include <atomic>
#include <future>
#include <nlohmann/json.hpp>
#include <thread>

namespace bench {
namespace {

using namespace std::chrono_literals;
using bookings::Snapshot;
using std::chrono::days;

constexpr auto load_time = 5s;
constexpr auto limit_time = 3s;

Day today() { return Zone::find("Europe/Oslo")->day(base::SystemClock{}.now()); }

std::string slots_path(const Snapshot& snapshot, std::size_t service, std::string_view provider, Day from, Day to) {
    return fmt::format("/api/v1/{}/slots?service={}&provider={}&from={}&to={}", slug,
                       base::to_text(snapshot.services[service].id), provider, base::to_text(from), base::to_text(to));
}

// What visitors open: the services, who gives one, and the links of a mail or a website to one service and provider.
Paths booking_pages(const Snapshot& snapshot) {
    Paths out;
    const auto home = fmt::format("/{}", slug);
    for (int i = 0; i < 40; ++i) {
        out.push_back(home);
        out.push_back(home + "?lang=nb");
    }
    for (const auto& service : snapshot.services) {
        const auto book = fmt::format("{}/book?service={}", home, base::to_text(service.id));
        out.push_back(book);
        out.push_back(book + "&lang=nb");
        out.push_back(book + "&provider=any");
        for (const auto& provider : snapshot.providers)
            out.push_back(fmt::format("{}&provider={}", book, base::to_text(provider.id)));
    }
    return out;
}

Paths provider_days(const Snapshot& snapshot) {
    Paths out;
    for (std::size_t service = 0; service < snapshot.services.size(); ++service)
        for (const auto& provider : snapshot.providers)
            for (auto day = today() + days{1}; day <= today() + days_ahead; day += days{1})
                out.push_back(slots_path(snapshot, service, base::to_text(provider.id), day, day));
    return out;
}

Paths month_pages(const Snapshot& snapshot) {
    Paths out;
    for (const auto& service : snapshot.services)
        for (const auto month : months())
            out.push_back(fmt::format("/{}/book?service={}&provider=any&month={}", slug, base::to_text(service.id),
                                      month_text(month)));
    return out;
}

Paths month_slots(const Snapshot& snapshot) {
    Paths out;
    for (std::size_t service = 0; service < snapshot.services.size(); ++service)
        for (const auto month : months()) out.push_back(month_slots_path(snapshot, service, month));
    return out;
}

// Books now and then while others read. True while every booking is gone from the very next answer, for its provider
// and for anyone.
class Booker {
public:
    Booker(std::uint16_t port, const Snapshot& snapshot)
        : client_(port), offer_(snapshot), slots_(free_slots(port, snapshot, today() + days{1}, days{14})) {}

    bool book_one() {
        next_ += 7;  // so that the days and providers vary
        if (next_ >= slots_.size()) return false;
        const auto& slot = slots_[next_];
        const auto day = *base::parse_day(std::string_view(slot.start).substr(0, 10));
        const auto path = slots_path(offer_, 0, slot.provider, day, day);
        const auto there_before = client_.get(path).body.find(slot.start) != std::string::npos;
        const auto booked =
            client_.post(fmt::format("/api/v1/{}/bookings", slug), booking_body(slot, next_)).status == 201;
        const auto there_after = client_.get(path).body.find(slot.start) != std::string::npos;
        const auto all = client_.get(slots_path(offer_, 0, "any", day, day)).body;
        const auto of_any = all.find(fmt::format(R"("start":"{}","provider":"{}")", slot.start, slot.provider));
        ++made_;
        return there_before && booked && !there_after && of_any == std::string::npos;
    }
    std::size_t made() const { return made_; }

private:
    Client client_;
    const Snapshot& offer_;
    std::vector<FreeSlot> slots_;
    std::size_t next_ = 0, made_ = 0;
};

void measure_pages(std::uint16_t port, const Snapshot& snapshot, const IsWanted& is_wanted) {
    const Limit limit{"robots.txt, answered without a database", load(port, {"/robots.txt"}, limit_time).rate};
    if (is_wanted("booking_page")) {
        const auto result = load(port, booking_pages(snapshot), load_time);
        tell({"booking_page", result.rate, "1/s", Target{Aim::at_least, 17'700}, limit, result});
    }
    if (is_wanted("first_page")) {
        const auto result = load(port, {fmt::format("/{}", slug)}, load_time);
        tell({"first_page", result.rate, "1/s", Target{Aim::at_least, 17'700}, limit, result});
    }
}

// The target: as many as the program shall answer at least on SQLite; on PostgreSQL half of what one read allows.
void measure_provider_day(std::uint16_t port, const Snapshot& snapshot, bool on_sqlite) {
    const Limit limit{"healthz, one read of the database", load(port, {"/healthz"}, limit_time).rate};
    Booker booker(port, snapshot);
    bool good = booker.book_one();
    auto loading = std::async(std::launch::async, [&] { return load(port, provider_days(snapshot), load_time); });
    while (loading.wait_for(250ms) != std::future_status::ready) good &= booker.book_one();
    const auto result = loading.get();
    tell({"provider_day", result.rate, "1/s", Target{Aim::at_least, on_sqlite ? 10'000 : 0.5 * limit.value}, limit,
          result, good});
    tell({"provider_day_bookings_meanwhile",
          static_cast<double>(booker.made()),
          "bookings, each seen in the next answer",
          {},
          {},
          {},
          good});
}

double alone(std::uint16_t port, const Paths& paths) {
    Client client(port);
    std::vector<double> times;
    for (std::size_t i = 0; i < 200; ++i) {
        const auto began = std::chrono::steady_clock::now();
        const auto answer = client.get(paths[i % paths.size()]);
        times.push_back(milliseconds_since(began));
        if (answer.status != 200) return 0;
    }
    return median(std::move(times));
}

double after_a_booking(std::uint16_t port, const Snapshot& snapshot, const Paths& paths) {
    Booker booker(port, snapshot);
    Client client(port);
    std::vector<double> times;
    for (std::size_t i = 0; i < 40 && booker.book_one(); ++i) {
        const auto began = std::chrono::steady_clock::now();
        client.get(paths[i % paths.size()]);
        times.push_back(milliseconds_since(began));
    }
    return median(std::move(times));
}

void measure_months(std::uint16_t port, const Snapshot& snapshot) {
    // The style sheet: a body of the same order from memory, without a database.
    const auto parts = parts_of_first_page(port);
    const auto style = std::ranges::find_if(
        parts, [](const auto& part) { return part.starts_with("/assets/") && part.ends_with(".css"); });
    const Limit limit{"the style sheet, from memory",
                      load(port, {style == parts.end() ? "/robots.txt" : *style}, limit_time).rate};
    const auto pages = load(port, month_pages(snapshot), load_time, {"HX-Request:true"});
    tell({"month_any_page", pages.rate, "1/s", Target{Aim::at_least, 3'200}, limit, pages});
    const auto slots = load(port, month_slots(snapshot), load_time);
    tell({"month_any_slots", slots.rate, "1/s", Target{Aim::at_least, 3'200}, limit, slots});
    const Target quick{Aim::at_most, 1};
    tell({"month_any_page_alone", alone(port, month_pages(snapshot)), "ms", quick});
    tell({"month_any_slots_alone", alone(port, month_slots(snapshot)), "ms", quick});
    tell({"month_any_page_after_a_booking", after_a_booking(port, snapshot, month_pages(snapshot)), "ms"});
    tell({"month_any_slots_after_a_booking", after_a_booking(port, snapshot, month_slots(snapshot)), "ms"});
}

}  // namespace

std::vector<Day> months() {
    const std::chrono::year_month_day date{today()};
    std::vector<Day> out;
    for (auto month = date.year() / date.month(); Day{std::chrono::local_days{month / 1}} <= today() + days_ahead;
         month += std::chrono::months{1})
        out.push_back(Day{std::chrono::local_days{month / 1}});
    return out;
}

std::string month_text(Day month) { return base::to_text(month).substr(0, 7); }

std::string month_slots_path(const Snapshot& snapshot, std::size_t service, Day month) {
    const std::chrono::year_month_day date{month};
    const Day last{std::chrono::local_days{date.year() / date.month() / std::chrono::last}};
    return slots_path(snapshot, service, "any", month, last);
}

std::vector<FreeSlot> free_slots(std::uint16_t port, const Snapshot& snapshot, Day first, days length) {
    Client client(port);
    std::vector<FreeSlot> out;
    for (auto from = first; from < first + length; from += days{62})
        for (const auto& provider : snapshot.providers) {
            const auto last = std::min(from + days{61}, first + length - days{1});
            const auto answer = client.get(slots_path(snapshot, 0, base::to_text(provider.id), from, last));
            const auto body = nlohmann::json::parse(answer.body);
            for (const auto& slot : body.at("slots")) {
                const auto start = slot.at("start").get<std::string>();
                const auto minute = std::string_view(start).substr(14, 2);
                if (minute != "00" && minute != "30") continue;
                const auto& service = snapshot.services[out.size() % snapshot.services.size()];
                out.push_back({base::to_text(service.id), base::to_text(provider.id), start});
            }
        }
    return out;
}

std::string booking_body(const FreeSlot& slot, std::size_t guest) {
    return nlohmann::json{{"service", slot.service},
                          {"provider", slot.provider},
                          {"start", slot.start},
                          {"customer",
                           {{"name", "Guest"},
                            {"surname", "Berg"},
                            {"email", fmt::format("guest{}@example.com", guest)},
                            {"phone", "+4741234567"}}}}
        .dump();
}

void measure_reading(const Place& place) {
    const auto& is_wanted = place.is_wanted;
    const auto url = stage(place, {}, "reading");
    const auto snapshot = bench::snapshot(url);
    const Server server(url);
    const auto port = server.port();
    if (is_wanted("startup")) tell({"startup", server.start_seconds(), "s", Target{Aim::at_most, 0.3}});
    std::this_thread::sleep_for(1s);
    if (is_wanted("rss_idle")) tell({"rss_idle", server.resident_mib(), "MiB", Target{Aim::at_most, 64}});
    if (is_wanted("first_visit_bytes")) measure_first_visit(port);
    if (is_wanted("booking_page") || is_wanted("first_page")) measure_pages(port, *snapshot, is_wanted);
    if (is_wanted("provider_day")) measure_provider_day(port, *snapshot, place.on_sqlite());
    if (is_wanted("month_any")) measure_months(port, *snapshot);
    if (is_wanted("panel_page")) measure_panel(port, url, snapshot->business.id);
    if (is_wanted("rss_loaded")) tell({"rss_loaded", server.resident_mib(), "MiB", Target{Aim::at_most, 160}});
}

}  // namespace bench
