// A request sent twice does its work once (Idempotency-Key of the API, the form's own key on the booking page).
#pragma once

#include "base/base.h"

#include <string>
#include <string_view>

namespace db {
class Database;
class Session;
class Tx;
}  // namespace db

namespace bookings {

inline constexpr std::size_t kLongestKey = 200;

class Once {
public:
    // `client`: who chose the key, so that nobody meets the key of somebody else. `request` is all that the answer
    // depends on.
    Once(std::string_view secret, std::string_view client, std::string_view key, std::string_view request);

    // The answer given before; nullopt when this is the first time. Two at once: the second waits for the first.
    // Errors: invalid idempotency.mismatch when the key came with another request.
    Result<std::optional<std::string>> earlier(db::Tx& tx, BusinessId business) const;
    // The same for whatever request came with the key; changes nothing.
    std::optional<std::string> answer(db::Session& session, BusinessId business) const;
    // In the transaction that does the work.
    void remember(db::Tx& tx, BusinessId business, Instant now, std::string_view answer) const;

private:
    std::string seal_key_, key_hash_, request_hash_;
};

// Forgets answers older than a day. Now and then, by the housekeeper.
void forget_old_answers(db::Database& database, Instant now);

}  // namespace bookings
