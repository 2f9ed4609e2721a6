// Once a day, at the time that each of the staff chose: what happened since the last one, in one mail. Internal to
// notify.
#pragma once

#include "notify/decide.h"

namespace notify {

// In the place of a workflow's.
inline constexpr std::string_view kDigestTrigger = "staff_digest";
// How long it may wait for a mail server.
inline constexpr Seconds kDigestGoodFor = std::chrono::hours{36};
// What does not fit is counted.
inline constexpr std::size_t kMostInDigest = 100;

// The day whose digest is due, and when it was: the last time that the clock on the wall showed that hour. An hour that
// the clocks skip is the moment at which they do; of one that comes twice, it is the first.
struct DigestTime {
    Day day;
    Instant at;
};
DigestTime last_digest_time(const Zone& zone, Minutes digest_at, Instant now);

// Makes the digests that have become due; returns how many. Any number of processes may call it: the day is marked in
// the transaction that makes the message, so each goes once. Where nothing that waited is still true, there is none.
int send_digests(db::Database& database, const Setting& setting, Houses& houses, const std::stop_token& stop);

}  // namespace notify
