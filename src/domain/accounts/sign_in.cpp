#include "accounts/attempts.h"
#include "accounts/login.h"

#include <nlohmann/json.hpp>

namespace accounts {
namespace {

using nlohmann::json;
using store::Login;

// What is known before the password is looked at.
struct Attempt {
    std::optional<Seconds> wait;
    std::optional<Login> login;
    store::Ways ways;
    std::string key;
    Origin origin;

    // Only what may be used to sign in; the hasher verifies a dummy for everything else.
    std::optional<std::string> hash() const {
        return login && login->allowed && ways.password ? login->password_hash : std::nullopt;
    }
};

// A browser that the account knows is counted by itself.
std::string key_of(const std::optional<Login>& login, const Email& email, const Client& client) {
    if (login && login->knows_device) return fmt::format("device:{}:{}", login->id.value, store::device_hash(client));
    return "account:" + email.key;
}

Attempt begin(db::Tx& tx, const Context& context, BusinessId business, const Email& email, const Client& client) {
    Attempt out;
    out.login = store::find_login(tx, business, email.key, client);
    out.ways = store::find_ways(tx, business);
    out.key = key_of(out.login, email, client);
    out.origin = origin_of("network", client);
    const auto now = context.clock.now();
    out.wait = count_attempt(tx, business, now, out.origin, kNetworkLimit);
    if (!out.wait) out.wait = count_attempt(tx, business, now, out.key, kAccountLimit);
    return out;
}

void take_back(db::Tx& tx, BusinessId business, const Attempt& attempt) {
    take_back_attempt(tx, business, attempt.origin);
    take_back_attempt(tx, business, attempt.key);
}

std::optional<CustomerId> find_customer(db::Session& session, BusinessId business, const Email& email) {
    const auto found = customers::find_by_email(session, business, email.key);
    return found ? std::optional(found->id) : std::nullopt;
}

// What is asked for, and by which way of signing in.
struct Wish {
    std::string_view type;               // recorded of an account
    std::string_view without_account{};  // recorded of a customer who has none; empty: nothing is
    bool store::Ways::*way;
};

Result<void> ask(db::Database& database, const Context& context, BusinessId business, const Email& email,
                 const Client& client, const Wish& wish) {
    const auto wait = database.write([&](db::Tx& tx) -> std::optional<Seconds> {
        const auto now = context.clock.now();
        if (const auto of_network = count_attempt(tx, business, now, origin_of("ask", client), kNetworkAskLimit))
            return of_network;
        const bool over = count_attempt(tx, business, now, "ask:" + email.key, kAskLimit).has_value();
        const auto login = store::find_login(tx, business, email.key, client);
        const auto customer = find_customer(tx, business, email);
        const activity::Actor visitor{activity::ActorKind::visitor, 0};
        const bool may = !over && store::find_ways(tx, business).*wish.way;
        if (may && login && login->allowed)
            store::record(tx, context, business, *login, wish.type, visitor, json::object());
        else if (may && !login && customer && !wish.without_account.empty())
            activity::record(tx, context.registry, business, now, {wish.without_account, customer->value, visitor});
        else
            store::record_nothing(tx, context, business);
        return std::nullopt;
    });
    if (wait) return too_many_attempts(*wait);
    return {};
}

// What an attacker would try first.
std::vector<std::string> own_words(db::Session& session, BusinessId business, const Login& login) {
    std::vector<std::string> out{login.email_key};
    if (const auto customer = customers::find(session, business, login.customer_id)) {
        out.push_back(customer->name);
        out.push_back(customer->surname);
    }
    if (const auto found = businesses::find(session, business)) out.push_back(found->name.fallback);
    return out;
}

}  // namespace

std::string new_device_token() { return base::new_token(); }

Result<NewSession> sign_in(db::Database& database, const Context& context, Hasher& hasher, BusinessId business,
                           const Email& email, std::string_view password, const Client& client) {
    const auto attempt = database.write([&](db::Tx& tx) { return begin(tx, context, business, email, client); });
    if (attempt.wait) return too_many_attempts(*attempt.wait);

    const auto hash = attempt.hash();
    const auto right = hasher.verify(hash, password);
    if (!right) {
        database.write([&](db::Tx& tx) { take_back(tx, business, attempt); });
        return std::unexpected(right.error());
    }
    if (!*right) return invalid("account.wrong_sign_in");

    return database.write([&](db::Tx& tx) -> Result<NewSession> {
        const auto login = store::find_login(tx, business, email.key, client);
        if (!login || !login->allowed || login->password_hash != hash) return invalid("account.wrong_sign_in");
        take_back_attempt(tx, business, attempt.origin);
        forget_attempts(tx, business, attempt.key);
        return store::start_session(tx, context, business, *login, client);
    });
}

Result<void> ask_access_link(db::Database& database, const Context& context, BusinessId business, const Email& email,
                             const Client& client) {
    return ask(database, context, business, email, client,
               {"access_link.asked", "access_link.wanted", &store::Ways::link});
}

Result<void> ask_password_link(db::Database& database, const Context& context, BusinessId business, const Email& email,
                               const Client& client) {
    return ask(database, context, business, email, client, {"password_reset.asked", {}, &store::Ways::password});
}

namespace {

RegistrationId insert(db::Tx& tx, const Context& context, BusinessId business, const Registration& registration,
                      const std::optional<std::string>& password_hash, const Client& client) {
    const auto id = base::make_id<RegistrationId>();
    const auto now = context.clock.now();
    const auto& details = registration.details;
    tx.execute(R"sql(
        insert into registrations (business_id, id, email, email_key, name, surname, phone, language, password_hash,
                                   device_hash, consent_at, created_at, expires_at)
        values (:business, :id, :email, :email_key, :name, :surname, :phone, :language, :password, :device, :now, :now,
                :expires))sql",
               business, id, details.email.text, details.email.key, details.name, details.surname, details.phone,
               details.language, password_hash, store::device_hash(client), now, now + kRegistrationLifetime);
    return id;
}

struct Stored {
    customers::Details details;
    std::optional<std::string> password_hash;
    std::string device_hash;
    Instant consent_at;
};

// Uses the registration up.
std::optional<Stored> take(db::Tx& tx, Instant now, BusinessId business, RegistrationId id) {
    using S = std::string;
    auto found = tx.row<S, S, S, S, S, S, std::optional<S>, S, Instant>(R"sql(
        update registrations set confirmed_at = :now
        where business_id = :business and id = :id and account_id is null and confirmed_at is null
          and expires_at > :now
        returning name, surname, email, email_key, phone, language, password_hash, device_hash, consent_at)sql",
                                                                        now, business, id);
    if (!found) return std::nullopt;
    auto& [name, surname, email, email_key, phone, language, password, device, consent] = *found;
    return Stored{{std::move(name),
                   std::move(surname),
                   {std::move(email), std::move(email_key)},
                   std::move(phone),
                   std::move(language)},
                  std::move(password),
                  std::move(device),
                  consent};
}

}  // namespace

Result<store::Login> store::join(db::Tx& tx, const Context& context, BusinessId business,
                                 const customers::Details& details, const Client& client) {
    if (auto known = store::find_login(tx, business, details.email.key, client)) return *std::move(known);
    if (!customers::find_by_email(tx, business, details.email.key) && !customers::has_room(tx, business))
        return conflict("customers.no_new_online");
    const auto [customer, is_new] = customers::join(tx, business, context.clock, details);
    const activity::Actor actor{activity::ActorKind::customer, customer.id.value};
    if (is_new)
        activity::record(tx, context.registry, business, context.clock.now(),
                         {"customer.created", customer.id.value, actor});
    const auto account = ensure(tx, context, business, customer, actor);
    auto login = account ? store::find_login(tx, business, *account, client) : std::nullopt;
    if (!login) return not_found("account.link_dead");
    return *std::move(login);
}

namespace {

// What the throttle has to say, and the words that an attacker would try first.
struct Asked {
    std::optional<Seconds> wait;
    bool too_often = false;  // for that address: nothing is recorded, and nobody told
    std::vector<std::string> own;
};
Asked begin_registration(db::Tx& tx, Instant now, BusinessId business, const customers::Details& details,
                         const Client& client) {
    Asked out;
    out.wait = count_attempt(tx, business, now, origin_of("ask", client), kNetworkAskLimit);
    if (out.wait) return out;
    out.too_often = count_attempt(tx, business, now, "ask:" + details.email.key, kAskLimit).has_value();
    out.own = {details.name, details.surname, details.email.text};
    if (const auto found = businesses::find(tx, business)) out.own.push_back(found->name.fallback);
    return out;
}

void record_registration(db::Tx& tx, const Context& context, BusinessId business, const Registration& registration,
                         const std::optional<std::string>& password_hash, const Client& client) {
    const auto& email = registration.details.email;
    const auto id = insert(tx, context, business, registration, password_hash, client);
    const activity::Actor visitor{activity::ActorKind::visitor, 0};
    const auto login = store::find_login(tx, business, email.key, client);
    const auto ways = store::find_ways(tx, business);
    if (login && !login->allowed)
        store::record_nothing(tx, context, business);
    else if (login && login->password_hash)
        store::record(tx, context, business, *login, ways.link ? "access_link.asked" : "password_reset.asked", visitor,
                      {{"registered", true}});
    else
        activity::record(tx, context.registry, business, context.clock.now(),
                         {"registration.asked", id.value, visitor,
                          json{{"known", find_customer(tx, business, email).has_value()}}.dump()});
}

}  // namespace

Result<void> register_customer(db::Database& database, const Context& context, Hasher& hasher, BusinessId business,
                               const Registration& registration, const Client& client) {
    const auto& details = registration.details;
    const auto asked = database.write(
        [&](db::Tx& tx) { return begin_registration(tx, context.clock.now(), business, details, client); });
    if (asked.wait) return too_many_attempts(*asked.wait);

    std::optional<std::string> hash;
    if (registration.password) {
        auto made = hasher.hash_new(*registration.password, asked.own);
        if (!made) {
            // Nothing goes to the address yet; whoever chooses another password has not asked twice.
            if (!asked.too_often)
                database.write([&](db::Tx& tx) { take_back_attempt(tx, business, "ask:" + details.email.key); });
            return std::unexpected(made.error());
        }
        hash = *std::move(made);
    }
    if (!asked.too_often)
        database.write([&](db::Tx& tx) { record_registration(tx, context, business, registration, hash, client); });
    return {};
}

Result<NewSession> confirm_registration(db::Tx& tx, const Context& context, BusinessId business, std::string_view token,
                                        const Client& client) {
    const auto now = context.clock.now();
    const auto link = store::use_link(tx, now, business, Purpose::registration, token);
    const auto registered = link ? take(tx, now, business, RegistrationId{link->subject_id}) : std::nullopt;
    if (!registered || registered->details.email.key != link->email_key) return not_found("account.link_dead");
    auto login = store::join(tx, context, business, registered->details, client);
    if (!login || !login->allowed || login->email_key != link->email_key) return not_found("account.link_dead");

    const auto actor = store::actor_of(*login);
    store::prove_address(tx, context, business, *login);
    const bool same_browser = !registered->device_hash.empty() && registered->device_hash == store::device_hash(client);
    const bool wants_password = registered->password_hash && !login->password_hash;
    if (wants_password && same_browser) {
        store::write_password(tx, business, login->id, registered->password_hash);
        store::take_back_links(tx, business, login->id);
    }
    store::record(
        tx, context, business, *login, "registration.confirmed", actor,
        {{"registration_id", link->subject_id}, {"consent_at", registered->consent_at.time_since_epoch().count()}});
    note_consent(tx, business, login->id, registered->consent_at);
    auto out = store::start_session(tx, context, business, *login, client);
    if (wants_password && !same_browser) out.no_password = NewSession::NoPassword::other_browser;
    return out;
}

std::optional<PendingRegistration> find_registration(db::Session& session, BusinessId business, RegistrationId id) {
    auto found =
        session.row<std::string, std::string, std::string, std::string, std::optional<CustomerId>>(R"sql(
        select r.name, r.surname, r.email, r.language, s.customer_id from registrations r
        left join account_customers s on s.business_id = r.business_id and s.account_id = r.account_id
             and s.relation = 'self'
        where r.business_id = :business and r.id = :id and r.confirmed_at is null)sql",
                                                                                                   business, id);
    if (!found) return std::nullopt;
    auto& [name, surname, email, language, customer] = *found;
    return PendingRegistration{std::move(name), std::move(surname), std::move(email), std::move(language), customer};
}

namespace store {

std::unexpected<Error> wrong_field(std::string_view field, Error error) {
    error.fields = {{std::string(field), error.code, error.parameters}};
    return std::unexpected(std::move(error));
}

Result<Login> prove_password(db::Database& database, const Context& context, Hasher& hasher, BusinessId business,
                             AccountId id, std::string_view current) {
    const auto key = fmt::format("current:{}", id.value);
    const auto [login, wait] = database.write([&](db::Tx& tx) {
        auto found = find_login(tx, business, id, {});
        auto wait_for = found && found->password_hash
                            ? count_attempt(tx, business, context.clock.now(), key, kAccountLimit)
                            : std::nullopt;
        return std::pair(std::move(found), wait_for);
    });
    if (!login) return not_found("account.unknown");
    if (wait) return too_many_attempts(*wait);
    if (!login->password_hash) return *login;
    const auto right = hasher.verify(login->password_hash, current);
    if (!right) return std::unexpected(right.error());
    if (!*right) return wrong_field("current_password", {Fault::invalid, "account.wrong_password", {}, {}});
    database.write([&](db::Tx& tx) { forget_attempts(tx, business, key); });
    return *login;
}

}  // namespace store

Result<void> change_password(db::Database& database, const Context& context, Hasher& hasher, BusinessId business,
                             AccountId id, AccountSessionId session, std::string_view current,
                             std::string_view password) {
    const bool is_quick = database.read([&](db::Session& reading) {
        return reading
            .value<int>("select 1 from account_sessions where business_id = :business and id = :id and "
                        "staff_member_id is not null",
                        business, session)
            .has_value();
    });
    if (is_quick) return refuse(Fault::forbidden, "account.customer_alone");
    const auto proved = store::prove_password(database, context, hasher, business, id, current);
    if (!proved) return std::unexpected(proved.error());
    const auto& stored = proved->password_hash;
    const auto own = database.read([&](db::Session& reading) { return own_words(reading, business, *proved); });
    const auto hash = hasher.hash_new(password, own);
    if (!hash) return std::unexpected(hash.error());

    return database.write([&](db::Tx& tx) -> Result<void> {
        const auto login = store::find_login(tx, business, id, {});
        if (!login || !login->allowed) return not_found("account.unknown");
        if (login->password_hash != stored)
            return store::wrong_field("current_password", {Fault::invalid, "account.wrong_password", {}, {}});
        store::write_password(tx, business, id, *hash);
        store::take_back_links(tx, business, id);
        end_sessions(tx, business, id, session);
        store::record(tx, context, business, *login, "account.password_changed", store::actor_of(*login),
                      json::object());
        return {};
    });
}

}  // namespace accounts
