// The database: SQLite in the box, PostgreSQL when one machine is not enough. The only folder that knows a
// database's own headers.
//
// SQL is written once for both engines wherever it can be. Placeholders are :names; values are given in the
// order of their first appearance, a name that appears twice is given once. Results are typed by the caller:
//
//     const auto found = tx.row<BookingId, Instant, std::optional<std::string>>(
//         "select id, starts_at, note from bookings where business_id = :business and id = :id", business, id);
//
// Values and columns: bool, int, std::int64_t, double, std::string, Bytes, Id<T>, Instant, Minutes (as an integer),
// enums (as integers), and std::optional of these for what may be null. Statements are kept per connection by their
// text: give what varies as a value. Several reads in one snapshot() are quicker than in one read().
#pragma once

#include "base/base.h"

#include <chrono>
#include <concepts>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace db {

enum class Engine { sqlite, postgres };

// A constraint said no. `constraint` is its name in the migrations, on both engines: unique indexes, checks, foreign
// keys and the no-overlap rule alike.
struct ConstraintViolation : std::runtime_error {
    ConstraintViolation(std::string name, const std::string& what)
        : std::runtime_error(what), constraint(std::move(name)) {}
    std::string constraint;  // may be empty for a foreign key on SQLite, which does not tell
};
// Full disk, lost connection, a lock not got in time: try later. The text is for the log.
struct Unavailable : std::runtime_error {
    using std::runtime_error::runtime_error;
};
// Somebody else held the lock for the whole busy timeout.
struct Busy : Unavailable {
    using Unavailable::Unavailable;
};

// What `make` makes, which is asked again while the database is Busy, for `patience` at most. For a program that
// starts: a request had better be told soon, but a server that ends for others' being busy serves nobody.
template <class F>
auto patiently(std::chrono::milliseconds patience, F&& make) -> std::invoke_result_t<F> {
    const auto until = std::chrono::steady_clock::now() + patience;
    for (;;) try {
            return make();
        } catch (const Busy&) {
            if (std::chrono::steady_clock::now() >= until) throw;
        }
}

// Binary content, in a column of type bytea on both engines: what SQLite is given as bytes, it keeps as bytes in a
// column of any type. A std::string is text: valid UTF-8 without zero bytes.
struct Bytes {
    std::string value;
    friend bool operator==(const Bytes&, const Bytes&) = default;
};

namespace detail {

// monostate: null. It is made, copied and ended out of line, since every statement of the program has some of them.
using CellValue = std::variant<std::monostate, std::int64_t, double, std::string, Bytes>;
struct Cell : CellValue {
    Cell();
    Cell(std::int64_t number);
    Cell(double number);
    Cell(std::string text);
    Cell(Bytes bytes);
    Cell(const Cell& other);
    Cell(Cell&& other) noexcept;
    Cell& operator=(const Cell& other);
    Cell& operator=(Cell&& other) noexcept;
    ~Cell();
};
enum class Kind : std::uint8_t { integer, real, text, bytes };
using Rows = std::vector<std::vector<Cell>>;

template <class T>
struct Column;  // kind, nullable, to(Cell) and from(value)

template <class T>
requires std::is_arithmetic_v<T> || std::is_enum_v<T>
struct Column<T> {
    static constexpr Kind kind = std::is_floating_point_v<T> ? Kind::real : Kind::integer;
    static Cell cell(T value) {
        if constexpr (std::is_floating_point_v<T>)
            return static_cast<double>(value);
        else
            return static_cast<std::int64_t>(value);
    }
    static T value(Cell&& cell) {
        if constexpr (std::is_floating_point_v<T>)
            return static_cast<T>(std::get<double>(cell));
        else if constexpr (std::is_same_v<T, bool>)
            return std::get<std::int64_t>(cell) != 0;
        else
            return static_cast<T>(std::get<std::int64_t>(cell));
    }
};
template <>
struct Column<std::string> {
    static constexpr Kind kind = Kind::text;
    static Cell cell(std::string value) { return value; }
    static std::string value(Cell&& cell) { return std::get<std::string>(std::move(cell)); }
};
template <>
struct Column<std::string_view> {
    static constexpr Kind kind = Kind::text;
    static Cell cell(std::string_view value) { return std::string(value); }
};
template <>
struct Column<Bytes> {
    static constexpr Kind kind = Kind::bytes;
    static Cell cell(Bytes value) { return value; }
    static Bytes value(Cell&& cell) { return std::get<Bytes>(std::move(cell)); }
};
template <class Tag>
struct Column<base::Id<Tag>> {
    static constexpr Kind kind = Kind::integer;
    static Cell cell(base::Id<Tag> id) { return id.value; }
    static base::Id<Tag> value(Cell&& cell) { return {std::get<std::int64_t>(cell)}; }
};
template <>
struct Column<Instant> {
    static constexpr Kind kind = Kind::integer;
    static Cell cell(Instant at) { return static_cast<std::int64_t>(at.time_since_epoch().count()); }
    static Instant value(Cell&& cell) { return Instant{Seconds{std::get<std::int64_t>(cell)}}; }
};
template <class Rep, class Period>
struct Column<std::chrono::duration<Rep, Period>> {
    using D = std::chrono::duration<Rep, Period>;
    static constexpr Kind kind = Kind::integer;
    static Cell cell(D d) { return static_cast<std::int64_t>(d.count()); }
    static D value(Cell&& cell) { return D{std::get<std::int64_t>(cell)}; }
};
// A calendar day as the days since 1970-01-01.
template <>
struct Column<Day> {
    static constexpr Kind kind = Kind::integer;
    static Cell cell(Day day) { return static_cast<std::int64_t>(day.time_since_epoch().count()); }
    static Day value(Cell&& cell) { return Day{std::chrono::days{std::get<std::int64_t>(cell)}}; }
};
template <class T>
struct Column<std::optional<T>> {
    static constexpr Kind kind = Column<T>::kind;
    static Cell cell(std::optional<T> value) { return value ? Column<T>::cell(*std::move(value)) : Cell{}; }
    static std::optional<T> value(Cell&& cell) {
        if (std::holds_alternative<std::monostate>(cell)) return std::nullopt;
        return Column<T>::value(std::move(cell));
    }
};
template <>
struct Column<std::nullopt_t> {
    static constexpr Kind kind = Kind::text;
    static Cell cell(std::nullopt_t) { return {}; }
};
template <class T>
struct ColumnOf : Column<T> {};
template <std::size_t N>
struct ColumnOf<char[N]> : Column<std::string_view> {};
template <>
struct ColumnOf<const char*> : Column<std::string_view> {};

template <class... Columns, std::size_t... I>
std::tuple<Columns...> tuple_of(std::vector<Cell>&& row, std::index_sequence<I...>) {
    return std::tuple<Columns...>(Column<Columns>::value(std::move(row[I]))...);
}

class Connection;  // a session of SOCI with its kept statements
struct Untyped;    // rows of any table (db/catalogue.h)
struct Clocked;    // the clock of a connection (now.cpp)

}  // namespace detail

// Reads. Each statement sees what is committed when it runs, or, inside Database::snapshot and Tx, one state.
class Session {
public:
    explicit Session(detail::Connection& connection) : connection_(connection) {}
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    template <class... Columns, class... Args>
    std::vector<std::tuple<Columns...>> rows(std::string_view sql, const Args&... args) {
        std::vector<std::tuple<Columns...>> out;
        for (auto& row : select(sql, {detail::Column<Columns>::kind...}, {detail::ColumnOf<Args>::cell(args)...}))
            out.push_back(detail::tuple_of<Columns...>(std::move(row), std::index_sequence_for<Columns...>{}));
        return out;
    }
    // The first row; nullopt when there is none.
    template <class... Columns, class... Args>
    std::optional<std::tuple<Columns...>> row(std::string_view sql, const Args&... args) {
        auto found = select(sql, {detail::Column<Columns>::kind...}, {detail::ColumnOf<Args>::cell(args)...});
        if (found.empty()) return std::nullopt;
        return detail::tuple_of<Columns...>(std::move(found.front()), std::index_sequence_for<Columns...>{});
    }
    // The only column of the first row.
    template <class Column, class... Args>
    std::optional<Column> value(std::string_view sql, const Args&... args) {
        auto found = select(sql, {detail::Column<Column>::kind}, {detail::ColumnOf<Args>::cell(args)...});
        if (found.empty()) return std::nullopt;
        return detail::Column<Column>::value(std::move(found.front().front()));
    }

    Engine engine() const;

protected:
    friend struct detail::Untyped;
    friend struct detail::Clocked;
    detail::Rows select(std::string_view sql, std::vector<detail::Kind> kinds, std::vector<detail::Cell> args);
    detail::Connection& connection_;
};

// A transaction that writes. Made by Database::write only.
class Tx : public Session {
public:
    using Session::Session;

    // The number of rows that were changed.
    template <class... Args>
    std::int64_t execute(std::string_view sql, const Args&... args) {
        return run(sql, {detail::ColumnOf<Args>::cell(args)...});
    }

    // Any number of statements without values, as in a migration.
    void script(const char* text);

private:
    friend struct detail::Untyped;
    std::int64_t run(std::string_view sql, std::vector<detail::Cell> args);
};

// Undoes what was done since when it leaves by an exception or without keep(); needed to go on after a
// ConstraintViolation, on PostgreSQL above all.
class Savepoint {
public:
    explicit Savepoint(Tx& tx);
    ~Savepoint();
    Savepoint(const Savepoint&) = delete;
    Savepoint& operator=(const Savepoint&) = delete;
    void keep();

private:
    Tx& tx_;
    bool kept_ = false;
};

struct Options {
    // A path of a SQLite file, or postgresql://user:password@host/name?options
    std::string url;
    std::size_t readers = 4;  // connections kept for reading; a request that finds none free waits for one
    std::chrono::milliseconds busy_timeout{5000};
    // Transactions that may share one durable commit (SQLite); 1 switches sharing off.
    std::size_t group_limit = 64;
    // What now() tells on SQLite, in builds with tests on PostgreSQL too; none: the machine's. Outlives the database.
    const Clock* clock = nullptr;
};

// Safe to use from any thread. Inside a body only what the body was given is used: asking the same Database again could
// wait for itself for ever, so it is a CHECK failure. Bodies may run on the thread of another writer.
class Database {
public:
    // Throws Unavailable when it cannot be opened, with what to do in the text.
    explicit Database(Options options);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    Engine engine() const;

    // Reads on a connection of the pool; `body` takes a Session&.
    template <class F>
    auto read(F&& body) -> std::invoke_result_t<F, Session&> {
        return run<Session>(std::forward<F>(body), [this](auto& f) { with_session(f, false); });
    }
    // Reads that all see one state of the database. `body` may run more than once (a lost connection).
    template <class F>
    auto snapshot(F&& body) -> std::invoke_result_t<F, Session&> {
        return run<Session>(std::forward<F>(body), [this](auto& f) { with_session(f, true); });
    }
    // One transaction: commits when `body` (taking a Tx&) returns, unless what it returns is a Result that holds an
    // Error; rolls back then and when it throws. Returns only after the commit is durable. `body` may run more than
    // once (serialisation failure, deadlock, a neighbour's refusal), so it must change nothing but the database.
    // SQLite: writers are served first come, first served, and those waiting share one durable commit.
    template <class F>
    auto write(F&& body) -> std::invoke_result_t<F, Tx&> {
        return run<Tx>(std::forward<F>(body), [this](auto& f) { with_tx(f); });
    }

    // Throws Unavailable when the database does not answer.
    void ping();

private:
    using SessionBody = std::function<void(Session&)>;
    using TxBody = std::function<bool(Tx&)>;  // true: commit
    void with_session(const SessionBody& body, bool snapshot);
    void with_tx(const TxBody& body);

    template <class T>
    static bool commits(const T&) {
        return true;
    }
    template <class T>
    static bool commits(const Result<T>& result) {
        return result.has_value();
    }

    template <class S, class F, class Run>
    static auto run(F&& body, Run&& with) -> std::invoke_result_t<F, S&> {
        using R = std::invoke_result_t<F, S&>;
        using Body = std::conditional_t<std::is_same_v<S, Tx>, TxBody, SessionBody>;
        if constexpr (std::is_void_v<R>) {
            Body wrapped = [&](S& s) {
                body(s);
                if constexpr (std::is_same_v<S, Tx>) return true;
            };
            with(wrapped);
        } else {
            std::optional<R> out;
            Body wrapped = [&](S& s) {
                out.emplace(body(s));
                if constexpr (std::is_same_v<S, Tx>) return commits(*out);
            };
            with(wrapped);
            return *std::move(out);
        }
    }

    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// The clock that all processes of a database share, for what expires: the server's on PostgreSQL, the one handed in on
// SQLite, whose processes share a machine. In builds with tests TIMEBOK_TEST_NOW shifts it (base/test_clock.h).
Instant now(Session& session);

// Brings the schema up to date. Each migration runs in a transaction of its own and is recorded with the checksum of
// its text; several processes may call it at once. Throws Unavailable when the database is newer than this program, an
// applied migration's text has changed, or a move to it is not done (db/move.h), saying which.
// Returns the names applied now, in order.
std::vector<std::string> migrate(Database& database);
// Names not applied yet; empty when up to date. Throws as migrate() does.
std::vector<std::string> pending_migrations(Database& database);

// Errors found by the engine's own check; empty when all is well.
std::vector<std::string> integrity_errors(Database& database);

}  // namespace db
