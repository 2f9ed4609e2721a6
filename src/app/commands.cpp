#include "app/commands.h"

#include "bookings/booking.h"
#include "businesses/business.h"
#include "db/backup.h"
#include "db/db.h"
#include "demo/demo.h"
#include "events/jobs.h"

#include <fmt/format.h>

#include <filesystem>

namespace app {
namespace {

db::Options options(const Config& config) { return {.url = config.database()}; }

}  // namespace

void make_data_folder(const Config& config) {
    namespace fs = std::filesystem;
    if (!config.text("database").empty()) return;
    std::error_code error;
    if (fs::create_directories(config.text("data"), error)) fs::permissions(config.text("data"), fs::perms::owner_all);
    if (error) throw db::Unavailable(fmt::format("{}: cannot be made: {}", config.text("data"), error.message()));
}

int migrate(const Config& config) {
    make_data_folder(config);
    db::Database database(options(config));
    const auto applied = db::migrate(database);
    for (const auto& name : applied) fmt::print("{}\n", name);
    fmt::print("{}\n", applied.empty() ? "The schema is up to date." : "The schema is up to date now.");
    return 0;
}

int demo(const Config& config) {
    make_data_folder(config);
    db::Database database(options(config));
    db::migrate(database);
    if (database.read([](db::Session& session) { return businesses::count(session); }) > 0) {
        fmt::print(stderr, "timebok: this installation has businesses already; the demo is for an empty one\n");
        return 1;
    }
    base::set_process_number(db::claim_process_number(database));
    events::Registry registry;
    bookings::subscribe(registry);
    demo::load(database, registry, base::SystemClock{}.now());
    fmt::print("The demo businesses are loaded.\n");
    return 0;
}

int show_config(const Config& config) {
    fmt::print("{}", describe(config));
    return 0;
}

int check(const Config& config) {
    db::Database database(options(config));
    int found = 0;
    const auto report = [&](const std::string& line) {
        fmt::print("{}\n", line);
        ++found;
    };
    for (const auto& name : db::pending_migrations(database)) report("not applied yet: " + name);
    if (found == 0) {
        for (const auto& error : db::integrity_errors(database)) report(error);
        for (const auto& job : events::list_dead(database))
            report(fmt::format("dead job {} of kind {} after {} attempts: {}", to_text(job.id), job.kind, job.attempts,
                               job.last_error));
    }
    if (found == 0) fmt::print("All is well.\n");
    return found == 0 ? 0 : 1;
}

int retry(const Config& config) {
    db::Database database(options(config));
    int put_back = 0;
    for (const auto& job : events::list_dead(database))
        put_back += events::retry(database, base::SystemClock{}, job.business_id, job.id);
    fmt::print("{} jobs are waiting again.\n", put_back);
    return 0;
}

int backup(const Config& config) {
    db::backup(config.database(), config.arguments[0]);
    fmt::print("Copied to {}\n", config.arguments[0]);
    return 0;
}

int restore(const Config& config) {
    db::restore(config.arguments[0], config.database());
    fmt::print("Restored from {}\n", config.arguments[0]);
    return 0;
}

}  // namespace app
