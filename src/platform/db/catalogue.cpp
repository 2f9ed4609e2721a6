#include "db/catalogue.h"

#include <fmt/format.h>

#include <algorithm>

namespace db::detail {

namespace {

struct Questions {
    const char* tables;
    const char* columns;  // name, type, place in the primary key or 0
    const char* parents;
};

constexpr Questions sqlite_questions{
    "select name from pragma_table_list where schema = 'main' and type = 'table' and name not like 'sqlite_%'",
    "select name, lower(type), pk from pragma_table_info(:t)",
    R"sql(select distinct "table" from pragma_foreign_key_list(:t))sql",
};

constexpr Questions postgres_questions{
    "select relname::text from pg_class where relkind = 'r' and relnamespace = current_schema()::regnamespace",
    R"sql(
        select a.attname::text, format_type(a.atttypid, a.atttypmod),
            coalesce(array_position(i.indkey::int2[], a.attnum) + 1, 0)::int
        from pg_attribute a left join pg_index i on i.indrelid = a.attrelid and i.indisprimary
        where a.attrelid = (quote_ident(:t))::regclass and a.attnum > 0 and not a.attisdropped)sql",
    R"sql(
        select distinct p.relname::text from pg_constraint c join pg_class p on p.oid = c.confrelid
        where c.contype = 'f' and c.conrelid = (quote_ident(:t))::regclass)sql",
};

Kind kind_of(std::string_view table, std::string_view column, std::string_view type) {
    if (type == "bigint" || type == "integer") return Kind::integer;
    if (type == "text") return Kind::text;
    if (type == "bytea") return Kind::bytes;
    if (type == "double precision") return Kind::real;
    throw std::logic_error(fmt::format("{}.{} has a type that is not known here: {}", table, column, type));
}

Table describe(Session& session, const Questions& ask, std::string name) {
    Table out{.name = std::move(name), .columns = {}, .key = {}, .parents = {}};
    std::vector<std::pair<int, TableColumn>> key;
    for (auto& [column, type, place] : session.rows<std::string, std::string, int>(ask.columns, out.name)) {
        out.columns.push_back({column, kind_of(out.name, column, type)});
        if (place > 0) key.emplace_back(place, out.columns.back());
    }
    if (key.empty()) throw std::logic_error(out.name + " has no primary key");
    std::ranges::sort(out.columns, {}, &TableColumn::name);
    std::ranges::sort(key, {}, &std::pair<int, TableColumn>::first);
    for (auto& [place, column] : key) out.key.push_back(std::move(column));
    for (auto& [parent] : session.rows<std::string>(ask.parents, out.name)) out.parents.push_back(std::move(parent));
    std::ranges::sort(out.parents);
    return out;
}

}  // namespace

std::vector<Table> list_tables(Session& session) {
    const auto& ask = session.engine() == Engine::sqlite ? sqlite_questions : postgres_questions;
    std::vector<Table> out;
    for (auto& [name] : session.rows<std::string>(ask.tables)) out.push_back(describe(session, ask, std::move(name)));
    std::ranges::sort(out, {}, &Table::name);
    return out;
}

bool has_table(Session& session, std::string_view name) {
    const auto& ask = session.engine() == Engine::sqlite ? sqlite_questions : postgres_questions;
    return std::ranges::any_of(session.rows<std::string>(ask.tables),
                               [&](const auto& row) { return std::get<0>(row) == name; });
}

std::vector<Table> parents_first(std::vector<Table> tables) {
    std::vector<Table> out;
    const auto waits = [&](const Table& table) {
        return std::ranges::any_of(table.parents, [&](const std::string& parent) {
            return std::ranges::find(tables, parent, &Table::name) != tables.end();
        });
    };
    while (!tables.empty()) {
        const auto next = std::ranges::find_if_not(tables, waits);
        if (next == tables.end())
            throw std::logic_error(fmt::format("{} stands in a circle of foreign keys", tables.front().name));
        out.push_back(std::move(*next));
        tables.erase(next);
    }
    return out;
}

}  // namespace db::detail
