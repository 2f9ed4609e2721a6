// Whether all that was promised holds: the rows as they are, against what every client was told. Nothing here trusts
// a constraint; it reads the tables and counts.
#pragma once

#include "torture/fight.h"

#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace db {
class Database;
}

namespace torture {

struct Check {
    std::string name;
    std::int64_t looked_at = 0;
    std::int64_t wrong = 0;
    std::vector<std::string> examples{};  // the first that are wrong
    bool of_the_fight = false;            // tells how hard it was tried, not whether a promise holds
    bool of_holds = false;                // what is found out where holds keep nothing
    bool of_seats = false;                // where places are taken without their lock

    void fail(std::string example);
};

// Looks at what is taken all through the fight, since what is booked twice may be cancelled before its end. On
// PostgreSQL it also cuts connections of the servers, so that some lose theirs in the middle of a transaction.
class Watch {
public:
    explicit Watch(const std::string& url);
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;
    ~Watch();

    Check finish();
    int cuts() const { return cuts_; }

private:
    void look();

    std::unique_ptr<db::Database> database_;
    Check check_;
    int cuts_ = 0;
    std::int64_t looks_ = 0;
    std::jthread thread_;
};

// With every server stopped.
std::vector<Check> check_all(db::Database& database, const std::vector<House>& houses,
                             const std::vector<Journal>& journals);

}  // namespace torture
