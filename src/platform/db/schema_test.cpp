// docs/schema.sqlite.sql and docs/schema.postgres.sql say what the migrations make. bin/schema writes them by this
// test.
#include "db/db.h"
#include "support/engines.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cctype>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace {

using db::Session;

// SQLite keeps the texts that made its tables, but writes their first words in capitals.
std::string sqlite_schema(Session& session) {
    std::string out, table;
    for (auto& [of, text] : session.rows<std::string, std::string>(R"sql(
             select tbl_name, sql from sqlite_schema where sql is not null
             order by tbl_name, case type when 'table' then 1 when 'index' then 2 else 3 end, name)sql")) {
        for (auto& c : text) {
            if (!std::isupper(static_cast<unsigned char>(c)) && c != ' ') break;
            c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        }
        if (std::exchange(table, of) != of) out += '\n';
        out += text + ";\n";
    }
    return out;
}

constexpr const char* postgres_tables = R"sql(
    select c.relname::text, string_agg('    ' || l.line, E',\n' order by l.part, l.place, l.line)
    from pg_class c cross join lateral (
        select 1 as part, a.attnum::int as place, a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
            || case when a.attnotnull then ' not null' else '' end
            || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') as line
        from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        union all
        select 2, strpos('pufcx', o.contype::text), 'constraint ' || o.conname || ' ' || pg_get_constraintdef(o.oid)
        from pg_constraint o where o.conrelid = c.oid and o.contype in ('p', 'u', 'f', 'c', 'x')) l
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
    group by c.relname order by c.relname collate "C")sql";

constexpr const char* postgres_indexes_and_triggers = R"sql(
    select line from (
        select 1 as part, i.indexrelid::regclass::text as name, replace(pg_get_indexdef(i.indexrelid), ' ON public.', ' ON ') as line from pg_index i
        where i.indrelid = :table::regclass
            and not exists (select from pg_constraint o where o.conindid = i.indexrelid and o.contype in ('p', 'u', 'x'))
        union all
        select 2, t.tgname::text, replace(pg_get_triggerdef(t.oid), ' ON public.', ' ON ') from pg_trigger t
        where t.tgrelid = :table::regclass and not t.tgisinternal) made
    order by part, name collate "C")sql";

constexpr const char* postgres_functions = R"sql(
    select rtrim(pg_get_functiondef(p.oid), E'\n') from pg_proc p
    where p.pronamespace = 'public'::regnamespace
        and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    order by p.proname collate "C")sql";

std::string postgres_schema(Session& session) {
    std::string out;
    for (const auto& [name] : session.rows<std::string>(
             "select extname::text from pg_extension where extname <> 'plpgsql' order by extname collate \"C\""))
        out += fmt::format("\ncreate extension {};\n", name);
    for (const auto& [name, lines] : session.rows<std::string, std::string>(postgres_tables)) {
        out += fmt::format("\ncreate table {} (\n{}\n);\n", name, lines);
        for (const auto& [line] : session.rows<std::string>(postgres_indexes_and_triggers, name)) out += line + ";\n";
    }
    for (const auto& [text] : session.rows<std::string>(postgres_functions)) out += "\n" + text + ";\n";
    return out;
}

struct Schema : testing::TestWithParam<db::Engine> {
    support::FreshDatabase fresh{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Engines, Schema, testing::ValuesIn(support::engines()), support::engine_name);

TEST_P(Schema, IsInTheDocsAsTheMigrationsMakeIt) {
    const bool sqlite = GetParam() == db::Engine::sqlite;
    const auto path = fmt::format("{}/schema.{}.sql", TIMEBOK_DOCS, sqlite ? "sqlite" : "postgres");
    const auto made =
        fmt::format("-- The tables of today on {}, to be read: bin/schema writes this from what the migrations "
                    "make.\n{}",
                    sqlite ? "SQLite" : "PostgreSQL", fresh->read(sqlite ? sqlite_schema : postgres_schema));
    if (std::getenv("TIMEBOK_WRITE_SCHEMA")) std::ofstream(path) << made;

    std::ostringstream told;
    told << std::ifstream(path).rdbuf();
    EXPECT_EQ(told.str(), made) << "run bin/schema";
}

// Whatever locale the database was made with; SQLite compares so by itself.
TEST(SchemaOnPostgres, ComparesEveryTextByItsBytes) {
    support::FreshDatabase fresh(db::Engine::postgres);
    std::string others;
    for (const auto& [table, column] : fresh->read([](Session& session) {
             return session.rows<std::string, std::string>(R"sql(
                 select c.relname::text, a.attname::text
                 from pg_attribute a join pg_class c on c.oid = a.attrelid
                 where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.attnum > 0
                     and not a.attisdropped and a.attcollation <> 0 and a.attcollation <> '"C"'::regcollation)sql");
         }))
        others += fmt::format("{}.{} ", table, column);
    EXPECT_EQ(others, "");
}

}  // namespace
