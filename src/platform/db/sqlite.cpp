#include "db/statements.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>

namespace db::detail {

namespace {

using namespace sqlite_api;

constexpr const char* pragmas = "pragma synchronous=full; pragma foreign_keys=on; pragma cache_size=-1024;"
                                "pragma temp_store=memory; pragma journal_size_limit=67108864;";

// Bookings touch pages all over the file: the writer keeps them at hand, and brings them from the log into the file
// less often than the 1000 pages of SQLite's own choice. The log stays within its size limit.
constexpr const char* writer_pragmas = "pragma cache_size=-16384; pragma wal_autocheckpoint=4000;";

// For all connections, before the first. Counting what is allocated takes a mutex that every thread waits for, and
// what a savepoint may have to put back would go through a file once there is more than a little of it.
void set_up_library() {
    [[maybe_unused]] static const int done =
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) + sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, -1);
}

// Made by us, so that nobody else on the machine may read it. Opened only when it is new: closing a descriptor of a
// file that SQLite has open in this process would drop SQLite's locks.
void create_file(const std::string& path) {
    const int file = open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (file >= 0) {
        close(file);
        return;
    }
    const int why = errno;
    const auto folder = std::filesystem::absolute(path).parent_path();
    if (why == EEXIST) return;
    if (why == ENOENT) throw Unavailable(fmt::format("{}: the folder {} does not exist", path, folder.string()));
    throw Unavailable(fmt::format("{}: cannot be created: {}", path, std::strerror(why)));
}

std::string_view advice(int result) {
    switch (result) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return "another program keeps it locked";
        case SQLITE_FULL: return "the disk is full";
        case SQLITE_CORRUPT: return "it is damaged; restore a backup";
        case SQLITE_NOTADB: return "it is not a database of Timebok";
        case SQLITE_CANTOPEN: return "it cannot be opened; check the path and its permissions";
        case SQLITE_READONLY:
        case SQLITE_PERM: return "it cannot be written; check the permissions of the file and its folder";
        case SQLITE_IOERR: return "the disk does not answer";
        case SQLITE_NOMEM: return "out of memory";
        default: return "";
    }
}

std::vector<std::string> split(std::string_view text, std::string_view separator) {
    std::vector<std::string> out;
    for (;;) {
        const auto end = text.find(separator);
        out.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) return out;
        text.remove_prefix(end + separator.size());
    }
}

class Sqlite final : public Statements {
public:
    Sqlite(std::string path, Access access, std::chrono::milliseconds busy_timeout)
        : path_((set_up_library(), std::move(path))),
          session_(soci::sqlite3, "db=:memory:"),
          busy_timeout_(busy_timeout) {
        if (access == Access::read_write) create_file(path_);
        open_handle();
        sqlite3_busy_handler(handle(), wait_a_little, this);
        use_wal();
        script(pragmas);
        script(access == Access::read_only ? "pragma query_only=on" : writer_pragmas);
    }
    ~Sqlite() override { forget_statements(); }

    Engine engine() const override { return Engine::sqlite; }

    void script(const char* text) override {
        if (sqlite3_exec(handle(), text, nullptr, nullptr, nullptr) == SQLITE_OK) return;
        note();
        fail(text);
    }
    // Plain begin would fail at once, without waiting, when it reads first and another wrote meanwhile.
    void begin(Begin what) override { run(what == Begin::write ? "begin immediate" : "begin"); }
    void commit() override { run("commit"); }
    void rollback() noexcept override {
        if (in_transaction()) sqlite3_exec(handle(), "rollback", nullptr, nullptr, nullptr);
    }
    bool in_transaction() const override { return sqlite3_get_autocommit(handle()) == 0; }

private:
    sqlite3* handle() const { return backend_->conn_; }
    soci::session& session() override { return session_; }

    // SOCI's own way of opening takes no path with a space in it, and guards each call with a mutex that a
    // connection used by one thread at a time does not need.
    void open_handle() {
        sqlite3* opened = nullptr;
        const int result = sqlite3_open_v2(
            path_.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE, nullptr);
        std::swap(backend_->conn_, opened);
        sqlite3_close(opened);
        if (result == SQLITE_OK) return;
        note();
        fail("open");
    }

    // SQLite keeps no queue for its lock: who asks seldom gets it seldom. SQLite's own pauses grow to a tenth of a
    // second, and a process that waits beside others who write without pause would wait for ever.
    static int wait_a_little(void* self, int times_before) {
        auto& me = *static_cast<Sqlite*>(self);
        const auto now = std::chrono::steady_clock::now();
        if (times_before == 0) me.busy_since_ = now;
        if (now - me.busy_since_ >= me.busy_timeout_) return 0;
        std::this_thread::sleep_for(std::chrono::microseconds(std::min(2000, 200 * (times_before + 1))));
        return 1;
    }

    // Processes that do this to a new file at once are told "locked" without the usual wait.
    void use_wal() {
        const auto until = std::chrono::steady_clock::now() + busy_timeout_;
        for (;;) try {
                return script("pragma journal_mode=wal");
            } catch (const Busy&) {
                if (std::chrono::steady_clock::now() >= until) throw;
                std::this_thread::sleep_for(std::chrono::milliseconds(5));
            }
    }

    std::vector<std::string> prepare(soci::statement& statement, const std::string& sql) override {
        statement.prepare(sql);
        auto* stmt = static_cast<soci::sqlite3_statement_backend*>(statement.get_backend())->stmt_;
        std::vector<std::string> names;
        for (int i = 1; i <= sqlite3_bind_parameter_count(stmt); ++i) {
            const char* name = sqlite3_bind_parameter_name(stmt, i);
            CHECK(name && *name == ':');
            names.emplace_back(name + 1);
        }
        return names;
    }
    bool finish(soci::statement& statement) noexcept override {
        auto* stmt = static_cast<soci::sqlite3_statement_backend*>(statement.get_backend())->stmt_;
        if (stmt) sqlite3_reset(stmt);  // else a statement not read to its end holds its lock
        return stmt != nullptr;
    }

    void note() {
        code_ = sqlite3_extended_errcode(handle());
        message_ = sqlite3_errmsg(handle());
    }
    void diagnose(soci::statement*, const soci::soci_error&) override { note(); }

    [[noreturn]] void fail(std::string_view sql) override {
        const int code = std::exchange(code_, SQLITE_OK);
        const int result = code & 0xff;
        if (result == SQLITE_CONSTRAINT && code != SQLITE_CONSTRAINT_DATATYPE)
            throw ConstraintViolation(constraint(code), message_);
        if (result == SQLITE_BUSY || result == SQLITE_LOCKED)
            throw Busy(fmt::format("{}: {} ({})", path_, advice(result), message_));
        if (const auto text = advice(result); !text.empty())
            throw Unavailable(fmt::format("{}: {} ({}, {})", path_, text, message_, code));
        throw std::logic_error(fmt::format("{} ({}) in: {}", message_, code, sql));
    }

    // SQLite names checks and triggers, but tells only the columns of the others.
    std::string constraint(int code) {
        const auto message = message_;
        const auto colon = message.find(": ");
        const std::string rest = colon == std::string::npos ? message : message.substr(colon + 2);
        if (code == SQLITE_CONSTRAINT_TRIGGER) return message;
        if (code == SQLITE_CONSTRAINT_CHECK) return rest;
        if (code == SQLITE_CONSTRAINT_FOREIGNKEY) return "";
        if (rest.starts_with("index '")) return rest.substr(7, rest.size() - 8);

        const auto places = split(rest, ", ");
        const auto table = places[0].substr(0, places[0].find('.'));
        std::vector<std::string> columns;
        for (const auto& place : places) columns.push_back(place.substr(place.find('.') + 1));
        if (code == SQLITE_CONSTRAINT_NOTNULL) return table + "_" + columns[0] + "_not_null";
        if (code == SQLITE_CONSTRAINT_UNIQUE) return unique_index(table, columns);
        return table + "_pkey";
    }

    std::string unique_index(const std::string& table, const std::vector<std::string>& columns) {
        std::vector<Cell> of_table{table};
        const auto indexes = select(R"sql(select name from pragma_index_list(:t) where "unique" order by seq desc)sql",
                                    {Kind::text}, of_table);
        for (const auto& row : indexes) {
            const auto& index = std::get<std::string>(row[0]);
            if (columns_of(index) != columns) continue;
            if (!index.starts_with("sqlite_autoindex_")) return index;
        }
        return fmt::format("{}_{}_key", table, fmt::join(columns, "_"));  // PostgreSQL's name for an unnamed one
    }
    std::vector<std::string> columns_of(const std::string& index) {
        std::vector<Cell> of_index{index};
        std::vector<std::string> out;
        for (const auto& row :
             select("select coalesce(name, '') from pragma_index_info(:i) order by seqno", {Kind::text}, of_index))
            out.push_back(std::get<std::string>(row[0]));
        return out;
    }

    std::string path_;
    soci::session session_;
    soci::sqlite3_session_backend* backend_ = static_cast<soci::sqlite3_session_backend*>(session_.get_backend());
    std::chrono::milliseconds busy_timeout_;
    std::chrono::steady_clock::time_point busy_since_;
    int code_ = SQLITE_OK;
    std::string message_;
};

}  // namespace

std::unique_ptr<Connection> open_sqlite(const std::string& path, Access access,
                                        std::chrono::milliseconds busy_timeout) {
    return std::make_unique<Sqlite>(path, access, busy_timeout);
}

}  // namespace db::detail
