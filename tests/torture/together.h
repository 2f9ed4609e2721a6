// What is several appointments or none: tickets of an event by its page, series by the back office, and visits of
// several services by a process of its own (hand.h). Those who ask for it fight over one morning with everybody else,
// cancel all of it or a part, and move visits as a whole.
#pragma once

#include "torture/fight.h"
#include "torture/hand.h"
#include "torture/verdict.h"

#include <map>
#include <string>
#include <vector>

namespace torture {

// As who asked for it was told.
struct Several {
    enum class Kind : std::uint8_t { tickets, series, visit } kind{};
    std::string note;  // in what was booked
    std::size_t parts = 0;
    Told booked = Told::unknown;
    std::vector<BookingId> ids{};           // where they were told
    std::vector<Place> places{};            // of a visit, part by part
    std::vector<Place> or_else{};           // what became of the move there was never learned
    Told cancelled = Told::no;              // all of it
    std::map<BookingId, Told> by_itself{};  // a part was cancelled
};

struct TogetherJournal {
    std::vector<Several> asked;
    std::map<std::pair<std::string, int>, std::int64_t> answers;  // by kind of request and status
    std::int64_t lost = 0, wrong_count = 0;
    int hands_killed = 0, hands_died = 0;
    std::vector<std::string> wrong;  // the first answers that should not have been
    std::vector<std::string> ended;  // a process for visits that ended by itself
};

bool is_of_several(std::string_view note);

struct TogetherFight {
    int buyers = 6, regulars = 3, visitors = 4;
    Moment until;
    std::uint64_t seed = 0;
    std::string session;  // of the staff who book series
    HandOptions hand;
};
// Returns when all are done; the servers run on.
std::vector<TogetherJournal> run_together(const TogetherFight& fight, const Studio& studio, const Servers& servers);

// With every server stopped.
std::vector<Check> check_together(db::Database& database, const std::vector<TogetherJournal>& journals,
                                  bool has_to_be_a_fight);

}  // namespace torture
