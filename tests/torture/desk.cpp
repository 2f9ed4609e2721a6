#include "torture/desk.h"

#include "accounts/staff_account.h"
#include "db/db.h"
#include "torture/wire.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>
#include <thread>

namespace torture {
namespace {

using nlohmann::json;
using std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto kPatience = 15s;
constexpr std::size_t kShownWrong = 5, kAppointmentsAtOnce = 4;
constexpr int kMostTries = 40;

// What came of a request that was sent until somebody answered it.
struct Outcome {
    Answer answer;
    bool was_lost = false;  // an earlier try may have done it
    bool was_late = false;  // or may still be at work
};

class Desk {
public:
    Desk(const std::vector<House>& houses, const Receptionist& receptionist, const Servers& servers, std::size_t number,
         const DeskFight& fight)
        : house_(houses[receptionist.house]),
          puts_over_(receptionist.house != kHouseOfSureHolds),
          receptionist_(receptionist),
          servers_(servers),
          number_(number),
          until_(fight.until),
          random_(fight.seed + 9'000'017 + number * 7919) {}

    void run() {
        while (steady_clock::now() < until_) {
            act();
            std::this_thread::sleep_for(std::chrono::milliseconds(5 + below(40)));
        }
        for (auto& each : mine_) journal.kept.push_back(std::move(each.told));
    }

    DeskJournal journal;

private:
    struct Mine {
        AtDesk told;
        int version = 0;
    };

    std::size_t below(std::size_t count) { return static_cast<std::size_t>(random_() % count); }
    bool one_in(std::size_t count) { return below(count) == 0; }

    void wrong(const char* kind, const Answer& answer) {
        if (journal.wrong.size() < kShownWrong)
            journal.wrong.push_back(fmt::format("desk {}: {} was answered {} {}", number_, kind, answer.status,
                                                answer.body.substr(0, 300)));
        ++journal.wrong_count;
    }

    // ---- asking

    std::string path(std::string_view rest) const { return fmt::format("/{}/office{}", house_.slug, rest); }
    std::string head(std::string_view method, std::string_view target) const {
        return fmt::format("{} {} HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\nCookie: "
                           "tb_staff={}\r\n",
                           method, target, receptionist_.session);
    }
    using Form = std::vector<std::pair<std::string, std::string>>;
    std::string post(std::string_view target, Form form) const {
        form.emplace_back("token", token_);
        std::string body;
        for (const auto& [name, value] : form)
            body += fmt::format("{}{}={}", body.empty() ? "" : "&", name, base::percent_encoded(value));
        return head("POST", target) +
               fmt::format("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{}",
                           body.size(), body);
    }
    // As a form sends it that may hold files.
    std::string post_parts(std::string_view target, Form form) const {
        form.emplace_back("token", token_);
        std::string body;
        for (const auto& [name, value] : form)
            body += fmt::format("--edge\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{}\r\n", name, value);
        body += "--edge--\r\n";
        return head("POST", target) +
               fmt::format("Content-Type: multipart/form-data; boundary=edge\r\nContent-Length: {}\r\n\r\n{}",
                           body.size(), body);
    }
    std::string get(std::string_view target) const { return head("GET", target) + "\r\n"; }

    // Nullopt: no server answered.
    std::optional<Outcome> insist(const char* kind, const std::string& request) {
        Outcome out;
        for (int tries = 0; tries < kMostTries; ++tries) {
            if (tries > 0) std::this_thread::sleep_for(std::chrono::milliseconds(20 + below(100)));
            if (!wire_.send(servers_.port(below(servers_.size())), request)) continue;
            out.answer = wire_.receive();
            if (out.answer.fate == Answer::Fate::answered) {
                ++journal.answers[{kind, out.answer.status}];
                if (out.answer.status != 503) return out;
                // It may stand for a COMMIT of which the server never learned.
                out.was_lost = true;
                continue;
            }
            ++journal.lost;
            out.was_lost = true;
            out.was_late |= out.answer.fate == Answer::Fate::late;
        }
        return std::nullopt;
    }

    static std::string value_of(std::string_view page, std::string_view mark) {
        const auto at = page.find(mark);
        if (at == page.npos) return {};
        const auto begin = at + mark.size();
        return std::string(page.substr(begin, page.find('"', begin) - begin));
    }
    bool has_token() {
        if (!token_.empty()) return true;
        if (const auto page = insist("page", get(path("/bookings/new"))))
            token_ = value_of(page->answer.body, "name=\"token\" value=\"");
        return !token_.empty();
    }

    // ---- acting

    void act() {
        if (!has_token()) return;
        if (mine_.empty() || one_in(mine_.size() < kAppointmentsAtOnce ? 3 : 8)) return book();
        const auto chosen = below(mine_.size());
        if (below(10) < 7) return move(chosen);
        cancel(chosen);
    }

    struct Wanted {
        Place place;
        bool over = false;
    };
    Wanted want(std::size_t service) {
        const auto& offered = house_.services[service];
        const auto& providers = offered.service.providers;
        // Off the grid that customers have too.
        const auto start = offered.starts[below(offered.starts.size())] - Minutes{below(3)};
        return {{std::max(start, offered.starts.front()), providers[below(providers.size())]}, puts_over_ && one_in(2)};
    }

    void book() {
        const auto service = below(house_.services.size());
        const auto& offered = house_.services[service].service;
        const auto wanted = want(service);
        const auto note = desk_note(number_, ++booked_);
        Form form{{"service", base::to_text(offered.id)},
                  {"provider", base::to_text(wanted.place.provider)},
                  {"start", base::to_text(wanted.place.start)},
                  {"walk_in", "yes"},
                  {"note", note},
                  {"key", note}};
        if (wanted.over) form.emplace_back("overbooking", "Squeezed in");
        const auto out = insist("book at the desk", post_parts(path("/bookings/new"), std::move(form)));
        if (!out) return;
        if (out->answer.status == 409) return;
        const auto id = base::parse_id<BookingId>(
            value_until(out->answer.head, fmt::format("Location: {}", path("/bookings/")), "?\r"));
        if (out->answer.status != 303 || !id) return wrong("book at the desk", out->answer);
        journal.over += wanted.over;
        Mine made{{receptionist_.house, service, *id, wanted.place, offered.duration}};
        if (read_version(made)) return mine_.push_back(std::move(made));
        journal.kept.push_back(std::move(made.told));
    }

    static std::string value_until(std::string_view text, std::string_view mark, std::string_view ends) {
        const auto at = text.find(mark);
        if (at == text.npos) return {};
        const auto begin = at + mark.size();
        return std::string(text.substr(begin, text.find_first_of(ends, begin) - begin));
    }

    // As its page says; false: no server told it.
    bool read_version(Mine& mine) {
        const auto page = insist("page of a booking", get(path("/bookings/" + base::to_text(mine.told.id))));
        if (!page) return false;
        if (page->answer.status != 200) {
            wrong("page of a booking", page->answer);
            return false;
        }
        const auto version = value_of(page->answer.body, "name=\"version\" value=\"");
        if (version.empty()) {
            wrong("page of a booking without a version", page->answer);
            return false;
        }
        mine.version = std::stoi(version);
        return true;
    }

    std::string change_path(const Mine& mine, std::string_view what) const {
        return path(fmt::format("/calendar/bookings/{}/{}", base::to_text(mine.told.id), what));
    }
    std::string wall(Instant at) const {
        const auto wall = house_.zone.wall(at);
        const auto day = std::chrono::floor<std::chrono::days>(wall);
        const std::chrono::hh_mm_ss time(std::chrono::floor<Minutes>(wall - day));
        return fmt::format("{}T{:02}:{:02}", base::to_text(Day{day}), time.hours().count(), time.minutes().count());
    }

    // The new version, where the answer says that it was done.
    static std::optional<int> version_in(const Answer& answer) {
        if (answer.status != 200) return std::nullopt;
        const auto body = json::parse(answer.body, nullptr, false);
        if (!body.is_object() || !body.contains("version")) return std::nullopt;
        return body["version"].get<int>();
    }
    static std::string code_in(const Answer& answer) {
        const auto body = json::parse(answer.body, nullptr, false);
        return body.is_object() ? body.value("code", "") : std::string();
    }

    // Somewhere else, or longer, or shorter.
    void move(std::size_t chosen) {
        auto& mine = mine_[chosen];
        const auto before = mine.told;
        auto wanted = want(before.service);
        if (one_in(3)) wanted.place = before.place;
        const auto length = one_in(2) ? before.length : Minutes{10 + 5 * static_cast<int>(below(12))};
        if (wanted.place == before.place && length == before.length) return;
        Form form{{"at", wall(wanted.place.start)},
                  {"provider", base::to_text(wanted.place.provider)},
                  {"length", std::to_string(length.count())},
                  {"version", std::to_string(mine.version)},
                  {"outside_hours", "yes"},
                  {"tell", one_in(2) ? "yes" : "no"}};
        if (wanted.over) form.emplace_back("overbooking", "Everybody is here already");
        const auto out = insist("move at the desk", post(change_path(mine, "move"), std::move(form)));
        if (!out) return lose(chosen);
        const auto moved = version_in(out->answer);
        const bool refused = out->answer.status == 409;
        // Nobody else changes it: the first try did it, and its answer was lost.
        const bool was_done = refused && out->was_lost && code_in(out->answer) == "booking.changed_meanwhile";
        if (!moved && !was_done) {
            if (!refused) wrong("move at the desk", out->answer);
            if (!refused || out->was_late) lose(chosen);
            return;
        }
        journal.over += wanted.over;
        mine.told.place = wanted.place;
        mine.told.length = length;
        ++mine.told.changes;
        if (was_done && !read_version(mine)) return lose(chosen);
        if (moved) mine.version = *moved;
        if (one_in(3)) undo(chosen, before);
    }

    void undo(std::size_t chosen, const AtDesk& before) {
        auto& mine = mine_[chosen];
        const auto out = insist("undo", post(change_path(mine, "undo"), {{"version", std::to_string(mine.version)}}));
        if (!out) return lose(chosen);
        const auto back = version_in(out->answer);
        if (!back) {
            if (out->answer.status != 409) wrong("undo", out->answer);
            // Too late, or taken meanwhile; or the first try has done it.
            if (out->was_lost || out->answer.status != 409) lose(chosen);
            return;
        }
        mine.version = *back;
        ++mine.told.changes;
        mine.told.place = before.place;
        mine.told.length = before.length;
    }

    void cancel(std::size_t chosen) {
        const auto out = insist("cancel at the desk",
                                post(path(fmt::format("/bookings/{}/status", base::to_text(mine_[chosen].told.id))),
                                     {{"status", "cancelled"}, {"back", path("/calendar")}}));
        if (!out) return lose(chosen);
        if (out->answer.status != 303) {
            wrong("cancel at the desk", out->answer);
            return lose(chosen);
        }
        mine_[chosen].told.cancelled = true;
        leave(chosen);
    }

    void lose(std::size_t chosen) {
        mine_[chosen].told.unknown = true;
        leave(chosen);
    }
    void leave(std::size_t chosen) {
        journal.kept.push_back(std::move(mine_[chosen].told));
        mine_.erase(mine_.begin() + static_cast<std::ptrdiff_t>(chosen));
    }

    const House& house_;
    const bool puts_over_;
    const Receptionist& receptionist_;
    const Servers& servers_;
    const std::size_t number_;
    const steady_clock::time_point until_;
    std::minstd_rand random_;
    Wire wire_{kPatience};
    std::string token_;
    std::vector<Mine> mine_;
    std::size_t booked_ = 0;
};

}  // namespace

std::string desk_note(std::size_t receptionist, std::size_t number) {
    return fmt::format("desk {}-{}", receptionist, number);
}
bool is_of_desk(std::string_view note) { return note.starts_with("desk "); }

std::vector<Receptionist> open_desks(db::Database& database, const std::vector<House>& houses) {
    const base::SystemClock clock;
    const activity::Registry registry;
    const accounts::Context context{clock, registry};
    return database.write([&](db::Tx& tx) {
        std::vector<Receptionist> out;
        for (std::size_t house = 0; house < houses.size(); ++house) {
            const auto business = houses[house].id;
            const auto id = accounts::staff::add(tx, context, business, "Receptionist", "desk@example.com",
                                                 businesses::Role::manager, {})
                                .value();
            const auto session =
                accounts::staff::sign_in_without_password(tx, context, business, id, accounts::Client{}).value();
            out.push_back({house, session.session_token});
        }
        return out;
    });
}

std::vector<DeskJournal> run_desks(const DeskFight& fight, const std::vector<House>& houses,
                                   const std::vector<Receptionist>& receptionists, const Servers& servers) {
    std::vector<std::unique_ptr<Desk>> desks;
    for (std::size_t i = 0; i < receptionists.size(); ++i)
        desks.push_back(std::make_unique<Desk>(houses, receptionists[i], servers, i, fight));
    {
        std::vector<std::jthread> threads;
        for (auto& desk : desks) threads.emplace_back([&desk] { desk->run(); });
    }
    std::vector<DeskJournal> out;
    for (auto& desk : desks) out.push_back(std::move(desk->journal));
    return out;
}

}  // namespace torture
