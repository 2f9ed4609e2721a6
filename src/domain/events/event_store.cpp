#include "events/event_store.h"

#include <fmt/format.h>

namespace events {
namespace {

constexpr std::array<std::string_view, 4> kStates{"draft", "published", "cancelled", "deleted"};

State parse_state(std::string_view text) {
    const auto found = std::ranges::find(kStates, text);
    CHECK(found != kStates.end());
    return static_cast<State>(found - kStates.begin());
}

constexpr std::string_view kEvents = R"sql(
    select business_id, id, service_id, state, who_may_book, created_at, changed_at, over_at, version
    from events where )sql";

template <class... Args>
std::vector<Event> events(db::Session& session, const std::string& rest, const Args&... args) {
    std::vector<Event> out;
    for (const auto& [business, id, service, state, who, created, changed, over, version] :
         session.rows<BusinessId, EventId, ServiceId, std::string, std::string, Instant, Instant,
                      std::optional<Instant>, std::int64_t>(std::string(kEvents) + rest, args...))
        out.push_back({business, id, service, parse_state(state), catalog::parse_who_may_book(who).value(), created,
                       changed, over, version});
    return out;
}

std::optional<Event> first_of(std::vector<Event> all) {
    return all.empty() ? std::nullopt : std::optional(std::move(all.front()));
}

}  // namespace

std::string_view to_text(State state) { return kStates.at(static_cast<std::size_t>(state)); }

std::optional<Event> find(db::Session& session, BusinessId business, EventId id) {
    return first_of(events(session, "business_id = :business and id = :id and state <> 'deleted'", business, id));
}

std::optional<Event> find_by_service(db::Session& session, BusinessId business, ServiceId service) {
    return first_of(
        events(session, "business_id = :business and service_id = :service and state <> 'deleted'", business, service));
}

std::vector<Event> list_open(db::Session& session, BusinessId business) {
    return events(session, "business_id = :business and over_at is null and state <> 'deleted' order by id", business);
}

std::vector<Event> list_over(db::Session& session, BusinessId business, std::optional<EventId> after, int limit) {
    const auto from = after ? find(session, business, *after) : std::nullopt;
    if (!from || !from->over_at)
        return events(session,
                      "business_id = :business and over_at is not null and state <> 'deleted' "
                      "order by over_at desc, id desc limit :limit",
                      business, limit);
    return events(session,
                  "business_id = :business and over_at is not null and state <> 'deleted' "
                  "and (over_at, id) < (:over, :id) order by over_at desc, id desc limit :limit",
                  business, *from->over_at, from->id, limit);
}

namespace store {

void insert(db::Tx& tx, const Event& event) {
    tx.execute(R"sql(
        insert into events (business_id, id, service_id, state, who_may_book, created_at, changed_at, over_at, version)
        values (:business, :id, :service, :state, :who, :created, :changed, :over, :version))sql",
               event.business_id, event.id, event.service_id, to_text(event.state), to_text(event.who_may_book),
               event.created_at, event.changed_at, event.over_at, event.version);
}

void update(db::Tx& tx, const Event& event) {
    tx.execute(R"sql(
        update events set state = :state, who_may_book = :who, changed_at = :changed, over_at = :over,
            version = :version
        where business_id = :business and id = :id)sql",
               to_text(event.state), to_text(event.who_may_book), event.changed_at, event.over_at, event.version,
               event.business_id, event.id);
}

int count_open(db::Session& session, BusinessId business) {
    return session
        .value<int>("select count(*) from events "
                    "where business_id = :business and over_at is null and state <> 'deleted'",
                    business)
        .value();
}

std::vector<Event> list_unmarked(db::Session& session, const std::pair<BusinessId, EventId>& after, int limit) {
    return events(session,
                  "(business_id, id) > (:business, :id) and over_at is null and state <> 'deleted' "
                  "order by business_id, id limit :limit",
                  after.first, after.second, limit);
}

std::vector<std::pair<EventId, ServiceId>> list_ids(db::Session& session, BusinessId business) {
    std::vector<std::pair<EventId, ServiceId>> out;
    for (const auto& [id, service] : session.rows<EventId, ServiceId>(
             "select id, service_id from events where business_id = :business order by id", business))
        out.emplace_back(id, service);
    return out;
}

}  // namespace store
}  // namespace events
