#include "db/processes.h"

#include <fmt/format.h>

namespace db {

namespace {

// A process that was not seen for so long is taken to be dead.
constexpr int silence_max_s = 60;
// Numbers are renewed every ten seconds.
constexpr int served_max_s = 30;
constexpr int numbers = 1024;

// The database's clock, the only one that all processes share.
std::string sql_of_now(const Session& session) {
    return session.engine() == Engine::sqlite ? "unixepoch()" : "cast(extract(epoch from clock_timestamp()) as bigint)";
}

}  // namespace

ProcessNumber::ProcessNumber(Database& database) : database_(database) { take(); }

ProcessNumber::~ProcessNumber() try {
    database_.write([this](Tx& tx) {
        tx.execute("delete from processes where number = :number and seen_at = :seen", mark_.number, mark_.seen_at);
    });
} catch (const std::exception&) {
    // It is free again when nobody has renewed it for a while.
}

void ProcessNumber::take() {
    mark_ = database_.write([](Tx& tx) {
        if (tx.engine() == Engine::postgres) tx.execute("lock table processes in share row exclusive mode");
        const auto taken = tx.rows<int>(fmt::format(
            "select number from processes where seen_at >= {} - {} order by number", sql_of_now(tx), silence_max_s));
        int number = 0;
        for (const auto& [other] : taken)
            if (other == number) ++number;
        if (number >= numbers) throw Unavailable("1024 processes use this database already");
        const auto seen = tx.value<std::int64_t>(
            fmt::format("insert into processes (number, seen_at) values (:number, {}) "
                        "on conflict (number) do update set seen_at = excluded.seen_at returning seen_at",
                        sql_of_now(tx)),
            number);
        return Mark{number, seen.value()};
    });
    base::set_process_number(mark_.number);
}

// Two transactions: with the row's update before the table's lock, two processes could each wait for the other.
bool ProcessNumber::renew() {
    const auto seen = database_.write([this](Tx& tx) {
        return tx.value<std::int64_t>(fmt::format("update processes set seen_at = {} where number = :number and "
                                                  "seen_at = :seen returning seen_at",
                                                  sql_of_now(tx)),
                                      mark_.number, mark_.seen_at);
    });
    if (seen) mark_.seen_at = *seen;
    if (!seen) take();
    return !seen;
}

bool is_served(Session& session) {
    return session
               .value<std::int64_t>(fmt::format("select count(*) from processes where seen_at > {} - {}",
                                                sql_of_now(session), served_max_s))
               .value_or(0) > 0;
}

}  // namespace db
