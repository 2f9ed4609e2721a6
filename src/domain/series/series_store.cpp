#include "series/series_store.h"

#include "bookings/many.h"
#include "db/db.h"

#include <algorithm>
#include <array>
#include <set>

namespace series {
namespace {

constexpr std::string_view kSelect =
    "select s.id, s.customer_id, s.service_id, s.unit, s.every, s.weekdays, s.first_day, s.minute_of_day, s.times, "
    "s.until_day, s.created_at from series s ";

template <class... Args>
std::vector<Series> select(db::Session& session, const std::string& rest, BusinessId business, const Args&... args) {
    std::vector<Series> out;
    for (const auto& [id, customer, service, unit, every, weekdays, first, minute, times, until, created] :
         session.rows<SeriesId, CustomerId, ServiceId, std::string, int, int, Day, Minutes, std::optional<int>,
                      std::optional<Day>, Instant>(std::string(kSelect) + rest, business, args...))
        out.push_back({business,
                       id,
                       customer,
                       service,
                       {parse_unit(unit).value(), every, weekdays, times, until},
                       first,
                       minute,
                       created});
    return out;
}

std::optional<Series> first_of(std::vector<Series> all) {
    return all.empty() ? std::nullopt : std::optional(all.front());
}

}  // namespace

std::optional<Series> find(db::Session& session, BusinessId business, SeriesId id) {
    return first_of(select(session, "where s.business_id = :business and s.id = :id", business, id));
}

std::optional<Series> find_of(db::Session& session, BusinessId business, BookingId booking) {
    return first_of(select(session,
                           "join series_bookings b on b.business_id = s.business_id and b.series_id = s.id "
                           "where s.business_id = :business and b.business_id = :business and b.booking_id = :booking",
                           business, booking));
}

std::vector<Part> list_parts(db::Session& session, BusinessId business, SeriesId id) {
    const auto members = store::list_members(session, business, id);
    std::vector<BookingId> ids;
    for (const auto& member : members) ids.push_back(member.booking_id);
    std::map<BookingId, bookings::Booking> found;
    for (auto& booking : bookings::find_all(session, business, ids)) found.emplace(booking.id, std::move(booking));
    std::vector<Part> out;
    for (const auto& member : members)
        if (auto booking = found.extract(member.booking_id))
            out.push_back({member.position, member.planned_at, member.provider_id, std::move(booking.mapped())});
    return out;
}

std::vector<Series> list_of_customers(db::Session& session, BusinessId business,
                                      const std::vector<CustomerId>& customers, int limit) {
    std::vector<Series> out;
    for (const auto customer : customers)
        std::ranges::move(store::list_of_customer(session, business, customer, limit), std::back_inserter(out));
    std::ranges::sort(out, std::greater{}, &Series::id);
    if (std::ssize(out) > limit) out.erase(out.begin() + limit, out.end());
    return out;
}

std::map<BookingId, SeriesId> list_series_of(db::Session& session, BusinessId business,
                                             const std::vector<BookingId>& bookings) {
    constexpr std::size_t kAtOnce = 52;
    static const auto sql = [] {
        std::string out = "select booking_id, series_id from series_bookings where business_id = :business "
                          "and booking_id in (";
        for (std::size_t n = 0; n < kAtOnce; ++n) out += fmt::format("{}:b{}", n ? ", " : "", n);
        return out + ")";
    }();
    std::map<BookingId, SeriesId> out;
    for (std::size_t from = 0; from < bookings.size(); from += kAtOnce) {
        std::array<BookingId, kAtOnce> some{};  // 0 is no booking's id
        std::copy_n(bookings.begin() + static_cast<std::ptrdiff_t>(from), std::min(kAtOnce, bookings.size() - from),
                    some.begin());
        const auto found = std::apply(
            [&](const auto&... id) { return session.rows<BookingId, SeriesId>(sql, business, id...); }, some);
        for (const auto& [booking, series] : found) out.emplace(booking, series);
    }
    return out;
}

namespace store {

void insert(db::Tx& tx, const Series& series) {
    const auto& rule = series.rule;
    tx.execute(R"sql(
        insert into series (business_id, id, customer_id, service_id, unit, every, weekdays, first_day, minute_of_day,
            times, until_day, created_at)
        values (:business, :id, :customer, :service, :unit, :every, :weekdays, :first, :minute, :times, :until,
            :created))sql",
               series.business_id, series.id, series.customer_id, series.service_id, to_text(rule.unit), rule.interval,
               rule.weekdays, series.first, series.time_of_day, rule.times, rule.until, series.created_at);
}

void insert(db::Tx& tx, BusinessId business, SeriesId series, const Member& member) {
    tx.execute("insert into series_bookings (business_id, series_id, position, booking_id, planned_at, provider_id) "
               "values (:business, :series, :position, :booking, :planned, :provider)",
               business, series, member.position, member.booking_id, member.planned_at, member.provider_id);
}

void update(db::Tx& tx, const Series& series) {
    const auto& rule = series.rule;
    tx.execute("update series set weekdays = :weekdays, times = :times, until_day = :until, first_day = :first, "
               "minute_of_day = :minute where business_id = :business and id = :id",
               rule.weekdays, rule.times, rule.until, series.first, series.time_of_day, series.business_id, series.id);
}

void update(db::Tx& tx, BusinessId business, SeriesId series, const Member& member) {
    tx.execute("update series_bookings set planned_at = :planned, provider_id = :provider "
               "where business_id = :business and series_id = :series and position = :position",
               member.planned_at, member.provider_id, business, series, member.position);
}

bool lock(db::Tx& tx, BusinessId business, SeriesId series) {
    const std::string sql = "select 1 from series where business_id = :business and id = :id";
    return tx.value<int>(tx.engine() == db::Engine::postgres ? sql + " for update" : sql, business, series).has_value();
}

std::vector<Member> list_members(db::Session& session, BusinessId business, SeriesId series) {
    std::vector<Member> out;
    for (const auto& [position, booking, planned, provider] : session.rows<int, BookingId, Instant, ProviderId>(
             "select position, booking_id, planned_at, provider_id from series_bookings "
             "where business_id = :business and series_id = :series order by position",
             business, series))
        out.push_back({position, booking, planned, provider});
    return out;
}

std::int64_t count_with_others(db::Session& session, BusinessId business, const std::vector<BookingId>& bookings) {
    const auto of = list_series_of(session, business, bookings);
    std::set<SeriesId> all;
    for (const auto& [booking, series] : of) all.insert(series);
    return std::ssize(of) - std::ssize(all);
}

void let_go_of_booking(db::Tx& tx, BusinessId business, BookingId booking) {
    const auto series = find_of(tx, business, booking);
    if (!series) return;
    tx.execute("delete from series_bookings where business_id = :business and booking_id = :booking", business,
               booking);
    if (list_members(tx, business, series->id).empty())
        tx.execute("delete from series where business_id = :business and id = :id", business, series->id);
}

std::vector<Series> list_of_customer(db::Session& session, BusinessId business, CustomerId customer, int limit) {
    return select(session,
                  "where s.business_id = :business and s.customer_id = :customer order by s.id desc limit :limit",
                  business, customer, limit);
}

}  // namespace store
}  // namespace series
