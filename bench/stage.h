// The data that the figures are measured on: one business, made once a day and kept in a file.
#pragma once

#include "bookings/snapshot.h"
#include "db/db.h"

#include <filesystem>
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
    bool lean = false;  // what is past is appointments and what they take, without bookings and activities

    std::string name() const;
};

// A copy of the data set at `file`; the original stays in `folder` for the next run of the day.
void stage(const std::filesystem::path& folder, const Size& size, const std::filesystem::path& file);

std::shared_ptr<const bookings::Snapshot> snapshot(const std::filesystem::path& file);

}  // namespace bench
