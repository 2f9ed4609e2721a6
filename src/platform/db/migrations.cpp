#include "db/migrations.h"

#include "base/secret.h"
#include "db/move.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace embedded {
std::span<const File> migrations();
}

namespace db {

namespace {

struct Migration {
    int version;
    std::string name;
    std::string_view text;
};

// "    name text not null," with the collation behind its type; other lines as they are.
std::string with_collation(std::string_view line) {
    constexpr std::string_view word = "abcdefghijklmnopqrstuvwxyz_", type = " text";
    auto at = line.find_first_not_of(' ');
    if (at == 0 || at == line.npos) return std::string(line);
    if (line.substr(at).starts_with("add column ")) at += std::string_view("add column ").size();
    const auto end = line.find_first_not_of(word, at);
    if (end == at || end == line.npos || !line.substr(end).starts_with(type)) return std::string(line);
    const auto rest = line.substr(end + type.size());
    if (!rest.empty() && rest.front() != ' ' && rest.front() != ',') return std::string(line);
    return fmt::format("{} collate \"C\"{}", line.substr(0, end + type.size()), rest);
}

// A migration as its engine takes it. PostgreSQL's differs in two ways:
// - ` without rowid;` ends a table that on SQLite is its key's tree alone; PostgreSQL does not know the words.
// - Texts are compared and sorted by their bytes, as SQLite does it, whatever the database's own locale is.
std::string script_for(Engine engine, std::string_view text) {
    if (engine == Engine::sqlite) return std::string(text);
    constexpr std::string_view rowid = " without rowid;";
    std::string out;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        out += line.ends_with(rowid) ? fmt::format("{};", line.substr(0, line.size() - rowid.size()))
                                     : with_collation(line);
        out += '\n';
    }
    return out;
}

struct Applied {
    int version;
    std::string name;
    std::string checksum;
};

constexpr const char* create_table = R"sql(
    create table if not exists schema_migrations (
        version integer not null constraint schema_migrations_pkey primary key,
        name text not null,
        checksum text not null,
        applied_at bigint not null
    ))sql";

// "0008_no_double_booking.sqlite.sql" is 0008_no_double_booking on SQLite, and nothing on PostgreSQL.
std::optional<Migration> read(const embedded::File& file, Engine engine) {
    std::string_view name = file.name;
    CHECK(name.ends_with(".sql"));
    name.remove_suffix(4);
    const auto dot = name.rfind('.');
    if (dot != std::string_view::npos) {
        const auto of = name.substr(dot + 1);
        CHECK(of == "sqlite" || of == "postgres");
        if (of != (engine == Engine::sqlite ? "sqlite" : "postgres")) return std::nullopt;
        name = name.substr(0, dot);
    }
    int version = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), version);
    CHECK(error == std::errc() && end == name.data() + 4 && version > 0);
    return Migration{version, std::string(name), file.content};
}

std::vector<Migration> in_order(std::span<const embedded::File> files, Engine engine) {
    std::vector<Migration> out;
    for (const auto& file : files)
        if (auto migration = read(file, engine)) out.push_back(*std::move(migration));
    std::ranges::sort(out, {}, &Migration::version);
    CHECK(std::ranges::adjacent_find(out, {}, &Migration::version) == out.end());
    return out;
}

std::vector<Applied> applied(Session& session) {
    const char* exists = session.engine() == Engine::sqlite
                             ? "select count(*) from sqlite_master where name = 'schema_migrations'"
                             : "select count(*) from pg_tables where tablename = 'schema_migrations' "
                               "and schemaname = any (current_schemas(false))";
    if (session.value<int>(exists) == 0) return {};
    std::vector<Applied> out;
    for (auto& [version, name, checksum] : session.rows<int, std::string, std::string>(
             "select version, name, checksum from schema_migrations order by version"))
        out.push_back({version, std::move(name), std::move(checksum)});
    return out;
}

// What is left to apply.
std::vector<Migration> compare(const std::vector<Migration>& wanted, const std::vector<Applied>& done) {
    std::vector<Migration> left = wanted;
    for (const auto& was : done) {
        const auto found = std::ranges::find(left, was.version, &Migration::version);
        if (found == left.end())
            throw Unavailable(fmt::format("the database has {}, which this program does not know: it is newer than the "
                                          "program; install the newer program, or restore a backup made before",
                                          was.name));
        if (found->name != was.name)
            throw Unavailable(
                fmt::format("the database was made by a program older than {} (it has {}), and this program "
                            "cannot bring it up to date: begin with a new one",
                            found->name, was.name));
        if (base::hash(found->text) != was.checksum)
            throw Unavailable(
                fmt::format("migration {} was changed after it was applied to this database", found->name));
        left.erase(found);
    }
    return left;
}

// One process at a time; SQLite's begin immediate has seen to that already.
void lock(Tx& tx) {
    if (tx.engine() == Engine::postgres) tx.value<int>("select 1 from (select pg_advisory_xact_lock(7411830112)) l");
}

std::optional<std::string> apply_next(Tx& tx, const std::vector<Migration>& wanted) {
    lock(tx);
    tx.script(script_for(tx.engine(), create_table).c_str());
    const auto left = compare(wanted, applied(tx));
    if (left.empty()) return std::nullopt;
    const auto& next = left.front();
    tx.script(script_for(tx.engine(), next.text).c_str());
    const char* now = tx.engine() == Engine::sqlite ? "unixepoch()" : "cast(extract(epoch from now()) as bigint)";
    tx.execute(fmt::format("insert into schema_migrations (version, name, checksum, applied_at) "
                           "values (:version, :name, :checksum, {})",
                           now),
               next.version, next.name, base::hash(next.text));
    return next.name;
}

}  // namespace

std::vector<std::string> migrate(Database& database, std::span<const embedded::File> files) {
    const auto wanted = in_order(files, database.engine());
    std::vector<std::string> out;
    if (pending_migrations(database, files).empty()) return out;
    while (auto name = database.write([&](Tx& tx) { return apply_next(tx, wanted); })) out.push_back(*std::move(name));
    return out;
}

std::vector<std::string> pending_migrations(Database& database, std::span<const embedded::File> files) {
    const auto wanted = in_order(files, database.engine());
    std::vector<std::string> out;
    for (const auto& left : compare(wanted, database.read([](Session& session) { return applied(session); })))
        out.push_back(left.name);
    return out;
}

std::span<const embedded::File> program_migrations() { return embedded::migrations(); }

std::vector<std::string> migrate(Database& database) {
    require_whole(database);
    return migrate(database, program_migrations());
}

std::vector<std::string> pending_migrations(Database& database) {
    require_whole(database);
    return pending_migrations(database, program_migrations());
}

}  // namespace db
