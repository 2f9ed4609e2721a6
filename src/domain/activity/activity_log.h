// What happened, newest first and a part at a time: what change logs show.
#pragma once

#include "activity/activity.h"

#include <optional>
#include <span>

namespace activity {

// To one subject, at most `limit`, those before `before` only.
std::vector<Recorded> list_latest(db::Session& session, BusinessId business, std::int64_t subject_id,
                                  std::optional<ActivityId> before, int limit);

// Of these types in the business, at most `limit`, those before `before` only. However many there are, only `limit` of
// each type are looked at. Bookings have too many activities for this: of types booking.* there is nothing.
std::vector<Recorded> list_of_types(db::Session& session, BusinessId business, std::span<const std::string_view> types,
                                    std::optional<ActivityId> before, int limit);

std::optional<Recorded> find(db::Session& session, BusinessId business, ActivityId id);
// The first of that type that happened to the subject.
std::optional<Recorded> find_first(db::Session& session, BusinessId business, std::int64_t subject_id,
                                   std::string_view type);
// What happened to the subject after that moment.
std::vector<std::string> types_since(db::Session& session, BusinessId business, std::int64_t subject_id,
                                     Instant moment);

// Takes out what the subject's activities say, or why their jobs failed: where a customer is erased.
void blank_data(db::Tx& tx, BusinessId business, std::int64_t subject_id);
void blank_failures(db::Tx& tx, BusinessId business, std::int64_t subject_id);

// Takes away all that happened to the subject, with the jobs that follow from it and are not done: of what is to be as
// if it had never been.
void remove(db::Tx& tx, BusinessId business, std::int64_t subject_id);

// Activities of these types from before `before` go, but for those whose jobs are still kept. A feature calls it for
// what it records of passing things, such as who signed in. Not of types booking.*, as above.
void forget(db::Database& database, std::span<const std::string_view> types, Instant before);

// How one type is read: by the index activities_by_type, whose condition stands here word by word.
inline constexpr std::string_view kOfOneType = R"sql(
    select id, at, actor, data, coalesce(actor_id, 0), subject_id, coalesce(by_staff_id, 0) from activities
    where business_id = :business and type = :type and type not like 'booking.%' and id < :before
    order by id desc limit :limit)sql";

}  // namespace activity
