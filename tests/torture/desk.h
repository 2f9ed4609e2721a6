// The staff at their desks, who book, move, lengthen, put over others' appointments, undo and cancel in the middle of
// the fight, as the back office's pages do. Each has appointments of their own; the customers' they leave alone.
#pragma once

#include "torture/verdict.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace torture {

struct Rows;

// A manager of a house, signed in.
struct Receptionist {
    std::size_t house = 0;
    std::string session;  // the cookie
};
std::vector<Receptionist> open_desks(db::Database& database, const std::vector<House>& houses);

// An appointment as the staff member who made it was told it is.
struct AtDesk {
    std::size_t house = 0, service = 0;
    BookingId id;
    Place place;
    Minutes length{};
    int changes = 0;  // moves and those undone
    bool cancelled = false;
    bool unknown = false;  // what became of the last change was never learned
};

struct DeskJournal {
    std::vector<AtDesk> kept;
    std::map<std::pair<std::string, int>, std::int64_t> answers;  // by kind of request and status
    std::int64_t lost = 0, over = 0, wrong_count = 0;             // over: told that it is over another
    std::vector<std::string> wrong;
};

// In the note of what is booked at a desk.
std::string desk_note(std::size_t receptionist, std::size_t number);
bool is_of_desk(std::string_view note);

struct DeskFight {
    std::chrono::steady_clock::time_point until;
    std::uint64_t seed = 0;
};
// Returns when all are done; the servers run on.
std::vector<DeskJournal> run_desks(const DeskFight& fight, const std::vector<House>& houses,
                                   const std::vector<Receptionist>& receptionists, const Servers& servers);

// With every server stopped.
std::vector<Check> check_desks(db::Database& database, const std::vector<DeskJournal>& journals,
                               bool has_to_be_a_fight);

}  // namespace torture
