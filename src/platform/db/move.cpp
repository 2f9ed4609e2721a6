#include "db/move.h"

#include "base/secret.h"
#include "db/catalogue.h"
#include "db/migrations.h"
#include "db/processes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace db {

namespace {

using detail::Cell;
using detail::Kind;
using detail::Rows;
using detail::Table;
using detail::TableColumn;
using detail::Untyped;

constexpr std::size_t kPieceRows = 1000;
constexpr std::size_t kPieceRowsWithBytes = 16;  // a row may hold megabytes
constexpr std::size_t kStatementRows = 20;

constexpr const char* kGoOn =
    "run the same `timebok move` again, which goes on where it was, or begin with an empty database";

bool is_left_out(const Table& table) {
    return table.name == "schema_migrations" || table.name == "processes" || table.name == "moving";
}

std::vector<Table> tables_to_move(Session& session) {
    auto all = detail::list_tables(session);
    std::erase_if(all, is_left_out);
    return detail::parents_first(std::move(all));
}

std::string names(const std::vector<TableColumn>& columns) {
    std::string out;
    for (const auto& column : columns) out += (out.empty() ? "" : ", ") + column.name;
    return out;
}

std::vector<Kind> kinds(const std::vector<TableColumn>& columns) {
    std::vector<Kind> out;
    for (const auto& column : columns) out.push_back(column.kind);
    return out;
}

std::size_t piece_rows(const Table& table) {
    const bool bytes = std::ranges::any_of(table.columns, [](const auto& each) { return each.kind == Kind::bytes; });
    return bytes ? kPieceRowsWithBytes : kPieceRows;
}

// The values of the key's columns in a row.
std::vector<Cell> key_of(const Table& table, const std::vector<Cell>& row) {
    std::vector<Cell> out;
    for (const auto& column : table.key)
        out.push_back(row[static_cast<std::size_t>(std::ranges::find(table.columns, column) - table.columns.begin())]);
    return out;
}

// The rows behind `after`, in the order of the engine's own key; all from the first when `after` is empty.
Rows next_piece(Session& session, const Table& table, const std::vector<Cell>& after) {
    std::string where, places;
    for (std::size_t i = 0; i < after.size(); ++i) places += fmt::format("{}:k{}", i == 0 ? "" : ", ", i);
    if (!after.empty()) where = fmt::format("where ({}) > ({}) ", names(table.key), places);
    return Untyped::select(session,
                           fmt::format("select {} from {} {}order by {} limit {}", names(table.columns), table.name,
                                       where, names(table.key), piece_rows(table)),
                           kinds(table.columns), after);
}

void insert(Tx& tx, const Table& table, std::span<const std::vector<Cell>> rows) {
    std::string sql = fmt::format("insert into {} ({}) values ", table.name, names(table.columns));
    std::vector<Cell> args;
    for (const auto& row : rows) {
        sql += args.empty() ? "(" : ", (";
        for (std::size_t i = 0; i < row.size(); ++i) {
            sql += fmt::format("{}:v{}", i == 0 ? "" : ", ", args.size());
            args.push_back(row[i]);
        }
        sql += ")";
    }
    Untyped::execute(tx, sql, std::move(args));
}

// Many rows a statement, as the network may be far; what is left over row by row, so that few texts are prepared.
void insert_all(Tx& tx, const Table& table, std::span<const std::vector<Cell>> rows) {
    while (!rows.empty()) {
        const auto many = rows.size() >= kStatementRows ? kStatementRows : 1;
        insert(tx, table, rows.first(many));
        rows = rows.subspan(many);
    }
}

// A key as it is kept between two runs: "i12;" for a number, "t5:names" for a text.
std::string written(const std::vector<Cell>& key) {
    std::string out;
    for (const auto& cell : key) {
        if (const auto* number = std::get_if<std::int64_t>(&cell))
            out += fmt::format("i{};", *number);
        else
            out += fmt::format("t{}:{}", std::get<std::string>(cell).size(), std::get<std::string>(cell));
    }
    return out;
}

std::vector<Cell> read_key(std::string_view text) {
    std::vector<Cell> out;
    while (!text.empty()) {
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), number);
        CHECK(error == std::errc());
        const bool is_number = text.front() == 'i';
        text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
        if (is_number) {
            out.emplace_back(number);
            continue;
        }
        out.emplace_back(std::string(text.substr(0, static_cast<std::size_t>(number))));
        text.remove_prefix(static_cast<std::size_t>(number));
    }
    return out;
}

// How far a table has come, as the target tells it.
struct Mark {
    std::string key;  // written(), of the last row copied
    std::int64_t rows = 0;
    bool done = false;
};

Mark mark_of(Session& target, const Table& table) {
    const auto found = target.row<std::string, std::int64_t, bool>(
        "select last_key, copied, done from moving where name = :name", table.name);
    if (!found) return {};
    const auto& [key, rows, done] = *found;
    return {key, rows, done};
}

// Only the move that wrote `before` may go on from it: two at once would write the same rows.
void set_mark(Tx& target, const Table& table, const Mark& before, const Mark& after) {
    target.execute("insert into moving (name, last_key, copied, done) values (:name, '', 0, 0) on conflict do nothing",
                   table.name);
    const auto changed = target.execute("update moving set last_key = :key, copied = :copied, done = :done "
                                        "where name = :name and last_key = :was and done = 0",
                                        after.key, after.rows, after.done, table.name, before.key);
    if (changed == 0) throw Unavailable("another `timebok move` writes to the same database; stop one of them");
}

// SQLite keeps any value in any column. The program writes none that does not fit, but other tools may have.
void require_exact(Session& source, const Table& table) {
    if (source.engine() != Engine::sqlite) return;
    std::string wrong;
    for (const auto& column : table.columns) {
        const auto* type = column.kind == Kind::integer ? "'integer'"
                           : column.kind == Kind::real  ? "'real'"
                           : column.kind == Kind::bytes ? "'blob'"
                                                        : "'text'";
        wrong += fmt::format("{}typeof({}) not in ({}, 'null')", wrong.empty() ? "" : " or ", column.name, type);
        if (column.kind == Kind::text) wrong += fmt::format(" or instr({}, char(0)) > 0", column.name);
    }
    const auto count =
        source.value<std::int64_t>(fmt::format("select count(*) from {} where {}", table.name, wrong)).value_or(0);
    if (count > 0)
        throw Unavailable(fmt::format("{} rows of {} hold a value of another type than their column; PostgreSQL cannot "
                                      "keep them as they are",
                                      count, table.name));
}

std::int64_t count_rows(Session& session, const Table& table) {
    return session.value<std::int64_t>(fmt::format("select count(*) from {}", table.name)).value_or(0);
}

// What a table holds, in whatever order its rows are read: their number, and the sum of their hashes as four numbers.
struct Digest {
    std::int64_t rows = 0;
    std::array<std::uint64_t, 4> sum{};
    friend bool operator==(const Digest&, const Digest&) = default;

    void add(const std::vector<Cell>& row) {
        std::string text;
        for (const auto& cell : row) {
            text += static_cast<char>('0' + cell.index());
            if (const auto* number = std::get_if<std::int64_t>(&cell))
                text += fmt::format("{};", *number);
            else if (const auto* real = std::get_if<double>(&cell))
                text += fmt::format("{};", *real);
            else if (const auto* words = std::get_if<std::string>(&cell))
                text += fmt::format("{}:{}", words->size(), *words);
            else if (const auto* bytes = std::get_if<Bytes>(&cell))
                text += fmt::format("{}:{}", bytes->value.size(), bytes->value);
        }
        const auto digits = base::hash(text);
        for (std::size_t i = 0; i < sum.size(); ++i) {
            std::uint64_t lane = 0;
            std::from_chars(digits.data() + 16 * i, digits.data() + 16 * (i + 1), lane, 16);
            sum[i] += lane;
        }
        ++rows;
    }
};

// Tells the caller's watch how far a phase is.
class Watched {
public:
    Watched(const MoveWatch& watch, MoveStep::Phase phase, std::int64_t rows) : watch_(watch), step_{phase, 0, rows} {}
    void skip(std::int64_t rows) { step_.rows_done += rows; }
    // False: to be broken off.
    bool add(std::size_t rows) {
        step_.rows_done += static_cast<std::int64_t>(rows);
        return watch_(step_);
    }

private:
    const MoveWatch& watch_;
    MoveStep step_;
};

std::optional<Digest> digest(Session& session, const Table& table, Watched& watched) {
    Digest out;
    for (std::vector<Cell> after;;) {
        const auto rows = next_piece(session, table, after);
        for (const auto& row : rows) out.add(row);
        if (!watched.add(rows.size())) return std::nullopt;
        if (rows.size() < piece_rows(table)) return out;
        after = key_of(table, rows.back());
    }
}

bool copy(Session& source, Database& target, const Table& table, Watched& watched) {
    require_exact(source, table);
    auto mark = target.read([&](Session& session) { return mark_of(session, table); });
    watched.skip(mark.rows);
    while (!mark.done) {
        const auto rows = next_piece(source, table, read_key(mark.key));
        auto next = mark;
        next.done = rows.size() < piece_rows(table);
        next.rows += static_cast<std::int64_t>(rows.size());
        if (!rows.empty()) next.key = written(key_of(table, rows.back()));
        target.write([&](Tx& tx) {
            set_mark(tx, table, mark, next);
            insert_all(tx, table, rows);
        });
        mark = std::move(next);
        if (!watched.add(rows.size())) return false;
    }
    return true;
}

// A large table takes longer to count than a statement of a page may.
void be_patient(Session& session) {
    if (session.engine() == Engine::postgres)
        session.value<std::string>("select set_config('statement_timeout', '0', true)");
}

// One state of the source, so that no row is copied without those it points to.
bool copy_all(Database& source, Database& target, const std::vector<Table>& tables, const MoveWatch& watch) {
    return source.snapshot([&](Session& session) {
        be_patient(session);
        std::int64_t rows = 0;
        for (const auto& table : tables) rows += count_rows(session, table);
        Watched watched(watch, MoveStep::Phase::copying, rows);
        return std::ranges::all_of(tables, [&](const Table& table) { return copy(session, target, table, watched); });
    });
}

std::string differences(const std::vector<std::string>& tables) {
    return fmt::format(
        "the copy differs from the source in {}: either the source was written to since the move began, or "
        "the target was, or a disk errs. Nothing is lost: the source is as it was. Begin again with an "
        "empty database, while no program uses the source",
        fmt::join(tables, ", "));
}

Moved compare(Database& source, Database& target, const std::vector<Table>& tables, const MoveWatch& watch) {
    return source.snapshot([&](Session& from) {
        be_patient(from);
        return target.snapshot([&](Session& to) {
            be_patient(to);
            Moved out{.whole = false, .tables = static_cast<std::int64_t>(tables.size()), .rows = 0};
            for (const auto& table : tables) out.rows += count_rows(from, table);
            Watched watched(watch, MoveStep::Phase::comparing, 2 * out.rows);
            std::vector<std::string> different;
            for (const auto& table : tables) {
                const auto wanted = digest(from, table, watched);
                if (!wanted) return out;
                const auto got = digest(to, table, watched);
                if (!got) return out;
                if (*wanted != *got)
                    different.push_back(
                        fmt::format("{} ({} rows, {} in the copy)", table.name, wanted->rows, got->rows));
            }
            if (!different.empty()) throw Unavailable(differences(different));
            out.whole = true;
            return out;
        });
    });
}

void require_source(Database& source) {
    if (const auto left = pending_migrations(source); !left.empty())
        throw Unavailable(
            fmt::format("the database to be moved is not up to date ({} is missing): run `timebok migrate` "
                        "on it first",
                        left.front()));
}

void require_unserved(Database& database, std::string_view which) {
    if (database.read([](Session& session) { return is_served(session); }))
        throw Unavailable(fmt::format("a program is using the {}; stop it, wait half a minute, and try again", which));
}

// Empty is a database without tables, or with this program's tables and no rows.
void require_empty(Database& target) {
    const auto tables = target.read(detail::list_tables);
    if (tables.empty()) return;
    if (const auto left = pending_migrations(target, program_migrations()); !left.empty())
        throw Unavailable(fmt::format("the target has another version of the schema ({} is missing): choose an empty "
                                      "database",
                                      left.front()));
    require_unserved(target, "target");
    target.read([&](Session& session) {
        for (const auto& table : tables)
            if (!is_left_out(table) && session.value<int>(fmt::format("select 1 from {} limit 1", table.name)))
                throw Unavailable(
                    fmt::format("the target is not empty: it has rows in {}; choose an empty database", table.name));
    });
}

// From here on nothing serves the target.
void begin(Database& target) {
    if (target.read([](Session& session) { return detail::has_table(session, "moving"); })) return;
    require_empty(target);
    target.write([](Tx& tx) {
        tx.script("create table moving (name text not null constraint moving_pkey primary key, last_key text not null, "
                  "copied bigint not null, done integer not null)");
    });
}

}  // namespace

Moved move(Database& source, Database& target, const MoveWatch& watch) {
    require_source(source);
    require_unserved(source, "database to be moved");
    begin(target);
    migrate(target, program_migrations());
    const auto tables = source.read(tables_to_move);
    CHECK(tables == target.read(tables_to_move));
    if (!copy_all(source, target, tables, watch)) return {.whole = false, .tables = 0, .rows = 0};
    const auto out = compare(source, target, tables, watch);
    if (out.whole) target.write([](Tx& tx) { tx.script("drop table moving"); });
    return out;
}

void require_whole(Database& database) {
    if (database.read([](Session& session) { return detail::has_table(session, "moving"); }))
        throw Unavailable(
            fmt::format("this database is half moved: a `timebok move` to it has not come to its end; {}", kGoOn));
}

}  // namespace db
