// Three businesses with a believable past and future, for trying the program out: a hair salon in Oslo, a coach who
// works online, and a clinic in São Paulo. Everything happens through the domain's own calls, on a clock that travels;
// nobody is told of anything.
#pragma once

#include "bookings/booking.h"
#include "db/db.h"

#include <functional>

namespace demo {

inline constexpr int kHistoryMonths = 12;

// Called now and then with how much is done, 0 to 100.
using Progress = std::function<void(int percent)>;

// Adds those of the three that are not there yet, as they look at `now`; then does the jobs that their past has made
// due. `registry` has bookings::add_sweep and nothing else, so that nobody is told. A business whose story was
// interrupted keeps what was told of it.
void load(db::Database& database, const activity::Registry& registry, Instant now, int history_months = kHistoryMonths,
          const Progress& progress = {});

}  // namespace demo
