#include "accounts/account.h"

#include "accounts/activities.h"
#include "accounts/attempts.h"
#include "accounts/deletion.h"
#include "accounts/login.h"
#include "accounts/merging.h"
#include "accounts/passkey.h"
#include "accounts/personal.h"
#include "accounts/quick_login.h"
#include "accounts/staff_account.h"
#include "activity/activity_log.h"
#include "db/forget.h"

#include <nlohmann/json.hpp>

namespace accounts {
namespace {

using nlohmann::json;

constexpr Seconds kDeviceMemory = std::chrono::days{365};
constexpr Seconds kUseNotedEvery = std::chrono::hours{1};
constexpr auto kMakeAndAsk = "account.make_and_ask";

// What the change log need not know for ever. What shows consent and who changed what stays with the record.
constexpr Seconds kPassingKept = std::chrono::days{365};
constexpr std::array<std::string_view, 7> kPassing{"account.signed_in",    "account.new_device", "access_link.asked",
                                                   "password_reset.asked", "registration.asked", "staff.signed_in",
                                                   "staff.password_asked"};

// As the activities of an account that nobody signs in to just now need it.
void record(db::Tx& tx, const Context& context, BusinessId business, AccountId id, std::string_view type,
            activity::Actor actor, json data) {
    const auto login = store::find_login(tx, business, id, {});
    CHECK(login);
    store::record(tx, context, business, *login, type, actor, std::move(data));
}

template <class Key>
std::optional<Account> select(db::Session& session, BusinessId business, std::string_view where, const Key& key) {
    auto found =
        session.row<AccountId, CustomerId, std::string, bool, bool, bool, Instant, std::optional<Instant>, std::string>(
            fmt::format(R"sql(
        select a.id, s.customer_id, a.email, case when a.password_hash is null then 0 else 1 end,
               case when a.email_confirmed_at is null then 0 else 1 end, a.allowed, a.created_at, a.last_sign_in_at,
               a.last_sign_in_address
        from accounts a
        join account_customers s on s.business_id = a.business_id and s.account_id = a.id and s.relation = 'self'
        where a.business_id = :business and {})sql",
                        where),
            business, key);
    if (!found) return std::nullopt;
    auto& [id, customer, email, has_password, confirmed, allowed, created, last, address] = *found;
    return Account{id, customer, std::move(email), has_password, confirmed, allowed, created, last, std::move(address)};
}

void relate(db::Tx& tx, BusinessId business, AccountId account, CustomerId customer, std::string_view relation) {
    tx.execute("insert into account_customers (business_id, account_id, customer_id, relation) "
               "values (:business, :account, :customer, :relation)",
               business, account, customer, relation);
}

// Nothing is left by which whoever held the account gets in, or is known.
void make_as_new(db::Tx& tx, BusinessId business, AccountId id) {
    store::write_password(tx, business, id, std::nullopt);
    store::forget_other_ways(tx, business, id);
    for (const auto* table : {"account_sessions", "calendar_feeds", "registrations"})
        tx.execute(fmt::format("delete from {} where business_id = :business and account_id = :id", table), business,
                   id);
}

std::optional<AccountId> find_id(db::Session& session, BusinessId business, CustomerId customer) {
    return session.value<AccountId>("select account_id from account_customers where business_id = :business and "
                                    "customer_id = :customer and relation = 'self'",
                                    business, customer);
}

}  // namespace

std::optional<Account> find(db::Session& session, BusinessId business, AccountId id) {
    return select(session, business, "a.id = :id", id);
}

std::optional<Account> find_by_customer(db::Session& session, BusinessId business, CustomerId customer) {
    return select(session, business, "s.customer_id = :customer", customer);
}

std::optional<Account> find_by_email(db::Session& session, BusinessId business, const Email& email) {
    return select(session, business, "a.email_key = :email_key", email.key);
}

std::optional<AccountId> ensure(db::Tx& tx, const Context& context, BusinessId business,
                                const customers::Customer& customer, activity::Actor actor, Told told) {
    if (const auto known = find_id(tx, business, customer.id)) return known;
    if (!customer.email) return std::nullopt;
    const auto id = base::make_id<AccountId>();
    const auto made = tx.execute(R"sql(
        insert into accounts (business_id, id, email, email_key, created_at)
        values (:business, :id, :email, :email_key, :now)
        on conflict (business_id, email_key) do nothing)sql",
                                 business, id, *customer.email, base::folded(*customer.email), context.clock.now());
    // Another customer's, or this one's, made by a transaction that has just ended.
    if (made == 0) return find_id(tx, business, customer.id);
    relate(tx, business, id, customer.id, "self");
    store::Login made_now{};
    made_now.id = id;
    made_now.customer_id = customer.id;
    json data{{"email", *customer.email}};
    if (told == Told::nothing) data["quiet"] = true;
    store::record(tx, context, business, made_now, "account.created", actor, std::move(data));
    return id;
}

std::optional<AccountId> ensure(db::Tx& tx, const Context& context, BusinessId business, CustomerId customer,
                                activity::Actor actor, Told told) {
    const auto stored = customers::find(tx, business, customer);
    return stored ? ensure(tx, context, business, *stored, actor, told) : std::nullopt;
}

void set_allowed(db::Tx& tx, const Context& context, BusinessId business, AccountId id, bool allowed,
                 activity::Actor actor) {
    const auto changed = tx.execute(
        "update accounts set allowed = :allowed where business_id = :business and id = :id and allowed <> :allowed",
        allowed, business, id);
    if (changed == 0) return;
    if (!allowed) {
        end_sessions(tx, business, id);
        store::take_back_links(tx, business, id);
    }
    record(tx, context, business, id, allowed ? "account.allowed" : "account.refused", actor, json::object());
}

Result<void> change_email(db::Tx& tx, const Context& context, BusinessId business, AccountId id, const Email& email,
                          bool confirmed, activity::Actor actor) try {
    const auto before = find(tx, business, id);
    if (!before || before->email == email.text) return {};
    db::Savepoint savepoint(tx);
    const bool same = base::folded(before->email) == email.key;
    const bool proved = confirmed || (same && before->email_confirmed);
    tx.execute("update accounts set email = :email, email_key = :email_key, email_confirmed_at = :confirmed "
               "where business_id = :business and id = :id",
               email.text, email.key, proved ? std::optional(context.clock.now()) : std::nullopt, business, id);
    savepoint.keep();
    if (same) return {};
    store::take_back_links(tx, business, id);
    if (!confirmed) make_as_new(tx, business, id);
    record(tx, context, business, id, "account.email_changed", actor,
           {{"before", {{"email", before->email}}},
            {"after", {{"email", email.text}}},
            {"was_confirmed", before->email_confirmed}});
    return {};
} catch (const db::ConstraintViolation& violation) {
    if (violation.constraint == "accounts_email") return conflict("account.email_taken");
    throw;
}

void store::drop_account(db::Tx& tx, BusinessId business, CustomerId customer) {
    const auto account = find_by_customer(tx, business, customer);
    // Each relation has an index of its own.
    for (const auto* relation : {"self", "dependant"})
        tx.execute(
            fmt::format("delete from account_customers where business_id = :business and customer_id = :customer "
                        "and relation = '{}'",
                        relation),
            business, customer);
    if (!account) return;
    tx.execute("delete from one_time_links where business_id = :business and subject_id = :id", business, account->id);
    forget_other_ways(tx, business, account->id);
    for (const auto* table : {"account_sessions", "calendar_feeds", "account_customers", "registrations"})
        tx.execute(fmt::format("delete from {} where business_id = :business and account_id = :id", table), business,
                   account->id);
    tx.execute("delete from accounts where business_id = :business and id = :id", business, account->id);
}

void erase(db::Tx& tx, const Context& context, BusinessId business, CustomerId customer, activity::Actor actor) {
    const auto account = find_by_customer(tx, business, customer);
    store::drop_account(tx, business, customer);
    if (!account) return;
    activity::record(tx, context.registry, business, context.clock.now(),
                     {"account.erased", customer.value, actor, json{{"account_id", account->id.value}}.dump()});
}

void set_password(db::Tx& tx, const Context& context, BusinessId business, AccountId id, const std::string& hash,
                  activity::Actor actor) {
    const auto login = store::find_login(tx, business, id, {});
    CHECK(login);
    if (login->password_hash) end_sessions(tx, business, id);
    store::write_password(tx, business, id, hash);
    store::take_back_links(tx, business, id);
    record(tx, context, business, id, "account.password_set", actor, json::object());
}

void note_consent(db::Tx& tx, BusinessId business, AccountId id, Instant at) {
    tx.execute("update accounts set consent_at = :at where business_id = :business and id = :id and consent_at is null",
               at, business, id);
}

std::optional<Instant> find_consent(db::Session& session, BusinessId business, AccountId id) {
    const auto found = session.row<std::optional<Instant>>(
        "select consent_at from accounts where business_id = :business and id = :id", business, id);
    return found ? std::get<0>(*found) : std::nullopt;
}

Result<CustomerId> add_dependant(db::Tx& tx, const Context& context, BusinessId business, AccountId account,
                                 std::string_view name, std::string_view surname, std::string_view language,
                                 std::int64_t by_staff) {
    // Locks the account, so that two at once are counted one after the other.
    const auto known = tx.value<CustomerId>(
        "update accounts set allowed = allowed where business_id = :business and id = :id returning id", business,
        account);
    if (!known) return not_found("account.unknown");
    const auto people = list_people(tx, business, account);
    if (people.size() > kMostDependants)
        return conflict("account.too_many_dependants", {{"max", std::to_string(kMostDependants)}});

    const auto self = std::ranges::find(people, true, &Person::self);
    CHECK(self != people.end());
    customers::Changes changes;
    changes.name = name;
    changes.surname = surname;
    changes.language = language;
    const auto customer = customers::create(tx, {context.clock, context.registry}, business, "", changes,
                                            {activity::ActorKind::customer, self->id.value, by_staff});
    if (customer) relate(tx, business, account, *customer, "dependant");
    return customer;
}

bool remove_dependant(db::Tx& tx, const Context& context, BusinessId business, AccountId account, CustomerId customer,
                      std::int64_t by_staff) {
    const auto removed =
        tx.execute("delete from account_customers where business_id = :business and account_id = :account "
                   "and customer_id = :customer and relation = 'dependant'",
                   business, account, customer);
    if (removed == 0) return false;
    const auto login = store::find_login(tx, business, account, {});
    CHECK(login);
    auto actor = store::actor_of(*login);
    actor.by_staff = by_staff;
    activity::record(tx, context.registry, business, context.clock.now(),
                     {"customer.left_account", customer.value, actor, json{{"account_id", account.value}}.dump()});
    return true;
}

std::vector<Person> list_people(db::Session& session, BusinessId business, AccountId account) {
    std::vector<Person> out;
    for (auto& [id, name, surname, relation] :
         session.rows<CustomerId, std::string, std::string, std::string>(R"sql(
            select c.id, c.name, c.surname, r.relation from account_customers r
            join customers c on c.business_id = r.business_id and c.id = r.customer_id
            where r.business_id = :business and r.account_id = :account
            order by case when r.relation = 'self' then 0 else 1 end, c.sort_key, c.id)sql",
                                                                         business, account))
        out.push_back({id, std::move(name), std::move(surname), relation == "self"});
    return out;
}

bool looks_after(db::Session& session, BusinessId business, AccountId account, CustomerId customer) {
    return session
        .value<int>("select 1 from account_customers where business_id = :business and account_id = :account "
                    "and customer_id = :customer",
                    business, account, customer)
        .has_value();
}

std::string make_feed(db::Tx& tx, const Clock& clock, BusinessId business, AccountId account) {
    auto token = base::new_token();
    tx.execute(R"sql(
        insert into calendar_feeds (business_id, account_id, token_hash, created_at)
        values (:business, :account, :token, :now)
        on conflict (business_id, account_id) do update
        set token_hash = excluded.token_hash, created_at = excluded.created_at, used_at = null)sql",
               business, account, base::hash(token), clock.now());
    return token;
}

void revoke_feed(db::Tx& tx, BusinessId business, AccountId account) {
    tx.execute("delete from calendar_feeds where business_id = :business and account_id = :account", business, account);
}

std::optional<Feed> feed_of(db::Session& session, BusinessId business, AccountId account) {
    const auto found = session.row<Instant, std::optional<Instant>>(
        "select created_at, used_at from calendar_feeds where business_id = :business and account_id = :account",
        business, account);
    if (!found) return std::nullopt;
    const auto& [made_at, used_at] = *found;
    return Feed{made_at, used_at};
}

void note_feed_use(db::Database& database, const Clock& clock, BusinessId business, AccountId account) {
    const auto now = clock.now();
    const auto feed = database.read([&](db::Session& session) { return feed_of(session, business, account); });
    if (!feed || now - feed->used_at.value_or(feed->made_at) < kUseNotedEvery) return;
    database.write([&](db::Tx& tx) {
        tx.execute("update calendar_feeds set used_at = :now where business_id = :business and account_id = :account",
                   now, business, account);
    });
}

std::optional<AccountId> find_feed(db::Session& session, BusinessId business, std::string_view token) {
    return session.value<AccountId>(R"sql(
        select f.account_id from calendar_feeds f
        join accounts a on a.business_id = f.business_id and a.id = f.account_id
        where f.business_id = :business and f.token_hash = :token and a.allowed = 1)sql",
                                    business, base::hash(token));
}

void subscribe(activity::Registry& registry, const Clock& clock) {
    registry.add(activity_types());
    registry.add(activity::Log{"staff", N_("Staff")});
    registry.add(activity::Log{"quick_logins", N_("Quick logins")});
    registry.add(kQuickLogin);
    registry.add(activity::Names{"staff", [](db::Session& session, BusinessId business, i18n::Language) {
                                     std::map<std::string, std::string> out;
                                     for (const auto& each : staff::list(session, business))
                                         out.emplace(std::to_string(each.id.value), each.name);
                                     return out;
                                 }});
    registry.add(activity::Housekeeping{forget_old});
    registry.add(activity::Housekeeping{forget_challenges});
    add_personal(registry);
    add_deletion(registry);
    add_merging(registry);
    registry.subscribe("access_link.wanted",
                       [&clock](db::Tx&, BusinessId, ActivityId, const activity::Activity& activity) {
                           return std::vector<activity::Wanted>{
                               {kMakeAndAsk, clock.now(), json{{"customer_id", activity.subject_id}}.dump()}};
                       });
    registry.handle(kMakeAndAsk, [&](db::Tx& tx, BusinessId business, const json& payload) {
        const Context context{clock, registry};
        const CustomerId customer{payload.at("customer_id").get<std::int64_t>()};
        const activity::Actor visitor{activity::ActorKind::visitor, 0};
        const auto account = ensure(tx, context, business, customer, visitor, Told::nothing);
        const auto login = account ? store::find_login(tx, business, *account, {}) : std::nullopt;
        if (!login || !login->allowed) return activity::Outcome::dropped;
        store::record(tx, context, business, *login, "access_link.asked", visitor, json::object());
        return activity::Outcome::done;
    });
}

void forget_old(db::Database& database, Instant now) {
    const auto forget = [&](std::string_view table, std::string_view key, std::string_view which, auto... values) {
        db::forget(
            database,
            fmt::format("delete from {0} where (business_id, {1}) in (select business_id, {1} from {0} where {2} "
                        "limit {{}})",
                        table, key, which),
            values...);
    };
    for (const auto* table : {"one_time_links", "staff_links", "registrations"})
        forget(table, "id", "expires_at <= :now", now);
    forget("return_paths", "key_hash", "expires_at <= :now", now);
    // A session that is over is kept without what says where it was, since its browser is still a known one.
    for (const auto* table : {"account_sessions", "staff_sessions"}) {
        forget(table, "id", "expires_at <= :now and seen_at < :before", now, now - kDeviceMemory);
        db::forget(database,
                   fmt::format("update {0} set user_agent = '', address = '' where (business_id, id) in (select "
                               "business_id, id from {0} where expires_at <= :now and address <> '' limit {{}})",
                               table),
                   now);
    }
    forget_old_attempts(database, now);
    activity::forget(database, kPassing, now - kPassingKept);
}

}  // namespace accounts
