#include "accounts/staff_account.h"
#include "activity/jobs.h"
#include "app/app.h"
#include "app/commands.h"
#include "db/processes.h"
#include "demo/demo.h"
#include "notify/delivery.h"
#include "notify/message.h"
#include "operators/operator.h"

#include <signal.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <stop_token>

namespace app {
namespace {

void set_up_log(const Config& config) {
    auto logger = std::make_shared<spdlog::logger>("timebok", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    logger->set_level(spdlog::level::from_str(config.text("log-level")));
    logger->set_formatter(std::make_unique<spdlog::pattern_formatter>("at=%Y-%m-%dT%H:%M:%S.%eZ level=%l %v",
                                                                      spdlog::pattern_time_type::utc));
    spdlog::set_default_logger(std::move(logger));
}

// SIGTERM and SIGINT are taken by the main thread alone; blocked before any other thread starts.
sigset_t block_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    return signals;
}

// Keeps this process's number and does the features' housekeeping; docs/operating.md lists what grows with use and is
// bounded by time.
void housekeep(const std::stop_token& stop, db::Database& database, const activity::Registry& registry,
               const Clock& clock, db::ProcessNumber& number) {
    std::mutex mutex;
    std::condition_variable_any wake;
    for (int round = 0; !stop.stop_requested(); ++round) {
        try {
            if (number.renew()) spdlog::warn("msg=renumbered number={} reason=silent_for_too_long", number.value());
            for (const auto& each : registry.all<activity::Housekeeping>())
                if (each.often || round % 60 == 0) each.tidy(database, clock.now());
        } catch (const std::exception& error) {
            spdlog::error("msg=housekeeping error={:?}", std::string(error.what()));
        }
        std::unique_lock lock(mutex);
        wake.wait_for(lock, stop, std::chrono::seconds{10}, [] { return false; });
    }
}

http::ServerOptions server_options(const Config& config) {
    http::ServerOptions options;
    options.listen = config.text("listen");
    options.port = config.port();
    options.workers = static_cast<unsigned>(config.number("workers"));
    options.streams = static_cast<unsigned>(config.number("streams"));
    options.trusted_proxies = config.list("trusted-proxies");
    options.base_url = config.text("base-url");
    return options;
}

notify::Options mail_options(const Config& config) {
    notify::Options options;
    if (!config.text("mail-server").empty()) options.server = mail::parse_server(config.text("mail-server")).value();
    options.from = config.text("mail-from");
    if (options.server && mail::is_readable_on_the_way(*options.server))
        spdlog::warn("msg=mails_unencrypted server={} reason=security=none", mail::describe(*options.server));
    return options;
}

// Whoever reads the console may make the first staff sign-in, and the first operator.
struct ConsoleCodes {
    std::optional<std::string> setup, first_operator;
};
ConsoleCodes make_codes(db::Database& database, std::string_view secret) {
    return database.write([&](db::Tx& tx) {
        return ConsoleCodes{accounts::staff::make_setup_code(tx, secret), operators::make_first_code(tx, secret)};
    });
}
void print_codes(const Config& config, std::uint16_t port, const ConsoleCodes& codes) {
    if (codes.setup)
        fmt::print("Nobody can sign in to the back office yet. Open {}/setup with the code {}\n", config.address(port),
                   *codes.setup);
    if (codes.first_operator)
        fmt::print("Nobody operates this installation yet. Open {}/operator/begin with the code {}\n",
                   config.address(port), *codes.first_operator);
}

void print_addresses(const Config& config, std::uint16_t port, const businesses::Listing& listing) {
    const auto base = config.address(port);
    fmt::print("Timebok is ready at {}\n", base);
    for (const auto& business : listing.businesses)
        fmt::print("  {}/{}  {}\n", base, business.slug, business.name.fallback);
    if (listing.more) fmt::print("  and more\n");
    std::fflush(stdout);
}

// While many processes share a database, or one brings its tables up to date, another may have to wait for its turn.
constexpr std::chrono::seconds kPatience{60};

}  // namespace

int serve(const Config& config) {
    const auto signals = block_signals();
    set_up_log(config);
    make_data_folder(config);
    const base::SystemClock clock;
    const auto patiently = [](auto&& make) { return db::patiently(kPatience, make); };
    db::Database database =
        patiently([&] { return db::Database({.url = config.database(), .readers = config.number("readers")}); });
    for (const auto& name : patiently([&] { return db::migrate(database); }))
        spdlog::info("msg=migrated migration={}", name);
    // Before all that makes ids, and until after them: loading the demo alone may take longer than a number lasts.
    db::ProcessNumber number = patiently([&] { return db::ProcessNumber(database); });
    activity::Registry registry;
    auto mailing = mail_options(config);
    const html::Pages pages;
    register_features(registry, features(),
                      {clock, mailing, pages, {.private_addresses = config.on("private-addresses")}});
    const std::jthread keeper([&](const std::stop_token& stop) { housekeep(stop, database, registry, clock, number); });
    if (!config.on("empty") && database.read([](db::Session& session) { return businesses::count(session); }) == 0)
        load_demo(database, clock, demo::kHistoryMonths);

    App app = patiently([&] { return App(config, database, registry, clock, pages); });
    // Before anybody is answered: afterwards a database that is busy for long would end a program that serves.
    const auto codes = patiently([&] { return make_codes(database, app.environment().secret); });
    const auto listed =
        patiently([&] { return database.read([](db::Session& session) { return businesses::list_listed(session); }); });
    http::Server server(server_options(config), app.application());
    // Only now is the port known, where any would do; nothing is written or sent before the workers below.
    mailing.base_url = config.address(server.port());
    const activity::Worker worker(database, registry, clock);
    const notify::Worker mailer(database, registry, clock, app.environment().hasher, mailing);
    print_addresses(config, server.port(), listed);
    print_codes(config, server.port(), codes);
    std::fflush(stdout);

    int signal = 0;
    sigwait(&signals, &signal);
    spdlog::info("msg=stopping signal={}", signal);
    server.stop();
    return 0;
}

}  // namespace app
