#include "support/engines.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <set>
#include <stdexcept>

namespace support {

namespace {

namespace fs = std::filesystem;

std::string unique_name() {
    static std::atomic<int> made = 0;
    return fmt::format("tb_{}_{}", getpid(), ++made);
}

// The process's SQLite files, in a folder that goes with the process.
class SqliteFiles {
public:
    SqliteFiles() {
        std::string name = (fs::temp_directory_path() / "timebok.XXXXXX").string();
        if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder can be made");
        folder_ = name;
    }
    SqliteFiles(const SqliteFiles&) = delete;
    SqliteFiles& operator=(const SqliteFiles&) = delete;
    ~SqliteFiles() {
        std::error_code ignored;
        fs::remove_all(folder_, ignored);
    }

    std::string take(Schema schema) {
        const auto path = folder_ / (unique_name() + ".db");
        if (schema == Schema::migrated) fs::copy_file(migrated(), path);
        return path.string();
    }
    void give_back(const std::string& path) {
        for (const auto* suffix : {"", "-wal", "-shm"}) fs::remove(path + suffix);
    }

private:
    fs::path migrated() {
        const std::lock_guard lock(mutex_);
        const auto path = folder_ / "migrated.db";
        if (fs::exists(path)) return path;
        // Closing the last connection moves everything into the file.
        db::Database database({.url = path.string()});
        db::migrate(database);
        return path;
    }

    std::mutex mutex_;
    fs::path folder_;
};

// Deletes the rows that tests made and puts back those of the migrations, which are kept in the schema "seed".
constexpr const char* empty_tables = R"sql(
    do $$
    declare t record;
    begin
        set local session_replication_role = replica;
        for t in select oid, relname from pg_class
                 where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> 'schema_migrations' loop
            if pg_relation_size(t.oid) > 262144 then
                execute format('truncate public.%I cascade', t.relname);
            else
                execute format('delete from public.%I', t.relname);
            end if;
        end loop;
        for t in select relname from pg_class where relkind = 'r' and relnamespace = 'seed'::regnamespace loop
            execute format('insert into public.%1$I overriding system value select * from seed.%1$I', t.relname);
        end loop;
        for t in select schemaname, sequencename from pg_sequences where last_value is not null loop
            execute format('alter sequence %I.%I restart', t.schemaname, t.sequencename);
        end loop;
    end $$)sql";

constexpr const char* keep_seed = R"sql(
    create schema seed;
    do $$
    declare t record; filled boolean;
    begin
        for t in select relname from pg_class
                 where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> 'schema_migrations' loop
            execute format('select exists (select from public.%I)', t.relname) into filled;
            if filled then execute format('create table seed.%1$I as table public.%1$I', t.relname); end if;
        end loop;
    end $$)sql";

// The process's databases on the server; dropped when the process ends.
class PostgresDatabases {
public:
    PostgresDatabases() : admin_({.url = server(), .readers = 1}) {}
    PostgresDatabases(const PostgresDatabases&) = delete;
    PostgresDatabases& operator=(const PostgresDatabases&) = delete;
    ~PostgresDatabases() {
        for (const auto& url : made_) try {
                drop(url);
            } catch (const std::exception& error) {
                fmt::print(stderr, "a test database stays behind: {}\n", error.what());
            }
    }

    std::string take(Schema schema) {
        const std::lock_guard lock(mutex_);
        if (schema == Schema::empty || free_.empty()) return make(schema);
        auto url = std::move(free_.back());
        free_.pop_back();
        db::Database database({.url = url, .readers = 1});
        database.write([](db::Tx& tx) { tx.script(empty_tables); });
        return url;
    }
    std::string take_in(const std::string& icu_locale) {
        const std::lock_guard lock(mutex_);
        return make(Schema::empty, fmt::format("locale_provider icu icu_locale '{}'", icu_locale));
    }
    void give_back(const std::string& url, Schema schema) {
        const std::lock_guard lock(mutex_);
        if (schema == Schema::migrated) return free_.push_back(url);
        drop(url);
        made_.erase(url);
    }

private:
    static std::string server() {
        const char* url = std::getenv("TIMEBOK_TEST_POSTGRES");
        if (!url) throw std::runtime_error("TIMEBOK_TEST_POSTGRES is not set: run the tests under bin/with-postgres");
        return url;
    }
    static std::string name_of(const std::string& url) {
        const auto begin = url.find('/', url.find("//") + 2) + 1;
        return url.substr(begin, url.find('?') - begin);
    }
    std::string make(Schema schema, const std::string& options = "") {
        const auto name = unique_name();
        std::string url = server();
        url.replace(url.find('/', url.find("//") + 2) + 1, name_of(url).size(), name);
        outside_transaction(fmt::format("create database {} template template0 {}", name, options));
        made_.insert(url);
        if (schema == Schema::empty) return url;
        db::Database database({.url = url, .readers = 1});
        db::migrate(database);
        database.write([](db::Tx& tx) { tx.script(keep_seed); });
        return url;
    }
    void drop(const std::string& url) {
        outside_transaction(fmt::format("drop database if exists {} with (force)", name_of(url)));
    }
    // Databases cannot be made inside a transaction; a read has none.
    void outside_transaction(const std::string& sql) {
        admin_.read([&](db::Session& session) { session.row<int>(sql); });
    }

    std::mutex mutex_;
    db::Database admin_;
    std::vector<std::string> free_;
    std::set<std::string> made_;
};

SqliteFiles& sqlite_files() {
    static SqliteFiles files;
    return files;
}
PostgresDatabases& postgres_databases() {
    static PostgresDatabases databases;
    return databases;
}

}  // namespace

std::vector<db::Engine> engines() { return {db::Engine::sqlite, db::Engine::postgres}; }

std::string engine_name(const testing::TestParamInfo<db::Engine>& engine) {
    return engine.param == db::Engine::sqlite ? "sqlite" : "postgres";
}

FreshDatabase::FreshDatabase(db::Engine engine, Schema schema, const Clock* clock)
    : engine_(engine),
      schema_(schema),
      url_(engine == db::Engine::sqlite ? sqlite_files().take(schema) : postgres_databases().take(schema)),
      database_(std::make_unique<db::Database>(db::Options{.url = url_, .clock = clock})) {}

FreshDatabase::FreshDatabase(const std::string& icu_locale)
    : engine_(db::Engine::postgres),
      schema_(Schema::empty),
      url_(postgres_databases().take_in(icu_locale)),
      database_(std::make_unique<db::Database>(db::Options{.url = url_})) {
    db::migrate(*database_);
}

FreshDatabase::~FreshDatabase() {
    database_.reset();
    if (engine_ == db::Engine::sqlite)
        sqlite_files().give_back(url_);
    else
        postgres_databases().give_back(url_, schema_);
}

}  // namespace support
