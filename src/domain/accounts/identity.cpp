#include "accounts/identity.h"

#include "accounts/login.h"
#include "accounts/passkey.h"
#include "accounts/quick_login.h"

#include <nlohmann/json.hpp>

namespace accounts {
namespace {

using nlohmann::json;

std::optional<AccountId> find_account(db::Session& session, BusinessId business, const openid::Person& person) {
    return session.value<AccountId>("select account_id from account_identities where business_id = :business "
                                    "and issuer = :issuer and subject = :subject",
                                    business, person.issuer, person.subject);
}

std::optional<Email> verified_address(const openid::Person& person) {
    return person.email_verified ? base::parse_email(person.email) : std::nullopt;
}

// Where both sides know that the address is theirs.
std::optional<store::Login> find_confirmed(db::Session& session, BusinessId business, const openid::Person& person,
                                           const Client& client) {
    const auto email = verified_address(person);
    auto login = email ? store::find_login(session, business, email->key, client) : std::nullopt;
    return login && login->email_confirmed ? login : std::nullopt;
}

std::string provider_name(db::Session& session, BusinessId business, const std::string& issuer) {
    for (const auto& each : identity_providers::list(session, business))
        if (each.identity_issuer() == issuer) return each.name;
    return {};
}

void insert(db::Tx& tx, const Context& context, BusinessId business, const store::Login& login,
            const openid::Person& person) {
    tx.execute(R"sql(
        insert into account_identities (business_id, id, account_id, issuer, subject, email, linked_at)
        values (:business, :id, :account, :issuer, :subject, :email, :now))sql",
               business, base::make_id<IdentityId>(), login.id, person.issuer, person.subject,
               base::parse_email(person.email) ? person.email : "", context.clock.now());
    store::record(tx, context, business, login, "account.identity_linked", store::actor_of(login),
                  {{"provider", provider_name(tx, business, person.issuer)}});
}

void note_use(db::Tx& tx, const Clock& clock, BusinessId business, const openid::Person& person) {
    tx.execute("update account_identities set used_at = :now where business_id = :business and issuer = :issuer "
               "and subject = :subject",
               clock.now(), business, person.issuer, person.subject);
}

}  // namespace

std::vector<Identity> list_identities(db::Session& session, BusinessId business, AccountId account) {
    const auto providers = identity_providers::list(session, business);
    std::vector<Identity> out;
    for (auto& [id, issuer, email, linked, used] :
         session.rows<IdentityId, std::string, std::string, Instant, std::optional<Instant>>(
             "select id, issuer, email, linked_at, used_at from account_identities where business_id = :business "
             "and account_id = :account order by id limit :most",
             business, account, kMostIdentities)) {
        const auto provider = std::ranges::find(providers, issuer, &identity_providers::Provider::identity_issuer);
        const bool there = provider != providers.end();
        out.push_back({id, there ? provider->name : "", std::move(issuer), std::move(email), linked, used,
                       there && provider->enabled});
    }
    return out;
}

Arrival look_at(db::Session& session, BusinessId business, const openid::Person& person) {
    const bool known = find_account(session, business, person) || find_confirmed(session, business, person, {});
    return known ? Arrival::known : Arrival::stranger;
}

Result<NewSession> enter(db::Tx& tx, const Context& context, BusinessId business, const openid::Person& person,
                         const Client& client) {
    if (const auto account = find_account(tx, business, person)) {
        const auto login = store::find_login(tx, business, *account, client);
        CHECK(login);
        if (!login->allowed) return conflict("identity.not_allowed");
        note_use(tx, context.clock, business, person);
        return store::start_session(tx, context, business, *login, client);
    }
    const auto login = find_confirmed(tx, business, person, client);
    if (!login) return not_found("identity.unknown");
    if (!login->allowed) return conflict("identity.not_allowed");
    if (const auto linked = link(tx, context, business, login->id, person); !linked)
        return std::unexpected(linked.error());
    note_use(tx, context.clock, business, person);
    return store::start_session(tx, context, business, *login, client);
}

Result<NewSession> sign_up(db::Tx& tx, const Context& context, BusinessId business, const openid::Person& person,
                           const customers::Details& details, const Client& client) {
    const auto email = verified_address(person);
    if (!email || email->key != details.email.key || find_account(tx, business, person) ||
        store::find_login(tx, business, email->key, client) || customers::find_by_email(tx, business, email->key))
        return conflict("identity.by_mail");
    auto login = store::join(tx, context, business, details, client);
    if (!login) return std::unexpected(login.error());
    store::prove_address(tx, context, business, *login);
    insert(tx, context, business, *login, person);
    note_consent(tx, business, login->id, context.clock.now());
    note_use(tx, context.clock, business, person);
    return store::start_session(tx, context, business, *login, client);
}

Result<void> link(db::Tx& tx, const Context& context, BusinessId business, AccountId account,
                  const openid::Person& person) try {
    if (const auto holder = find_account(tx, business, person))
        return *holder == account ? Result<void>{} : conflict("identity.of_another");
    const auto login = store::find_login(tx, business, account, {});
    if (!login) return not_found("account.unknown");
    if (list_identities(tx, business, account).size() >= kMostIdentities)
        return conflict("identity.too_many", {{"max", std::to_string(kMostIdentities)}});
    db::Savepoint savepoint(tx);
    insert(tx, context, business, *login, person);
    savepoint.keep();
    return {};
} catch (const db::ConstraintViolation& violation) {
    if (violation.constraint == "account_identities_subject") return conflict("identity.of_another");
    throw;
}

Result<void> unlink(db::Tx& tx, const Context& context, BusinessId business, const SignedIn& visitor, IdentityId id) {
    if (auto alone = in_person(visitor); !alone) return alone;
    // Locks the account, so that of two ways that are removed at once one stays.
    tx.execute("update accounts set allowed = allowed where business_id = :business and id = :id", business,
               visitor.account_id);
    const auto issuer = tx.value<std::string>("select issuer from account_identities where business_id = :business "
                                              "and account_id = :account and id = :id",
                                              business, visitor.account_id, id);
    if (!issuer) return not_found("identity.unknown");
    if (!store::has_another_way(tx, business, visitor.account_id, id.value, 0)) return conflict("account.last_way");
    tx.execute("delete from account_identities where business_id = :business and id = :id", business, id);
    const auto login = store::find_login(tx, business, visitor.account_id, {});
    CHECK(login);
    store::record(tx, context, business, *login, "account.identity_removed", visitor.actor(),
                  {{"provider", provider_name(tx, business, *issuer)}});
    return {};
}

bool store::has_another_way(db::Session& session, BusinessId business, AccountId account, std::int64_t but_identity,
                            std::int64_t but_passkey) {
    const auto ways = find_ways(session, business);
    const auto found = find(session, business, account);
    if (!found) return false;
    if (ways.link || (ways.password && found->has_password)) return true;
    for (const auto& each : list_identities(session, business, account))
        if (each.works && each.id.value != but_identity) return true;
    for (const auto& each : list_passkeys(session, business, account))
        if (each.id.value != but_passkey) return true;
    return false;
}

}  // namespace accounts
