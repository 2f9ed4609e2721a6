// Mails that are queued, handed to a mail server on this machine: each with the booking, its links made for it, a
// calendar file and a durable mark before the next; beside a bare loop of libcurl that sends the same bytes.
#include "mail/mail.h"
#include "accounts/account.h"
#include "activity/jobs.h"
#include "bench/figures.h"
#include "bench/load.h"
#include "bookings/booking.h"
#include "notify/delivery.h"
#include "work/pool.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <stdexcept>
#include <thread>

namespace bench {
namespace {

using std::chrono::steady_clock;

constexpr int kMails = 20'000, kBare = 5'000;

// Takes every mail of one connection after the other; keeps the last.
class Sink {
public:
    Sink() : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* name = reinterpret_cast<sockaddr*>(&address);
        if (bind(listener_, name, size) != 0 || listen(listener_, 8) != 0 || getsockname(listener_, name, &size) != 0)
            throw std::runtime_error("no port for the mail server");
        port_ = ntohs(address.sin_port);
        thread_ = std::jthread([this] { serve(); });
    }
    Sink(const Sink&) = delete;
    Sink& operator=(const Sink&) = delete;
    ~Sink() {
        shutdown(listener_, SHUT_RDWR);
        thread_.join();
        close(listener_);
    }

    int port() const { return port_; }
    int taken() const { return taken_; }
    const std::string& last() const { return last_; }  // while no connection is open

private:
    void serve() {
        for (int guest = 0; (guest = accept(listener_, nullptr, nullptr)) >= 0; close(guest)) talk(guest);
    }

    void talk(int guest) {
        std::string got;
        const auto say = [&](std::string_view words) {
            return send(guest, words.data(), words.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(words.size());
        };
        bool content = false;
        say("220 sink\r\n");
        for (;;) {
            const std::string_view end = content ? "\r\n.\r\n" : "\r\n";
            auto at = got.find(end);
            while (at == got.npos) {
                std::array<char, 65536> piece;
                const auto size = recv(guest, piece.data(), piece.size(), 0);
                if (size <= 0) return;
                const auto from = got.size() < end.size() ? 0 : got.size() - end.size();
                got.append(piece.data(), static_cast<std::size_t>(size));
                at = got.find(end, from);
            }
            const auto line = got.substr(0, at + 2);
            got.erase(0, at + end.size());
            if (content) {
                content = false;
                last_ = line;
                ++taken_;
                say("250 taken\r\n");
            } else if (line.starts_with("DATA")) {
                content = true;
                say("354 go on\r\n");
            } else if (line.starts_with("QUIT")) {
                say("221 bye\r\n");
                return;
            } else {
                say("250 ok\r\n");
            }
        }
    }

    int listener_, port_ = 0;
    std::atomic<int> taken_ = 0;
    std::string last_;
    std::jthread thread_;
};

// Mails per second of one easy handle that sends the same bytes again and again.
double bare_rate(int port, const std::string& bytes) {
    const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
    const std::unique_ptr<curl_slist, void (*)(curl_slist*)> to(curl_slist_append(nullptr, "<kim@example.com>"),
                                                                curl_slist_free_all);
    struct Upload {
        const std::string& bytes;
        std::size_t at = 0;
    } upload{bytes};
    const auto url = fmt::format("smtp://127.0.0.1:{}/bench", port);
    const auto read = +[](char* into, std::size_t size, std::size_t n, void* data) {
        auto& from = *static_cast<Upload*>(data);
        const auto length = std::min(size * n, from.bytes.size() - from.at);
        std::memcpy(into, from.bytes.data() + from.at, length);
        from.at += length;
        return length;
    };
    curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_MAIL_FROM, "<post@example.org>");
    curl_easy_setopt(curl.get(), CURLOPT_MAIL_RCPT, to.get());
    curl_easy_setopt(curl.get(), CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_READFUNCTION, read);
    curl_easy_setopt(curl.get(), CURLOPT_READDATA, &upload);
    const auto began = steady_clock::now();
    for (int i = 0; i < kBare; ++i) {
        upload.at = 0;
        if (curl_easy_perform(curl.get()) != CURLE_OK) throw std::runtime_error("the bare loop could not send");
    }
    return kBare * 1000 / milliseconds_since(began);
}

// One booking with its confirmation queued, and the same message again until there are kMails.
void queue(db::Database& database, const activity::Registry& registry, const Clock& clock) {
    bookings::Snapshots snapshots;
    const auto made = database.write([&](db::Tx& tx) {
        businesses::Business draft;
        draft.slug = "bench-mail";
        draft.name.fallback = "Bench";
        draft.country = "NO";
        draft.zone = Zone::find("Europe/Oslo").value();
        draft.currency = "NOK";
        draft.languages = {"en"};
        draft.accent_colour = "#0f766e";
        const auto business = businesses::create(tx, clock, draft).value();
        notify::install_defaults(tx, clock, businesses::find(tx, business).value());
        tx.execute("update workflows set active = 0 where happens <> 'booked'");
        staff::Provider provider;
        provider.name = "Mira";
        const auto mira = staff::add_provider(tx, business, provider, businesses::Role::provider, "");
        std::vector<availability::WeeklyHours> hours;
        for (int weekday = 1; weekday <= 7; ++weekday)
            hours.push_back({weekday, {std::chrono::hours{9}, std::chrono::hours{17}}});
        staff::set_weekly_hours(tx, business, mira, hours, {}).value();
        catalog::Service service;
        service.name.fallback = "Haircut";
        service.providers = {mira};
        bookings::Wish wish{};
        wish.service_id = catalog::add_service(tx, business, service);
        const auto day = draft.zone.day(clock.now()) + std::chrono::days{7};
        wish.starts_at = draft.zone.instant(WallTime{day} + std::chrono::hours{10});
        wish.details = {"Kim", "Berg", base::parse_email("kim@example.com").value(), "", "en"};
        wish.consent = true;
        wish.actor = {activity::ActorKind::visitor, 0};
        return bookings::book(tx, {clock, registry, snapshots}, business, wish, bookings::Rules::customer).has_value();
    });
    if (!made) throw std::runtime_error("nothing could be booked");
    activity::run_due(database, registry, clock);
    database.write([&](db::Tx& tx) {
        for (int i = 1; i < kMails; ++i)
            tx.execute(R"sql(
                insert into messages (business_id, id, template_id, happens, channel, customer_id, booking_id,
                                      subject_id, planned_start, recipient_name, address, address_key, language,
                                      subject, html, text, attach_calendar, state, wanted_at, due_at, message_id, created_at)
                select business_id, id + :i, template_id, happens, channel, customer_id, booking_id, subject_id,
                       planned_start, recipient_name, address, address_key, language, subject, html,
                       text, attach_calendar, state, wanted_at, due_at, :name, created_at
                from messages where run_id is not null)sql",
                       i, fmt::format("copy-{}", i));
    });
}

}  // namespace

void measure_mails(const Place& place) {
    db::Database database({.url = empty_database(place, "mails")});
    db::migrate(database);
    const base::SystemClock clock;
    Sink sink;
    notify::Options options;
    options.base_url = "https://book.example.org";
    options.from = "post@example.org";
    options.server = mail::parse_server(fmt::format("smtp://127.0.0.1:{}?security=none", sink.port())).value();
    activity::Registry registry;
    customers::subscribe(registry);
    accounts::subscribe(registry, clock);
    bookings::subscribe(registry);
    notify::subscribe(registry, clock, options);
    queue(database, registry, clock);

    work::Pool pool;
    accounts::Hasher hasher(pool);
    double rate = 0;
    {
        notify::Deliverer deliverer(database, registry, clock, hasher, options);
        const auto began = steady_clock::now();
        while (deliverer.run_due() > 0) {
        }
        rate = kMails * 1000 / milliseconds_since(began);
    }
    const bool all = sink.taken() == kMails;
    const auto bare = bare_rate(sink.port(), sink.last());
    tell({"mails",
          rate,
          "1/s",
          Target{Aim::at_least, bare / 2},
          Limit{"bare loop of libcurl, the same bytes", bare},
          {},
          all});
}

}  // namespace bench
