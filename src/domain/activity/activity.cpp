#include "activity/activity.h"

#include "activity/feed.h"
#include "activity/telling.h"
#include "db/db.h"

namespace activity {
namespace {

std::optional<std::int64_t> given(std::int64_t id) { return id ? std::optional(id) : std::nullopt; }

}  // namespace

std::string_view to_text(ActorKind kind) {
    switch (kind) {
        case ActorKind::system: return "system";
        case ActorKind::visitor: return "visitor";
        case ActorKind::manage_link: return "manage_link";
        case ActorKind::customer: return "customer";
        case ActorKind::staff: return "staff";
        case ActorKind::api_key: return "api_key";
    }
    CHECK(false);
}

void Registry::subscribe(std::string type, Subscriber subscriber) {
    subscribers_[std::move(type)].push_back(std::move(subscriber));
}

void Registry::handle(std::string kind, JobHandler handler) {
    CHECK(!piece_handler(kind));
    CHECK(handlers_.emplace(std::move(kind), std::move(handler)).second);
}

void Registry::handle_pieces(std::string kind, PieceHandler handler) {
    CHECK(!this->handler(kind));
    CHECK(piece_handlers_.emplace(std::move(kind), std::move(handler)).second);
}

void Registry::sweep(Sweep sweep) { sweeps_.push_back(std::move(sweep)); }

const std::vector<Subscriber>& Registry::subscribers(std::string_view type) const {
    static const std::vector<Subscriber> nobody;
    const auto found = subscribers_.find(type);
    return found == subscribers_.end() ? nobody : found->second;
}

const JobHandler* Registry::handler(std::string_view kind) const {
    const auto found = handlers_.find(kind);
    return found == handlers_.end() ? nullptr : &found->second;
}

const PieceHandler* Registry::piece_handler(std::string_view kind) const {
    const auto found = piece_handlers_.find(kind);
    return found == piece_handlers_.end() ? nullptr : &found->second;
}

ActivityId record(db::Tx& tx, const Registry& registry, BusinessId business, Instant at, const Activity& activity) {
    CHECK(registry.all<Type>().empty() || find_type(registry, activity.type));
    const auto id = base::make_id<ActivityId>();
    tx.execute(R"sql(
        insert into activities (business_id, id, at, type, actor, actor_id, subject_id, data, by_staff_id)
        values (:business, :id, :at, :type, :actor, :actor_id, :subject, :data, :by_staff))sql",
               business, id, at, activity.type, to_text(activity.actor.kind), given(activity.actor.id),
               activity.subject_id, activity.data, given(activity.actor.by_staff));
    for (const auto& subscriber : registry.subscribers(activity.type))
        for (const auto& wanted : subscriber(tx, business, id, activity)) {
            CHECK(registry.handler(wanted.kind) || registry.piece_handler(wanted.kind));
            tx.execute(R"sql(
                insert into jobs (business_id, id, activity_id, kind, payload, run_at, pieces_all)
                values (:business, :id, :activity, :kind, :payload, :run_at, :pieces))sql",
                       business, base::make_id<JobId>(), id, wanted.kind, wanted.payload, wanted.run_at, wanted.pieces);
        }
    return id;
}

std::optional<Instant> last_at(db::Session& session, BusinessId business) {
    return session.value<Instant>("select at from activities where business_id = :business order by id desc limit 1",
                                  business);
}

std::vector<Recorded> list(db::Session& session, BusinessId business, std::int64_t subject_id, int limit) {
    std::vector<Recorded> out;
    for (auto& [id, at, type, actor, data, actor_id, by_staff] :
         session.rows<ActivityId, Instant, std::string, std::string, std::string, std::int64_t, std::int64_t>(
             "select id, at, type, actor, data, coalesce(actor_id, 0), coalesce(by_staff_id, 0) from activities "
             "where business_id = :business and subject_id = :subject order by id limit :limit",
             business, subject_id, limit))
        out.push_back({id, at, std::move(type), std::move(actor), std::move(data), actor_id, subject_id, by_staff});
    return out;
}

std::vector<Recorded> list_after(db::Session& session, BusinessId business, ActivityId after, int limit) {
    std::vector<Recorded> out;
    for (auto& [id, at, type, actor, data, actor_id, by_staff, subject] :
         session.rows<ActivityId, Instant, std::string, std::string, std::string, std::int64_t, std::int64_t,
                      std::int64_t>(
             "select id, at, type, actor, data, coalesce(actor_id, 0), coalesce(by_staff_id, 0), "
             "subject_id from activities where business_id = :business and id > :after "
             "order by id limit :limit",
             business, after, limit))
        out.push_back({id, at, std::move(type), std::move(actor), std::move(data), actor_id, subject, by_staff});
    return out;
}

}  // namespace activity
