#include "torture/doors.h"

#include "accounts/account.h"
#include "db/db.h"
#include "support/smtp.h"
#include "torture/fight.h"
#include "torture/servers.h"
#include "torture/wire.h"

#include <fmt/format.h>

#include <deque>
#include <mutex>
#include <optional>
#include <random>
#include <thread>

namespace torture {
namespace {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto kPatience = 15s;
// New addresses come so often.
constexpr auto kOneTurn = 1500ms;
// Of one address the program hears five wishes for a mail in an hour; those beyond them change nothing.
constexpr int kMostRegistrations = 2, kMostAccessLinks = 2, kMostPasswordLinks = 1;
constexpr std::size_t kAddressesAtOnce = 2, kServersAtOnce = 3, kShownWrong = 5, kHotLinks = 6, kTokenSize = 32;
constexpr int kRoundsOfALease = 25;  // of 20 ms
// A password costs 50 ms of a processor and more.
constexpr auto kBetweenPasswords = 250ms;

struct Link {
    Deed::Kind kind{};
    Door door;
    std::string token;
};

// What stands after `mark`, as long as a token is; empty: not there.
std::string token_after(std::string_view text, std::string_view mark) {
    const auto at = text.find(mark);
    if (at == text.npos || at + mark.size() + kTokenSize > text.size()) return {};
    return std::string(text.substr(at + mark.size(), kTokenSize));
}

// Quoted-printable without its soft line ends.
std::string joined(std::string text) {
    for (auto at = text.find("=\r\n"); at != text.npos; at = text.find("=\r\n", at)) text.erase(at, 3);
    return text;
}

// What all visitors know: the newest links, the passwords that were set, and whose turn it is to have one hashed.
class Board {
public:
    Board(const std::vector<House>& houses, const std::vector<Settled>& settled, support::SmtpCatcher& mails)
        : houses_(houses), mails_(mails) {
        for (const auto& each : settled) {
            asked_[each.door].confirmed = true;
            if (each.password.empty()) continue;
            asked_[each.door].password = kMostPasswordLinks;
            settled_.push_back({each.door, each.password});
        }
    }

    const std::vector<std::pair<Door, std::string>>& settled() const { return settled_; }

    void collect() {
        for (const auto& mail : mails_.take()) {
            const auto text = joined(mail.bytes);
            for (std::size_t house = 0; house < houses_.size(); ++house)
                for (const auto& [kind, path] :
                     {std::pair(Deed::Kind::registration, "registration"), std::pair(Deed::Kind::access, "access"),
                      std::pair(Deed::Kind::password, "password")}) {
                    auto token = token_after(text, fmt::format("/{}/{}/", houses_[house].slug, path));
                    if (!token.empty()) add({kind, {house, mail.to}, std::move(token)});
                }
        }
    }

    std::optional<Link> any_link(std::size_t number) {
        const std::lock_guard lock(mutex_);
        if (links_.empty()) return std::nullopt;
        return links_[number % links_.size()];
    }
    void keep_password(const Door& door, std::string password) {
        const std::lock_guard lock(mutex_);
        passwords_.emplace_back(door, std::move(password));
        if (passwords_.size() > kHotLinks) passwords_.pop_front();
    }
    std::optional<std::pair<Door, std::string>> any_password(std::size_t number) {
        const std::lock_guard lock(mutex_);
        if (passwords_.empty()) return std::nullopt;
        return passwords_[number % passwords_.size()];
    }

    void confirm(const Door& door) {
        const std::lock_guard lock(mutex_);
        asked_[door].confirmed = true;
    }
    bool may_register(const Door& door) {
        const std::lock_guard lock(mutex_);
        return asked_[door].registrations++ < kMostRegistrations;
    }
    // An address with an account that may still ask.
    std::optional<Door> take_access(std::size_t number) { return take(&Asked::access, kMostAccessLinks, number); }
    std::optional<Door> take_password(std::size_t number) { return take(&Asked::password, kMostPasswordLinks, number); }

    bool may_hash() {
        const std::lock_guard lock(mutex_);
        const auto now = steady_clock::now();
        if (now < next_hash_) return false;
        next_hash_ = now + kBetweenPasswords;
        return true;
    }

private:
    struct Asked {
        int registrations = 0, access = 0, password = 0;
        bool confirmed = false;
    };

    std::optional<Door> take(int Asked::*kind, int most, std::size_t number) {
        const std::lock_guard lock(mutex_);
        std::vector<std::pair<const Door, Asked>*> some;
        for (auto& each : asked_)
            if (each.second.confirmed && each.second.*kind < most) some.push_back(&each);
        if (some.empty()) return std::nullopt;
        auto& [door, asked] = *some[number % some.size()];
        ++(asked.*kind);
        return door;
    }
    void add(Link link) {
        const std::lock_guard lock(mutex_);
        links_.push_back(std::move(link));
        if (links_.size() > kHotLinks) links_.pop_front();
    }

    const std::vector<House>& houses_;
    support::SmtpCatcher& mails_;
    std::mutex mutex_;
    std::deque<Link> links_;
    std::deque<std::pair<Door, std::string>> passwords_;
    std::map<Door, Asked> asked_;
    std::vector<std::pair<Door, std::string>> settled_;
    Moment next_hash_;
};

class SignedIn {
public:
    SignedIn(const std::vector<House>& houses, const Servers& servers, Board& board, std::size_t number,
             std::uint64_t seed, Moment until)
        : houses_(houses),
          servers_(servers),
          board_(board),
          number_(number),
          begin_(steady_clock::now()),
          until_(until),
          random_(seed + 1'000'003 + number * 7919),
          form_tokens_(houses.size()) {
        for (std::size_t i = 0; i < kServersAtOnce; ++i) wires_.push_back(std::make_unique<Wire>(kPatience));
    }

    void run() {
        while (steady_clock::now() < until_) {
            act();
            std::this_thread::sleep_for(std::chrono::milliseconds(2 + below(25)));
        }
    }

    DoorJournal journal;

private:
    std::size_t below(std::size_t count) { return static_cast<std::size_t>(random_() % count); }
    bool one_in(std::size_t count) { return below(count) == 0; }

    void act() {
        const auto what = below(100);
        if (what < 25) return register_one();
        if (what < 38) return ask("ask link", "/sign-in/link", board_.take_access(random_()).value_or(nobody()), {});
        if (what < 45)
            return ask("ask password", "/forgot-password", board_.take_password(random_()).value_or(nobody()), {});
        if (what < 75) return use_link();
        if (what < 87) return sign_in();
        if (what < 91) return look();
        sign_out();
    }

    void wrong(std::string text) {
        if (journal.wrong.size() < kShownWrong)
            journal.wrong.push_back(fmt::format("visitor {}: {}", number_, std::move(text)));
        ++journal.wrong_count;
    }

    Door any_door() {
        const auto turn = (steady_clock::now() - begin_) / kOneTurn;
        return {below(houses_.size()), fmt::format("door{:06}-{}@example.com", turn, below(kAddressesAtOnce))};
    }
    // Who has no account gets the same answer.
    Door nobody() { return {below(houses_.size()), fmt::format("nobody{}@example.com", below(1'000'000))}; }
    const std::string& slug(const Door& door) const { return houses_[door.house].slug; }

    // Each request comes from another network: what limits one network is not what is tried here.
    std::string head(std::string_view method, const std::string& path, const std::string& cookie) {
        return fmt::format("{} {} HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\nX-Forwarded-For: "
                           "10.{}.{}.{}\r\nUser-Agent: visitor {}\r\n{}",
                           method, path, below(256), below(256), 1 + below(254), number_,
                           cookie.empty() ? "" : "Cookie: tb_customer=" + cookie + "\r\n");
    }
    std::string get(const std::string& path, const std::string& cookie = {}) {
        return head("GET", path, cookie) + "\r\n";
    }
    std::string post(const std::string& path, const Pairs& form, const std::string& cookie = {}) {
        const auto body = encoded(form);
        return head("POST", path, cookie) +
               fmt::format("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{}",
                           body.size(), body);
    }

    // The answer's status; 0: none came. What no visitor should see is noted.
    int take(const char* kind, const Answer& answer) {
        if (answer.fate != Answer::Fate::answered) {
            ++journal.lost;
            return 0;
        }
        ++journal.answers[{kind, answer.status}];
        const bool may_be = answer.status == 200 || answer.status == 303 || answer.status == 404 ||
                            answer.status == 422 || answer.status == 429 || answer.status == 503;
        if (!may_be) wrong(fmt::format("{} was answered {} {}", kind, answer.status, answer.body.substr(0, 200)));
        return answer.status;
    }
    // Nullopt: no server answered in a few tries.
    std::optional<Answer> one(const char* kind, const std::string& request) {
        for (int tries = 0; tries < 5; ++tries) {
            if (tries > 0) std::this_thread::sleep_for(std::chrono::milliseconds(50 + below(150)));
            auto& wire = *wires_.front();
            if (!wire.send(servers_.port(below(servers_.size())), request)) continue;
            auto answer = wire.receive();
            const auto status = take(kind, answer);
            if (status != 0 && status != 503) return answer;
        }
        return std::nullopt;
    }

    static std::string field(std::string_view page, std::string_view before) {
        const auto at = page.find(before);
        if (at == page.npos) return {};
        constexpr std::string_view mark = "name=\"token\" value=\"";
        const auto begin = page.find(mark, at);
        if (begin == page.npos) return {};
        return std::string(page.substr(begin + mark.size(), page.find('"', begin + mark.size()) - begin - mark.size()));
    }
    // Of forms that are there before anybody signs in; empty: no server told it.
    std::string form_token(const Door& door) {
        auto& token = form_tokens_[door.house];
        if (token.empty())
            if (const auto page = one("sign-in form", get("/" + slug(door) + "/sign-in")))
                token = field(page->body, "<form");
        return token;
    }

    static std::string session_of(const Answer& answer) {
        constexpr std::string_view mark = "Set-Cookie: tb_customer=";
        const auto at = answer.head.find(mark);
        if (answer.status != 303 || at == answer.head.npos) return {};
        const auto begin = at + mark.size();
        return answer.head.substr(begin, answer.head.find(';', begin) - begin);
    }

    std::string new_password() { return fmt::format("heron {} under bridge {}", ++passwords_, number_); }

    void register_one() {
        const auto door = any_door();
        if (!board_.may_register(door) && !one_in(10)) return;
        Pairs form{{"name", "SignedIn"}, {"surname", std::to_string(number_)}, {"consent", "yes"}};
        if (one_in(4) && board_.may_hash()) form.emplace_back("password", new_password());
        ask("register", "/register", door, std::move(form));
    }

    void ask(const char* kind, const std::string& path, const Door& door, Pairs form) {
        const auto token = form_token(door);
        if (token.empty()) return;
        form.emplace_back("token", token);
        form.emplace_back("email", door.email);
        one(kind, post("/" + slug(door) + path, form));
    }

    // One link at several servers at once.
    void use_link() {
        const auto link = board_.any_link(below(kHotLinks));
        if (!link) return;
        const auto token = form_token(link->door);
        if (token.empty()) return;
        constexpr std::array kPaths{"registration", "access", "password"};
        const auto path =
            fmt::format("/{}/{}/{}", slug(link->door), kPaths[static_cast<std::size_t>(link->kind)], link->token);
        const bool hashes = link->kind == Deed::Kind::password;
        if (hashes && !board_.may_hash()) return;
        const auto password = hashes ? new_password() : std::string();
        const auto first = below(servers_.size());
        const auto begin = steady_clock::now();
        std::vector<std::size_t> sent;
        for (std::size_t i = 0; i < (hashes ? 2 : kServersAtOnce); ++i) {
            Pairs form{{"token", token}};
            if (hashes) form.emplace_back("password", password);
            if (wires_[i]->send(servers_.port(first + i), post(path, form))) sent.push_back(i);
        }
        for (const auto i : sent) {
            const auto answer = wires_[i]->receive();
            const auto status = take(kNames[static_cast<std::size_t>(link->kind)], answer);
            note({link->kind, link->door, link->token, session_of(answer), told_by(status, answer), begin,
                  steady_clock::now()});
            if (link->kind == Deed::Kind::registration && status == 303) board_.confirm(link->door);
            if (hashes && status == 303) board_.keep_password(link->door, password);
        }
    }

    // No answer, and what may come after the work was done, say nothing.
    static Told told_by(int status, const Answer& answer) {
        if (status == 0 || status == 503) return Told::unknown;
        return session_of(answer).empty() ? Told::no : Told::yes;
    }
    void note(Deed deed) {
        if (deed.told == Told::yes) sessions_.emplace_back(deed.door, deed.session);
        if (deed.told != Told::no) journal.deeds.push_back(std::move(deed));
    }

    void sign_in() {
        auto known = std::optional(board_.settled()[below(board_.settled().size())]);
        if (one_in(4)) known = board_.may_hash() ? board_.any_password(below(kHotLinks)) : std::nullopt;
        if (!known) return;
        const auto& [door, password] = *known;
        const bool right = !one_in(2);
        const auto token = form_token(door);
        if (token.empty()) return;
        const auto begin = steady_clock::now();
        auto& wire = *wires_.front();
        const auto typed = right ? password : "nobody ever set this one";
        if (!wire.send(
                servers_.port(below(servers_.size())),
                post("/" + slug(door) + "/sign-in", {{"token", token}, {"email", door.email}, {"password", typed}})))
            return;
        const auto answer = wire.receive();
        const auto status = take(right ? "sign in" : "sign in wrongly", answer);
        const auto told = told_by(status, answer);
        if (!right) {
            if (told == Told::yes) wrong("a wrong password signed in to " + door.email);
            return;
        }
        note({Deed::Kind::sign_in, door, "", session_of(answer), told, begin, steady_clock::now()});
    }

    void look() {
        if (sessions_.empty()) return;
        const auto& [door, session] = sessions_[below(sessions_.size())];
        one("panel", get("/" + slug(door) + "/my", session));
    }

    void sign_out() {
        if (sessions_.empty()) return;
        const auto chosen = sessions_.begin() + static_cast<std::ptrdiff_t>(below(sessions_.size()));
        const auto [door, session] = *chosen;
        const auto page = one("panel", get("/" + slug(door) + "/my", session));
        if (!page || page->status != 200) return;
        const auto token = field(page->body, "/sign-out\"");
        if (token.empty()) return wrong("the panel has no way out");
        sessions_.erase(chosen);
        const auto begin = steady_clock::now();
        const auto answer = one("sign out", post("/" + slug(door) + "/sign-out", {{"token", token}}, session));
        // Tried once more after a lost answer, it may find itself signed out already.
        const bool out = answer && answer->head.find("/sign-in?out=1") != std::string::npos;
        const auto told = out ? Told::yes : !answer || answer->status == 303 ? Told::unknown : Told::no;
        if (told != Told::no)
            journal.deeds.push_back({Deed::Kind::sign_out, door, "", session, told, begin, steady_clock::now()});
    }

    static constexpr std::array kNames{"confirm", "use link", "set password"};

    const std::vector<House>& houses_;
    const Servers& servers_;
    Board& board_;
    const std::size_t number_;
    const Moment begin_, until_;
    std::minstd_rand random_;
    std::vector<std::unique_ptr<Wire>> wires_;
    std::vector<std::string> form_tokens_;  // of each house
    std::vector<std::pair<Door, std::string>> sessions_;
    std::size_t passwords_ = 0;
};

void cut_leases(db::Database& database) {
    try {
        database.write([](db::Tx& tx) {
            for (const auto* table : {"jobs", "messages"})
                tx.execute(fmt::format("update {} set leased_until = 1 where leased_until > 1", table));
        });
    } catch (const db::Unavailable&) {
        // Somebody holds the lock for long: next time.
    }
}

}  // namespace

std::vector<Settled> settle(db::Database& database, const std::vector<House>& houses) {
    const base::SystemClock clock;
    const activity::Registry registry;
    std::vector<Settled> out;
    for (std::size_t house = 0; house < houses.size(); ++house)
        for (const auto* name : {"settled1", "settled2", "forgetful1", "forgetful2"}) {
            const bool knows = std::string_view(name).starts_with("settled");
            out.push_back({{house, fmt::format("{}@example.com", name)}, knows ? "heron over every bridge" : ""});
        }
    const auto hash = accounts::Hasher::cheap().hash("heron over every bridge").value();
    database.write([&](db::Tx& tx) {
        for (const auto& each : out) {
            const auto business = houses[each.door.house].id;
            customers::Changes changes;
            changes.name = "Settled";
            changes.email = each.door.email;
            changes.language = "en";
            const auto customer = customers::create(tx, {clock, registry}, business, "NO", changes, {}).value();
            const auto account = accounts::ensure(tx, {clock, registry}, business, customer, {}).value();
            accounts::set_password(tx, {clock, registry}, business, account, hash, {});
            tx.execute("update accounts set email_confirmed_at = :now where business_id = :business and id = :id",
                       clock.now(), business, account);
        }
    });
    return out;
}

std::vector<DoorJournal> run_doors(const DoorFight& fight, const std::vector<House>& houses,
                                   const std::vector<Settled>& settled, const Servers& servers,
                                   support::SmtpCatcher& mails, db::Database& database) {
    Board board(houses, settled, mails);
    std::vector<std::unique_ptr<SignedIn>> visitors;
    for (int i = 0; i < fight.visitors; ++i)
        visitors.push_back(
            std::make_unique<SignedIn>(houses, servers, board, static_cast<std::size_t>(i), fight.seed, fight.until));
    {
        const std::jthread postman([&](const std::stop_token& stop) {
            for (int round = 1; !stop.stop_requested(); std::this_thread::sleep_for(20ms), ++round) {
                board.collect();
                if (round % kRoundsOfALease == 0) cut_leases(database);
            }
        });
        std::vector<std::jthread> threads;
        for (auto& visitor : visitors) threads.emplace_back([&visitor] { visitor->run(); });
    }
    std::vector<DoorJournal> out;
    for (auto& visitor : visitors) out.push_back(std::move(visitor->journal));
    return out;
}

}  // namespace torture
