#include "db/backup.h"

#include "db/processes.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <filesystem>

namespace db {
namespace {

namespace fs = std::filesystem;

struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close(handle); }
};
using Handle = std::unique_ptr<sqlite3, Close>;

Handle open(const std::string& path, int flags) {
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
    Handle out(handle);
    if (code != SQLITE_OK) throw Unavailable(fmt::format("cannot open {}: {}", path, sqlite3_errstr(code)));
    sqlite3_busy_timeout(handle, 5000);
    return out;
}

void require_sqlite(const std::string& url) {
    if (url.starts_with("postgres"))
        throw Unavailable("this works on SQLite only; use pg_dump and pg_restore for PostgreSQL (docs/operating.md)");
}

void copy(const std::string& from, const std::string& to) {
    const auto source = open(from, SQLITE_OPEN_READWRITE);
    const auto target = open(to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    auto* work = sqlite3_backup_init(target.get(), "main", source.get(), "main");
    if (!work) throw Unavailable(fmt::format("cannot write {}: {}", to, sqlite3_errmsg(target.get())));
    sqlite3_backup_step(work, -1);
    const int code = sqlite3_backup_finish(work);
    if (code != SQLITE_OK) throw Unavailable(fmt::format("cannot copy to {}: {}", to, sqlite3_errstr(code)));
}

void remove_with_log(const fs::path& path) {
    for (const auto* suffix : {"", "-wal", "-shm"}) fs::remove(path.string() + suffix);
}

bool is_served(const std::string& url) {
    if (!fs::exists(url)) return false;
    try {
        Database database({.url = url, .readers = 1});
        return database.read([](Session& session) { return db::is_served(session); });
    } catch (const std::exception&) {
        return false;  // damaged, which is why it is being restored
    }
}

}  // namespace

void backup(const std::string& url, const std::string& file) {
    require_sqlite(url);
    if (!fs::exists(url)) throw Unavailable("there is no database at " + url);
    if (fs::exists(file)) throw Unavailable(file + " exists already; choose another name");
    const auto partial = file + ".partial";
    remove_with_log(partial);
    try {
        copy(url, partial);
        fs::rename(partial, file);
    } catch (...) {
        remove_with_log(partial);
        throw;
    }
    remove_with_log(partial);
}

void restore(const std::string& file, const std::string& url) {
    require_sqlite(url);
    if (!fs::exists(file)) throw Unavailable("there is no backup at " + file);
    if (is_served(url)) throw Unavailable("a program is using " + url + "; stop it, wait half a minute, and try again");
    const auto coming = url + ".restoring";
    remove_with_log(coming);
    try {
        copy(file, coming);
        {
            Database database({.url = coming, .readers = 1});
            if (const auto errors = integrity_errors(database); !errors.empty())
                throw Unavailable(fmt::format("{} is damaged: {}", file, errors.front()));
            if (!database.read([](Session& session) {
                    return session
                               .value<std::int64_t>(
                                   "select count(*) from sqlite_master where name = 'schema_migrations'")
                               .value() == 1;
                }))
                throw Unavailable(file + " is not a backup of Timebok");
            pending_migrations(database);  // throws when it is newer than this program
        }
        remove_with_log(url);
        fs::rename(coming, url);
    } catch (...) {
        remove_with_log(coming);
        throw;
    }
}

}  // namespace db
