#include "app/commands.h"

#include "accounts/staff_link.h"
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

// Ids are made here while the service makes others.
class Number {
public:
    explicit Number(db::Database& database) : database_(database), number_(db::claim_process_number(database)) {
        base::set_process_number(number_);
    }
    ~Number() try { db::release_process_number(database_, number_); } catch (const std::exception&) {
        // It is free again when nobody has renewed it for a while.
    }
    Number(const Number&) = delete;
    Number& operator=(const Number&) = delete;

private:
    db::Database& database_;
    int number_;
};

struct StaffLink {
    std::string path, business, email;
    bool is_new_owner = false;
};

Result<StaffLink> make_staff_link(db::Tx& tx, std::string_view slug, std::string_view typed, std::string_view name) {
    namespace staff = accounts::staff;
    const auto business = businesses::find(tx, slug);
    if (!business) return not_found("business.unknown");
    const auto email = base::parse_email(typed);
    if (!email) return invalid("field.email");
    const base::SystemClock clock;
    const events::Registry quiet;
    const auto before = staff::list(tx, business->id);
    const auto member = staff::login_for(tx, {clock, quiet}, business->id, *email,
                                         name.empty() ? typed.substr(0, typed.find('@')) : name);
    if (!member) return std::unexpected(member.error());
    const auto had_login =
        std::ranges::any_of(before, [&](const staff::Member& each) { return each.id == *member && each.has_login; });
    return StaffLink{fmt::format("/{}/office/password/{}", slug, staff::make_link(tx, clock, business->id, *member)),
                     business->name.fallback, email->text, !had_login};
}

std::string why_no_link(const Config& config, std::string_view code) {
    if (code == "business.unknown") return fmt::format("there is no business at /{}", config.arguments[0]);
    if (code == "field.email") return fmt::format("{:?} is no e-mail address", config.arguments[1]);
    if (code == "staff.no_login")
        return fmt::format("nobody of the staff at /{} signs in with {}; its owners add staff in the back office",
                           config.arguments[0], config.arguments[1]);
    return fmt::format("no sign-in could be made ({})", code);
}

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

int staff_link(const Config& config) {
    db::Database database(options(config));
    if (!db::pending_migrations(database).empty()) {
        fmt::print(stderr, "timebok: this database is not up to date; start the service or run `timebok migrate`\n");
        return 1;
    }
    const Number number(database);
    const auto& arguments = config.arguments;
    const auto made =
        database.write([&](db::Tx& tx) { return make_staff_link(tx, arguments[0], arguments[1], arguments[2]); });
    if (!made) {
        fmt::print(stderr, "timebok: {}\n", why_no_link(config, made.error().code));
        return 1;
    }
    if (made->is_new_owner) fmt::print("{} owns {} now.\n", made->email, made->business);
    const bool known = config.port() != 0 || !config.text("base-url").empty();
    fmt::print("Within {} minutes, and once, a password can be chosen at\n  {}{}\n",
               std::chrono::duration_cast<std::chrono::minutes>(accounts::staff::kStaffLinkLifetime).count(),
               known ? config.address(config.port()) : std::string(), made->path);
    return 0;
}

int restore(const Config& config) {
    db::restore(config.arguments[0], config.database());
    fmt::print("Restored from {}\n", config.arguments[0]);
    return 0;
}

}  // namespace app
