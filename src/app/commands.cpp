#include "app/commands.h"

#include "accounts/staff_link.h"
#include "activity/jobs.h"
#include "app/progress.h"
#include "bookings/booking.h"
#include "businesses/business.h"
#include "db/backup.h"
#include "db/installation.h"
#include "db/move.h"
#include "db/processes.h"
#include "demo/demo.h"
#include "demo/visit.h"
#include "operators/operator.h"

#include <fmt/format.h>

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

namespace app {
namespace {

constexpr int kMonthsMax = 36;

db::Options options(const Config& config) { return {.url = config.database()}; }

// What is written holds all that customers have told.
class ForOwnerOnly {
public:
    ForOwnerOnly() : before_(umask(077)) {}
    ~ForOwnerOnly() { umask(before_); }
    ForOwnerOnly(const ForOwnerOnly&) = delete;
    ForOwnerOnly& operator=(const ForOwnerOnly&) = delete;

private:
    mode_t before_;
};

// Of the database that is there, or else of the folder it will be in.
struct stat whose(const std::filesystem::path& database) {
    struct stat found {};
    const auto folder = database.has_parent_path() ? database.parent_path() : ".";
    if (::stat(database.c_str(), &found) != 0 && ::stat(folder.c_str(), &found) != 0)
        throw db::Unavailable(fmt::format("there is no folder {}", folder.string()));
    return found;
}

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
    const activity::Registry quiet;
    const auto before = staff::list(tx, business->id);
    const auto member = staff::login_for(tx, {clock, quiet}, business->id, *email,
                                         name.empty() ? typed.substr(0, typed.find('@')) : name);
    if (!member) return std::unexpected(member.error());
    const auto had_login =
        std::ranges::any_of(before, [&](const staff::Member& each) { return each.id == *member && each.has_login; });
    return StaffLink{fmt::format("/{}/office/password/{}", slug, staff::make_link(tx, clock, business->id, *member)),
                     business->name.fallback, email->text, !had_login};
}

int months_of(const std::string& typed) {
    if (typed.empty()) return demo::kHistoryMonths;
    const bool digits = typed.size() <= 2 && typed.find_first_not_of("0123456789") == std::string::npos;
    if (!digits || std::stoi(typed) > kMonthsMax)
        throw Usage{2, fmt::format("timebok: MONTHS is a number from 0 to {}, not {:?}\n", kMonthsMax, typed)};
    return std::stoi(typed);
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

void load_demo(db::Database& database, const Clock& clock, int history_months) {
    Progress progress("Loading the demo businesses");
    activity::Registry quiet;
    bookings::add_sweep(quiet);
    demo::load(database, quiet, clock.now(), history_months, [&](int percent) { progress.at(percent); });
}

namespace {

int remove_demo(const Config& config) {
    db::Database database(options(config));
    db::require_whole(database);
    const int removed = demo::remove(database);
    fmt::print("{}\n", removed == 0 ? "There are no demo businesses here."
                                    : fmt::format("{} demo businesses are gone, with everything in them.", removed));
    return 0;
}

}  // namespace

int demo(const Config& config) {
    if (config.arguments[0] == "remove") return remove_demo(config);
    const auto months = months_of(config.arguments[0]);
    make_data_folder(config);
    db::Database database(options(config));
    db::migrate(database);
    if (database.read([](db::Session& session) { return businesses::count(session); }) > 0) {
        fmt::print(stderr, "timebok: this installation has businesses already; the demo is for an empty one\n");
        return 1;
    }
    const db::ProcessNumber number(database);
    load_demo(database, base::SystemClock{}, months);
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
        for (const auto& job : activity::list_dead(database))
            report(fmt::format("dead job {} of kind {} after {} attempts: {}", to_text(job.id), job.kind, job.attempts,
                               job.last_error));
    }
    if (found == 0) fmt::print("All is well.\n");
    return found == 0 ? 0 : 1;
}

int retry(const Config& config) {
    db::Database database(options(config));
    db::require_whole(database);
    int put_back = 0;
    for (const auto& job : activity::list_dead(database))
        put_back += activity::retry(database, base::SystemClock{}, job.business_id, job.id);
    fmt::print("{} jobs are waiting again.\n", put_back);
    return 0;
}

namespace {

// For the operator's page. The copy is there, whatever becomes of the note: an older schema may know no such thing.
void note_backup(const Config& config) try {
    db::Database database(options(config));
    const auto now = base::to_text(base::SystemClock{}.now());
    database.write([&](db::Tx& tx) { db::installation::keep(tx, db::installation::kLastBackup, now); });
} catch (const db::Unavailable& trouble) {
    fmt::print(stderr, "timebok: the time of this backup was not noted: {}\n", trouble.what());
}

}  // namespace

int backup(const Config& config) {
    const ForOwnerOnly mine;
    db::backup(config.database(), config.arguments[0]);
    fmt::print("Copied to {}\n", config.arguments[0]);
    note_backup(config);
    return 0;
}

namespace {

// Links are made for the schema of this program.
bool is_up_to_date(db::Database& database) {
    if (db::pending_migrations(database).empty()) return true;
    fmt::print(stderr, "timebok: this database is not up to date; start the service or run `timebok migrate`\n");
    return false;
}

// The address alone where nobody said how the installation is reached.
std::string address_of(const Config& config, std::string_view path) {
    const bool known = config.port() != 0 || !config.text("base-url").empty();
    return fmt::format("{}{}", known ? config.address(config.port()) : std::string(), path);
}

std::int64_t minutes(Seconds lifetime) { return std::chrono::duration_cast<std::chrono::minutes>(lifetime).count(); }

}  // namespace

int staff_link(const Config& config) {
    db::Database database(options(config));
    if (!is_up_to_date(database)) return 1;
    const db::ProcessNumber number(database);  // ids are made here while the service makes others
    const auto& arguments = config.arguments;
    const auto made =
        database.write([&](db::Tx& tx) { return make_staff_link(tx, arguments[0], arguments[1], arguments[2]); });
    if (!made) {
        fmt::print(stderr, "timebok: {}\n", why_no_link(config, made.error().code));
        return 1;
    }
    if (made->is_new_owner) fmt::print("{} owns {} now.\n", made->email, made->business);
    fmt::print("Within {} minutes, and once, a password can be chosen at\n  {}\n",
               minutes(accounts::staff::kStaffLinkLifetime), address_of(config, made->path));
    return 0;
}

int operator_link(const Config& config) {
    db::Database database(options(config));
    if (!is_up_to_date(database)) return 1;
    const auto& typed = config.arguments[0];
    const auto email = base::parse_email(typed);
    if (!email) {
        fmt::print(stderr, "timebok: {:?} is no e-mail address\n", typed);
        return 1;
    }
    const db::ProcessNumber number(database);
    const auto& given = config.arguments[1];
    const auto name = given.empty() ? typed.substr(0, typed.find('@')) : given;
    const auto made =
        database.write([&](db::Tx& tx) { return operators::make_link(tx, base::SystemClock{}, *email, name); });
    if (!made) {
        fmt::print(stderr, "timebok: a name has 1 to 100 characters\n");
        return 1;
    }
    fmt::print("{}\n", made->is_new ? fmt::format("{} is an operator of this installation now.", email->text)
                                    : fmt::format("{} is an operator already.", email->text));
    fmt::print("Within {} minutes, and once, a password can be chosen at\n  {}\n"
               "That signs the operator out everywhere, and codes from an app are set up anew.\n",
               minutes(operators::kLinkLifetime), address_of(config, "/operator/link/" + made->token));
    return 0;
}

int restore(const Config& config) {
    const ForOwnerOnly mine;
    const auto database = config.database();
    const auto owner = whose(database);
    db::restore(config.arguments[0], database);
    // Root restores for the service, which has a user of its own.
    if (geteuid() == 0 && chown(database.c_str(), owner.st_uid, owner.st_gid) != 0)
        throw db::Unavailable(
            fmt::format("{} is restored, but cannot be given to its owner, user {}", database, owner.st_uid));
    fmt::print("Restored from {}\n", config.arguments[0]);
    return 0;
}

}  // namespace app
