// What tells this process's ids from those of the other processes on its database (base/id.h).
#pragma once

#include "db/db.h"

namespace db {

// A number 0..1023 that no other living process of the database has, held from construction to destruction; the ids
// made from now on carry it. For one thread at a time.
class ProcessNumber {
public:
    // Throws Unavailable when all numbers are taken.
    explicit ProcessNumber(Database& database);
    // Gives the number back, so that nobody waits for this process to be taken for dead.
    ~ProcessNumber();
    ProcessNumber(const ProcessNumber&) = delete;
    ProcessNumber& operator=(const ProcessNumber&) = delete;

    // To be called every few seconds. A process that was silent for a minute (suspended, or cut off from the database)
    // may find that another has its number: it takes a new one then, and the answer is true. Until it asks, the primary
    // keys refuse an id that both may have made in the same millisecond.
    bool renew();
    int value() const { return mark_.number; }

private:
    // As this process wrote it last. Whoever takes the number over writes a later time.
    struct Mark {
        int number;
        std::int64_t seen_at;  // seconds by the database's clock
    };
    void take();

    Database& database_;
    Mark mark_{};
};

// Whether a process has this database open to serve it, by the number it renews: it was there in the last half minute.
bool is_served(Session& session);

}  // namespace db
