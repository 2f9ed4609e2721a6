#include "torture/hand.h"

#include "accounts/account.h"
#include "bookings/once.h"
#include "bookings/visit.h"
#include "businesses/settings.h"
#include "catalog/catalog.h"
#include "customers/customer.h"
#include "daybook/changes.h"
#include "db/db.h"
#include "db/processes.h"
#include "notify/delivery.h"
#include "staff/staff.h"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <thread>

namespace torture {
namespace {

using nlohmann::json;
using std::chrono::steady_clock;
using namespace std::chrono_literals;

// Longer than it waits for the database's lock, and than it takes to start on a busy machine.
constexpr auto kPatience = 40s;

// ---- The process

template <class Id>
Id id_in(const json& from, const char* name) {
    return base::parse_id<Id>(from.at(name).get<std::string>()).value();
}

class Books {
public:
    explicit Books(const std::string& url) : database_({.url = url, .readers = 1}) {
        businesses::subscribe(registry_);
        staff::subscribe(registry_);
        catalog::subscribe(registry_);
        customers::subscribe(registry_);
        accounts::subscribe(registry_, clock_);
        bookings::subscribe(registry_);
        notify::subscribe(registry_, clock_, mailing_);
        daybook::subscribe(registry_);
    }

    json answer(const json& request) try {
        const auto business = id_in<BusinessId>(request, "business");
        const bookings::Once once("torture", "hand", request.at("key").get<std::string>(), request.dump());
        const auto done = database_.write([&](db::Tx& tx) -> Result<json> {
            const auto earlier = once.earlier(tx, business);
            if (!earlier) return std::unexpected(earlier.error());
            if (*earlier) return json::parse(**earlier);
            auto out = carry_out(tx, business, request);
            if (out) once.remember(tx, business, clock_.now(), out->dump());
            return out;
        });
        return done ? *done : json{{"is", "refused"}, {"code", done.error().code}};
    } catch (const db::Unavailable&) {
        return {{"is", "again"}};
    }

private:
    static json told(const std::vector<bookings::Booking>& parts) {
        json out{{"is", "done"}, {"parts", json::array()}};
        for (const auto& part : parts) {
            out["visit"] = base::to_text(part.visit_id);
            out["parts"].push_back({{"booking", base::to_text(part.id)},
                                    {"start", base::to_text(part.time.begin)},
                                    {"provider", base::to_text(part.provider_id)}});
        }
        return out;
    }

    static std::vector<bookings::Wish> wishes_in(const json& request) {
        std::vector<bookings::Wish> out;
        for (const auto& each : request.at("wishes")) {
            auto& wish = out.emplace_back();
            wish.service_id = id_in<ServiceId>(each, "service");
            if (!each.at("provider").is_null()) wish.provider_id = id_in<ProviderId>(each, "provider");
            wish.starts_at = base::parse_instant(each.at("start").get<std::string>()).value();
            const auto who = request.at("who").get<int>();
            wish.details.name = "Visit";
            wish.details.surname = std::to_string(who);
            wish.details.email = base::parse_email(fmt::format("visit{}@example.com", who)).value();
            wish.details.language = "en";
            wish.note = request.at("note").get<std::string>();
        }
        return out;
    }

    Result<json> carry_out(db::Tx& tx, BusinessId business, const json& request) {
        const bookings::Context context{clock_, registry_, snapshots_};
        const activity::Actor visitor{activity::ActorKind::manage_link};
        const auto what = request.at("do").get<std::string>();
        using bookings::Rules;
        if (what == "book") {
            const auto made =
                bookings::book_all(tx, context, business, wishes_in(request), {.one_visit = true}, Rules::customer);
            if (!made) return std::unexpected(made.error());
            std::vector<bookings::Booking> parts;
            for (const auto& each : *made) parts.push_back(each.booking);
            return told(parts);
        }
        if (what == "cancel_part") {
            const auto cancelled =
                bookings::cancel(tx, context, business, id_in<BookingId>(request, "booking"), visitor, Rules::customer);
            if (!cancelled) return std::unexpected(cancelled.error());
            return told({*cancelled});
        }
        const auto visit = id_in<VisitId>(request, "visit");
        if (what == "cancel") {
            const auto cancelled = bookings::cancel_visit(tx, context, business, visit, visitor, Rules::customer);
            if (!cancelled) return std::unexpected(cancelled.error());
            return told(*cancelled);
        }
        std::map<BookingId, bookings::Move> moves;
        for (const auto& each : request.at("to"))
            moves[id_in<BookingId>(each, "booking")] = {
                .starts_at = base::parse_instant(each.at("start").get<std::string>()).value(), .any_provider = true};
        const auto moved = bookings::move_visit(tx, context, business, visit, moves, visitor, Rules::customer);
        if (!moved) return std::unexpected(moved.error());
        return told(*moved);
    }

    const base::SystemClock clock_;
    activity::Registry registry_;
    const notify::Options mailing_;
    bookings::Snapshots snapshots_;
    db::Database database_;
};

std::unique_ptr<Books> open_books(const std::string& database) {
    for (const auto until = steady_clock::now() + kPatience;; std::this_thread::sleep_for(50ms)) try {
            return std::make_unique<Books>(database);
        } catch (const db::Unavailable&) {
            // Others keep it busy.
            if (steady_clock::now() > until) throw;
        }
}

}  // namespace

int serve_as_hand(const std::string& database) {
    // As every process that makes ids: else two of them make the same one.
    db::Database numbers({.url = database, .readers = 1});
    auto number = db::patiently(std::chrono::seconds{60}, [&] { return db::ProcessNumber(numbers); });
    const auto books = open_books(database);
    for (std::string line; std::getline(std::cin, line);) {
        try {
            number.renew();
        } catch (const db::Unavailable&) {
            // It lasts for a minute.
        }
        fmt::print("{}\n", books->answer(json::parse(line)).dump());
        std::fflush(stdout);
    }
    return 0;
}

// ---- The one who asks

void Hand::begin() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        throw std::runtime_error("there is no pair of sockets");
    pid_ = start({.arguments = {options_.self.string(), "--hand", options_.database},
                  .environment = environment(options_.faults),
                  .in = ends[1],
                  .out = ends[1]});
    ::close(ends[1]);
    socket_ = ends[0];
    said_.clear();
}

void Hand::note_end() {
    int status = 0;
    ::waitpid(pid_, &status, 0);
    ::close(socket_);
    pid_ = 0;
    socket_ = -1;
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) return;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
    wrong.push_back(WIFSIGNALED(status)
                        ? fmt::format("a process for visits ended by signal {}", WTERMSIG(status))
                        : fmt::format("a process for visits ended with exit code {}", WEXITSTATUS(status)));
}

void Hand::end() {
    if (pid_ == 0) return;
    ::shutdown(socket_, SHUT_WR);
    note_end();
}

bool Hand::read_more(std::chrono::milliseconds patience) {
    pollfd wanted{socket_, POLLIN, 0};
    const int ready = ::poll(&wanted, 1, static_cast<int>(patience.count()));
    if (ready < 0 && errno == EINTR) return true;
    if (ready <= 0) return false;
    std::array<char, 4096> some;
    const auto got = ::recv(socket_, some.data(), some.size(), 0);
    if (got <= 0) return false;
    said_.append(some.data(), static_cast<std::size_t>(got));
    return true;
}

std::optional<json> Hand::ask(const json& request, std::optional<std::chrono::milliseconds> killed_after) {
    if (pid_ == 0) begin();
    const auto line = request.dump() + "\n";
    const bool sent = ::send(socket_, line.data(), line.size(), MSG_NOSIGNAL) == std::ssize(line);
    const auto until = steady_clock::now() + killed_after.value_or(kPatience);
    while (sent && said_.find('\n') == said_.npos) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - steady_clock::now());
        if (left <= 0ms || !read_more(left)) break;
    }
    const auto end = said_.find('\n');
    if (end == said_.npos) {
        // Else it is about to be gone.
        if (steady_clock::now() >= until)
            ::kill(pid_, SIGKILL), ++kills;
        else
            ++own_deaths;
        note_end();
        return std::nullopt;
    }
    auto answer = json::parse(said_.substr(0, end));
    said_.erase(0, end + 1);
    return answer;
}

}  // namespace torture
