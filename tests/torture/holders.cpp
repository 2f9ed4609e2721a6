#include "torture/holders.h"

#include "db/db.h"
#include "torture/wire.h"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <random>
#include <thread>

namespace torture {
namespace {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto kPatience = 15s;
constexpr auto kAfterwards = 20s;
constexpr std::size_t kShownWrong = 5;

class Holder {
public:
    Holder(const std::vector<House>& houses, const Servers& servers, std::size_t number, std::uint64_t seed,
           steady_clock::time_point until)
        : houses_(houses),
          servers_(servers),
          number_(number),
          until_(until),
          random_(seed + 2'000'003 + number * 7919),
          tokens_(houses.size()),
          cookies_(houses.size()) {}

    void run() {
        while (steady_clock::now() < until_) {
            hold();
            std::this_thread::sleep_for(std::chrono::milliseconds(5 + below(40)));
        }
    }

    Journal journal;

private:
    struct Tokens {
        std::string to_hold, to_book;
    };

    std::size_t below(std::size_t count) { return static_cast<std::size_t>(random_() % count); }
    bool one_in(std::size_t count) { return below(count) == 0; }

    void wrong(std::string text) {
        if (journal.wrong.size() < kShownWrong)
            journal.wrong.push_back(fmt::format("visitor {}: {}", number_, std::move(text)));
        ++journal.wrong_count;
    }
    void wrong_answer(const char* kind, const Answer& answer) {
        wrong(fmt::format("{} was answered {} {}", kind, answer.status, answer.body.substr(0, 200)));
    }

    const House& house() const { return houses_[house_]; }
    const Offered& offered() const { return house().services[service_]; }

    // Each request comes from another network: what limits one network is not what is tried here.
    std::string head(std::string_view method, const std::string& path) {
        const auto& cookie = cookies_[house_];
        return fmt::format("{} {} HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\nX-Forwarded-For: "
                           "10.{}.{}.{}\r\n{}",
                           method, path, below(256), below(256), 1 + below(254),
                           cookie.empty() ? "" : "Cookie: tb_kept=" + cookie + "\r\n");
    }
    std::string get(const std::string& path) { return head("GET", path) + "\r\n"; }
    std::string post(const std::string& path, const Pairs& form) {
        const auto body = encoded(form);
        return head("POST", path) +
               fmt::format("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{}",
                           body.size(), body);
    }

    // Until there is an answer, or long after the end. `was_late_`: an earlier try may still be at work.
    template <class Request>
    std::optional<Answer> insist(const char* kind, const Request& request) {
        was_late_ = false;
        for (bool again = false; steady_clock::now() < until_ + kAfterwards; again = true) {
            if (again) {
                ++journal.retries;
                std::this_thread::sleep_for(std::chrono::milliseconds(50 + below(150)));
            }
            if (!wire_.send(servers_.port(below(servers_.size())), request())) continue;
            auto answer = wire_.receive();
            if (answer.fate != Answer::Fate::answered) {
                ++(answer.fate == Answer::Fate::late ? journal.late : journal.lost);
                was_late_ |= answer.fate == Answer::Fate::late;
                continue;
            }
            ++journal.answers[{kind, answer.status}];
            if (answer.status != 503 && answer.status != 429) return answer;
        }
        return std::nullopt;
    }

    static std::string token_in(std::string_view page, std::string_view behind) {
        constexpr std::string_view mark = "name=\"token\" value=\"";
        const auto form = page.find(behind);
        const auto at = form == page.npos ? page.npos : page.find(mark, form);
        if (at == page.npos) return {};
        const auto begin = at + mark.size();
        return std::string(page.substr(begin, page.find('"', begin) - begin));
    }
    static std::string header(const Answer& answer, std::string_view name) {
        const auto at = answer.head.find(name);
        if (at == answer.head.npos) return {};
        const auto begin = at + name.size();
        return answer.head.substr(begin, answer.head.find_first_of(";\r", begin) - begin);
    }

    std::string times_path() const {
        return fmt::format("/{}/book?service={}&provider={}&day={}", house().slug, base::to_text(offered().service.id),
                           base::to_text(provider_), base::to_text(house().day));
    }
    std::string token_to_hold() {
        auto& token = tokens_[house_].to_hold;
        if (token.empty())
            if (const auto page = insist("times", [&] { return get(times_path()); }))
                token = token_in(page->body, "id=\"tb-keep\"");
        return token;
    }

    void hold() {
        house_ = below(houses_.size());
        service_ = below(house().services.size());
        const auto& providers = offered().service.providers;
        provider_ = providers[below(providers.size())];
        start_ = offered().starts[below(offered().starts.size())];
        const auto token = token_to_hold();
        if (token.empty()) return;
        const Pairs form{{"token", token},
                         {"service", base::to_text(offered().service.id)},
                         {"provider", base::to_text(provider_)},
                         {"start", base::to_text(start_)}};
        const auto answer = insist("hold", [&] { return post("/" + house().slug + "/book", form); });
        if (!answer) return;
        if (answer->status != 303 && answer->status != 409) return wrong_answer("hold", *answer);
        if (const auto cookie = header(*answer, "Set-Cookie: tb_kept="); !cookie.empty()) {
            cookies_[house_] = cookie;
            ++journal.held;
            return go_on(header(*answer, "Location: "));
        }
    }

    // Most type and book, some leave it and hold another.
    void go_on(const std::string& path) {
        if (one_in(4)) return;
        const auto page = insist("details", [&] { return get(path); });
        if (!page) return;
        const bool is_kept = page->body.find("id=\"tb-kept\"") != page->body.npos;
        // Where staff put theirs over what is held, the page says that the time is gone.
        const bool is_put_over = page->status == 409 && house_ < kHouseOfSureHolds;
        if (!is_kept && house_ != kHouseOfShortHolds && !is_put_over) deny("its details say nothing of it");
        if (page->status != 200) return;
        auto& token = tokens_[house_].to_book;
        if (token.empty()) token = token_in(page->body, "tb-details");
        if (token.empty()) return wrong("there is no form for the details");
        if (one_in(3)) std::this_thread::sleep_for(std::chrono::milliseconds(below(1500)));
        book(token);
    }

    void deny(std::string_view why) {
        if (journal.denied.size() < kShownWrong)
            journal.denied.push_back(
                fmt::format("visitor {} held {} at {}: {}", number_, base::to_text(start_), house().slug, why));
        ++journal.denied_count;
    }

    void book(const std::string& token) {
        const auto number = journal.asked.size();
        const Pairs form{{"token", token},
                         {"key", fmt::format("key of visitor {} for {}", number_, number)},
                         {"service", base::to_text(offered().service.id)},
                         {"provider", base::to_text(provider_)},
                         {"start", base::to_text(start_)},
                         {"name", "Visitor"},
                         {"surname", std::to_string(number_)},
                         {"email", fmt::format("holder{}@example.com", number_)},
                         {"note", note_of(number_, number)},
                         {"consent", "1"}};
        journal.asked.push_back(Told::unknown);
        const auto answer = insist("book what is held", [&] { return post("/" + house().slug + "/bookings", form); });
        if (!answer) return;
        auto& told = journal.asked.back();
        if (answer->status == 303) {
            told = Told::yes;
            return keep(number, header(*answer, "Location: "));
        }
        if (answer->status != 409) return wrong_answer("book what is held", *answer);
        told = was_late_ ? Told::unknown : Told::no;
        if (house_ >= kHouseOfSureHolds && !was_late_) deny("it was refused");
    }

    void keep(std::size_t number, const std::string& path) {
        const auto begin = path.rfind('/') + 1;
        const auto token = path.substr(begin, path.find('?', begin) - begin);
        const auto id = base::parse_id<BookingId>(token.substr(0, token.find('-')));
        if (!id) return wrong("was sent to " + path);
        journal.kept[number] = {house_, service_, *id, token, {start_, provider_}, 0, false, false};
        if (one_in(3)) return;
        cancel(journal.kept[number]);
    }

    // So that the morning does not fill up.
    void cancel(Kept& booking) {
        const auto request = [&] {
            return fmt::format("POST /api/v1/{}/bookings/{}/cancellation HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                               "Authorization: Bearer {}\r\nIdempotency-Key: cancel-{}\r\nContent-Length: 0\r\n\r\n",
                               house().slug, base::to_text(booking.id), booking.token, base::to_text(booking.id));
        };
        const auto answer = insist("cancel", request);
        booking.cancelled = answer && answer->status == 200;
        booking.unknown = !booking.cancelled;
        if (answer && !booking.cancelled) wrong_answer("cancel", *answer);
    }

    const std::vector<House>& houses_;
    const Servers& servers_;
    const std::size_t number_;
    const steady_clock::time_point until_;
    std::minstd_rand random_;
    Wire wire_{kPatience};
    std::vector<Tokens> tokens_;        // of each house
    std::vector<std::string> cookies_;  // the same
    std::size_t house_ = 0, service_ = 0;
    ProviderId provider_;
    Instant start_;
    bool was_late_ = false;
};

void shorten_holds(db::Database& database, const House& house) {
    try {
        database.write([&](db::Tx& tx) {
            tx.execute("update holds set expires_at = created_at + 1 where business_id = :business", house.id);
        });
    } catch (const db::Unavailable&) {
        // Somebody holds the lock for long: next time.
    }
}

}  // namespace

std::vector<Journal> run_holders(const HoldFight& fight, const std::vector<House>& houses, const Servers& servers,
                                 db::Database& database) {
    std::vector<std::unique_ptr<Holder>> holders;
    for (int i = 0; i < fight.visitors; ++i)
        holders.push_back(std::make_unique<Holder>(houses, servers, fight.first_number + static_cast<std::size_t>(i),
                                                   fight.seed, fight.until));
    {
        const std::jthread clock([&](const std::stop_token& stop) {
            for (; !stop.stop_requested(); std::this_thread::sleep_for(400ms))
                shorten_holds(database, houses[kHouseOfShortHolds]);
        });
        std::vector<std::jthread> threads;
        for (auto& holder : holders) threads.emplace_back([&holder] { holder->run(); });
    }
    std::vector<Journal> out;
    for (auto& holder : holders) out.push_back(std::move(holder->journal));
    return out;
}

}  // namespace torture
