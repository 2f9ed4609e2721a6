#include "waiting/waiting_store.h"

#include "base/weekdays.h"
#include "db/db.h"

#include <fmt/format.h>

namespace waiting::store {
namespace {

constexpr std::array<std::string_view, 5> kStates{"waiting", "offered", "booked", "left", "expired"};
constexpr std::array<std::string_view, 5> kOfferStates{"open", "accepted", "declined", "expired", "withdrawn"};

template <class Value, class Texts>
Value parse(const Texts& texts, std::string_view text) {
    const auto found = std::ranges::find(texts, text);
    CHECK(found != texts.end());
    return static_cast<Value>(found - texts.begin());
}

constexpr std::string_view kEntries = R"sql(
    select id, customer_id, service_id, provider_id, location_id, first_day, last_day, weekdays, parts, from_minute,
        until_minute, state, why, unanswered, created_at, changed_at, consent_at
    from waiting_entries where business_id = :business )sql";

template <class... Args>
std::vector<Entry> entries(db::Session& session, const std::string& rest, BusinessId business, const Args&... args) {
    std::vector<Entry> out;
    for (auto& [id, customer, service, provider, location, first, last, weekdays, parts, from, until, state, why,
                unanswered, created, changed, consent] :
         session.rows<WaitingEntryId, CustomerId, ServiceId, std::optional<ProviderId>, std::optional<LocationId>, Day,
                      Day, int, int, Minutes, Minutes, std::string, std::string, int, Instant, Instant,
                      std::optional<Instant>>(std::string(kEntries) + rest, business, args...))
        out.push_back({business,
                       id,
                       customer,
                       {service, provider, location, first, last, weekdays, parts, from, until},
                       parse<State>(kStates, state),
                       std::move(why),
                       unanswered,
                       created,
                       changed,
                       consent});
    return out;
}

constexpr std::string_view kOffers = R"sql(
    select id, entry_id, customer_id, service_id, provider_id, location_id, starts_at, ends_at, appointment_id, state,
        created_at, expires_at, answered_at, booking_id
    from waiting_offers where business_id = :business )sql";

template <class... Args>
std::vector<Offer> offers(db::Session& session, const std::string& rest, BusinessId business, const Args&... args) {
    std::vector<Offer> out;
    for (const auto& [id, entry, customer, service, provider, location, begin, end, appointment, state, created,
                      expires, answered, booking] :
         session.rows<WaitingOfferId, WaitingEntryId, CustomerId, ServiceId, ProviderId, std::optional<LocationId>,
                      Instant, Instant, AppointmentId, std::string, Instant, Instant, std::optional<Instant>,
                      std::optional<BookingId>>(std::string(kOffers) + rest, business, args...))
        out.push_back({business,
                       id,
                       entry,
                       customer,
                       service,
                       provider,
                       location,
                       {begin, end},
                       appointment,
                       parse<OfferState>(kOfferStates, state),
                       created,
                       expires,
                       answered,
                       booking});
    return out;
}

template <class One>
std::optional<One> first_of(std::vector<One> all) {
    return all.empty() ? std::nullopt : std::optional(std::move(all.front()));
}

}  // namespace

void take_turns(db::Tx& tx, BusinessId business) {
    if (tx.engine() == db::Engine::sqlite) return;
    tx.value<std::string>("select cast(pg_advisory_xact_lock(hashtextextended(:key, 0)) as text)",
                          fmt::format("waiting:{}", business.value));
}

void insert(db::Tx& tx, const Entry& entry) {
    const auto& wish = entry.wish;
    tx.execute(R"sql(
        insert into waiting_entries (business_id, id, customer_id, service_id, provider_id, location_id, first_day,
            last_day, weekdays, parts, from_minute, until_minute, state, why, unanswered, created_at, changed_at,
            consent_at)
        values (:business, :id, :customer, :service, :provider, :location, :first, :last, :weekdays, :parts, :from,
            :until, :state, :why, :unanswered, :created, :changed, :consent))sql",
               entry.business_id, entry.id, entry.customer_id, wish.service, wish.provider, wish.location,
               wish.first_day, wish.last_day, wish.weekdays, wish.parts, wish.from, wish.until, to_text(entry.state),
               entry.why, entry.unanswered, entry.created_at, entry.changed_at, entry.consent_at);
}

void update(db::Tx& tx, const Entry& entry) {
    tx.execute("update waiting_entries set state = :state, why = :why, unanswered = :unanswered, changed_at = :changed "
               "where business_id = :business and id = :id",
               to_text(entry.state), entry.why, entry.unanswered, entry.changed_at, entry.business_id, entry.id);
}

std::vector<Entry> list_waiting(db::Session& session, BusinessId business, int limit) {
    return entries(session,
                   "and state in ('waiting', 'offered') and state = 'waiting' order by created_at, id limit :limit",
                   business, limit);
}

std::vector<Entry> list_open_of_service(db::Session& session, BusinessId business, ServiceId service) {
    return entries(session, "and service_id = :service and state in ('waiting', 'offered') order by created_at, id",
                   business, service);
}

std::vector<Entry> list_open_of_customer(db::Session& session, BusinessId business, CustomerId customer) {
    return entries(session, "and customer_id = :customer and state in ('waiting', 'offered') order by id", business,
                   customer);
}

std::vector<BusinessId> list_businesses_with_open(db::Session& session) {
    std::vector<BusinessId> out;
    for (const auto& [id] : session.rows<BusinessId>(
             "select distinct business_id from waiting_entries where state in ('waiting', 'offered') "
             "order by business_id"))
        out.push_back(id);
    return out;
}

bool has_open(db::Session& session, BusinessId business) {
    return session
        .value<int>("select 1 from waiting_entries where business_id = :business and state in ('waiting', 'offered') "
                    "limit 1",
                    business)
        .has_value();
}

Version version(db::Session& session, BusinessId business) {
    const auto found =
        session.row<int, std::int64_t>("select count(*), coalesce(max(changed_at), 0) from waiting_entries "
                                       "where business_id = :business and state in ('waiting', 'offered')",
                                       business);
    CHECK(found);
    return {std::get<0>(*found), std::get<1>(*found)};
}

void insert_offer(db::Tx& tx, const Offer& offer) {
    tx.execute(R"sql(
        insert into waiting_offers (business_id, id, entry_id, customer_id, service_id, provider_id, location_id,
            starts_at, ends_at, appointment_id, state, created_at, expires_at)
        values (:business, :id, :entry, :customer, :service, :provider, :location, :begin, :end, :appointment, :state,
            :created, :expires))sql",
               offer.business_id, offer.id, offer.entry_id, offer.customer_id, offer.service_id, offer.provider_id,
               offer.location_id, offer.time.begin, offer.time.end, offer.appointment_id, to_text(offer.state),
               offer.created_at, offer.expires_at);
}

void update_offer(db::Tx& tx, const Offer& offer) {
    tx.execute("update waiting_offers set state = :state, answered_at = :answered, booking_id = :booking "
               "where business_id = :business and id = :id",
               to_text(offer.state), offer.answered_at, offer.booking_id, offer.business_id, offer.id);
}

std::vector<Offer> list_offers_of_customer(db::Session& session, BusinessId business, CustomerId customer) {
    return offers(session, "and customer_id = :customer order by id limit 5000", business, customer);
}

std::vector<std::pair<BusinessId, WaitingOfferId>> list_expired(db::Session& session, Instant now) {
    std::vector<std::pair<BusinessId, WaitingOfferId>> out;
    for (const auto& [business, id] : session.rows<BusinessId, WaitingOfferId>(
             "select business_id, id from waiting_offers where state = 'open' and expires_at <= :now "
             "order by expires_at limit 500",
             now))
        out.emplace_back(business, id);
    return out;
}

bool was_offered(db::Session& session, BusinessId business, CustomerId customer, ProviderId provider, Instant start) {
    return session
        .value<int>("select 1 from waiting_offers where business_id = :business and customer_id = :customer "
                    "and provider_id = :provider and starts_at = :start limit 1",
                    business, customer, provider, start)
        .has_value();
}

std::vector<std::pair<ProviderId, Instant>> list_offered_places(db::Session& session, BusinessId business,
                                                                CustomerId customer, Instant from) {
    std::vector<std::pair<ProviderId, Instant>> out;
    for (const auto& [provider, start] : session.rows<ProviderId, Instant>(
             "select provider_id, starts_at from waiting_offers where business_id = :business "
             "and customer_id = :customer and starts_at >= :from",
             business, customer, from))
        out.emplace_back(provider, start);
    return out;
}

void insert_link(db::Tx& tx, BusinessId business, WaitingEntryId entry, const std::string& token_hash, Instant now) {
    tx.execute("insert into waiting_links (business_id, token_hash, entry_id, created_at) "
               "values (:business, :token, :entry, :now)",
               business, token_hash, entry, now);
}

std::optional<WaitingEntryId> find_link(db::Session& session, BusinessId business, const std::string& token_hash) {
    return session.value<WaitingEntryId>(
        "select entry_id from waiting_links where business_id = :business and token_hash = :token", business,
        token_hash);
}

}  // namespace waiting::store

namespace waiting {

std::string_view to_text(State state) { return store::kStates[static_cast<std::size_t>(state)]; }
std::string_view to_text(OfferState state) { return store::kOfferStates[static_cast<std::size_t>(state)]; }

std::optional<Entry> find(db::Session& session, BusinessId business, WaitingEntryId id) {
    return store::first_of(store::entries(session, "and id = :id", business, id));
}

std::optional<Offer> find_offer(db::Session& session, BusinessId business, WaitingOfferId id) {
    return store::first_of(store::offers(session, "and id = :id", business, id));
}

std::optional<Offer> find_open_offer(db::Session& session, BusinessId business, WaitingEntryId entry) {
    auto found = store::first_of(store::offers(session, "and entry_id = :entry and state = 'open'", business, entry));
    if (found && found->expires_at <= db::now(session)) return std::nullopt;
    return found;
}

std::vector<Entry> list_open(db::Session& session, BusinessId business, std::optional<WaitingEntryId> after,
                             int limit) {
    const auto last = after ? find(session, business, *after) : std::nullopt;
    if (!last)
        return store::entries(session, "and state in ('waiting', 'offered') order by created_at, id limit :limit",
                              business, limit);
    return store::entries(session,
                          "and state in ('waiting', 'offered') and (created_at, id) > (:at, :id) "
                          "order by created_at, id limit :limit",
                          business, last->created_at, last->id, limit);
}

std::vector<Entry> list_of_customers(db::Session& session, BusinessId business,
                                     const std::vector<CustomerId>& customers, int limit) {
    std::vector<Entry> out;
    for (const auto customer : customers)
        std::ranges::move(store::entries(session, "and customer_id = :customer order by id desc limit :limit", business,
                                         customer, limit),
                          std::back_inserter(out));
    std::ranges::stable_sort(out, [](const Entry& a, const Entry& b) {
        return std::pair(b.created_at, b.id.value) < std::pair(a.created_at, a.id.value);
    });
    if (std::ssize(out) > limit) out.erase(out.begin() + limit, out.end());
    return out;
}

std::vector<Offer> list_offers(db::Session& session, BusinessId business, WaitingEntryId entry) {
    return store::offers(session, "and entry_id = :entry order by created_at desc, id desc limit 200", business, entry);
}

int count_open(db::Session& session, BusinessId business) { return store::version(session, business).count; }

int count_for(db::Session& session, BusinessId business, Day first, Day last) {
    int count = 0;
    for (const auto& [from, to, weekdays] : session.rows<Day, Day, int>(
             "select first_day, last_day, weekdays from waiting_entries where business_id = :business "
             "and state in ('waiting', 'offered') and first_day <= :last and last_day >= :first",
             business, last, first)) {
        bool is_among = false;
        for (auto day = std::max(from, first); day <= std::min(to, last) && !is_among; day += std::chrono::days{1})
            is_among = (weekdays & base::weekday_bit(day)) != 0;
        count += is_among ? 1 : 0;
    }
    return count;
}

std::string make_link(db::Tx& tx, const Clock& clock, BusinessId business, WaitingEntryId entry) {
    auto token = base::new_token();
    store::insert_link(tx, business, entry, base::hash(token), clock.now());
    return token;
}

std::vector<BookingId> list_won(db::Session& session, BusinessId business, Span span) {
    std::vector<BookingId> out;
    for (const auto& [id] :
         session.rows<BookingId>("select booking_id from waiting_offers where business_id = :business and "
                                 "state = 'accepted' and starts_at >= :begin and starts_at < :end order by booking_id",
                                 business, span.begin, span.end))
        out.push_back(id);
    return out;
}

std::optional<Entry> find_by_token(db::Session& session, BusinessId business, std::string_view token) {
    const auto id = store::find_link(session, business, base::hash(token));
    return id ? find(session, business, *id) : std::nullopt;
}

}  // namespace waiting
