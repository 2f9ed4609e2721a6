#include "bookings/session_store.h"

#include "db/db.h"

#include <algorithm>

namespace bookings {
namespace {

constexpr std::string_view kSelect = R"sql(
    select s.id, a.service_id, a.provider_id, a.location_id, a.starts_at, a.ends_at, a.capacity, a.seats_taken,
        s.minimum, s.decided_hours, s.decided, s.cancelled_at, s.version,
        s.planned
    from appointments a join sessions s on s.business_id = a.business_id and s.id = a.id
    where a.business_id = :business)sql";

template <class... Args>
std::vector<Session> read_all(db::Session& session, BusinessId business, const std::string& sql, const Args&... args) {
    std::vector<Session> out;
    for (const auto& [id, service, provider, location, begin, end, capacity, taken, minimum, hours, decided, cancelled,
                      version, planned] :
         session.rows<AppointmentId, ServiceId, ProviderId, std::optional<LocationId>, Instant, Instant, int, int, int,
                      std::chrono::hours, bool, std::optional<Instant>, int, bool>(sql, business, args...))
        out.push_back({business,
                       id,
                       service,
                       provider,
                       location,
                       {begin, end},
                       {capacity, taken},
                       minimum,
                       hours,
                       decided,
                       cancelled,
                       version,
                       planned});
    return out;
}

constexpr int kMostListed = 1000;

}  // namespace

std::optional<Session> find_session(db::Session& session, BusinessId business, AppointmentId id) {
    static const auto sql = std::string(kSelect) + " and a.id = :id";
    auto found = read_all(session, business, sql, id);
    return found.empty() ? std::nullopt : std::optional(found.front());
}

std::vector<Session> list_sessions(db::Session& session, BusinessId business, ServiceId service, Span span, int limit) {
    static const auto sql = std::string(kSelect) +
                            " and a.starts_at >= :from and a.starts_at < :until and a.service_id = :service "
                            "and s.cancelled_at is null and s.planned = 1 order by a.starts_at, a.id limit :limit";
    return read_all(session, business, sql, span.begin, span.end, service, std::clamp(limit, 1, kMostListed));
}

std::vector<Session> list_sessions(db::Session& session, BusinessId business, Span span,
                                   std::optional<ProviderId> provider, int limit) {
    static const auto sql = std::string(kSelect) +
                            " and a.starts_at >= :from and a.starts_at < :until "
                            "and (a.provider_id = :provider or :all = 1) "
                            "and s.cancelled_at is null and s.planned = 1 order by a.starts_at, a.id limit :limit";
    return read_all(session, business, sql, span.begin, span.end, provider.value_or(ProviderId{}), !provider,
                    std::clamp(limit, 1, kMostListed));
}

namespace store {

void insert_session(db::Tx& tx, const Session& session) {
    tx.execute("insert into sessions (business_id, id, minimum, decided_hours, decided, version, planned) "
               "values (:business, :id, :minimum, :hours, :decided, :version, :planned)",
               session.business_id, session.id, session.minimum, session.decided_before, session.decided,
               session.version, session.planned);
}

void insert_minimum(db::Tx& tx, BusinessId business, AppointmentId id, int minimum, std::chrono::hours before) {
    tx.execute("insert into sessions (business_id, id, minimum, decided_hours, planned) "
               "values (:business, :id, :minimum, :hours, 0) on conflict do nothing",
               business, id, minimum, before);
}

void update_session(db::Tx& tx, Session& session) {
    ++session.version;
    tx.execute("update sessions set minimum = :minimum, decided = :decided, cancelled_at = :cancelled, "
               "version = version + 1 where business_id = :business and id = :id",
               session.minimum, session.decided, session.cancelled_at, session.business_id, session.id);
}

void touch_session(db::Tx& tx, BusinessId business, AppointmentId id) {
    tx.execute("update sessions set version = version + 1 where business_id = :business and id = :id", business, id);
}

void set_fallen(db::Tx& tx, BusinessId business, AppointmentId id) {
    tx.execute("update appointments set stands = 0 where business_id = :business and id = :id", business, id);
}

void set_capacity(db::Tx& tx, BusinessId business, AppointmentId id, int capacity) {
    tx.execute("update appointments set capacity = :capacity where business_id = :business and id = :id", capacity,
               business, id);
}

namespace {

std::vector<SessionKey> keys(const std::vector<std::tuple<BusinessId, AppointmentId>>& rows) {
    std::vector<SessionKey> out;
    for (const auto& [business, id] : rows) out.emplace_back(business, id);
    return out;
}

}  // namespace

std::vector<SessionKey> list_sessions_over(db::Session& session, Instant now, const SessionKey& last) {
    return keys(session.rows<BusinessId, AppointmentId>(
        "select business_id, id from appointments where live = 1 and ends_at <= :now and stands = 1 "
        "and (business_id, id) > (:business, :last) order by business_id, id limit 100",
        now, last.first, last.second));
}

// cross join: SQLite is to begin with the few that are undecided.
std::vector<SessionKey> list_undecided(db::Session& session, Instant now, const SessionKey& last) {
    return keys(session.rows<BusinessId, AppointmentId>(R"sql(
        select s.business_id, s.id from sessions s
            cross join appointments a
        where s.minimum > 0 and s.decided = 0 and (s.business_id, s.id) > (:business, :last)
            and a.business_id = s.business_id and a.id = s.id
            and a.starts_at - s.decided_hours * 3600 <= :now
        order by s.business_id, s.id limit 100)sql",
                                                        last.first, last.second, now));
}

namespace {

// Places in them are held.
void add_held(db::Session& session, BusinessId business, ProviderId provider, Instant since, AllJoinable& out) {
    std::optional<Instant> now;
    for (const auto& [expires, id, service, location, begin, end, left] :
         session.rows<Instant, AppointmentId, ServiceId, std::optional<LocationId>, Instant, Instant, int>(
             R"sql(
             select h.expires_at, a.id, a.service_id, a.location_id, a.starts_at, a.ends_at, a.capacity - a.seats_taken
             from holds h cross join appointments a
             where h.business_id = :business and h.place_in is not null
                 and a.business_id = h.business_id and a.id = h.place_in and a.provider_id = :provider
                 and a.starts_at >= :since and a.live = 1)sql",
             business, provider, since)) {
        if (!now) now = db::now(session);
        auto found = std::ranges::find(out.all, id, &Joinable::id);
        if (found == out.all.end())
            found = out.all.insert(out.all.end(), Joinable{id, service, location, {begin, end}, left});
        if (expires <= *now)
            ++found->left;
        else
            out.until = std::min(out.until.value_or(expires), expires);
    }
    std::ranges::sort(out.all, {}, [](const Joinable& each) { return std::pair(each.time.begin, each.id); });
}

}  // namespace

AllJoinable list_joinable(db::Session& session, BusinessId business, ProviderId provider, Instant since) {
    AllJoinable out;
    for (const auto& [id, service, location, begin, end, left] :
         session.rows<AppointmentId, ServiceId, std::optional<LocationId>, Instant, Instant, int>(R"sql(
             select id, service_id, location_id, starts_at, ends_at, capacity - seats_taken from appointments
             where business_id = :business and provider_id = :provider and starts_at >= :since
                 and live = 1 and seats_taken < capacity
             order by starts_at, id)sql",
                                                                                                  business, provider,
                                                                                                  since))
        out.all.push_back({id, service, location, {begin, end}, left});
    add_held(session, business, provider, since, out);
    return out;
}

std::vector<JoinableAt> list_joinable_at(db::Session& session, BusinessId business, ServiceId service, Instant start) {
    std::vector<JoinableAt> out;
    for (const auto& [id, provider, location, begin, end] :
         session.rows<AppointmentId, ProviderId, std::optional<LocationId>, Instant, Instant>(R"sql(
             select a.id, a.provider_id, a.location_id, a.starts_at, a.ends_at from appointments a
             where a.business_id = :business and a.starts_at = :start and a.service_id = :service and a.live = 1
                 and (a.seats_taken < a.capacity or exists (select 1 from holds h
                     where h.business_id = a.business_id and h.place_in = a.id))
             order by a.capacity - a.seats_taken, a.id)sql",
                                                                                              business, start, service))
        out.push_back({id, provider, location, std::chrono::floor<Minutes>(end - begin)});
    return out;
}

}  // namespace store
}  // namespace bookings
