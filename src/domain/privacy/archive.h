// Right of access (FEATURES 2.11): a ZIP with everything stored about a customer, as JSON and as a page to read. It is
// made by a job of pieces (activity/pieces.h), so that its progress shows and it can be stopped; it stays for a day.
//
// What it holds are the files of every part (personal/personal.h), such as bookings.json, and index.html, which says
// the same to read. Staff's notes about the customer are part of it; links and passwords are not, since none are
// stored.
#pragma once

#include "activity/activity.h"
#include "customers/customer.h"
#include "html/html.h"

#include <string>
#include <vector>

namespace db {
class Session;
class Tx;
}  // namespace db

using ArchiveId = base::Id<struct ArchiveTag>;

namespace privacy {

inline constexpr Seconds kArchiveLifetime = std::chrono::hours{24};

enum class State { making, ready, stopped };

struct Archive {
    ArchiveId id;
    State state = State::making;
    int stage = 0, stages = 1;  // pieces made, and how many there will be
    Instant asked_at, expires_at;
    std::size_t bytes = 0;  // of the ZIP
};

using activity::Context;

// Begins one; where one is being made or is ready and not older than an hour, it is that one. Records archive.asked.
// Errors: forbidden account.customer_alone, where staff act in the customer's stead.
Result<ArchiveId> ask(db::Tx& tx, const Context& context, BusinessId business, CustomerId customer,
                      i18n::Language language, activity::Actor actor);
// Ends the making; what was made of it goes. One that is ready stays. False when there is no such one of the customer.
bool stop(db::Tx& tx, const Context& context, BusinessId business, CustomerId customer, ArchiveId id);

// The newest one that was not stopped and has not expired.
std::optional<Archive> newest(db::Session& session, const Clock& clock, BusinessId business, CustomerId customer);
// The ZIP; nullopt when it is not ready, has expired, or is another customer's.
std::optional<std::string> content(db::Session& session, const Clock& clock, BusinessId business, CustomerId customer,
                                   ArchiveId id);

// The job that makes the pieces. `pages` lays out index.html.
void subscribe(activity::Registry& registry, const Clock& clock, const html::Pages& pages);
// Deletes what has expired; now and then, by the housekeeper.
void forget_old(db::Database& database, Instant now);

}  // namespace privacy
