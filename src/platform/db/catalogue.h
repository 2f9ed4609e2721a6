// The tables of a database as its engine's own catalogue tells them, and rows whose columns are known at run time only.
// For what handles every table alike (db/move.h); features write plain SQL.
#pragma once

#include "db/db.h"

#include <string>
#include <vector>

namespace db::detail {

struct TableColumn {
    std::string name;
    Kind kind;
    friend bool operator==(const TableColumn&, const TableColumn&) = default;
};

struct Table {
    std::string name;
    std::vector<TableColumn> columns;  // by name, since engines may keep them in another order
    std::vector<TableColumn> key;      // the primary key's, in its order
    std::vector<std::string> parents;  // the tables that its foreign keys point to, by name
    friend bool operator==(const Table&, const Table&) = default;
};

// By name; without the tables that an engine or an index of its own makes. Throws std::logic_error where a column has a
// type that the migrations do not use or a table has no primary key.
std::vector<Table> list_tables(Session& session);
bool has_table(Session& session, std::string_view name);

// Each table after those that it points to. Throws std::logic_error when they point in a circle.
std::vector<Table> parents_first(std::vector<Table> tables);

// As Session::rows and Tx::execute do.
struct Untyped {
    static Rows select(Session& session, std::string_view sql, std::vector<Kind> kinds, std::vector<Cell> args) {
        return session.select(sql, std::move(kinds), std::move(args));
    }
    static std::int64_t execute(Tx& tx, std::string_view sql, std::vector<Cell> args) {
        return tx.run(sql, std::move(args));
    }
};

}  // namespace db::detail
