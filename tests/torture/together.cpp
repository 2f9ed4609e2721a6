#include "torture/together.h"

#include "torture/wire.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <thread>

namespace torture {
namespace {

using nlohmann::json;
using std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto kPatience = 15s;
constexpr auto kAfterwards = 20s;
constexpr std::size_t kShownWrong = 5, kAtOnce = 3;

// What each of them needs: chance, a journal, and numbers for notes and keys.
class Asker {
public:
    Asker(const TogetherFight& fight, const Studio& studio, std::string_view what, std::size_t number)
        : fight_(fight),
          studio_(studio),
          what_(what),
          number_(number),
          random_(fight.seed + 5'000'011 + number * 7919) {}
    Asker(const Asker&) = delete;
    Asker& operator=(const Asker&) = delete;
    virtual ~Asker() = default;

    void run() {
        while (steady_clock::now() < fight_.until) {
            act();
            std::this_thread::sleep_for(std::chrono::milliseconds(5 + below(60)));
        }
        finish();
    }

    TogetherJournal journal;

protected:
    virtual void act() = 0;
    virtual void finish() {}

    std::size_t below(std::size_t count) { return static_cast<std::size_t>(random_() % count); }
    bool one_in(std::size_t count) { return below(count) == 0; }
    const House& house() const { return studio_.house; }
    std::size_t number() const { return number_; }
    bool is_too_late() const { return steady_clock::now() > fight_.until + kAfterwards; }
    // As long as the key of a form has to be.
    std::string new_key() { return fmt::format("the key of {} {}-{}", what_, number_, ++keys_); }

    void wrong(std::string_view kind, int status, std::string_view body) {
        if (journal.wrong.size() < kShownWrong)
            journal.wrong.push_back(fmt::format("{} {}: {} was answered {} {}", what_, number_, kind, status,
                                                told_in(body).substr(0, 300)));
        ++journal.wrong_count;
    }

    // What a page says of what is wrong, or all of it.
    static std::string_view told_in(std::string_view body) {
        const auto at = body.find("class=\"alert");
        return at == body.npos ? body : body.substr(at);
    }

    // Of what was asked for; the references stay, since it is a deque until the end.
    Several& ask_for(Several::Kind kind, std::size_t parts) {
        return asked_.emplace_back(Several{
            .kind = kind, .note = fmt::format("together {} {}-{}", what_, number_, asked_.size()), .parts = parts});
    }
    void keep_all() { journal.asked.assign(asked_.begin(), asked_.end()); }

    const TogetherFight& fight_;
    const Studio& studio_;

private:
    const std::string what_;
    const std::size_t number_;
    std::minstd_rand random_;
    std::deque<Several> asked_;
    std::size_t keys_ = 0;
};

// Who asks the servers.
class Visitor : public Asker {
public:
    Visitor(const TogetherFight& fight, const Studio& studio, const Servers& servers, std::string_view what,
            std::size_t number)
        : Asker(fight, studio, what, number), servers_(servers) {}

protected:
    std::string path(std::string_view rest) const { return fmt::format("/{}{}", house().slug, rest); }

    // Each request comes from another network: what limits one network is not what is tried here.
    std::string head(std::string_view method, std::string_view target, std::string_view cookie = {}) {
        return fmt::format("{} {} HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\nX-Forwarded-For: "
                           "10.{}.{}.{}\r\n{}",
                           method, target, below(256), below(256), 1 + below(254),
                           cookie.empty() ? std::string() : fmt::format("Cookie: tb_staff={}\r\n", cookie));
    }
    std::string get(std::string_view target, std::string_view cookie = {}) {
        return head("GET", target, cookie) + "\r\n";
    }
    std::string post(std::string_view target, const Pairs& form, std::string_view cookie = {}) {
        const auto body = encoded(form);
        return head("POST", target, cookie) +
               fmt::format("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{}",
                           body.size(), body);
    }

    // Nullopt: it was lost, or may have been. What a 503 stands for is not known either.
    std::optional<Answer> ask_once(const char* kind, const std::string& request) {
        if (!wire_.send(servers_.port(below(servers_.size())), request)) return std::nullopt;
        auto answer = wire_.receive();
        was_late_ |= answer.fate == Answer::Fate::late;
        if (answer.fate != Answer::Fate::answered) {
            ++journal.lost;
            return std::nullopt;
        }
        ++journal.answers[{kind, answer.status}];
        if (answer.status == 503) return std::nullopt;
        return answer;
    }
    // Until there is an answer, or long after the end.
    std::optional<Answer> insist(const char* kind, const std::function<std::string()>& request) {
        was_late_ = false;
        for (bool again = false; !is_too_late(); again = true) {
            if (again) std::this_thread::sleep_for(std::chrono::milliseconds(50 + below(150)));
            if (auto answer = ask_once(kind, request())) return answer;
        }
        return std::nullopt;
    }

    static std::string between(std::string_view text, std::string_view mark, std::string_view ends) {
        const auto at = text.find(mark);
        if (at == text.npos) return {};
        const auto begin = at + mark.size();
        return std::string(text.substr(begin, text.find_first_of(ends, begin) - begin));
    }
    static std::string token_in(std::string_view page) { return between(page, "name=\"token\" value=\"", "\""); }

    // An earlier try may still be at work.
    bool was_late() const { return was_late_; }

private:
    const Servers& servers_;
    Wire wire_{kPatience};
    bool was_late_ = false;
};

// ---- Tickets

class Buyer final : public Visitor {
public:
    using Visitor::Visitor;

private:
    // A ticket that it has, by the token that opens it.
    struct Ticket {
        Several* order;
        BookingId id;
        std::string token;
    };

    void act() override {
        if (tickets_.size() > 12 || (!tickets_.empty() && one_in(3))) return cancel();
        order();
    }
    void finish() override { keep_all(); }

    std::string tickets_path() const { return path(fmt::format("/events/{}/tickets", studio_.event)); }

    bool has_token(std::string_view date) {
        if (!token_.empty()) return true;
        const auto target = fmt::format("{}?date={}&tickets=1", tickets_path(), date);
        if (const auto page = insist("page of tickets", [&] { return get(target); })) {
            if (page->status == 200) token_ = token_in(page->body);
            // Sold out.
            else if (page->status != 409)
                wrong("page of tickets", page->status, page->body);
        }
        return !token_.empty();
    }

    void order() {
        const auto date = base::to_text(studio_.dates[below(studio_.dates.size())]);
        if (!has_token(date)) return;
        const auto count = 1 + below(4);
        auto& order = ask_for(Several::Kind::tickets, count);
        Pairs form{{"token", token_},
                   {"key", new_key()},
                   {"date", date},
                   {"tickets", std::to_string(count)},
                   {"name", "Buyer"},
                   {"surname", std::to_string(number())},
                   {"email", fmt::format("buyer{}@example.com", number())},
                   {"note", order.note},
                   {"consent", "1"}};
        for (std::size_t i = 2; i <= count; ++i)
            form.emplace_back(fmt::format("attendee_{}", i), fmt::format("Guest {}", i));
        const auto answer = insist("buy tickets", [&] { return post(tickets_path(), form); });
        if (!answer) return;
        if (answer->status == 303) {
            order.booked = Told::yes;
            return take(order, between(answer->head, "Location: ", "?\r"));
        }
        if (answer->status != 409) return wrong("buy tickets", answer->status, answer->body);
        if (!was_late()) order.booked = Told::no;
    }

    // The page of the first leads to the others, each by a token of its own.
    void take(Several& order, const std::string& page_path) {
        const auto token = page_path.substr(page_path.rfind('/') + 1);
        const auto first = base::parse_id<BookingId>(token.substr(0, token.find('-')));
        if (!first) return wrong("buy tickets", 303, page_path);
        std::vector<Ticket> all{{&order, *first, token}};
        if (order.parts > 1) {
            const auto page = insist("page of a ticket", [&] { return get(page_path); });
            if (!page) return;
            const auto mark = token + "~";
            for (auto at = page->body.find(mark); at != std::string::npos; at = page->body.find(mark, at + 1)) {
                const auto text = page->body.substr(at + mark.size());
                const auto id = base::parse_id<BookingId>(text.substr(0, text.find_first_of("\"/?&<")));
                const bool is_new = id && std::ranges::none_of(all, [&](const Ticket& each) { return each.id == *id; });
                if (is_new) all.push_back({&order, *id, mark + base::to_text(*id)});
            }
            if (page->status != 200 || all.size() != order.parts)
                return wrong("page of a ticket", page->status,
                             fmt::format("{} of {} tickets on it", all.size(), order.parts));
        }
        for (auto& each : all) order.ids.push_back(each.id);
        std::ranges::move(all, std::back_inserter(tickets_));
    }

    void cancel() {
        const auto chosen = tickets_.begin() + static_cast<std::ptrdiff_t>(below(tickets_.size()));
        const auto ticket = *chosen;
        tickets_.erase(chosen);
        auto& told = ticket.order->by_itself[ticket.id];
        told = Told::unknown;
        const auto answer = insist("give a ticket back", [&] {
            return head("POST", fmt::format("/api/v1{}/bookings/{}/cancellation", path(""), base::to_text(ticket.id))) +
                   fmt::format("Authorization: Bearer {}\r\nIdempotency-Key: back-{}\r\nContent-Length: 0\r\n\r\n",
                               ticket.token, base::to_text(ticket.id));
        });
        if (!answer) return;
        if (answer->status != 200) return wrong("give a ticket back", answer->status, answer->body);
        told = Told::yes;
    }

    std::string token_;
    std::vector<Ticket> tickets_;
};

// ---- Series

// Books weekly appointments at the desk. The form has no key: what became of one whose answer was lost shows in the
// end.
class Planner final : public Visitor {
public:
    using Visitor::Visitor;

private:
    struct Mine {
        Several* series;
        std::string id;  // as addresses name it
    };

    void act() override {
        if (!has_token()) return;
        if (mine_.size() >= kAtOnce || (!mine_.empty() && one_in(3))) return cancel();
        book();
    }
    void finish() override { keep_all(); }

    bool has_token() {
        if (!token_.empty()) return true;
        const auto target = path("/office/bookings/new");
        if (const auto page = insist("page of the desk", [&] { return get(target, fight_.session); }))
            token_ = token_in(page->body);
        return !token_.empty();
    }

    // From the morning on, or from a week later.
    void book() {
        const auto& services = house().services;
        const auto& offered = services[1 + below(services.size() - 1)];
        const auto& providers = offered.service.providers;
        const auto provider = base::to_text(providers[below(providers.size())]);
        const auto wall = house().zone.wall(offered.starts[below(offered.starts.size())]) +
                          std::chrono::days{7 * static_cast<int>(below(2))};
        const auto count = 2 + below(5);
        auto& series = ask_for(Several::Kind::series, count);
        const auto start_of = [&](std::size_t date) {
            const auto on = std::chrono::floor<std::chrono::days>(wall) + std::chrono::days{7 * static_cast<int>(date)};
            return base::to_text(house().zone.instant(Day{on}) + (wall - std::chrono::floor<std::chrono::days>(wall)));
        };
        Pairs form{{"token", token_},
                   {"service", base::to_text(offered.service.id)},
                   {"provider", provider},
                   {"start", start_of(0)},
                   {"customer", studio_.regulars[below(studio_.regulars.size())]},
                   {"table", "yes"},
                   {"times", std::to_string(count)},
                   {"unit", "week"},
                   {"every", "1"},
                   {"until", ""},
                   {"note", series.note},
                   {"internal_note", ""}};
        for (std::size_t i = 0; i < count; ++i)
            form.emplace_back(fmt::format("row_{}", i + 1), fmt::format("{}.{}", start_of(i), provider));
        const auto target = path("/office/series/new");
        const auto answer = ask_once("book a series", post(target, form, fight_.session));
        if (!answer) return;
        const auto id = between(answer->head, "Location: " + path("/office/series/"), "?\r");
        if (answer->status == 303 && !id.empty()) {
            series.booked = Told::yes;
            mine_.push_back({&series, id});
            return;
        }
        if (answer->status != 409) return wrong("book a series", answer->status, answer->body);
        series.booked = Told::no;
    }

    void cancel() {
        const auto mine = mine_.front();
        mine_.pop_front();
        const auto own = path("/office/series/" + mine.id);
        const auto page = insist("page of a series", [&] { return get(own, fight_.session); });
        if (!page) return;
        const auto first = between(page->body, "/cancellation?from=", "&\"");
        if (page->status != 200 || first.empty()) return wrong("page of a series", page->status, page->body);
        mine.series->cancelled = Told::unknown;
        const auto answer = ask_once(
            "cancel a series",
            post(own + "/cancellation", {{"token", token_}, {"from", first}, {"reach", "all"}}, fight_.session));
        if (!answer) return;
        if (answer->status != 303) return wrong("cancel a series", answer->status, answer->body);
        mine.series->cancelled = Told::yes;
    }

    std::string token_;
    std::deque<Mine> mine_;
};

// ---- Visits

class Guest final : public Asker {
public:
    Guest(const TogetherFight& fight, const Studio& studio, std::string_view what, std::size_t number)
        : Asker(fight, studio, what, number), hand_(fight.hand) {}

private:
    void act() override {
        if (mine_.size() >= kAtOnce || (!mine_.empty() && one_in(2))) return change();
        book();
    }
    void finish() override {
        keep_all();
        hand_.end();
        journal.hands_killed = hand_.kills;
        journal.hands_died = hand_.own_deaths;
        journal.ended = hand_.wrong;
    }

    // Until it is answered, or long after the end. Now and then it is killed in the middle.
    std::optional<json> insist(const char* kind, json request) {
        request["business"] = base::to_text(house().id);
        request["key"] = new_key();
        for (; !is_too_late(); std::this_thread::sleep_for(std::chrono::milliseconds(20 + below(100)))) {
            const bool kills = steady_clock::now() < fight_.until && one_in(8);
            const auto answer =
                hand_.ask(request, kills ? std::optional(std::chrono::milliseconds(1 + below(60))) : std::nullopt);
            if (!answer) {
                ++journal.lost;
                continue;
            }
            const auto is = answer->value("is", "");
            ++journal.answers[{fmt::format("{} ({})", kind, is), 0}];
            if (is == "done" || is == "refused") return answer;
        }
        return std::nullopt;
    }

    // Whether it may be refused so: somebody else has one of the times.
    static bool is_taken(const json& answer) {
        const auto code = answer.value("code", "");
        return code == "booking.time_taken" || code == "booking.time_held";
    }
    void wrong_answer(const char* kind, const json& answer) { wrong(kind, 0, answer.dump()); }

    struct Wanted {
        std::size_t service = 0;
        std::optional<ProviderId> provider{};
        Instant start;
    };
    // One behind the other, in whatever order they are asked for.
    std::vector<Wanted> want() {
        std::vector<Wanted> out;
        auto at = start_at(0);
        for (std::size_t i = 0, count = 2 + below(2); i < count; ++i) {
            Wanted each{.service = below(house().services.size()), .start = at};
            const auto& service = house().services[each.service].service;
            if (one_in(2)) each.provider = service.providers[below(service.providers.size())];
            at += service.duration + service.buffer_after;
            out.push_back(each);
        }
        std::ranges::shuffle(out, shuffling_);
        return out;
    }
    Instant start_at(std::size_t service) {
        // Of the morning that all want, or of the two behind it, so that some can be had.
        const auto& starts = house().services[service].starts;
        return starts[below(starts.size())] + std::chrono::days{below(3)};
    }

    static std::vector<Place> places_in(const json& answer) {
        std::vector<Place> out;
        for (const auto& part : answer.at("parts"))
            out.push_back({base::parse_instant(part.at("start").get<std::string>()).value(),
                           base::parse_id<ProviderId>(part.at("provider").get<std::string>()).value()});
        return out;
    }

    void book() {
        const auto wanted = want();
        auto& visit = ask_for(Several::Kind::visit, wanted.size());
        json request{{"do", "book"}, {"who", number()}, {"note", visit.note}, {"wishes", json::array()}};
        for (const auto& each : wanted)
            request["wishes"].push_back({{"service", base::to_text(house().services[each.service].service.id)},
                                         {"provider", each.provider ? json(base::to_text(*each.provider)) : json()},
                                         {"start", base::to_text(each.start)}});
        const auto answer = insist("book a visit", std::move(request));
        if (!answer) return;
        if (answer->at("is") == "refused") {
            if (!is_taken(*answer)) return wrong_answer("book a visit", *answer);
            visit.booked = Told::no;
            return;
        }
        visit.booked = Told::yes;
        visit.places = places_in(*answer);
        for (const auto& part : answer->at("parts"))
            visit.ids.push_back(base::parse_id<BookingId>(part.at("booking").get<std::string>()).value());
        mine_.push_back({&visit, answer->at("visit").get<std::string>()});
    }

    void change() {
        auto mine = mine_.front();
        mine_.pop_front();
        auto& visit = *mine.visit;
        if (one_in(2) && visit.by_itself.empty()) {
            if (move(mine)) mine_.push_back(mine);
            return;
        }
        if (one_in(4) && visit.by_itself.empty()) {
            if (cancel_one(visit)) mine_.push_back(mine);
            return;
        }
        visit.cancelled = Told::unknown;
        const auto answer = insist("cancel a visit", {{"do", "cancel"}, {"visit", mine.id}});
        if (!answer) return;
        if (answer->at("is") == "done")
            visit.cancelled = Told::yes;
        else
            wrong_answer("cancel a visit", *answer);
    }

    struct Mine {
        Several* visit;
        std::string id;
    };

    // All of its parts by the same shift. False: what became of it was never learned.
    bool move(const Mine& mine) {
        auto& visit = *mine.visit;
        const auto first = std::ranges::min_element(visit.places, {}, &Place::start)->start;
        const auto shift = start_at(0) - first;
        json request{{"do", "move"}, {"visit", mine.id}, {"to", json::array()}};
        for (std::size_t i = 0; i < visit.ids.size(); ++i)
            request["to"].push_back(
                {{"booking", base::to_text(visit.ids[i])}, {"start", base::to_text(visit.places[i].start + shift)}});
        for (const auto& place : visit.places) visit.or_else.push_back({place.start + shift, place.provider});
        const auto answer = insist("move a visit", std::move(request));
        if (!answer) return false;
        if (answer->at("is") == "done") {
            if (shift != Seconds{0}) visit.places = places_in(*answer);
        } else if (!is_taken(*answer)) {
            wrong_answer("move a visit", *answer);
        }
        visit.or_else.clear();
        return true;
    }

    bool cancel_one(Several& visit) {
        const auto id = visit.ids[below(visit.ids.size())];
        visit.by_itself[id] = Told::unknown;
        const auto answer = insist("cancel a part", {{"do", "cancel_part"}, {"booking", base::to_text(id)}});
        if (!answer) return false;
        if (answer->at("is") == "done") {
            visit.by_itself[id] = Told::yes;
            return true;
        }
        wrong_answer("cancel a part", *answer);
        return false;
    }

    Hand hand_;
    std::deque<Mine> mine_;
    std::minstd_rand shuffling_{static_cast<std::minstd_rand::result_type>(fight_.seed % 1'000'003 + number() + 1)};
};

}  // namespace

bool is_of_several(std::string_view note) { return note.starts_with("together "); }

std::vector<TogetherJournal> run_together(const TogetherFight& fight, const Studio& studio, const Servers& servers) {
    std::vector<std::unique_ptr<Asker>> all;
    std::size_t number = 0;
    for (int i = 0; i < fight.buyers; ++i)
        all.push_back(std::make_unique<Buyer>(fight, studio, servers, "tickets", number++));
    for (int i = 0; i < fight.regulars; ++i)
        all.push_back(std::make_unique<Planner>(fight, studio, servers, "series", number++));
    for (int i = 0; i < fight.visitors; ++i) all.push_back(std::make_unique<Guest>(fight, studio, "visit", number++));
    {
        std::vector<std::jthread> threads;
        for (auto& asker : all) threads.emplace_back([&asker] { asker->run(); });
    }
    std::vector<TogetherJournal> out;
    for (auto& asker : all) out.push_back(std::move(asker->journal));
    return out;
}

}  // namespace torture
