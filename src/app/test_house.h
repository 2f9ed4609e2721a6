// For tests of the whole program: it stands over the shared world and is asked over real sockets on 127.0.0.1.
#pragma once

#include "app/app.h"
#include "http/test_client.h"
#include "support/walk.h"
#include "support/world.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace app::test {

// As the command line gives it; the environment is the caller's.
inline Config config(std::vector<std::string> flags) {
    std::vector<const char*> argv{"timebok"};
    for (const auto& flag : flags) argv.push_back(flag.c_str());
    return read_config(static_cast<int>(argv.size()), argv.data());
}

using support::walk::Ask;
using support::walk::form_post;
using support::walk::json_post;

// Everything that is stored, as text: equal before and after means that nothing was changed. The numbers of processes
// are left out, since every start takes one, and SQLite's own tables of an index, which follow from the others.
inline std::map<std::string, std::string> contents(db::Database& database) {
    return database.snapshot([](db::Session& session) {
        const bool sqlite = session.engine() == db::Engine::sqlite;
        std::map<std::string, std::string> out;
        for (const auto& [table] : session.rows<std::string>(
                 sqlite ? "select name from pragma_table_list where schema = 'main' and type = 'table' "
                          "and name not like 'sqlite_%'"
                        : "select cast(tablename as text) from pg_tables where schemaname = 'public'")) {
            if (table == "processes") continue;
            std::string row = "cast(t as text)";
            if (sqlite) {
                row.clear();
                for (const auto& [column] :
                     session.rows<std::string>("select name from pragma_table_info(:table)", table))
                    row += fmt::format("{}quote({})", row.empty() ? "" : "||','||", column);
            }
            const auto sql = sqlite ? fmt::format("select coalesce(group_concat(r, char(10)), '') from "
                                                  "(select {} as r from {} t order by 1)",
                                                  row, table)
                                    : fmt::format("select coalesce(string_agg({}, chr(10) order by {}), '') from {} t",
                                                  row, row, table);
            out[table] = session.value<std::string>(sql).value();
        }
        return out;
    });
}

// The names of the tables that differ; empty when all are alike.
inline std::string changed(const std::map<std::string, std::string>& before,
                           const std::map<std::string, std::string>& after) {
    std::string out;
    for (const auto& [table, text] : after)
        if (const auto was = before.find(table); was == before.end() || was->second != text) out += table + " ";
    return out;
}

// What these features register.
struct Registered : activity::Registry {
    Registered(const std::vector<Feature>& features, const Setup& setup) { register_features(*this, features, setup); }
};

struct Site {
    support::World world;
    // Its own, so that a test need not wait long for a lock that another one holds.
    db::Database database;
    notify::Options mailing;
    Registered registry;
    App app;
    http::Server server;

    explicit Site(db::Engine engine, std::vector<std::string> flags = {"--rate-limits", "off"},
                  std::chrono::milliseconds busy_timeout = std::chrono::milliseconds{5000},
                  const std::vector<Feature>& features = app::features())
        : Site(engine, config(std::move(flags)), busy_timeout, features) {}
    Site(db::Engine engine, const Config& settings, std::chrono::milliseconds busy_timeout,
         const std::vector<Feature>& features)
        : world(engine),
          database({.url = world.fresh.url(), .busy_timeout = busy_timeout, .clock = &world.clock}),
          registry(features, {world.clock, mailing, all_pages()}),
          app(settings, database, registry, world.clock, all_pages(), features),
          server(options(settings), app.application()) {}

    static const html::Pages& all_pages() {
        static const html::Pages pages;
        return pages;
    }
    static http::ServerOptions options(const Config& settings) {
        http::ServerOptions out;
        out.port = 0;
        out.workers = 8;
        out.header_timeout = Seconds{1};
        out.idle_timeout = Seconds{2};
        out.trusted_proxies = settings.list("trusted-proxies");
        return out;
    }

    // On a connection of its own. Status 0: the connection ended without an answer.
    http::test::Answer ask(const Ask& ask) {
        http::test::Client client(server.port());
        client.send(ask.bytes());
        return client.receive(ask.method == "HEAD").value_or(http::test::Answer{});
    }

    std::map<std::string, std::string> contents() { return test::contents(*world.fresh); }
};

}  // namespace app::test
