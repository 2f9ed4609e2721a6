// Visitors who fight over the same few addresses: they register them, confirm, ask for links, use one link at several
// servers at once, set passwords, sign in and out. What each was told is kept, and held against the rows at the end.
#pragma once

#include "torture/stage.h"
#include "torture/verdict.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace support {
class SmtpCatcher;
}
namespace db {
class Database;
}

namespace torture {

class Servers;

// An address at a business; everybody wants the same ones.
struct Door {
    std::size_t house = 0;
    std::string email;
    friend auto operator<=>(const Door&, const Door&) = default;
};

// Those who had an account before the fight. `password` is theirs all through it; empty: they have forgotten it.
struct Settled {
    Door door;
    std::string password;
};
std::vector<Settled> settle(db::Database& database, const std::vector<House>& houses);

// Something that makes or ends a session, and what came of it.
struct Deed {
    enum class Kind : std::uint8_t { registration, access, password, sign_in, sign_out } kind{};
    Door door;
    std::string link;     // the token that was used, of the first three
    std::string session;  // the cookie that was told, or ended
    Told told = Told::unknown;
    Moment begin, end;
};

struct DoorJournal {
    std::vector<Deed> deeds;
    std::map<std::pair<std::string, int>, std::int64_t> answers;  // by kind of request and status
    std::int64_t lost = 0, wrong_count = 0;
    std::vector<std::string> wrong;
};

struct DoorFight {
    int visitors = 16;
    Moment until;
    std::uint64_t seed = 0;
};
// Returns when all are done; the servers run on. Meanwhile the leases of jobs and messages are cut short in the
// database: servers die so often that few mails would come otherwise, and work that two do at once is one more thing to
// get right.
std::vector<DoorJournal> run_doors(const DoorFight& fight, const std::vector<House>& houses,
                                   const std::vector<Settled>& settled, const Servers& servers,
                                   support::SmtpCatcher& mails, db::Database& database);

// With every server stopped.
std::vector<Check> check_doors(db::Database& database, const std::vector<House>& houses,
                               const std::vector<Settled>& settled, const std::vector<DoorJournal>& journals,
                               bool has_to_be_a_fight);

}  // namespace torture
