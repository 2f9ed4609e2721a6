// Two hundred who wait for the same morning of one provider. What becomes free there is offered to them one after the
// other; they take it, decline it or never answer, and others want it too, who do not wait.
#pragma once

#include "torture/fight.h"
#include "torture/verdict.h"
#include "waiting/waiting.h"

namespace torture {

// Who waits, in the order in which they came.
struct Waiting {
    WaitingEntryId entry;
    CustomerId customer;
    std::string token;  // of their link
};
std::vector<Waiting> line_up(db::Database& database, const House& queue, int people);

// In the note of who does not wait and books one of the times.
inline constexpr std::string_view kGrabbed = "grabbed";

// An offer that somebody answered, as they were told.
struct AnsweredOffer {
    WaitingOfferId id;
    bool accepts = false;  // else declines
    Told told = Told::unknown;
};

struct WaitingJournal {
    std::vector<AnsweredOffer> answered;
    std::map<std::pair<std::string, int>, std::int64_t> answers;  // by kind of request and status
    std::int64_t lost = 0, wrong_count = 0, denied_count = 0;
    std::vector<std::string> wrong, denied;  // the first; denied: what was offered and had not run out was refused
};

struct WaitingFight {
    int visitors = 8;  // who answer for all who wait
    Moment until;
    std::uint64_t seed = 0;
};
// Returns when all are done; the servers run on. Meanwhile offers that nobody answers run out at once, by the database.
std::vector<WaitingJournal> run_waiters(const WaitingFight& fight, const House& queue,
                                        const std::vector<Waiting>& waiting, const Servers& servers,
                                        db::Database& database);

// With every server stopped.
std::vector<Check> check_waiters(db::Database& database, const std::vector<WaitingJournal>& journals,
                                 bool has_to_be_a_fight);

}  // namespace torture
