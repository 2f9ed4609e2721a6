// Doing the jobs: each is leased, done in one transaction with its mark `done`, and tried again with back-off when it
// fails; after the last attempt it is `dead`, visible to the operator, never lost. Any number of processes may work.
#pragma once

#include "activity/activity.h"

#include <memory>

namespace activity {

inline constexpr int kAttempts = 10;
inline constexpr Seconds kLease{120};
// Wait before the attempt after this many failures: 10 s, doubling up to 6 h.
Seconds back_off(int failures);

// Sweeps, then takes and does the jobs that are due, up to `limit`; returns how much was done.
int run_due(db::Database& database, const Registry& registry, const Clock& clock, int limit = 50);

struct Counts {
    std::int64_t waiting = 0, dead = 0;
    Seconds oldest_due{};  // how long the oldest due one has waited
};
Counts count(db::Database& database, const Clock& clock);

struct Dead {
    BusinessId business_id;
    JobId id;
    std::string kind, last_error;
    int attempts = 0;
    Instant finished_at;
};
std::vector<Dead> list_dead(db::Database& database, int limit = 100);
// Puts a dead job back; false when there is no such dead job.
bool retry(db::Database& database, const Clock& clock, BusinessId business, JobId id);

// What was done goes after a week, what is dead after a year; what waits stays. Now and then, by the housekeeper.
inline constexpr Seconds kDoneKept = std::chrono::days{7}, kDeadKept = std::chrono::days{365};
void forget_old_jobs(db::Database& database, Instant now);

// A thread that runs what is due every second until it is destroyed.
class Worker {
public:
    Worker(db::Database& database, const Registry& registry, const Clock& clock);
    ~Worker();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace activity
