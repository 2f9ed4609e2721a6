#include "torture/waiters.h"

#include "accounts/account.h"
#include "db/db.h"
#include "torture/wire.h"

#include <fmt/format.h>

#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <thread>

namespace torture {
namespace {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto kPatience = 15s;
constexpr auto kAfterwards = 20s;
constexpr std::size_t kShownWrong = 5;

// An offer that is open.
struct Open {
    WaitingOfferId id;
    std::string token;  // of who may answer it
    bool runs_out = false;
};

// What those who wait find in their mail, and the clock of those who never look.
class Board {
public:
    Board(const House& queue, const std::vector<Waiting>& waiting, db::Database& database, std::uint64_t seed)
        : queue_(queue), database_(database), random_(seed + 3'000'017) {
        for (const auto& each : waiting) tokens_[each.entry] = each.token;
    }

    // A fifth of the offers is left to run out; some of these are answered all the same, in the same moment.
    void collect() try {
        const auto rows = database_.read([&](db::Session& session) {
            return session.rows<WaitingOfferId, WaitingEntryId>(
                "select id, entry_id from waiting_offers where business_id = :business and state = 'open'", queue_.id);
        });
        std::vector<WaitingOfferId> over;
        {
            const std::lock_guard lock(mutex_);
            for (const auto& [id, entry] : rows) {
                if (!seen_.insert(id).second) continue;
                Open offer{id, tokens_.at(entry), random_() % 5 == 0};
                if (offer.runs_out) over.push_back(id);
                if (!offer.runs_out || random_() % 2 == 0) open_.push_back(std::move(offer));
            }
        }
        if (over.empty()) return;
        database_.write([&](db::Tx& tx) {
            for (const auto id : over)
                tx.execute("update waiting_offers set expires_at = created_at + 1 where business_id = :business and "
                           "id = :id and state = 'open'",
                           queue_.id, id);
        });
    } catch (const db::Unavailable&) {
        // Somebody holds the lock for long: next time.
    }

    std::optional<Open> take() {
        const std::lock_guard lock(mutex_);
        if (open_.empty()) return std::nullopt;
        auto out = std::move(open_.front());
        open_.pop_front();
        return out;
    }

private:
    const House& queue_;
    db::Database& database_;
    std::minstd_rand random_;
    std::map<WaitingEntryId, std::string> tokens_;
    std::set<WaitingOfferId> seen_;
    std::mutex mutex_;
    std::deque<Open> open_;
};

class Waiter {
public:
    Waiter(const House& queue, const Servers& servers, Board& board, std::size_t number, const WaitingFight& fight)
        : queue_(queue),
          servers_(servers),
          board_(board),
          number_(number),
          until_(fight.until),
          random_(fight.seed + 4'000'037 + number * 7919) {}

    void run() {
        while (steady_clock::now() < until_) {
            if (const auto offer = board_.take())
                answer(*offer);
            else if (!booked_.empty() && one_in(3))
                cancel();
            else
                grab();
            std::this_thread::sleep_for(std::chrono::milliseconds(5 + below(40)));
        }
    }

    WaitingJournal journal;

private:
    std::size_t below(std::size_t count) { return static_cast<std::size_t>(random_() % count); }
    bool one_in(std::size_t count) { return below(count) == 0; }

    void wrong_answer(std::string_view kind, const Answer& answer) {
        if (journal.wrong.size() < kShownWrong)
            journal.wrong.push_back(fmt::format("of those who wait, {}: {} was answered {} {}", number_, kind,
                                                answer.status, answer.body.substr(0, 200)));
        ++journal.wrong_count;
    }

    // Each request comes from another network: what limits one network is not what is tried here.
    std::string head(std::string_view method, const std::string& path) {
        return fmt::format("{} {} HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\nX-Forwarded-For: "
                           "10.{}.{}.{}\r\n",
                           method, path, below(256), below(256), 1 + below(254));
    }
    std::string post(const std::string& path, const Pairs& form) {
        const auto body = encoded(form);
        return head("POST", path) +
               fmt::format("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{}",
                           body.size(), body);
    }

    // Nullopt: ask again.
    std::optional<Answer> take(std::string_view kind, Answer&& answer) {
        if (answer.fate != Answer::Fate::answered) {
            ++journal.lost;
            was_lost_ = true;
            return std::nullopt;
        }
        ++journal.answers[{std::string(kind), answer.status}];
        if (answer.status != 503 && answer.status != 429) return std::move(answer);
        was_lost_ = true;
        return std::nullopt;
    }
    // Until there is an answer, or long after the end. `was_lost_`: an earlier try may have done it, or be at work.
    template <class Request>
    std::optional<Answer> insist(std::string_view kind, const Request& request, bool again = false) {
        if (!again) was_lost_ = false;
        for (; steady_clock::now() < until_ + kAfterwards; again = true) {
            if (again) std::this_thread::sleep_for(std::chrono::milliseconds(50 + below(150)));
            if (!wire_.send(servers_.port(below(servers_.size())), request())) continue;
            if (auto clear = take(kind, wire_.receive())) return clear;
        }
        return std::nullopt;
    }

    static std::string location(const Answer& answer) {
        constexpr std::string_view mark = "Location: ";
        const auto at = answer.head.find(mark);
        if (answer.status != 303 || at == answer.head.npos) return {};
        return answer.head.substr(at + mark.size(), answer.head.find('\r', at) - at - mark.size());
    }
    static std::string token_in(std::string_view page) {
        constexpr std::string_view mark = "name=\"token\" value=\"";
        const auto at = page.find(mark);
        if (at == page.npos) return {};
        return std::string(page.substr(at + mark.size(), page.find('"', at + mark.size()) - at - mark.size()));
    }

    // A mailed link's page is opened, and one of its buttons pressed, a second time at another server now and then.
    void answer(const Open& offer) {
        const auto page_path = fmt::format("/{}/waiting/{}", queue_.slug, offer.token);
        const auto page = insist("link", [&] { return head("GET", page_path) + "\r\n"; });
        if (!page) return;
        if (page->status != 200) return wrong_answer("link", *page);
        const bool accepts = !one_in(3);
        const auto token = token_in(page->body);
        if (token.empty()) return miss(offer, accepts);
        const auto* kind = accepts ? "accept" : "decline";
        const auto path =
            fmt::format("{}/offers/{}/{}", page_path, base::to_text(offer.id), accepts ? "acceptance" : "refusal");
        const auto request = [&] { return post(path, {{"token", token}}); };
        was_lost_ = false;
        const bool twice = one_in(3) && twin_.send(servers_.port(below(servers_.size())), request());
        const auto own = insist(kind, request, false);
        const bool own_lost = was_lost_;
        const auto second = twice ? take(kind, twin_.receive()) : std::nullopt;
        const bool any_lost = own_lost || (twice && !second);
        note(offer, accepts, own, second, any_lost);
    }

    void note(const Open& offer, bool accepts, const std::optional<Answer>& own, const std::optional<Answer>& second,
              bool any_lost) {
        auto told = Told::unknown;
        for (const auto* each : {&own, &second}) {
            if (!*each) continue;
            if ((*each)->status == 303) {
                told = Told::yes;
                if (accepts) keep(location(**each));
            } else if ((*each)->status != 409) {
                wrong_answer(accepts ? "accept" : "decline", **each);
            }
        }
        if (told != Told::yes && own && !any_lost) {
            told = Told::no;
            if (!offer.runs_out) deny(offer, accepts);
        }
        journal.answered.push_back({offer.id, accepts, told});
    }

    // The offer ran out before its page was opened, and with it the wait of who let several run out: nothing is left to
    // press.
    void miss(const Open& offer, bool accepts) {
        if (!offer.runs_out) deny(offer, accepts);
        journal.answered.push_back({offer.id, accepts, Told::no});
    }

    void deny(const Open& offer, bool accepts) {
        if (journal.denied.size() < kShownWrong)
            journal.denied.push_back(
                fmt::format("offer {} could not be {}", base::to_text(offer.id), accepts ? "taken" : "declined"));
        ++journal.denied_count;
    }

    // `path` holds the manage link.
    void keep(const std::string& path) {
        const auto begin = path.rfind('/') + 1;
        const auto token = path.substr(begin, path.find('?', begin) - begin);
        if (const auto id = base::parse_id<BookingId>(token.substr(0, token.find('-'))))
            booked_.emplace_back(*id, token);
    }

    // So that there is something to offer again.
    void cancel() {
        const auto [id, token] = booked_.front();
        booked_.pop_front();
        const auto answer = insist("cancel what was offered", [&] {
            return fmt::format("POST /api/v1/{}/bookings/{}/cancellation HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                               "Authorization: Bearer {}\r\nIdempotency-Key: cancel-{}\r\nContent-Length: 0\r\n\r\n",
                               queue_.slug, base::to_text(id), token, base::to_text(id));
        });
        if (answer && answer->status != 200) wrong_answer("cancel what was offered", *answer);
    }

    // Somebody who does not wait wants one of the same times, and gives it back soon.
    void grab() {
        const auto& offered = queue_.services.front();
        const auto number = ++grabbed_;
        const auto body =
            fmt::format(R"({{"service":"{}","provider":"any","start":"{}","customer":{{"name":"Grab","surname":"{}",)"
                        R"("email":"grab{}@example.com"}},"note":"{}"}})",
                        base::to_text(offered.service.id), base::to_text(offered.starts[below(offered.starts.size())]),
                        number_, number_, kGrabbed);
        const auto answer = insist("grab", [&] {
            return fmt::format("POST /api/v1/{}/bookings HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: "
                               "application/json\r\nIdempotency-Key: grab-{}-{}\r\nContent-Length: {}\r\n\r\n{}",
                               queue_.slug, number_, number, body.size(), body);
        });
        if (!answer || answer->status == 409) return;
        if (answer->status != 201) return wrong_answer("grab", *answer);
        const auto text = [&](std::string_view mark) {
            const auto at = answer->body.find(mark);
            if (at == std::string::npos) return std::string();
            const auto begin = at + mark.size();
            return answer->body.substr(begin, answer->body.find('"', begin) - begin);
        };
        if (const auto id = base::parse_id<BookingId>(text("\"id\":\"")))
            booked_.emplace_back(*id, text("\"manage_token\":\""));
    }

    const House& queue_;
    const Servers& servers_;
    Board& board_;
    const std::size_t number_;
    const Moment until_;
    std::minstd_rand random_;
    Wire wire_{kPatience}, twin_{kPatience};
    std::deque<std::pair<BookingId, std::string>> booked_;  // with their manage tokens
    std::size_t grabbed_ = 0;
    bool was_lost_ = false;
};

}  // namespace

std::vector<Waiting> line_up(db::Database& database, const House& queue, int people) {
    const base::SystemClock clock;
    const activity::Registry registry;
    bookings::Snapshots snapshots;
    const waiting::Context context{clock, registry, snapshots};
    std::vector<Waiting> out;
    database.write([&](db::Tx& tx) {
        out.clear();
        for (int i = 0; i < people; ++i) {
            customers::Changes changes;
            changes.name = "Waiting";
            changes.surname = std::to_string(i);
            changes.email = fmt::format("waiting{}@example.com", i);
            changes.language = "en";
            const auto customer = customers::create(tx, {clock, registry}, queue.id, "NL", changes, {}).value();
            accounts::ensure(tx, {clock, registry}, queue.id, customer, {}).value();
            const auto entry =
                waiting::join(
                    tx, context, queue.id,
                    {.service = queue.services.front().service.id, .first_day = queue.day, .last_day = queue.day},
                    {.customer = customer, .consent = true}, bookings::Rules::staff)
                    .value();
            out.push_back({entry.id, customer, waiting::make_link(tx, clock, queue.id, entry.id)});
        }
    });
    return out;
}

std::vector<WaitingJournal> run_waiters(const WaitingFight& fight, const House& queue,
                                        const std::vector<Waiting>& waiting, const Servers& servers,
                                        db::Database& database) {
    Board board(queue, waiting, database, fight.seed);
    std::vector<std::unique_ptr<Waiter>> waiters;
    for (int i = 0; i < fight.visitors; ++i)
        waiters.push_back(std::make_unique<Waiter>(queue, servers, board, static_cast<std::size_t>(i), fight));
    {
        const std::jthread postman([&](const std::stop_token& stop) {
            for (; !stop.stop_requested(); std::this_thread::sleep_for(50ms)) board.collect();
        });
        std::vector<std::jthread> threads;
        for (auto& waiter : waiters) threads.emplace_back([&waiter] { waiter->run(); });
    }
    std::vector<WaitingJournal> out;
    for (auto& waiter : waiters) out.push_back(std::move(waiter->journal));
    return out;
}

}  // namespace torture
