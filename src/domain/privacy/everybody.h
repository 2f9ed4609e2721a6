// Right of access (FEATURES 2.11) for all customers of a business at once: one ZIP with a folder for each, which holds
// what the customer's own archive holds (archive.h), and index.html, which leads to them by name.
//
// Made by a job of pieces of a few customers each (activity/pieces.h), so that neither a transaction nor memory grows
// with their number; it can be stopped, and stays for a day. Those who become customers while it is made are not in it,
// and whoever is erased goes out of it, made or not.
#pragma once

#include "privacy/archive.h"

namespace db {
class Database;
}
namespace work {
class File;
}

namespace privacy::everybody {

inline constexpr int kPerPiece = 10;  // customers

struct Archive {
    ArchiveId id;
    State state = State::making;
    int done = 0, all = 0;  // customers
    Instant asked_at, expires_at;
    std::uint64_t bytes = 0;  // of the folders
};

// Begins one; where one is being made or is ready and not older than an hour, it is that one. An older one goes.
// `language` is that of index.html; a folder is in its customer's. Records archive.everybody_asked {archive_id,
// customers}, with the business as subject.
ArchiveId ask(db::Tx& tx, const Context& context, BusinessId business, i18n::Language language, activity::Actor actor);
// Ends the making; what was made of it goes. One that is ready stays. Records archive.everybody_stopped. False when
// none of the business is being made by that id.
bool stop(db::Tx& tx, const Context& context, BusinessId business, ArchiveId id, activity::Actor actor);

// The newest one that was not stopped and has not expired.
std::optional<Archive> newest(db::Session& session, const Clock& clock, BusinessId business);
// Writes the ZIP, a few folders at a time; null when it is not ready, has expired, or is another business's.
std::shared_ptr<const work::File> file(db::Database& database, const Clock& clock, const html::Pages& pages,
                                       BusinessId business, ArchiveId id);

// The job that makes the pieces.
void subscribe(activity::Registry& registry, const Clock& clock, const html::Pages& pages);
// Takes an erased customer's folders out; after everything else that is erased, so that no piece that is being made can
// bring one back.
void forget(db::Tx& tx, BusinessId business, CustomerId customer);
// Deletes what was stopped or has expired, a little in each transaction; every few seconds, by the housekeeper.
void forget_old(db::Database& database, Instant now);

}  // namespace privacy::everybody
