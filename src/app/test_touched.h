// Which tables are written to, as triggers of the test tell, so that a walk along hundreds of routes looks at and puts
// back those alone. A row that is written as it was before is not told of.
#pragma once

#include "db/catalogue.h"
#include "db/db.h"

#include <fmt/format.h>
#include <algorithm>
#include <ranges>
#include <set>
#include <string>
#include <vector>

namespace app::test {

using Tables = std::set<std::string>;

// All tables as they are at one moment, and how to have them so again.
class KeptTables {
public:
    // From now on take() tells what is written to.
    void keep(db::Tx& tx) {
        const bool sqlite = tx.engine() == db::Engine::sqlite;
        if (!sqlite) tx.script("create schema if not exists kept");
        for (auto& table : db::detail::parents_first(db::detail::list_tables(tx))) {
            if (table.name == "processes") continue;  // running programs write to it by themselves
            tx.script(fmt::format("create table {} as select * from {}", kept(tx, table.name), table.name).c_str());
            tables_.push_back(std::move(table));
        }
        tx.script("create table touched_tables (name text not null primary key)");
        if (!sqlite) tx.script(kTell);
        for (const auto& table : tables_)
            for (const auto* written : kWritten) tx.script(trigger(sqlite, table, written).c_str());
    }
    void forget(db::Tx& tx) {
        stop_telling(tx);
        for (const auto& table : tables_) tx.script(fmt::format("drop table {}", kept(tx, table.name)).c_str());
        tables_.clear();
    }
    // Plans of statements are looked at without the triggers.
    void stop_telling(db::Tx& tx) {
        if (!telling()) return;
        for (const auto& table : tables_)
            for (const auto* written : kWritten)
                tx.script(tx.engine() == db::Engine::sqlite
                              ? fmt::format("drop trigger touched_{}_{}", table.name, written).c_str()
                              : fmt::format("drop trigger touched_{} on {}", written, table.name).c_str());
        tx.script("drop table touched_tables");
        if (tx.engine() == db::Engine::postgres) tx.script("drop function tell_touched()");
        stopped_ = true;
    }

    bool telling() const { return !tables_.empty() && !stopped_; }

    // What was written to since this was last asked.
    static Tables take(db::Tx& tx) {
        Tables out;
        for (const auto& [name] : tx.rows<std::string>("select name from touched_tables")) out.insert(name);
        if (!out.empty()) tx.execute("delete from touched_tables");
        return out;
    }

    // Those tables hold again what was kept. Other tables that follow from them do, too.
    void restore(db::Tx& tx, Tables touched) const {
        // The order within a transaction does not matter then, and what a row of its own takes along comes back as
        // well.
        tx.script(tx.engine() == db::Engine::sqlite ? "pragma defer_foreign_keys = on"
                                                    : "set local session_replication_role = replica");
        for (auto wanted = taken_along(tx, touched); !wanted.empty();) {
            for (const auto& table : tables_ | std::views::reverse)
                if (wanted.contains(table.name)) tx.execute(fmt::format("delete from {}", table.name));
            for (const auto& table : tables_)
                if (wanted.contains(table.name))
                    tx.execute(fmt::format("insert into {} select * from {}", table.name, kept(tx, table.name)));
            const auto followed = take(tx);
            const bool all = std::ranges::includes(wanted, followed);
            wanted.insert(followed.begin(), followed.end());
            if (all) break;
        }
    }

private:
    static constexpr std::array kWritten{"insert", "update", "delete"};
    static constexpr const char* kTell =
        "create function tell_touched() returns trigger language plpgsql as "
        "'begin insert into touched_tables (name) values (tg_table_name) on conflict do nothing; return null; end'";

    static std::string kept(const db::Session& session, const std::string& table) {
        return (session.engine() == db::Engine::sqlite ? "temp.kept_" : "kept.") + table;
    }
    static std::string trigger(bool sqlite, const db::detail::Table& table, std::string_view written) {
        std::string differs;
        if (written == "update") {
            for (const auto& column : sqlite ? table.columns : std::vector<db::detail::TableColumn>{})
                differs +=
                    fmt::format("{}old.{} is not new.{}", differs.empty() ? "when " : " or ", column.name, column.name);
            if (!sqlite) differs = "when (old.* is distinct from new.*)";
        }
        if (!sqlite)
            return fmt::format(
                "create trigger touched_{} after {} on {} for each row {} execute function tell_touched()", written,
                written, table.name, differs);
        // An upsert would take its own way with a conflict into the trigger.
        return fmt::format(
            "create trigger touched_{0}_{1} after {1} on {0} {2} begin insert into touched_tables select "
            "'{0}' where not exists (select 1 from touched_tables where name = '{0}'); end",
            table.name, written, differs);
    }
    // With those whose rows SQLite deletes or blanks along with a row of theirs.
    Tables taken_along(db::Session& session, Tables out) const {
        if (session.engine() != db::Engine::sqlite) return out;
        for (const auto& table : tables_)  // parents first
            for (const auto& [parent] : session.rows<std::string>(
                     "select \"table\" from pragma_foreign_key_list(:table) where on_delete in ('CASCADE', 'SET NULL')",
                     table.name))
                if (out.contains(parent)) out.insert(table.name);
        return out;
    }

    std::vector<db::detail::Table> tables_;  // each after those that it points to
    bool stopped_ = false;
};

}  // namespace app::test
