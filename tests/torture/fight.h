// Hundreds of clients that want the same few hours, and what each of them was told.
#pragma once

#include "torture/servers.h"
#include "torture/stage.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace torture {

struct Place {
    Instant start;
    ProviderId provider;
    friend bool operator==(const Place&, const Place&) = default;
};

// How a request ended for the one who sent it.
enum class Told : std::uint8_t { yes, no, unknown };

// A booking as its owner knows it.
struct Kept {
    std::size_t house = 0, service = 0;
    BookingId id;
    std::string token;
    Place place;
    int moves = 0;
    bool cancelled = false;
    bool unknown = false;  // what became of the last change was never learned
};

struct Journal {
    std::vector<Told> asked;                                      // for a booking, by number
    std::unordered_map<std::size_t, Kept> kept;                   // by the same number
    std::map<std::pair<std::string, int>, std::int64_t> answers;  // by kind of request and status
    std::int64_t lost = 0, late = 0, retries = 0, replays = 0, twins = 0;
    std::int64_t wrong_count = 0;
    std::vector<std::string> wrong;  // the first answers that should not have been
    std::int64_t held = 0;           // times that were held
    std::int64_t denied_count = 0;   // and could not be had, though they had not expired
    std::vector<std::string> denied;
};

// In every note and key, so that a booking in the database leads back to who asked for it.
std::string note_of(std::size_t client, std::size_t number);

struct Fight {
    int clients = 200;
    std::chrono::seconds duration{20};
    std::uint64_t seed = 0;
};
// Returns when every client is done and all servers have stopped. `beside` runs meanwhile, until the time it is given.
using Beside = std::function<void(std::chrono::steady_clock::time_point until)>;
std::vector<Journal> run(const Fight& fight, const std::vector<House>& houses, Servers& servers, const Beside& beside);

}  // namespace torture
