#include "activity/activity_log.h"

#include "db/forget.h"

#include <algorithm>
#include <limits>

namespace activity {
namespace {

constexpr ActivityId kNewest{std::numeric_limits<std::int64_t>::max()};

}  // namespace

std::vector<Recorded> list_latest(db::Session& session, BusinessId business, std::int64_t subject_id,
                                  std::optional<ActivityId> before, int limit) {
    std::vector<Recorded> out;
    for (auto& [id, at, type, actor, data, actor_id] :
         session.rows<ActivityId, Instant, std::string, std::string, std::string, std::int64_t>(
             "select id, at, type, actor, data, coalesce(actor_id, 0) from activities "
             "where business_id = :business and subject_id = :subject and id < :before order by id desc limit :limit",
             business, subject_id, before.value_or(kNewest), limit))
        out.push_back({id, at, std::move(type), std::move(actor), std::move(data), actor_id, subject_id});
    return out;
}

std::vector<Recorded> list_of_types(db::Session& session, BusinessId business, std::span<const std::string_view> types,
                                    std::optional<ActivityId> before, int limit) {
    const auto end = before.value_or(kNewest);
    std::vector<Recorded> out;
    for (const auto type : types)
        for (auto& [id, at, actor, data, actor_id, subject_id] :
             session.rows<ActivityId, Instant, std::string, std::string, std::int64_t, std::int64_t>(
                 kOfOneType, business, type, end, limit))
            out.push_back({id, at, std::string(type), std::move(actor), std::move(data), actor_id, subject_id});
    std::ranges::sort(out, std::ranges::greater(), [](const Recorded& each) { return each.id.value; });
    if (out.size() > static_cast<std::size_t>(limit)) out.resize(static_cast<std::size_t>(limit));
    return out;
}

// Ids are given in the order of time: where the first of a type are recent, the rest is not looked at.
void forget(db::Database& database, std::span<const std::string_view> types, Instant before) {
    for (const auto type : types)
        db::forget_in_each(database, R"sql(
            delete from activities where business_id = :business and id in (
                select e.id from (
                    select id, at from activities where business_id = :business and type = :type
                        and type not like 'booking.%' order by id limit {}) e
                where e.at < :before and not exists (
                    select 1 from jobs j where j.business_id = :business and j.activity_id = e.id)))sql",
                           type, before);
}

}  // namespace activity
