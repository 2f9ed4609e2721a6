#include "db/db.h"

#include <fmt/format.h>

namespace db {

namespace {

// A process that was not seen for so long is taken to be dead.
constexpr int silence_max_s = 60;
constexpr int numbers = 1024;

// The database's clock, the only one that all processes share.
std::string now(const Session& session) {
    return session.engine() == Engine::sqlite ? "unixepoch()" : "cast(extract(epoch from clock_timestamp()) as bigint)";
}

std::string upsert(const Session& session) {
    return fmt::format("insert into processes (number, seen_at) values (:number, {}) "
                       "on conflict (number) do update set seen_at = excluded.seen_at",
                       now(session));
}

}  // namespace

int claim_process_number(Database& database) {
    return database.write([](Tx& tx) {
        if (tx.engine() == Engine::postgres) tx.execute("lock table processes in share row exclusive mode");
        const auto taken = tx.rows<int>(fmt::format(
            "select number from processes where seen_at >= {} - {} order by number", now(tx), silence_max_s));
        int number = 0;
        for (const auto& [other] : taken)
            if (other == number) ++number;
        if (number >= numbers) throw Unavailable("1024 processes use this database already");
        tx.execute(upsert(tx), number);
        return number;
    });
}

void renew_process_number(Database& database, int number) {
    CHECK(number >= 0 && number < numbers);
    database.write([&](Tx& tx) { tx.execute(upsert(tx), number); });
}

void release_process_number(Database& database, int number) {
    database.write([&](Tx& tx) { tx.execute("delete from processes where number = :number", number); });
}

}  // namespace db
