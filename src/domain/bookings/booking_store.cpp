#include "bookings/booking_store.h"

#include "availability/over.h"
#include "base/faults.h"
#include "base/search.h"
#include "bookings/chosen_add_ons.h"
#include "bookings/customer_summary.h"
#include "bookings/edit.h"
#include "bookings/many.h"
#include "bookings/pending.h"
#include "bookings/visit.h"
#include "bookings/without.h"
#include "customers/visits.h"
#include "customers/walk_in.h"
#include "db/forget.h"
#include "db/remove.h"

#include <fmt/format.h>

#include <algorithm>

namespace bookings {
namespace {

using store::kLongest;

constexpr std::string_view kSelectAll = R"sql(
    select b.id, b.appointment_id, b.customer_id, a.service_id, a.provider_id, a.location_id, a.starts_at, a.ends_at,
           b.status, b.price_amount, b.currency, b.given_name, b.given_surname, b.given_email, b.given_phone, b.note,
           b.language, b.visitor_time_zone, b.calendar_sequence, b.created_at, b.changed_at, b.paid_at, b.hidden_at,
           b.name_differs, a.capacity, a.seats_taken, b.add_ons, b.version, b.internal_note, b.overbooking, b.deleted_at,
           a.stands, b.visit_id, b.visit_part, b.attendee
    from bookings b join appointments a on a.business_id = b.business_id and a.id = b.appointment_id
    where b.business_id = :business)sql";
// What staff took out of the book is not there.
const std::string kSelect = std::string(kSelectAll) + " and b.deleted_at is null";
const std::string kSelectDeleted = std::string(kSelectAll) + " and b.deleted_at is not null";

using Row = std::tuple<BookingId, AppointmentId, CustomerId, ServiceId, ProviderId, std::optional<LocationId>, Instant,
                       Instant, std::string, std::int64_t, std::string, std::string, std::string, std::string,
                       std::string, std::string, std::string, std::string, int, Instant, Instant,
                       std::optional<Instant>, std::optional<Instant>, bool, int, int, std::string, int, std::string,
                       std::string, std::optional<Instant>, bool, VisitId, int, std::string>;

template <class... Columns, class... Args>
std::vector<Row> select(db::Session& session, const std::string& sql, const std::tuple<Columns...>*,
                        const Args&... args) {
    return session.rows<Columns...>(sql, args...);
}

Booking booking_of(BusinessId business, Row&& row) {
    auto& [id, appointment, customer, service, provider, location, starts, ends, status, amount, currency, name,
           surname, email, phone, note, language, zone, sequence, created, changed, paid, hidden, differs, capacity,
           taken, add_ons, version, internal_note, overbooking, deleted, stands, visit, visit_part, attendee] = row;
    auto chosen = add_ons_of(add_ons, currency);
    return Booking{business,
                   id,
                   appointment,
                   customer,
                   service,
                   provider,
                   location,
                   {starts, ends},
                   parse_status(status).value(),
                   {amount, std::move(currency)},
                   std::move(name),
                   std::move(surname),
                   std::move(email),
                   std::move(phone),
                   std::move(note),
                   std::move(language),
                   std::move(zone),
                   sequence,
                   created,
                   changed,
                   paid,
                   hidden,
                   differs,
                   {capacity, taken},
                   std::move(chosen),
                   version,
                   std::move(internal_note),
                   std::move(overbooking),
                   deleted,
                   stands,
                   visit,
                   visit_part,
                   std::move(attendee)};
}

template <class... Args>
std::vector<Booking> read_all(db::Session& session, BusinessId business, const std::string& sql, const Args&... args) {
    constexpr const Row* kColumns = nullptr;
    std::vector<Booking> out;
    for (auto& row : select(session, sql, kColumns, business, args...))
        out.push_back(booking_of(business, std::move(row)));
    return out;
}

template <class... Args>
std::optional<Booking> read(db::Session& session, BusinessId business, const std::string& sql, const Args&... args) {
    auto found = read_all(session, business, sql, args...);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::string local_start(Instant start, const Zone& zone) {
    return to_text(start, zone).substr(0, std::string_view("2027-03-29T09:00:00").size());
}

constexpr std::string_view kSelectAppointment =
    "select service_id, provider_id, location_id, starts_at, ends_at, capacity, seats_taken, live, stands "
    "from appointments where business_id = :business and id = :id";

std::optional<Appointment> read_appointment(db::Session& session, BusinessId business, AppointmentId id,
                                            const std::string& sql) {
    const auto row =
        session.row<ServiceId, ProviderId, std::optional<LocationId>, Instant, Instant, int, int, bool, bool>(
            sql, business, id);
    if (!row) return std::nullopt;
    const auto& [service, provider, location, starts, ends, capacity, taken, live, stands] = *row;
    return Appointment{business, id, service, provider, location, {starts, ends}, {capacity, taken}, live, stands};
}

}  // namespace

std::optional<Booking> find(db::Session& session, BusinessId business, BookingId id) {
    static const auto sql = std::string(kSelect) + " and b.id = :id";
    return read(session, business, sql, id);
}

std::vector<Booking> find_all(db::Session& session, BusinessId business, const std::vector<BookingId>& those) {
    constexpr std::size_t kAtOnce = 52;
    static const auto sql = [] {
        std::string out = kSelect + " and b.id in (";
        for (std::size_t n = 0; n < kAtOnce; ++n) out += fmt::format("{}:b{}", n ? ", " : "", n);
        return out + ")";
    }();
    std::map<BookingId, Booking> found;
    for (std::size_t from = 0; from < those.size(); from += kAtOnce) {
        std::array<BookingId, kAtOnce> some{};  // 0 is no booking's id
        std::copy_n(those.begin() + static_cast<std::ptrdiff_t>(from), std::min(kAtOnce, those.size() - from),
                    some.begin());
        for (auto& each : std::apply([&](const auto&... id) { return read_all(session, business, sql, id...); }, some))
            found.emplace(each.id, std::move(each));
    }
    std::vector<Booking> out;
    for (const auto id : those)
        if (auto each = found.extract(id)) out.push_back(std::move(each.mapped()));
    return out;
}

std::optional<Booking> find_deleted(db::Session& session, BusinessId business, BookingId id) {
    static const auto sql = kSelectDeleted + " and b.id = :id";
    return read(session, business, sql, id);
}

Listed list_deleted(db::Session& session, BusinessId business, std::optional<BookingId> after, int limit) {
    constexpr std::string_view order = " order by b.deleted_at desc, b.id desc limit :limit";
    static const auto first = kSelectDeleted + std::string(order),
                      rest = kSelectDeleted + " and (b.deleted_at, b.id) < (:deleted, :position)" + std::string(order);
    limit = std::clamp(limit, 1, 200);
    const auto behind = after ? find_deleted(session, business, *after) : std::nullopt;
    Listed out{behind ? read_all(session, business, rest, behind->deleted_at, behind->id, limit + 1)
                      : read_all(session, business, first, limit + 1)};
    out.earlier = behind.has_value();
    out.more = std::ssize(out.bookings) > limit;
    if (out.more) out.bookings.pop_back();
    return out;
}

std::optional<Appointment> find_appointment(db::Session& session, BusinessId business, AppointmentId id) {
    static const std::string sql(kSelectAppointment);
    return read_appointment(session, business, id, sql);
}

std::vector<Booking> list_of_appointment(db::Session& session, BusinessId business, AppointmentId id) {
    // The sum keeps SQLite from walking along all bookings of the business in this order.
    static const auto sql = std::string(kSelect) + " and b.appointment_id = :appointment order by b.id + 0";
    return read_all(session, business, sql, id);
}

std::vector<Booking> list_of_visit(db::Session& session, BusinessId business, VisitId id) {
    static const auto sql =
        std::string(kSelect) + " and b.visit_id = :visit and b.visit_part > 0 order by b.visit_part";
    return read_all(session, business, sql, id);
}

namespace {

std::optional<Booking> find_by_own_token(db::Session& session, BusinessId business, std::string_view token,
                                         Instant now) {
    static const auto told = std::string(kSelect) + " and b.id = :id and b.manage_token_hash = :hash";
    static const auto linked = std::string(kSelect) + " and b.id = (select l.booking_id from booking_links l where "
                                                      "l.business_id = :of_business and l.token_hash = :hash "
                                                      "and (l.expires_at is null or l.expires_at > :now))";
    const auto hash = base::hash(token);
    if (const auto dash = token.find('-'); dash != std::string_view::npos) {
        const auto id = base::parse_id<BookingId>(token.substr(0, dash));
        return id ? read(session, business, told, *id, hash) : std::nullopt;
    }
    return read(session, business, linked, business, hash, now);
}

}  // namespace

std::optional<Booking> find_by_token(db::Session& session, BusinessId business, std::string_view token, Instant now) {
    const auto mark = token.find(kPartMark);
    auto found = find_by_own_token(session, business, token.substr(0, mark), now);
    if (!found || mark == token.npos) return found;
    const auto id = base::parse_id<BookingId>(token.substr(mark + 1));
    auto part = id ? find(session, business, *id) : std::nullopt;
    return part && is_of_same_visit(*found, *part) ? part : std::nullopt;
}

std::optional<BookingId> find_by_expired_token(db::Session& session, BusinessId business, std::string_view token,
                                               Instant now) {
    return session.value<BookingId>("select booking_id from booking_links where business_id = :business and "
                                    "token_hash = :hash and expires_at <= :now",
                                    business, base::hash(token), now);
}

namespace {

// Of those shown to customers. A live one is upcoming until it is over, everything else is past.
// The + keeps SQLite from beginning with every appointment that is still to come: a customer's own are few.
constexpr std::string_view kUpcoming = " and b.customer_id = :customer and b.hidden_at is null "
                                       "and b.status in ('pending', 'approved') and +a.ends_at > :now";
constexpr std::string_view kPast = " and b.customer_id = :customer and b.hidden_at is null "
                                   "and (b.status not in ('pending', 'approved') or +a.ends_at <= :now)";

constexpr std::string_view kPastAndHidden = " and b.customer_id = :customer "
                                            "and (b.status not in ('pending', 'approved') or +a.ends_at <= :now)";

std::string with(std::string_view condition, std::string_view rest) {
    return std::string(kSelect).append(condition).append(rest);
}

// A list's order, and the other way round. The + keeps SQLite from beginning with every appointment from a position on.
std::string_view order_of(bool later_first) {
    return later_first ? " order by a.starts_at desc, b.id desc limit :limit"
                       : " order by a.starts_at, b.id limit :limit";
}
std::string_view beyond(bool later_first) {
    return later_first ? " and (+a.starts_at, b.id) < (:start, :position)"
                       : " and (+a.starts_at, b.id) > (:start, :position)";
}

using Position = std::pair<Instant, BookingId>;
Position position(const Booking& booking) { return {booking.time.begin, booking.id}; }

bool comes_first(const Position& a, const Position& b, bool later_first) {
    const auto key = [](const Position& of) { return std::pair(of.first, of.second.value); };
    return later_first ? key(b) < key(a) : key(a) < key(b);
}

void sort(std::vector<Booking>& all, bool later_first) {
    std::ranges::sort(
        all, [&](const Booking& a, const Booking& b) { return comes_first(position(a), position(b), later_first); });
}

// Nullopt when it is not a booking of these customers.
std::optional<Position> find_position(db::Session& session, BusinessId business,
                                      const std::vector<CustomerId>& customers, std::optional<BookingId> id) {
    const auto booking = id ? find(session, business, *id) : std::nullopt;
    if (!booking || std::ranges::find(customers, booking->customer_id) == customers.end()) return std::nullopt;
    return position(*booking);
}

// The first of a list, sorted here; `all` may lack what lies behind the first limit + 1 of them.
Listed first_of(std::vector<Booking> all, bool later_first, int limit) {
    sort(all, later_first);
    Listed out{.bookings = std::move(all), .earlier = false, .more = false};
    out.more = std::ssize(out.bookings) > limit;
    if (out.more) out.bookings.resize(static_cast<std::size_t>(limit), out.bookings.front());
    return out;
}

// The page of a whole list that stands where `from` says. `of` gives the list's bookings behind a position in either
// direction, or all of them: those that lie next, limit + 1 at least.
template <class Of>
Listed page_of(bool later_first, std::optional<Position> after, std::optional<Position> before, int limit, Of&& of) {
    if (before) {
        auto out = first_of(of(!later_first, before), !later_first, limit);
        if (out.more) {
            std::ranges::reverse(out.bookings);
            out.earlier = true;
            return out;
        }
        // Less than a page lies before: the first page, and a whole one.
        after = std::nullopt;
    }
    auto out = first_of(of(later_first, after), later_first, limit);
    out.earlier = after.has_value();
    if (!out.bookings.empty() || !after) return out;
    return first_of(of(later_first, std::nullopt), later_first, limit);  // what lay behind it has gone
}

void leave_out(std::vector<Booking>& all, const Without& without) {
    std::erase_if(all, [&](const Booking& each) { return without.contains(each.service_id); });
}

Listed list_that(db::Session& session, BusinessId business, std::string_view condition, bool past,
                 const std::vector<CustomerId>& customers, Instant now, const From& from, int limit,
                 const Without& without) {
    limit = std::clamp(limit, 1, 200);
    // The next of one customer, limit + 1 of them at least where there are so many.
    const auto next = [&](CustomerId customer, bool later_first, std::optional<Position> behind) {
        std::vector<Booking> out;
        for (;;) {
            auto some =
                behind ? read_all(session, business,
                                  with(condition, std::string(beyond(later_first)).append(order_of(later_first))),
                                  customer, now, behind->first, behind->second, limit + 1)
                       : read_all(session, business, with(condition, order_of(later_first)), customer, now, limit + 1);
            const bool is_last = std::ssize(some) <= limit;
            if (!some.empty()) behind = position(some.back());
            leave_out(some, without);
            std::ranges::move(some, std::back_inserter(out));
            if (is_last || std::ssize(out) > limit) return out;
        }
    };
    // Few customers, so each one's first are asked for and merged.
    const auto of = [&](bool later_first, const std::optional<Position>& behind) {
        std::vector<Booking> all;
        for (const auto customer : customers)
            std::ranges::move(next(customer, later_first, behind), std::back_inserter(all));
        return all;
    };
    return page_of(past, find_position(session, business, customers, from.after),
                   find_position(session, business, customers, from.before), limit, of);
}

}  // namespace

Listed list_of_customers(db::Session& session, BusinessId business, const std::vector<CustomerId>& customers,
                         Which which, Instant now, const From& from, int limit, const Without& without) {
    const bool past = which == Which::past;
    return list_that(session, business, past ? kPast : kUpcoming, past, customers, now, from, limit, without);
}

Listed list_of_customers(db::Session& session, BusinessId business, const std::vector<CustomerId>& customers,
                         Which which, Instant now, const From& from, int limit) {
    return list_of_customers(session, business, customers, which, now, from, limit, {});
}

Listed list_past_of_customer(db::Session& session, BusinessId business, CustomerId customer, Instant now,
                             const From& from, int limit) {
    return list_that(session, business, kPastAndHidden, true, {customer}, now, from, limit, {});
}

Lists lists_of_customers(db::Session& session, BusinessId business, const std::vector<CustomerId>& customers,
                         Instant now, int upcoming_limit, const From& past_from, int past_limit,
                         const Without& without) {
    // Most have few, which one question each tells.
    constexpr std::size_t kFew = 30;
    static const auto shown =
        with(" and b.customer_id = :customer and b.hidden_at is null", fmt::format(" limit {}", kFew + 1));
    std::vector<Booking> upcoming, past;
    for (const auto customer : customers) {
        auto some = read_all(session, business, shown, customer);
        if (some.size() > kFew)
            return {list_of_customers(session, business, customers, Which::upcoming, now, {}, upcoming_limit, without),
                    list_of_customers(session, business, customers, Which::past, now, past_from, past_limit, without)};
        leave_out(some, without);
        for (auto& booking : some) {
            const bool coming = is_live(booking.status) && booking.time.end > now;
            (coming ? upcoming : past).push_back(std::move(booking));
        }
    }
    const auto of = [&](bool later_first, const std::optional<Position>& behind) {
        auto all = past;
        if (behind)
            std::erase_if(all, [&](const Booking& each) { return !comes_first(*behind, position(each), later_first); });
        return all;
    };
    return {first_of(std::move(upcoming), false, upcoming_limit),
            page_of(true, find_position(session, business, customers, past_from.after),
                    find_position(session, business, customers, past_from.before), past_limit, of)};
}

Lists lists_of_customers(db::Session& session, BusinessId business, const std::vector<CustomerId>& customers,
                         Instant now, int upcoming_limit, const From& past_from, int past_limit) {
    return lists_of_customers(session, business, customers, now, upcoming_limit, past_from, past_limit, {});
}

namespace {

std::string counting(std::string_view condition) {
    return std::string("select cast(count(*) as bigint) from bookings b join appointments a on a.business_id = "
                       "b.business_id and a.id = b.appointment_id where b.business_id = :business "
                       "and b.deleted_at is null")
        .append(condition);
}

}  // namespace

int count_of_customers(db::Session& session, BusinessId business, const std::vector<CustomerId>& customers, Which which,
                       Instant now) {
    static const auto upcoming = counting(kUpcoming), past = counting(kPast);
    int out = 0;
    for (const auto customer : customers)
        out += session.value<int>(which == Which::upcoming ? upcoming : past, business, customer, now).value();
    return out;
}

Listed list_all_of_customer(db::Session& session, BusinessId business, CustomerId customer, const From& from,
                            int limit) {
    constexpr std::string_view own = " and b.customer_id = :customer";
    const auto of = [&](bool later_first, const std::optional<Position>& behind) {
        const auto order = order_of(later_first);
        if (!behind) return read_all(session, business, with(own, order), customer, limit + 1);
        return read_all(session, business, with(own, std::string(beyond(later_first)).append(order)), customer,
                        behind->first, behind->second, limit + 1);
    };
    return page_of(true, find_position(session, business, {customer}, from.after),
                   find_position(session, business, {customer}, from.before), limit, of);
}

Listed list_between(db::Session& session, BusinessId business, Span span, std::optional<ProviderId> provider,
                    std::optional<BookingId> after, int limit) {
    // The inner question walks appointments_by_start.
    constexpr std::string_view within =
        " and a.id in (select x.id from appointments x where x.business_id = :of_business and x.starts_at > :since "
        "and x.starts_at < :until and x.ends_at > :from and (x.provider_id = :provider or :all = 1))";
    static const auto first = with(within, order_of(false)),
                      rest = with(within, std::string(beyond(false)).append(order_of(false)));
    const auto behind = after ? find(session, business, *after) : std::nullopt;
    const auto ask = [&](const std::string& sql, const auto&... more) {
        return read_all(session, business, sql, business, span.begin - kLongest, span.end, span.begin,
                        provider.value_or(ProviderId{}), !provider, more...);
    };
    auto out =
        first_of(behind ? ask(rest, behind->time.begin, behind->id, limit + 1) : ask(first, limit + 1), false, limit);
    out.earlier = behind.has_value();
    return out;
}

int count_pending(db::Session& session, BusinessId business, std::optional<ProviderId> provider) {
    // Of the whole business the index alone tells.
    const auto found =
        provider
            ? session.rows<int>("select 1 from bookings b join appointments a on a.business_id = b.business_id and "
                                "a.id = b.appointment_id where b.business_id = :business and b.status = 'pending' "
                                "and b.deleted_at is null "
                                "and a.provider_id = :provider limit :limit",
                                business, *provider, kMostPendingCounted)
            : session.rows<int>("select 1 from bookings where business_id = :business and status = 'pending' "
                                "and deleted_at is null limit :limit",
                                business, kMostPendingCounted);
    return static_cast<int>(found.size());
}

Listed list_pending(db::Session& session, BusinessId business, std::optional<ProviderId> provider,
                    std::optional<BookingId> after, int limit) {
    constexpr std::string_view waiting = " and b.status = 'pending' and (a.provider_id = :provider or :all = 1)";
    static const auto first = with(waiting, order_of(false)),
                      rest = with(waiting, std::string(beyond(false)).append(order_of(false)));
    limit = std::clamp(limit, 1, 200);
    const auto behind = after ? find(session, business, *after) : std::nullopt;
    const auto ask = [&](const std::string& sql, const auto&... more) {
        return read_all(session, business, sql, provider.value_or(ProviderId{}), !provider, more...);
    };
    auto out =
        first_of(behind ? ask(rest, behind->time.begin, behind->id, limit + 1) : ask(first, limit + 1), false, limit);
    out.earlier = behind.has_value();
    return out;
}

// Ids are given in the order of time: where the first links are of recent bookings, the rest is not looked at.
void forget_old_links(db::Database& database, Instant now) {
    db::forget_in_each(database, R"sql(
        delete from booking_links where business_id = :business and token_hash in (
            select l.token_hash from (
                select token_hash, booking_id from booking_links where business_id = :business
                order by booking_id limit {}) l
            join bookings b on b.business_id = :business and b.id = l.booking_id
            join appointments a on a.business_id = :business and a.id = b.appointment_id
            where a.ends_at < :before))sql",
                       now - kLinksKept);
}

namespace store {

std::vector<AgendaEntry> list_agenda(db::Session& session, BusinessId business, Span span,
                                     std::optional<ProviderId> provider, bool given_up, int limit) {
    std::vector<AgendaEntry> out;
    for (auto& [id, appointment, customer, service, by, location, starts, ends, status, name, surname, version, paid,
                capacity, taken] :
         session.rows<BookingId, AppointmentId, CustomerId, ServiceId, ProviderId, std::optional<LocationId>, Instant,
                      Instant, std::string, std::string, std::string, int, std::optional<Instant>, int, int>(
             R"sql(
            select b.id, b.appointment_id, b.customer_id, a.service_id, a.provider_id, a.location_id, a.starts_at,
                   a.ends_at, b.status, case when b.attendee = '' then b.given_name else b.attendee end,
                   case when b.attendee = '' then b.given_surname else '' end, b.version, b.paid_at, a.capacity,
                   a.seats_taken
            from appointments a join bookings b on b.business_id = a.business_id and b.appointment_id = a.id
            where a.business_id = :business and a.starts_at > :since and a.starts_at < :until and a.ends_at > :from
              and (a.provider_id = :provider or :all = 1)
              and b.deleted_at is null and (:given_up = 1 or (b.status <> 'cancelled' and b.status <> 'declined'))
            order by a.starts_at, b.id limit :limit)sql",
             business, span.begin - kLongest, span.end, span.begin, provider.value_or(ProviderId{}), !provider,
             given_up, limit))
        out.push_back({.id = id,
                       .appointment_id = appointment,
                       .customer_id = customer,
                       .service_id = service,
                       .provider_id = by,
                       .location_id = location,
                       .time = {starts, ends},
                       .taken = {starts, ends},
                       .status = parse_status(status).value(),
                       .name = std::move(name),
                       .surname = std::move(surname),
                       .version = version,
                       .paid = paid.has_value(),
                       .seats = {capacity, taken}});
    return out;
}

std::vector<Taken> list_taken_of_appointments(db::Session& session, BusinessId business, Span span,
                                              std::optional<ProviderId> provider) {
    std::vector<Taken> out;
    // The cross join: SQLite is to begin with the appointments of the span, not with all that is taken.
    for (const auto& [appointment, occupant, starts, ends] : session.rows<AppointmentId, OccupantId, Instant, Instant>(
             R"sql(
            select o.appointment_id, o.occupant_id, o.starts_at, o.ends_at
            from appointments a cross join occupancies o
            where o.business_id = a.business_id and o.appointment_id = a.id and a.business_id = :business and a.starts_at > :since and a.starts_at < :until and a.ends_at > :from
              and (a.provider_id = :provider or :all = 1)
            order by o.occupant_id)sql",
             business, span.begin - kLongest, span.end, span.begin, provider.value_or(ProviderId{}), !provider))
        out.push_back({appointment, occupant, {starts, ends}});
    return out;
}

std::optional<AppointmentId> find_taking(db::Session& session, BusinessId business, OccupantId occupant, Span span,
                                         const std::vector<AppointmentId>& but) {
    for (const auto& [id] :
         session.rows<AppointmentId>(R"sql(
        select appointment_id from occupancies
        where business_id = :business and occupant_id = :occupant and starts_at > :since and starts_at < :until
          and ends_at > :from
        order by starts_at)sql",
                                     business, occupant, span.begin - kLongest, span.end, span.begin))
        if (std::ranges::find(but, id) == but.end()) return id;
    return std::nullopt;
}

std::vector<Held> list_held(db::Session& session, BusinessId business, ProviderId provider, Instant now) {
    std::vector<Held> out;
    for (const auto& [id, starts, ends, location] :
         session.rows<AppointmentId, Instant, Instant, std::optional<LocationId>>(R"sql(
            select id, starts_at, ends_at, location_id from appointments
            where business_id = :business and starts_at > :since and provider_id = :provider and live = 1
              and ends_at > :now
            order by starts_at, id)sql",
                                                                                  business, now - kLongest, provider,
                                                                                  now))
        out.push_back({id, {starts, ends}, location});
    return out;
}

namespace {

std::optional<Booking> find_locked(db::Tx& tx, BusinessId business, BookingId id, const std::string& plain) {
    const auto locking = plain + " for update of a, b";
    if (tx.engine() == db::Engine::sqlite) return read(tx, business, plain, id);
    // Where it was moved into another appointment while this waited, the row that was waited for is not found.
    for (;;) {
        if (auto found = read(tx, business, locking, id)) return found;
        if (!read(tx, business, plain, id)) return std::nullopt;
    }
}

}  // namespace

std::optional<Booking> find_for_update(db::Tx& tx, BusinessId business, BookingId id) {
    static const auto plain = kSelect + " and b.id = :id";
    return find_locked(tx, business, id, plain);
}

std::optional<Booking> find_deleted_for_update(db::Tx& tx, BusinessId business, BookingId id) {
    static const auto plain = kSelectDeleted + " and b.id = :id";
    return find_locked(tx, business, id, plain);
}

std::vector<std::pair<BusinessId, BookingId>> list_deleted_before(db::Session& session, Instant before) {
    std::vector<std::pair<BusinessId, BookingId>> out;
    for (const auto& [business, id] : session.rows<BusinessId, BookingId>(
             "select business_id, id from bookings where deleted_at is not null and deleted_at < :before limit 500",
             before))
        out.emplace_back(business, id);
    return out;
}

std::vector<Booking> list_deleted_of_customer(db::Session& session, BusinessId business, CustomerId customer,
                                              int limit) {
    static const auto sql = kSelectDeleted + " and b.customer_id = :customer order by b.id limit :limit";
    return read_all(session, business, sql, customer, limit);
}

void erase_booking(db::Tx& tx, BusinessId business, BookingId id) {
    const auto row = tx.row<AppointmentId, VisitId, CustomerId>(
        "select appointment_id, visit_id, customer_id from bookings where business_id = :business and id = :id",
        business, id);
    CHECK(row);
    const auto& [appointment, visit, customer] = *row;
    tx.execute("delete from booking_answers where business_id = :business and booking_id = :id", business, id);
    tx.execute("delete from booking_links where business_id = :business and booking_id = :id", business, id);
    tx.execute("delete from bookings where business_id = :business and id = :id", business, id);
    keep_visits(tx, business, customer);
    tx.execute("delete from visits where business_id = :business and id = :visit and not exists "
               "(select 1 from bookings where business_id = :of_business and visit_id = :of_visit)",
               business, visit, business, visit);
    if (tx.value<int>("select 1 from bookings where business_id = :business and appointment_id = :appointment "
                      "union all select 1 from sessions where business_id = :business and id = :appointment limit 1",
                      business, appointment))
        return;
    // What is over keeps its occupancies.
    db::remove_rows(tx, {{"business_id", business.value}, {"appointment_id", appointment.value}});
    tx.execute("delete from appointments where business_id = :business and id = :appointment", business, appointment);
}

std::optional<Appointment> find_for_update(db::Tx& tx, BusinessId business, AppointmentId id) {
    static const auto locking = std::string(kSelectAppointment) + " for update";
    if (tx.engine() == db::Engine::sqlite || faults::on("seats_without_lock"))
        return find_appointment(tx, business, id);
    return read_appointment(tx, business, id, locking);
}

void lock_both(db::Tx& tx, BusinessId business, AppointmentId one, AppointmentId other) {
    if (tx.engine() == db::Engine::sqlite) return;
    tx.rows<AppointmentId>("select id from appointments where business_id = :business and id in (:one, :other) "
                           "order by id for update",
                           business, one, other);
}

namespace {

bool is_one_of(const std::vector<AppointmentId>& those, AppointmentId id) {
    return std::ranges::find(those, id) != those.end();
}

// What appointments but those have over others within the span.
std::vector<availability::Use> list_overbooked(db::Session& session, BusinessId business, OccupantId occupant,
                                               Span within, const std::vector<AppointmentId>& those) {
    std::vector<availability::Use> out;
    for (const auto& [begin, end, quantity, appointment] : session.rows<Instant, Instant, int, AppointmentId>(
             R"sql(
             select starts_at, ends_at, quantity, appointment_id from overbooked
             where business_id = :business and occupant_id = :occupant and starts_at > :since
               and starts_at < :until and ends_at > :from)sql",
             business, occupant, within.begin - kLongest, within.end, within.begin))
        if (!is_one_of(those, appointment)) out.push_back({{begin, end}, quantity});
    return out;
}

}  // namespace

std::vector<availability::Use> list_taken(db::Session& session, BusinessId business, OccupantId occupant, int quantity,
                                          Span within, const std::vector<AppointmentId>& without, Places places) {
    // Where there is one, its times lie apart: of those that begin before the span, only the last may reach into it.
    static constexpr std::string_view kOnlyOne = R"sql(
        select starts_at, ends_at, quantity, appointment_id from occupancies
        where business_id = :business and occupant_id = :occupant and starts_at >= (
                select coalesce(max(p.starts_at), :begin) from occupancies p
                where p.business_id = :business and p.occupant_id = :occupant and p.starts_at <= :begin)
            and starts_at < :until and ends_at > :begin
        order by starts_at)sql";
    // Where others lie over each other, each is somewhere.
    static constexpr std::string_view kWithPlaces = R"sql(
        select starts_at, ends_at, quantity, appointment_id, location_id from occupancies
        where business_id = :business and occupant_id = :occupant and starts_at >= :since
            and starts_at < :until and ends_at > :begin
        union all
        select starts_at, ends_at, quantity, appointment_id, location_id from overbooked
        where business_id = :business and occupant_id = :occupant and starts_at >= :since
            and starts_at < :until and ends_at > :begin
        order by 1)sql";
    static constexpr std::string_view kSeveral = R"sql(
        select starts_at, ends_at, quantity, appointment_id from occupancies
        where business_id = :business and occupant_id = :occupant and starts_at >= :since
            and starts_at < :until and ends_at > :begin
        order by starts_at)sql";
    std::vector<availability::Use> out;
    if (places == Places::read) {
        for (const auto& [begin, end, taken, appointment, location] :
             session.rows<Instant, Instant, int, AppointmentId, std::optional<LocationId>>(
                 kWithPlaces, business, occupant, within.begin - kLongest, within.end, within.begin))
            if (!is_one_of(without, appointment)) out.push_back({{begin, end}, taken, location});
        return out;
    }
    const auto rows =
        quantity == 1
            ? session.rows<Instant, Instant, int, AppointmentId>(kOnlyOne, business, occupant, within.begin, within.end)
            : session.rows<Instant, Instant, int, AppointmentId>(kSeveral, business, occupant, within.begin - kLongest,
                                                                 within.end, within.begin);
    std::vector<Occupied> own;
    for (const auto& [begin, end, taken, appointment] : rows) {
        if (is_one_of(without, appointment))
            own.push_back({occupant, {begin, end}, taken, quantity == 1});
        else
            out.push_back({{begin, end}, taken});
    }
    if (own.empty()) return out;
    const auto bare = list_laid_bare(session, business, occupant, own, without);
    if (bare.empty()) return out;
    out.insert(out.end(), bare.begin(), bare.end());
    std::ranges::sort(out);
    return out;
}

std::vector<Over> list_over(db::Session& session, Instant now, const Over& last, int limit) {
    std::vector<Over> out;
    for (const auto& [business, id, ended] :
         session.rows<BusinessId, BookingId, Instant>(R"sql(
             select b.business_id, b.id, a.ends_at from appointments a
             join bookings b on b.business_id = a.business_id and b.appointment_id = a.id
                 and b.status in ('pending', 'approved') and b.deleted_at is null
             where a.live = 1 and a.ends_at <= :now
                 and (a.ends_at > :since or (a.ends_at = :since and b.id > :last))
             order by a.ends_at, b.id limit :limit)sql",
                                                      now, last.ended, last.id, limit))
        out.push_back({business, id, ended});
    return out;
}

std::vector<availability::Use> list_taken_since(db::Session& session, BusinessId business, OccupantId occupant,
                                                Instant since, Places places) {
    std::vector<availability::Use> out;
    if (places == Places::read) {
        for (const auto& [begin, end, quantity, location] :
             session.rows<Instant, Instant, int, std::optional<LocationId>>(
                 "select starts_at, ends_at, quantity, location_id from occupancies where business_id = :business "
                 "and occupant_id = :occupant and starts_at >= :since "
                 "union all select starts_at, ends_at, quantity, location_id from overbooked "
                 "where business_id = :business and occupant_id = :occupant and starts_at >= :since order by 1",
                 business, occupant, since))
            out.push_back({{begin, end}, quantity, location});
        return out;
    }
    for (const auto& [begin, end, quantity] : session.rows<Instant, Instant, int>(
             "select starts_at, ends_at, quantity from occupancies where business_id = :business "
             "and occupant_id = :occupant and starts_at >= :since order by starts_at",
             business, occupant, since))
        out.push_back({{begin, end}, quantity});
    return out;
}

std::int64_t sum_taken(db::Session& session, BusinessId business, OccupantId occupant, Span span) {
    return session
        .value<std::int64_t>("select cast(coalesce(sum(ends_at - starts_at), 0) as bigint) from occupancies where "
                             "business_id = :business "
                             "and occupant_id = :occupant and starts_at >= :from and starts_at < :until",
                             business, occupant, span.begin, span.end)
        .value();
}

std::vector<Occupied> list_occupied(db::Session& session, BusinessId business, AppointmentId appointment) {
    std::vector<Occupied> out;
    for (const auto& [occupant, begin, end, quantity, exclusive, location, over] :
         session.rows<OccupantId, Instant, Instant, int, bool, std::optional<LocationId>, bool>(R"sql(
             select occupant_id, starts_at, ends_at, quantity, exclusive, location_id, 0 from occupancies
             where business_id = :business and appointment_id = :appointment
             union all
             select o.occupant_id, o.starts_at, o.ends_at, o.quantity, case when c.quantity = 1 then 1 else 0 end,
                 o.location_id, 1
             from overbooked o join occupants c on c.business_id = o.business_id and c.id = o.occupant_id
             where o.business_id = :business and o.appointment_id = :appointment
             order by 1, 2)sql",
                                                                                                business, appointment))
        out.push_back({occupant, {begin, end}, quantity, exclusive, location, over});
    return out;
}

std::vector<Occupied> list_left_by_one(db::Session& session, BusinessId business, AppointmentId appointment) {
    const auto found = find_appointment(session, business, appointment);
    if (!found || found->seats.taken > 1) return {};
    return list_occupied(session, business, appointment);
}

std::vector<availability::Use> list_laid_bare(db::Session& session, BusinessId business, OccupantId occupant,
                                              const std::vector<Occupied>& own,
                                              const std::vector<AppointmentId>& those) {
    std::vector<Span> gone;
    Span around{};
    bool exclusive = true;
    for (const auto& each : own) {
        if (each.occupant != occupant || each.over) continue;
        around = gone.empty() ? each.span
                              : Span{std::min(around.begin, each.span.begin), std::max(around.end, each.span.end)};
        gone.push_back(each.span);
        exclusive = each.exclusive;
    }
    if (gone.empty()) return {};
    return availability::laid_bare(gone, list_overbooked(session, business, occupant, around, those), exclusive);
}

std::int64_t count_between(db::Session& session, BusinessId business, Span span, std::int64_t most) {
    return session
        .value<std::int64_t>(R"sql(
            select count(*) from (
                select 1 from appointments a
                join bookings b on b.business_id = a.business_id and b.appointment_id = a.id
                where a.business_id = :business and a.starts_at >= :from and a.starts_at < :to
                  and b.status not in ('cancelled', 'declined') and b.deleted_at is null limit :most) few)sql",
                             business, span.begin, span.end, most)
        .value();
}

int count_open(db::Session& session, BusinessId business, CustomerId customer, bool verified, Instant now) {
    static const auto sql = counting(kUpcoming) + " and b.customer_verified = :verified";
    return session.value<int>(sql, business, customer, now, verified).value();
}

std::vector<BookingId> list_open(db::Session& session, BusinessId business, CustomerId customer, bool verified,
                                 Instant now) {
    static const auto sql = std::string("select b.id from bookings b join appointments a on a.business_id = "
                                        "b.business_id and a.id = b.appointment_id where b.business_id = :business "
                                        "and b.deleted_at is null")
                                .append(kUpcoming)
                                .append(" and b.customer_verified = :verified order by b.id");
    std::vector<BookingId> out;
    for (const auto& [id] : session.rows<BookingId>(sql, business, customer, now, verified)) out.push_back(id);
    return out;
}

void insert_visit(db::Tx& tx, BusinessId business, VisitId id, CustomerId customer, Instant now) {
    tx.execute("insert into visits (business_id, id, customer_id, created_at) values (:business, :id, :customer, :now)",
               business, id, customer, now);
}

void insert_appointment(db::Tx& tx, const Appointment& appointment, const Zone& zone) {
    tx.execute(R"sql(
        insert into appointments (business_id, id, service_id, provider_id, location_id, starts_at, ends_at,
            local_start, time_zone, capacity, seats_taken, live, stands)
        values (:business, :id, :service, :provider, :location, :starts_at, :ends_at, :local_start, :time_zone,
            :capacity, :taken, :live, :stands))sql",
               appointment.business_id, appointment.id, appointment.service_id, appointment.provider_id,
               appointment.location_id, appointment.time.begin, appointment.time.end,
               local_start(appointment.time.begin, zone), zone.name(), appointment.seats.capacity,
               appointment.seats.taken, appointment.live, appointment.stands);
}

void insert_appointment(db::Tx& tx, const Booking& booking, const Zone& zone) {
    insert_appointment(tx,
                       Appointment{booking.business_id,
                                   booking.appointment_id,
                                   booking.service_id,
                                   booking.provider_id,
                                   booking.location_id,
                                   booking.time,
                                   {booking.seats.capacity, 1},
                                   is_live(booking.status)},
                       zone);
}

namespace {

// The last word before the others, for whoever looks for a surname.
std::string surname_key(std::string_view name) {
    const auto space = name.rfind(' ');
    if (space == std::string_view::npos) return base::search_key(name);
    return base::search_key(fmt::format("{} {}", name.substr(space + 1), name.substr(0, space)));
}

}  // namespace

void keep_visits(db::Tx& tx, BusinessId business, CustomerId customer) {
    // Nobody sees when all walk-ins of a business were there last, who have as many bookings as there are.
    if (customers::is_walk_in(tx, business, customer)) return;
    const auto [last, next] = tx.row<std::optional<Instant>, std::optional<Instant>>(R"sql(
        select max(case when b.status = 'completed' then a.starts_at end),
               min(case when b.status = 'pending' or b.status = 'approved' then a.starts_at end)
        from bookings b join appointments a on a.business_id = b.business_id and a.id = b.appointment_id
        where b.business_id = :business and b.customer_id = :customer and b.deleted_at is null)sql",
                                                                                     business, customer)
                                  .value();
    customers::set_visits(tx, business, customer, {last, next});
}

void insert_booking(db::Tx& tx, const Booking& booking, std::string_view manage_token_hash, bool customer_verified,
                    std::optional<Instant> consent_at, Source source) {
    tx.execute(R"sql(
        insert into bookings (business_id, id, appointment_id, visit_id, customer_id, status, price_amount, currency,
            given_name, given_surname, given_email, given_phone, customer_verified, note, language, visitor_time_zone,
            manage_token_hash, calendar_sequence, consent_at, created_at, changed_at, name_differs, add_ons,
            internal_note, overbooking, source, visit_part, attendee, attendee_key, attendee_surname_key)
        values (:business, :id, :appointment, :visit, :customer, :status, :amount, :currency,
            :name, :surname, :email, :phone, :verified, :note, :language, :zone,
            :token, :sequence, :consent, :created, :changed, :differs, :add_ons, :internal_note, :overbooking,
            :source, :part, :attendee, :attendee_key, :surname_key))sql",
               booking.business_id, booking.id, booking.appointment_id, booking.visit_id, booking.customer_id,
               to_text(booking.status), booking.price.amount, booking.price.currency, booking.name, booking.surname,
               booking.email, booking.phone, customer_verified, booking.note, booking.language, booking.visitor_zone,
               manage_token_hash, booking.calendar_sequence, consent_at, booking.created_at, booking.changed_at,
               booking.name_differs, text_of(booking.add_ons), booking.internal_note, booking.overbooking,
               to_text(source), booking.visit_part, booking.attendee, base::search_key(booking.attendee),
               surname_key(booking.attendee));
    if (is_live(booking.status))
        customers::note_coming(tx, booking.business_id, booking.customer_id, booking.time.begin);
    else
        keep_visits(tx, booking.business_id, booking.customer_id);
}

bool occupy(db::Tx& tx, BusinessId business, AppointmentId appointment, const std::vector<Occupied>& wanted) try {
    for (const auto& taken : wanted)
        tx.execute(R"sql(
            insert into occupancies (business_id, appointment_id, occupant_id, starts_at, ends_at, quantity, exclusive,
                location_id)
            values (:business, :appointment, :occupant, :starts_at, :ends_at, :quantity, :exclusive, :location))sql",
                   business, appointment, taken.occupant, taken.span.begin, taken.span.end, taken.quantity,
                   taken.exclusive, taken.location_id);
    return true;
} catch (const db::ConstraintViolation& violation) {
    if (violation.constraint == "occupancies_no_overlap" || violation.constraint == "occupancies_within_quantity")
        return false;
    throw;
}

void insert_overbooked(db::Tx& tx, BusinessId business, AppointmentId appointment, const Occupied& taken) {
    tx.execute(R"sql(
        insert into overbooked (business_id, appointment_id, occupant_id, starts_at, ends_at, quantity, location_id)
        values (:business, :appointment, :occupant, :starts_at, :ends_at, :quantity, :location))sql",
               business, appointment, taken.occupant, taken.span.begin, taken.span.end, taken.quantity,
               taken.location_id);
}

namespace {

// Its whole time of that occupant is taken anew, now that there is more of it.
void take_again(db::Tx& tx, BusinessId business, AppointmentId appointment, OccupantId occupant) {
    std::optional<Occupied> whole;
    for (const auto& each : list_occupied(tx, business, appointment)) {
        if (each.occupant != occupant) continue;
        if (!whole) {
            whole = each;
            continue;
        }
        // The pieces that begin with the first are all of it; the others only go on.
        if (each.span.begin == whole->span.begin) whole->quantity += each.quantity;
        whole->span.end = std::max(whole->span.end, each.span.end);
    }
    CHECK(whole);
    for (const auto* table : {"occupancies", "overbooked"})
        tx.execute(fmt::format("delete from {} where business_id = :business and appointment_id = :appointment "
                               "and occupant_id = :occupant",
                               table),
                   business, appointment, occupant);
    occupy_over(tx, business, appointment, {*whole});
}

}  // namespace

void occupy_over(db::Tx& tx, BusinessId business, AppointmentId appointment, const std::vector<Occupied>& wanted) {
    for (auto taken : wanted) {
        const auto there_are =
            tx.value<int>("select quantity from occupants where business_id = :business and id = :id", business,
                          taken.occupant)
                .value();
        const auto beside = list_taken(tx, business, taken.occupant, there_are, taken.span);
        for (const auto& piece : availability::pieces(taken.span, taken.quantity, there_are, beside)) {
            auto part = taken;
            part.span = piece.span;
            part.quantity = piece.ordinary;
            if (piece.ordinary > 0) CHECK(occupy(tx, business, appointment, {part}));
            part.quantity = piece.over;
            if (piece.over > 0) insert_overbooked(tx, business, appointment, part);
        }
    }
}

void release(db::Tx& tx, BusinessId business, AppointmentId appointment) {
    const auto freed = list_occupied(tx, business, appointment);
    tx.execute("delete from occupancies where business_id = :business and appointment_id = :appointment", business,
               appointment);
    if (std::ranges::any_of(freed, &Occupied::over))
        tx.execute("delete from overbooked where business_id = :business and appointment_id = :appointment", business,
                   appointment);
    for (const auto& each : freed) {
        if (each.over) continue;
        for (const auto& [other] : tx.rows<AppointmentId>(R"sql(
                 select distinct appointment_id from overbooked
                 where business_id = :business and occupant_id = :occupant and starts_at > :since
                   and starts_at < :until and ends_at > :from
                 order by appointment_id)sql",
                                                          business, each.occupant, each.span.begin - kLongest,
                                                          each.span.end, each.span.begin))
            take_again(tx, business, other, each.occupant);
    }
}

void update_time(db::Tx& tx, const Appointment& appointment, const Zone& zone) {
    tx.execute("update appointments set service_id = :service, provider_id = :provider, location_id = :location, "
               "starts_at = :starts_at, ends_at = :ends_at, local_start = :local_start, time_zone = :time_zone "
               "where business_id = :business and id = :id",
               appointment.service_id, appointment.provider_id, appointment.location_id, appointment.time.begin,
               appointment.time.end, local_start(appointment.time.begin, zone), zone.name(), appointment.business_id,
               appointment.id);
    for (const auto& [customer] : tx.rows<CustomerId>(
             "select distinct customer_id + 0 from bookings where business_id = :business and appointment_id = :id "
             "and deleted_at is null order by 1",
             appointment.business_id, appointment.id))
        keep_visits(tx, appointment.business_id, customer);
}

void update_booking(db::Tx& tx, Booking& booking) {
    ++booking.version;
    tx.execute("update bookings set appointment_id = :appointment, status = :status, calendar_sequence = :sequence, "
               "overbooking = :overbooking, changed_at = :changed, version = version + 1 "
               "where business_id = :business and id = :id",
               booking.appointment_id, to_text(booking.status), booking.calendar_sequence, booking.overbooking,
               booking.changed_at, booking.business_id, booking.id);
    keep_visits(tx, booking.business_id, booking.customer_id);
}

std::optional<Seats> count_seats(db::Tx& tx, BusinessId business, AppointmentId appointment) try {
    const auto row = tx.row<int, int>(R"sql(
        update appointments set
            seats_taken = (select count(*) from bookings b
                where b.business_id = appointments.business_id and b.appointment_id = appointments.id
                    and b.status <> 'cancelled' and b.status <> 'declined' and b.deleted_at is null)
                + (select count(*) from holds h
                where h.business_id = appointments.business_id and h.place_in = appointments.id),
            live = case when stands = 1 or exists (select 1 from bookings b
                where b.business_id = appointments.business_id and b.appointment_id = appointments.id
                    and (b.status = 'pending' or b.status = 'approved') and b.deleted_at is null)
                or exists (select 1 from holds h
                where h.business_id = appointments.business_id and h.place_in = appointments.id)
                then 1 else 0 end
        where business_id = :business and id = :id
        returning capacity, seats_taken)sql",
                                      business, appointment);
    CHECK(row);
    return Seats{std::get<0>(*row), std::get<1>(*row)};
} catch (const db::ConstraintViolation& violation) {
    if (violation.constraint == "appointments_seats") return std::nullopt;
    throw;
}

void leave_behind(db::Tx& tx, const Appointment& appointment) {
    constexpr std::string_view kGivenUp = " where business_id = :business and appointment_id = :id "
                                          "and (status = 'cancelled' or status = 'declined' or deleted_at is not null)";
    static const auto count = std::string("select cast(count(*) as bigint) from bookings").append(kGivenUp);
    static const auto part = std::string("update bookings set appointment_id = :copy").append(kGivenUp);
    const auto business = appointment.business_id;
    if (tx.value<std::int64_t>(count, business, appointment.id).value() == 0) return;
    const auto copy = base::make_id<AppointmentId>();
    tx.execute(R"sql(
        insert into appointments (business_id, id, service_id, provider_id, location_id, starts_at, ends_at,
            local_start, time_zone, capacity, seats_taken, live)
        select business_id, :copy, service_id, provider_id, location_id, starts_at, ends_at, local_start, time_zone,
            capacity, 0, 0
        from appointments where business_id = :business and id = :id)sql",
               copy, business, appointment.id);
    tx.execute(part, copy, business, appointment.id);
}

void update_agreed(db::Tx& tx, const Booking& booking) {
    tx.execute("update bookings set price_amount = :price, currency = :currency, add_ons = :add_ons, note = :note, "
               "internal_note = :internal_note where business_id = :business and id = :id",
               booking.price.amount, booking.price.currency, text_of(booking.add_ons), booking.note,
               booking.internal_note, booking.business_id, booking.id);
}

void set_deleted(db::Tx& tx, Booking& booking, std::optional<Instant> at) {
    booking.deleted_at = at;
    ++booking.version;
    tx.execute("update bookings set deleted_at = :at, overbooking = :overbooking, version = version + 1 "
               "where business_id = :business and id = :id",
               at, booking.overbooking, booking.business_id, booking.id);
    keep_visits(tx, booking.business_id, booking.customer_id);
}

void set_hidden(db::Tx& tx, BusinessId business, BookingId id, Instant at) {
    tx.execute("update bookings set hidden_at = :at, version = version + 1 where business_id = :business and id = :id",
               at, business, id);
}

void set_paid(db::Tx& tx, BusinessId business, BookingId id, std::optional<Instant> at) {
    tx.execute("update bookings set paid_at = :at, version = version + 1 where business_id = :business and id = :id",
               at, business, id);
}

void insert_link(db::Tx& tx, BusinessId business, BookingId id, std::string_view token_hash, Instant now,
                 std::optional<Instant> expires_at) {
    tx.execute("insert into booking_links (business_id, token_hash, booking_id, created_at, expires_at) "
               "values (:business, :hash, :booking, :now, :expires)",
               business, token_hash, id, now, expires_at);
}

void insert_told_link(db::Tx& tx, BusinessId business, BookingId id, std::string_view token_hash) {
    tx.execute("insert into booking_links (business_id, token_hash, booking_id, created_at) "
               "select business_id, manage_token_hash, id, created_at from bookings "
               "where business_id = :business and id = :id and manage_token_hash = :hash "
               "on conflict (business_id, token_hash) do nothing",
               business, id, token_hash);
}

void set_link_used(db::Tx& tx, BusinessId business, std::string_view token_hash, Instant now) {
    tx.execute("update booking_links set used_at = :now where business_id = :business and token_hash = :hash", now,
               business, token_hash);
}

std::optional<Instant> find_link_use(db::Session& session, BusinessId business, std::string_view token_hash) {
    return session.value<Instant>("select coalesce(used_at, created_at) from booking_links "
                                  "where business_id = :business and token_hash = :hash",
                                  business, token_hash);
}

std::map<BookingId, std::optional<Instant>> list_link_use(db::Session& session, BusinessId business,
                                                          CustomerId customer) {
    std::map<BookingId, std::optional<Instant>> out;
    for (const auto& [id, used_at] : session.rows<BookingId, std::optional<Instant>>(
             "select l.booking_id, max(l.used_at) from bookings b "
             "join booking_links l on l.business_id = b.business_id and l.booking_id = b.id "
             "where b.business_id = :business and b.customer_id = :customer group by l.booking_id",
             business, customer))
        out[id] = used_at;
    return out;
}

namespace {

constexpr std::string_view kWithLinks =
    " and b.customer_id = :customer and (b.manage_token_hash <> '' or exists (select 1 from booking_links l "
    "where l.business_id = b.business_id and l.booking_id = b.id";

}  // namespace

std::vector<Booking> list_with_links(db::Session& session, BusinessId business, CustomerId customer, Instant now,
                                     int limit) {
    static const auto sql = with(std::string(kWithLinks) + " and (l.expires_at is null or l.expires_at > :now)))",
                                 " order by a.starts_at desc, b.id desc limit :limit");
    return read_all(session, business, sql, customer, now, limit);
}

std::vector<BookingId> list_ids_with_links(db::Session& session, BusinessId business, CustomerId customer) {
    static const auto sql = fmt::format("select b.id from bookings b where b.business_id = :business{}))", kWithLinks);
    std::vector<BookingId> out;
    for (const auto& [id] : session.rows<BookingId>(sql, business, customer)) out.push_back(id);
    return out;
}

bool erase_links(db::Tx& tx, BusinessId business, BookingId id) {
    const auto told = tx.execute("update bookings set manage_token_hash = '' "
                                 "where business_id = :business and id = :id and manage_token_hash <> ''",
                                 business, id);
    const auto others =
        tx.execute("delete from booking_links where business_id = :business and booking_id = :id", business, id);
    return told + others > 0;
}

}  // namespace store
}  // namespace bookings
