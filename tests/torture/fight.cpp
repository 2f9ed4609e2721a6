#include "torture/fight.h"

#include "torture/wire.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <thread>

namespace torture {
namespace {

using nlohmann::json;
using std::chrono::steady_clock;
using namespace std::chrono_literals;

// Longer than a server waits for the database's lock.
constexpr auto kPatience = 15s;
// After the end, to learn what became of requests whose answer was lost.
constexpr auto kAfterwards = 20s;
constexpr std::size_t kShownWrong = 5, kLongestPause = 300;  // of ms

// What came of asking until there was an answer.
struct Clear {
    int status = 0;
    bool is_replay = false;
    bool was_late = false;  // an earlier try may still be at work
    json body;
};

struct Target {
    Instant start;
    std::optional<ProviderId> provider;  // none: any
};

class Client {
public:
    Client(const std::vector<House>& houses, const Servers& servers, std::size_t number, std::uint64_t seed,
           steady_clock::time_point until)
        : houses_(houses), servers_(servers), number_(number), until_(until), random_(seed + number * 7919) {
        server_ = below(servers.size());
    }

    void run() {
        while (steady_clock::now() < until_) {
            if (own_)
                change();
            else
                book();
            if (one_in(20)) server_ = below(servers_.size());
        }
    }

    Journal journal;

private:
    std::size_t below(std::size_t count) { return static_cast<std::size_t>(random_() % count); }
    bool one_in(std::size_t count) { return below(count) == 0; }

    void wrong(std::string text) {
        if (journal.wrong.size() < kShownWrong)
            journal.wrong.push_back(fmt::format("client {}: {}", number_, std::move(text)));
        ++journal.wrong_count;
    }
    void wrong_answer(const char* kind, const Clear& answer) {
        wrong(fmt::format("{} was answered {} {}", kind, answer.status, answer.body.dump().substr(0, 300)));
    }

    std::string new_key() { return fmt::format("{}-{}", note_of(number_, asked_now()), ++keys_); }
    std::size_t asked_now() const { return journal.asked.size(); }

    std::string get(const std::string& path) const {
        return fmt::format("GET /api/v1/{} HTTP/1.1\r\nHost: 127.0.0.1\r\n{}\r\n", path, authorization());
    }
    std::string post(const std::string& path, const std::string& key, const std::string& body) const {
        return fmt::format("POST /api/v1/{} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                           "Content-Length: {}\r\nIdempotency-Key: {}\r\n{}\r\n{}",
                           path, body.size(), key, authorization(), body);
    }
    std::string authorization() const {
        return own_ ? fmt::format("Authorization: Bearer {}\r\n", mine().token) : std::string();
    }

    // Counts it; nullopt: ask again.
    std::optional<Clear> take(const char* kind, Answer&& answer) {
        if (answer.fate != Answer::Fate::answered) {
            ++(answer.fate == Answer::Fate::late ? journal.late : journal.lost);
            was_late_ |= answer.fate == Answer::Fate::late;
            return std::nullopt;
        }
        ++journal.answers[{kind, answer.status}];
        if (answer.status == 503) return std::nullopt;
        journal.replays += answer.is_replay;
        auto body = json::parse(answer.body, nullptr, false);
        if (!body.is_object()) body = {{"not JSON", answer.body.substr(0, 200)}};
        return Clear{answer.status, answer.is_replay, was_late_, std::move(body)};
    }

    // Nullopt when there was no answer until long after the end.
    std::optional<Clear> insist(const char* kind, const std::string& request, bool again = false) {
        if (!again) was_late_ = false;
        // Who finds nobody there waits longer each time: else the clients take the machine from servers that start.
        for (std::size_t pause = 20; steady_clock::now() < until_ + kAfterwards; again = true) {
            if (again) {
                ++journal.retries;
                server_ = below(servers_.size());
                std::this_thread::sleep_for(std::chrono::milliseconds(pause / 2 + below(pause)));
                pause = std::min(2 * pause, kLongestPause);
            }
            if (!wire_.send(servers_.port(server_), request)) continue;
            if (auto clear = take(kind, wire_.receive())) return clear;
        }
        return std::nullopt;
    }

    // The same request to two servers at once: one booking, or none.
    std::optional<Clear> ask_twice(const char* kind, const std::string& request) {
        was_late_ = false;
        ++journal.twins;
        const bool first_sent = wire_.send(servers_.port(server_), request);
        const bool second_sent = twin_.send(servers_.port(server_ + 1), request);
        auto first = first_sent ? take(kind, wire_.receive()) : std::nullopt;
        auto second = second_sent ? take(kind, twin_.receive()) : std::nullopt;
        if (first && second && first->status == 201 && second->status == 201 && first->body["id"] != second->body["id"])
            wrong(fmt::format("one key made two bookings: {} and {}", first->body["id"].dump(),
                              second->body["id"].dump()));
        if (first && first->status == 201) return first;
        if (second && second->status == 201) return second;
        if (first && second) return first;
        return insist(kind, request, true);
    }

    std::string slots_path(std::optional<ProviderId> provider) const {
        const auto& house = houses_[house_];
        const auto day = base::to_text(house.day);
        return fmt::format("{}/slots?service={}&provider={}&from={}&to={}", house.slug,
                           base::to_text(offered().service.id), provider ? base::to_text(*provider) : "any", day, day);
    }
    const Offered& offered() const { return houses_[house_].services[service_]; }

    std::optional<Target> look(std::optional<ProviderId> provider) {
        const auto answer = insist("slots", get(slots_path(provider)));
        if (!answer) return std::nullopt;
        if (answer->status != 200 || !answer->body.contains("slots")) {
            wrong_answer("slots", *answer);
            return std::nullopt;
        }
        const auto& slots = answer->body["slots"];
        if (slots.empty()) return std::nullopt;
        const auto start = base::parse_instant(slots[below(slots.size())].value("start", ""));
        if (start) return Target{*start, provider};
        wrong_answer("slots", *answer);
        return std::nullopt;
    }

    // A time that is offered, or any, for what is taken is wanted most.
    Target want() {
        const auto& providers = offered().service.providers;
        const auto provider = below(10) < 4 ? std::nullopt : std::optional(providers[below(providers.size())]);
        if (!one_in(3))
            if (const auto found = look(provider)) return *found;
        return {offered().starts[below(offered().starts.size())], provider};
    }

    static std::string text_of(const std::optional<ProviderId>& provider) {
        return provider ? base::to_text(*provider) : "any";
    }

    bool is_taken(const Clear& answer) const {
        const auto code = answer.body.value("code", "");
        return answer.status == 409 && (code == "booking.time_taken" || code == "booking.time_held");
    }

    // Where the answer says that the booking is now; nullopt when that is not what was asked for.
    std::optional<Place> place_of(const json& body, const Target& wanted) const {
        const auto start = base::parse_instant(body.value("start", ""));
        const auto provider = base::parse_id<ProviderId>(body.value("provider", ""));
        if (start != wanted.start || !provider || (wanted.provider && provider != wanted.provider)) return std::nullopt;
        if (body.value("status", "") != live_status()) return std::nullopt;
        return Place{*start, *provider};
    }
    const char* live_status() const { return offered().service.needs_approval ? "pending" : "approved"; }

    void book() {
        house_ = below(houses_.size());
        service_ = below(houses_[house_].services.size());
        const auto wanted = want();
        const auto number = asked_now();
        const json body{{"service", base::to_text(offered().service.id)},
                        {"provider", text_of(wanted.provider)},
                        {"start", base::to_text(wanted.start)},
                        {"customer",
                         {{"name", "Client"},
                          {"surname", std::to_string(number_)},
                          {"email", fmt::format("client{}@example.com", number_)}}},
                        {"note", note_of(number_, number)}};
        made_by_ = post(houses_[house_].slug + "/bookings", new_key(), body.dump());
        journal.asked.push_back(Told::unknown);
        const auto answer = one_in(8) ? ask_twice("book", made_by_) : insist("book", made_by_);
        if (!answer) return;
        auto& told = journal.asked.back();
        if (answer->status == 201) {
            told = Told::yes;
            keep(number, *answer, wanted);
        } else if (is_taken(*answer)) {
            told = answer->was_late ? Told::unknown : Told::no;
        } else {
            wrong_answer("book", *answer);
        }
    }

    void keep(std::size_t number, const Clear& answer, const Target& wanted) {
        const auto id = base::parse_id<BookingId>(answer.body.value("id", ""));
        const auto place = place_of(answer.body, wanted);
        if (!id || !place) return wrong_answer("book", answer);
        journal.kept[number] = {house_, service_, *id, answer.body.value("manage_token", ""), *place, 0, false, false};
        own_ = number;
    }

    Kept& mine() { return journal.kept.at(*own_); }
    const Kept& mine() const { return journal.kept.at(*own_); }
    std::string path() const { return fmt::format("{}/bookings/{}", houses_[house_].slug, base::to_text(mine().id)); }

    void change() {
        const auto what = below(100);
        if (what < 40) return cancel();
        if (what < 80) return move();
        if (what < 90) return show();
        repeat();
    }

    void move() {
        const auto wanted = want();
        const json body{{"start", base::to_text(wanted.start)}, {"provider", text_of(wanted.provider)}};
        const auto answer = insist("reschedule", post(path() + "/reschedule", new_key(), body.dump()));
        if (!answer) return lose();
        if (is_taken(*answer)) {
            if (answer->was_late) lose();
            return;
        }
        const auto place = answer->status == 200 ? place_of(answer->body, wanted) : std::nullopt;
        if (!place) {
            wrong_answer("reschedule", *answer);
            return lose();
        }
        auto& booking = mine();
        booking.moves += *place != booking.place;
        booking.place = *place;
    }

    void cancel() {
        const auto answer = insist("cancel", post(path() + "/cancellation", new_key(), ""));
        if (!answer) return lose();
        mine().cancelled = answer->status == 200 && answer->body.value("status", "") == "cancelled";
        if (!mine().cancelled) {
            wrong_answer("cancel", *answer);
            return lose();
        }
        if (one_in(4)) show();
        // Once more changes nothing.
        if (one_in(4))
            if (const auto again = insist("cancel again", post(path() + "/cancellation", new_key(), "{}"));
                again && again->status != 200)
                wrong_answer("cancel again", *again);
        own_.reset();
    }

    // Whichever server is asked, it knows what another has promised.
    void show() {
        const auto answer = insist("show", get(path()));
        if (!answer) return;
        const auto& booking = mine();
        const auto& body = answer->body;
        const bool same = answer->status == 200 &&
                          base::parse_instant(body.value("start", "")) == booking.place.start &&
                          base::parse_id<ProviderId>(body.value("provider", "")) == booking.place.provider &&
                          body.value("status", "") == (booking.cancelled ? "cancelled" : live_status());
        if (!same) wrong_answer("show", *answer);
    }

    // The request that made the booking, sent again: the answer of then, and nothing new.
    void repeat() {
        const auto answer = insist("book again", made_by_);
        if (!answer) return;
        const auto& booking = mine();
        const bool same = answer->status == 201 && answer->is_replay &&
                          answer->body.value("id", "") == base::to_text(booking.id) &&
                          answer->body.value("manage_token", "") == booking.token;
        if (!same) wrong_answer("book again", *answer);
    }

    // What became of the booking is not known; it is left alone.
    void lose() {
        mine().unknown = true;
        own_.reset();
    }

    const std::vector<House>& houses_;
    const Servers& servers_;
    const std::size_t number_;
    const steady_clock::time_point until_;
    std::minstd_rand random_;
    Wire wire_{kPatience}, twin_{kPatience};
    std::size_t server_ = 0, house_ = 0, service_ = 0, keys_ = 0;
    std::optional<std::size_t> own_;  // the number of the booking that it has now
    std::string made_by_;             // the request that made it
    bool was_late_ = false;
};

}  // namespace

std::string note_of(std::size_t client, std::size_t number) { return fmt::format("{}-{}", client, number); }

std::vector<Journal> run(const Fight& fight, const std::vector<House>& houses, Servers& servers, const Beside& beside) {
    const auto until = steady_clock::now() + fight.duration;
    const auto count = static_cast<std::size_t>(fight.clients);
    std::vector<std::unique_ptr<Client>> clients;
    for (std::size_t i = 0; i < count; ++i)
        clients.push_back(std::make_unique<Client>(houses, servers, i, fight.seed, until));
    std::atomic<int> busy = fight.clients + 1;
    {
        std::vector<std::jthread> threads;
        threads.emplace_back([&beside, &busy, until] {
            beside(until);
            --busy;
        });
        for (auto& client : clients)
            threads.emplace_back([&client, &busy] {
                client->run();
                --busy;
            });
        servers.torment(until);
        servers.keep_up(busy, until + kAfterwards + kPatience);
    }
    servers.stop();
    std::vector<Journal> journals;
    for (auto& client : clients) journals.push_back(std::move(client->journal));
    return journals;
}

}  // namespace torture
