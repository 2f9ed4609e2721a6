// The data that the figures are measured on: one business, and others beside it, made once a day and kept in a file.
#pragma once

#include "bookings/snapshot.h"
#include "db/db.h"

#include <filesystem>
#include <functional>
#include <string>

namespace bench {

inline constexpr std::string_view slug = "bench";
// Appointments lie in the past and in these days from tomorrow on; bookings may be made far beyond.
inline constexpr std::chrono::days days_ahead{60};
inline constexpr std::chrono::days horizon{400};

struct Size {
    int providers = 10;
    int customers = 100'000;
    int past = 45'000;  // appointments, spread over `years`
    int ahead = 5'000;  // appointments
    int years = 1;
    int services = 5;
    bool pictures = false;  // a cover, and one of each service and provider
    int others = 0;         // businesses besides the one, with the same offer and nobody's appointments
    bool lean = false;      // what is past is appointments and what they take, without bookings and activities

    std::string name() const;
};

// The slug of the n-th of the others, from 1 on.
std::string slug_of_other(int n);

// Whether a figure of this name was asked for.
using IsWanted = std::function<bool(std::string_view)>;

// Where it is measured.
struct Place {
    std::filesystem::path folder;  // of data sets and their copies
    IsWanted is_wanted;
    std::string postgres;  // any database of the server that is measured; empty: SQLite

    bool on_sqlite() const { return postgres.empty(); }
};

// A new, empty database of that name in place of a former one; returns its URL.
std::string empty_database(const Place& place, const std::string& name);
// The same with a copy of the data set; the original stays for the next that asks for it, a file for the day.
std::string stage(const Place& place, const Size& size, const std::string& name);

std::shared_ptr<const bookings::Snapshot> snapshot(const std::string& url);

}  // namespace bench
