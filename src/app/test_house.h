// For tests of the whole program: it stands over the shared world and is asked over real sockets on 127.0.0.1.
#pragma once

#include "app/app.h"
#include "http/test_client.h"
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

struct Ask {
    std::string method = "GET", target = "/";
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::string body = {};

    Ask with(std::string name, std::string value) const {
        auto out = *this;
        out.headers.emplace_back(std::move(name), std::move(value));
        return out;
    }
    std::string bytes() const {
        auto out = fmt::format("{} {} HTTP/1.1\r\nHost: book.example\r\n", method, target);
        for (const auto& [name, value] : headers) out += fmt::format("{}: {}\r\n", name, value);
        if (!body.empty() || method == "POST") out += fmt::format("Content-Length: {}\r\n", body.size());
        return out + "\r\n" + body;
    }
};

inline Ask form_post(std::string target, const std::vector<std::pair<std::string, std::string>>& fields) {
    Ask ask{"POST", std::move(target), {{"Content-Type", "application/x-www-form-urlencoded"}}, {}};
    for (const auto& [name, value] : fields)
        ask.body += (ask.body.empty() ? "" : "&") + base::percent_encoded(name) + "=" + base::percent_encoded(value);
    return ask;
}
inline Ask json_post(std::string target, std::string body) {
    return {"POST", std::move(target), {{"Content-Type", "application/json"}}, std::move(body)};
}

// Everything that is stored, as text: equal before and after means that nothing was changed. The numbers of processes
// are left out, since every start takes one.
inline std::map<std::string, std::string> contents(db::Database& database) {
    return database.snapshot([](db::Session& session) {
        const bool sqlite = session.engine() == db::Engine::sqlite;
        std::map<std::string, std::string> out;
        for (const auto& [table] : session.rows<std::string>(
                 sqlite ? "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"
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

struct Site {
    support::World world;
    // Its own, so that a test need not wait long for a lock that another one holds.
    db::Database database;
    App app;
    http::Server server;

    explicit Site(db::Engine engine, std::vector<std::string> flags = {"--rate-limits", "off"},
                  std::chrono::milliseconds busy_timeout = std::chrono::milliseconds{5000})
        : Site(engine, config(std::move(flags)), busy_timeout) {}
    Site(db::Engine engine, const Config& settings, std::chrono::milliseconds busy_timeout)
        : world(engine),
          database({.url = world.fresh.url(), .busy_timeout = busy_timeout}),
          app(settings, database, world.registry, world.clock),
          server(options(settings), app.application()) {}

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
