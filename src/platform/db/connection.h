// One session with an engine, used by one thread at a time. What Session, Tx and Database are made of.
#pragma once

#include "db/db.h"

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace db::detail {

// Why a transaction should be run again, although nothing is wrong with it.
enum class Trouble {
    none,
    again,  // serialisation failure or deadlock
    stale,  // the server no longer knows, or no longer accepts, a kept statement
    lost,   // the connection is gone
};

enum class Begin { write, snapshot };

class Connection {
public:
    Connection() = default;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    virtual ~Connection() = default;

    virtual Engine engine() const = 0;
    // All rows; `kinds` says how to read the columns.
    virtual Rows select(std::string_view sql, const std::vector<Kind>& kinds, std::vector<Cell>& args) = 0;
    // The number of rows that were changed.
    virtual std::int64_t run(std::string_view sql, std::vector<Cell>& args) = 0;
    void run(std::string_view sql) {
        std::vector<Cell> none;
        run(sql, none);
    }
    // Any number of statements without values.
    virtual void script(const char* text) = 0;

    virtual void begin(Begin) = 0;
    // Throws when the transaction is not committed, or, saying so, when nobody can know.
    virtual void commit() = 0;
    virtual void rollback() noexcept = 0;
    virtual bool in_transaction() const = 0;

    // The one that was handed in (Options::clock); null: none was.
    const Clock* clock() const { return clock_; }
    void set_clock(const Clock* clock) { clock_ = clock; }

    // Of the transaction that is open, or was last.
    Trouble trouble() const { return trouble_; }
    // Makes good what trouble() tells, so that the next transaction may succeed. Requires that none is open.
    virtual void mend() {}
    // False: not worth keeping.
    virtual bool alive() const { return true; }

protected:
    Trouble trouble_ = Trouble::none;

private:
    const Clock* clock_ = nullptr;
};

enum class Access { read_only, read_write };
std::unique_ptr<Connection> open_sqlite(const std::string& path, Access access, std::chrono::milliseconds busy_timeout);
std::unique_ptr<Connection> open_postgres(const std::string& url, std::chrono::milliseconds busy_timeout);

}  // namespace db::detail
