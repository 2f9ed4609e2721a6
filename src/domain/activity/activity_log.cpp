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
    for (auto& [id, at, type, actor, data, actor_id, by_staff] :
         session.rows<ActivityId, Instant, std::string, std::string, std::string, std::int64_t, std::int64_t>(
             "select id, at, type, actor, data, coalesce(actor_id, 0), coalesce(by_staff_id, 0) from activities "
             "where business_id = :business and subject_id = :subject and id < :before order by id desc limit :limit",
             business, subject_id, before.value_or(kNewest), limit))
        out.push_back({id, at, std::move(type), std::move(actor), std::move(data), actor_id, subject_id, by_staff});
    return out;
}

std::vector<Recorded> list_of_types(db::Session& session, BusinessId business, std::span<const std::string_view> types,
                                    std::optional<ActivityId> before, int limit) {
    const auto end = before.value_or(kNewest);
    std::vector<Recorded> out;
    for (const auto type : types)
        for (auto& [id, at, actor, data, actor_id, subject_id, by_staff] :
             session.rows<ActivityId, Instant, std::string, std::string, std::int64_t, std::int64_t, std::int64_t>(
                 kOfOneType, business, type, end, limit))
            out.push_back(
                {id, at, std::string(type), std::move(actor), std::move(data), actor_id, subject_id, by_staff});
    std::ranges::sort(out, std::ranges::greater(), [](const Recorded& each) { return each.id.value; });
    if (out.size() > static_cast<std::size_t>(limit)) out.resize(static_cast<std::size_t>(limit));
    return out;
}

namespace {

constexpr std::string_view kOne =
    "select id, at, type, actor, data, coalesce(actor_id, 0), subject_id, coalesce(by_staff_id, 0) from activities ";

template <class... Keys>
std::optional<Recorded> one(db::Session& session, const std::string& sql, const Keys&... keys) {
    auto row = session.row<ActivityId, Instant, std::string, std::string, std::string, std::int64_t, std::int64_t,
                           std::int64_t>(sql, keys...);
    if (!row) return std::nullopt;
    auto& [id, at, type, actor, data, actor_id, subject_id, by_staff] = *row;
    return Recorded{id, at, std::move(type), std::move(actor), std::move(data), actor_id, subject_id, by_staff};
}

}  // namespace

std::optional<Recorded> find(db::Session& session, BusinessId business, ActivityId id) {
    static const auto sql = std::string(kOne).append("where business_id = :business and id = :id");
    return one(session, sql, business, id);
}

std::optional<Recorded> find_first(db::Session& session, BusinessId business, std::int64_t subject_id,
                                   std::string_view type) {
    static const auto sql = std::string(kOne).append(
        "where business_id = :business and subject_id = :subject and type = :type order by id limit 1");
    return one(session, sql, business, subject_id, type);
}

std::vector<std::string> types_since(db::Session& session, BusinessId business, std::int64_t subject_id,
                                     Instant moment) {
    std::vector<std::string> out;
    for (auto& [type] : session.rows<std::string>(
             "select distinct type from activities where business_id = :business and subject_id = :subject and "
             "at > :moment",
             business, subject_id, moment))
        out.push_back(std::move(type));
    return out;
}

void blank_data(db::Tx& tx, BusinessId business, std::int64_t subject_id) {
    tx.execute("update activities set data = '{}' where business_id = :business and subject_id = :subject", business,
               subject_id);
}

void blank_failures(db::Tx& tx, BusinessId business, std::int64_t subject_id) {
    tx.execute("update jobs set last_error = '' where business_id = :business and last_error <> '' and activity_id in "
               "(select id from activities where business_id = :business and subject_id = :subject)",
               business, subject_id);
}

void remove(db::Tx& tx, BusinessId business, std::int64_t subject_id) {
    tx.execute("delete from jobs where business_id = :business and activity_id in "
               "(select id from activities where business_id = :business and subject_id = :subject)",
               business, subject_id);
    tx.execute("delete from activities where business_id = :business and subject_id = :subject", business, subject_id);
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
