// The throttle of everything that can be guessed or flooded. Attempts are counted before what was typed is looked at,
// so that many at once are no way around it, in the database, so that all processes count together; under hashes of
// what was tried, whether it exists or not.
#pragma once

#include "accounts/account.h"

#include <string>
#include <string_view>

namespace accounts {

// `most` in `window`; the next ones wait for `window`, twice that after one more, up to `longest`.
struct Limit {
    int most;
    Seconds window, longest;
};
inline constexpr Limit kAccountLimit{10, std::chrono::minutes{15}, std::chrono::hours{1}};
inline constexpr Limit kNetworkLimit{60, std::chrono::minutes{15}, std::chrono::hours{1}};
inline constexpr Limit kAskLimit{5, std::chrono::hours{1}, std::chrono::hours{1}};
inline constexpr Limit kNetworkAskLimit{30, std::chrono::hours{1}, std::chrono::hours{1}};

// Counts an attempt. Nullopt: go on; otherwise how long to wait, and nothing was counted.
std::optional<Seconds> count_attempt(db::Tx& tx, BusinessId business, Instant now, std::string_view key,
                                     const Limit& limit);
// It was right: forgets what was counted for the key.
void forget_attempts(db::Tx& tx, BusinessId business, std::string_view key);
// Takes one back, where others are behind the same key.
void take_back_attempt(db::Tx& tx, BusinessId business, std::string_view key);

// Where attempts come from: what the caller says is one network, else an IPv4 address or the /64 of an IPv6 one; and
// the /48 around it, which may try as often as eight networks.
struct Origin {
    std::string network, site;  // keys; an IPv4 address has no site
};
Origin origin_of(std::string_view purpose, const Client& client);
std::optional<Seconds> count_attempt(db::Tx& tx, BusinessId business, Instant now, const Origin& origin,
                                     const Limit& limit);
void take_back_attempt(db::Tx& tx, BusinessId business, const Origin& origin);

// The same of what is tried at the installation and not at one of its businesses.
std::optional<Seconds> count_attempt(db::Tx& tx, Instant now, std::string_view key, const Limit& limit);
void forget_attempts(db::Tx& tx, std::string_view key);
void take_back_attempt(db::Tx& tx, std::string_view key);
std::optional<Seconds> count_attempt(db::Tx& tx, Instant now, const Origin& origin, const Limit& limit);
void take_back_attempt(db::Tx& tx, const Origin& origin);

// Errors: too_many account.too_many_attempts {minutes}.
std::unexpected<Error> too_many_attempts(Seconds wait);

void forget_old_attempts(db::Database& database, Instant now);

}  // namespace accounts
