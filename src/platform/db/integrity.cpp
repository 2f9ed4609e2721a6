#include "db/db.h"

#include <fmt/format.h>

namespace db {

namespace {

std::vector<std::string> sqlite_errors(Session& session) {
    std::vector<std::string> out;
    for (auto& [text] : session.rows<std::string>("select integrity_check from pragma_integrity_check"))
        if (text != "ok") out.push_back(std::move(text));
    for (const auto& [table, row, parent] : session.rows<std::string, std::optional<std::int64_t>, std::string>(
             R"sql(select "table", rowid, parent from pragma_foreign_key_check)sql"))
        out.push_back(fmt::format("row {} of {} points to no row of {}", row.value_or(0), table, parent));
    return out;
}

std::vector<std::string> postgres_errors(Session& session) {
    std::vector<std::string> out;
    for (const auto& [table, name] : session.rows<std::string, std::string>(
             "select cast(cast(conrelid as regclass) as text), cast(conname as text) from pg_constraint "
             "where not convalidated order by 1, 2"))
        out.push_back(fmt::format("constraint {} of {} was never checked against its rows", name, table));
    for (const auto& [table, name] :
         session.rows<std::string, std::string>("select cast(cast(indrelid as regclass) as text), cast(cast(indexrelid "
                                                "as regclass) as text) from pg_index "
                                                "where not indisvalid order by 1, 2"))
        out.push_back(fmt::format("index {} of {} is not valid", name, table));
    return out;
}

}  // namespace

std::vector<std::string> integrity_errors(Database& database) {
    return database.snapshot([](Session& session) {
        return session.engine() == Engine::sqlite ? sqlite_errors(session) : postgres_errors(session);
    });
}

}  // namespace db
