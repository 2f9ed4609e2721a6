#include "bookings/hold_store.h"

#include "db/db.h"

#include <algorithm>

namespace bookings::store {

// A business has few holds and very many appointments: cross join keeps SQLite from beginning with those.

std::vector<Kept> list_kept(db::Session& session, BusinessId business, Span span) {
    std::vector<Kept> out;
    for (const auto& [id, expires, occupant, begin, end, quantity, exclusive, location] :
         session.rows<AppointmentId, Instant, OccupantId, Instant, Instant, int, bool, std::optional<LocationId>>(
             R"sql(
             select h.appointment_id, h.expires_at, o.occupant_id, o.starts_at, o.ends_at, o.quantity, o.exclusive,
                 o.location_id
             from holds h cross join occupancies o
             where h.business_id = :business and o.business_id = h.business_id
               and o.appointment_id = h.appointment_id and o.starts_at < :until and o.ends_at > :from
             order by h.appointment_id, o.occupant_id)sql",
             business, span.end, span.begin)) {
        if (out.empty() || out.back().id != id) out.push_back({id, expires});
        out.back().taken.push_back({occupant, {begin, end}, quantity, exclusive, location});
    }
    return out;
}

std::vector<AppointmentId> list_expired(db::Session& session, BusinessId business, Span span) {
    const auto kept = list_kept(session, business, span);
    if (kept.empty()) return {};
    const auto now = db::now(session);
    std::vector<AppointmentId> out;
    for (const auto& each : kept)
        if (each.expires_at <= now) out.push_back(each.id);
    return out;
}

bool takes(const Kept& kept, const std::vector<OccupantId>& occupants, Span span) {
    return std::ranges::any_of(kept.taken, [&](const Occupied& each) {
        return each.span.overlaps(span) && std::ranges::find(occupants, each.occupant) != occupants.end();
    });
}

std::int64_t count_expired(db::Session& session, BusinessId business, Instant now) {
    return session
        .value<std::int64_t>("select count(*) from holds where business_id = :business and expires_at <= :now",
                             business, now)
        .value();
}

namespace {

constexpr std::string_view kSelect = R"sql(
    select h.appointment_id, a.service_id, a.provider_id, a.location_id, a.starts_at, a.ends_at, h.purpose,
        h.created_at, h.expires_at, h.place_in
    from holds h cross join appointments a
    where h.business_id = :business and a.business_id = h.business_id and a.id = h.appointment_id)sql";

template <class... Args>
std::vector<Hold> read_all(db::Session& session, BusinessId business, const std::string& sql, const Args&... args) {
    std::vector<Hold> out;
    for (const auto& [id, service, provider, location, begin, end, purpose, created, expires, place_in] :
         session.rows<AppointmentId, ServiceId, ProviderId, std::optional<LocationId>, Instant, Instant, std::string,
                      Instant, Instant, std::optional<AppointmentId>>(sql, business, args...))
        out.push_back({business,
                       id,
                       service,
                       provider,
                       location,
                       {begin, end},
                       parse_purpose(purpose).value(),
                       created,
                       expires,
                       place_in});
    return out;
}

template <class... Args>
std::optional<Hold> read(db::Session& session, BusinessId business, const std::string& sql, const Args&... args) {
    const auto found = read_all(session, business, sql, args...);
    return found.empty() ? std::nullopt : std::optional(found.front());
}

}  // namespace

std::optional<Hold> find_hold(db::Session& session, BusinessId business, const std::string& visitor_hash) {
    static const auto sql = std::string(kSelect) + " and h.visitor_hash = :visitor";
    return read(session, business, sql, visitor_hash);
}

std::optional<Hold> find_hold(db::Session& session, BusinessId business, AppointmentId id) {
    static const auto sql = std::string(kSelect) + " and h.appointment_id = :id";
    return read(session, business, sql, id);
}

std::vector<Hold> list_expired_places(db::Session& session, BusinessId business, AppointmentId place_in, Instant now) {
    static const auto sql = std::string(kSelect) + " and h.place_in = :place and h.expires_at <= :now";
    return read_all(session, business, sql, place_in, now);
}

std::vector<Hold> list_holds(db::Session& session, BusinessId business, Span span) {
    static const auto sql =
        std::string(kSelect) + " and a.starts_at < :until and a.ends_at > :from order by a.starts_at, a.id";
    return read_all(session, business, sql, span.end, span.begin);
}

std::vector<AppointmentId> list_hold_ids(db::Session& session, BusinessId business) {
    std::vector<AppointmentId> out;
    for (const auto& [id] : session.rows<AppointmentId>(
             "select appointment_id from holds where business_id = :business order by appointment_id", business))
        out.push_back(id);
    return out;
}

std::vector<std::pair<BusinessId, AppointmentId>> list_expired_of_all(db::Session& session, Instant now) {
    std::vector<std::pair<BusinessId, AppointmentId>> out;
    for (const auto& [business, id] : session.rows<BusinessId, AppointmentId>(
             "select business_id, appointment_id from holds where expires_at <= :now order by expires_at limit 500",
             now))
        out.emplace_back(business, id);
    return out;
}

int count_of_network(db::Session& session, BusinessId business, const std::string& network_hash,
                     const std::string& but_visitor_hash, Instant now) {
    return session
        .value<int>("select count(*) from holds where business_id = :business and network_hash = :network "
                    "and visitor_hash <> :visitor and expires_at > :now",
                    business, network_hash, but_visitor_hash, now)
        .value();
}

void take_turns(db::Tx& tx, BusinessId business, const std::string& hash) {
    if (tx.engine() == db::Engine::sqlite) return;
    tx.value<std::string>("select cast(pg_advisory_xact_lock(hashtextextended(:key, 0)) as text)",
                          fmt::format("hold:{}:{}", business.value, hash));
}

void insert_hold(db::Tx& tx, const Hold& hold, const std::string& visitor_hash, const std::string& network_hash) {
    tx.execute(R"sql(
        insert into holds (business_id, appointment_id, purpose, visitor_hash, network_hash, created_at, expires_at,
            place_in)
        values (:business, :appointment, :purpose, :visitor, :network, :created, :expires, :place))sql",
               hold.business_id, hold.id, to_text(hold.purpose), visitor_hash, network_hash, hold.created_at,
               hold.expires_at, hold.place_in);
}

void delete_hold(db::Tx& tx, BusinessId business, AppointmentId id) {
    if (tx.execute("delete from holds where business_id = :business and appointment_id = :id", business, id) == 0)
        return;
    release(tx, business, id);
    tx.execute("delete from appointments where business_id = :business and id = :id", business, id);
}

}  // namespace bookings::store
