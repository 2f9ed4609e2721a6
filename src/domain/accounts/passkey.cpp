#include "accounts/passkey.h"

#include "accounts/attempts.h"
#include "accounts/identity.h"
#include "accounts/login.h"
#include "accounts/quick_login.h"
#include "accounts/staff_login.h"
#include "businesses/checking.h"
#include "db/forget.h"
#include "signing/signing.h"

#include <nlohmann/json.hpp>

namespace accounts {
namespace {

using nlohmann::json;

// Whose they are: which table has them, under which column.
struct Holders {
    std::string_view table, owner, constraint;
};
constexpr Holders kCustomers{"account_passkeys", "account_id", "account_passkeys_credential"};
constexpr Holders kStaff{"staff_passkeys", "staff_member_id", "staff_passkeys_credential"};

constexpr std::string_view kCustomerSignIn = "customer", kStaffSignIn = "staff";
std::string purpose_of(AccountId id) { return fmt::format("customer:{}", id.value); }
std::string purpose_of(StaffId id) { return fmt::format("staff:{}", id.value); }

std::string make_challenge(db::Tx& tx, const Clock& clock, BusinessId business, std::string_view purpose) {
    const auto challenge = signing::random_bytes(32);
    tx.execute("insert into passkey_challenges (business_id, challenge_hash, purpose, expires_at) "
               "values (:business, :hash, :purpose, :expires)",
               business, base::hash(challenge), purpose, clock.now() + kChallengeLifetime);
    return signing::base64url(challenge);
}

// The challenge that the answer is to, used up by it whether the answer is right or not; empty: none of ours.
std::string use_challenge(db::Database& database, const Clock& clock, BusinessId business, std::string_view purpose,
                          std::string_view client_data) {
    auto challenge = webauthn::challenge_in(client_data);
    if (challenge.empty()) return {};
    const bool was_there = database.write([&](db::Tx& tx) {
        return tx.execute("delete from passkey_challenges where business_id = :business and challenge_hash = :hash "
                          "and purpose = :purpose and expires_at > :now",
                          business, base::hash(challenge), purpose, clock.now()) == 1;
    });
    return was_there ? challenge : std::string();
}

std::vector<Passkey> list_of(db::Session& session, const Holders& holders, BusinessId business, std::int64_t owner) {
    std::vector<Passkey> out;
    for (auto& [id, name, synced, created, used, credential] :
         session.rows<PasskeyId, std::string, bool, Instant, std::optional<Instant>, std::string>(
             fmt::format("select id, name, synced, created_at, used_at, credential_id from {} "
                         "where business_id = :business and {} = :owner order by id limit :most",
                         holders.table, holders.owner),
             business, owner, kMostPasskeys))
        out.push_back({id, std::move(name), synced, created, used, std::move(credential)});
    return out;
}

struct Stored {
    PasskeyId id;
    std::int64_t owner;
    webauthn::Credential credential;
};
std::optional<Stored> find_credential(db::Session& session, const Holders& holders, BusinessId business,
                                      const std::string& id) {
    auto found = session.row<PasskeyId, std::int64_t, std::string, std::int64_t>(
        fmt::format("select id, {}, public_key, counter from {} where business_id = :business and credential_id = :id",
                    holders.owner, holders.table),
        business, signing::base64url(id));
    if (!found) return std::nullopt;
    const auto& [passkey, owner, key, counter] = *found;
    return Stored{
        passkey, owner, {id, signing::base64url_decoded(key).value_or(""), static_cast<std::uint32_t>(counter), false}};
}

Result<std::string> check_name(std::string name) {
    businesses::Checking check;
    check.text("name", name, kLongestPasskeyName);
    check.required("name", name);
    if (const auto fine = std::move(check).result(); !fine) return std::unexpected(fine.error());
    return name;
}

// Errors: conflict passkey.too_many; invalid passkey.refused, where it is there already.
Result<void> insert(db::Tx& tx, const Holders& holders, const Clock& clock, BusinessId business, std::int64_t owner,
                    const std::string& name, const webauthn::Credential& made) try {
    if (list_of(tx, holders, business, owner).size() >= kMostPasskeys)
        return conflict("passkey.too_many", {{"max", std::to_string(kMostPasskeys)}});
    db::Savepoint savepoint(tx);
    tx.execute(fmt::format("insert into {} (business_id, id, {}, name, credential_id, public_key, counter, synced, "
                           "created_at) values (:business, :id, :owner, :name, :credential, :key, :counter, :synced, "
                           ":now)",
                           holders.table, holders.owner),
               business, base::make_id<PasskeyId>(), owner, name, signing::base64url(made.id),
               signing::base64url(made.public_key), static_cast<std::int64_t>(made.counter), made.synced, clock.now());
    savepoint.keep();
    return {};
} catch (const db::ConstraintViolation& violation) {
    if (violation.constraint == holders.constraint) return invalid("passkey.refused");
    throw;
}

Result<webauthn::Credential> check_made(db::Database& database, const Clock& clock, BusinessId business,
                                        std::string_view purpose, const webauthn::Place& place,
                                        const MadePasskey& made) {
    const auto challenge = use_challenge(database, clock, business, purpose, made.client_data);
    auto credential = webauthn::check_registration(place, challenge, made.client_data, made.attestation);
    if (!credential) return invalid("passkey.refused");
    return *std::move(credential);
}

// Nullopt: nothing of that name was theirs.
std::optional<std::string> erase(db::Tx& tx, const Holders& holders, BusinessId business, std::int64_t owner,
                                 PasskeyId id) {
    return tx.value<std::string>(
        fmt::format("delete from {} where business_id = :business and {} = :owner and id = :id returning name",
                    holders.table, holders.owner),
        business, owner, id);
}

// Whose passkey signed the answer; counted by network, and taken back where it was right.
Result<Stored> check_answer(db::Database& database, const Context& context, BusinessId business, const Holders& holders,
                            std::string_view purpose, const webauthn::Place& place, const PasskeyAnswer& answer,
                            const Client& client) {
    const auto origin = origin_of("passkey", client);
    const auto wait = database.write(
        [&](db::Tx& tx) { return count_attempt(tx, business, context.clock.now(), origin, kNetworkLimit); });
    if (wait) return too_many_attempts(*wait);
    const auto challenge = use_challenge(database, context.clock, business, purpose, answer.client_data);
    auto stored = database.read(
        [&](db::Session& session) { return find_credential(session, holders, business, answer.credential); });
    if (challenge.empty() || !stored) return invalid("passkey.refused");
    const auto counter = webauthn::check_assertion(place, challenge, stored->credential,
                                                   {answer.client_data, answer.authenticator_data, answer.signature});
    if (!counter) return invalid("passkey.refused");
    const auto before = static_cast<std::int64_t>(stored->credential.counter);
    stored->credential.counter = *counter;
    const bool noted = database.write([&](db::Tx& tx) {
        take_back_attempt(tx, business, origin);
        return tx.execute(fmt::format("update {} set counter = :counter, used_at = :now where business_id = :business "
                                      "and id = :id and counter = :before",
                                      holders.table),
                          static_cast<std::int64_t>(*counter), context.clock.now(), business, stored->id, before) == 1;
    });
    // Another answer of the same device came in between, so one of them is a copy's; or it was removed meanwhile.
    if (!noted) return invalid("passkey.refused");
    return *std::move(stored);
}

}  // namespace

std::string begin_passkey_sign_in(db::Tx& tx, const Clock& clock, BusinessId business) {
    return make_challenge(tx, clock, business, kCustomerSignIn);
}

std::string begin_passkey(db::Tx& tx, const Clock& clock, BusinessId business, AccountId account) {
    return make_challenge(tx, clock, business, purpose_of(account));
}

std::vector<Passkey> list_passkeys(db::Session& session, BusinessId business, AccountId account) {
    return list_of(session, kCustomers, business, account.value);
}

Result<void> add_passkey(db::Database& database, const Context& context, BusinessId business, const SignedIn& visitor,
                         const webauthn::Place& place, const MadePasskey& made) {
    if (auto alone = in_person(visitor); !alone) return alone;
    const auto name = check_name(made.name);
    if (!name) return std::unexpected(name.error());
    const auto credential = check_made(database, context.clock, business, purpose_of(visitor.account_id), place, made);
    if (!credential) return std::unexpected(credential.error());
    return database.write([&](db::Tx& tx) -> Result<void> {
        const auto login = store::find_login(tx, business, visitor.account_id, {});
        if (!login || !login->allowed) return not_found("account.unknown");
        if (auto added = insert(tx, kCustomers, context.clock, business, login->id.value, *name, *credential); !added)
            return added;
        store::record(tx, context, business, *login, "account.passkey_added", visitor.actor(), {{"name", *name}});
        return {};
    });
}

Result<void> remove_passkey(db::Tx& tx, const Context& context, BusinessId business, const SignedIn& visitor,
                            PasskeyId id) {
    if (auto alone = in_person(visitor); !alone) return alone;
    tx.execute("update accounts set allowed = allowed where business_id = :business and id = :id", business,
               visitor.account_id);
    if (!store::has_another_way(tx, business, visitor.account_id, 0, id.value)) return conflict("account.last_way");
    const auto name = erase(tx, kCustomers, business, visitor.account_id.value, id);
    if (!name) return not_found("passkey.unknown");
    const auto login = store::find_login(tx, business, visitor.account_id, {});
    CHECK(login);
    store::record(tx, context, business, *login, "account.passkey_removed", visitor.actor(), {{"name", *name}});
    return {};
}

Result<NewSession> sign_in_by_passkey(db::Database& database, const Context& context, BusinessId business,
                                      const webauthn::Place& place, const PasskeyAnswer& answer, const Client& client) {
    const auto stored = check_answer(database, context, business, kCustomers, kCustomerSignIn, place, answer, client);
    if (!stored) return std::unexpected(stored.error());
    return database.write([&](db::Tx& tx) -> Result<NewSession> {
        const auto login = store::find_login(tx, business, AccountId{stored->owner}, client);
        const bool on = businesses::find(tx, business)->customer.logins != businesses::Logins::off;
        if (!login || !login->allowed || !on) return invalid("passkey.refused");
        return store::start_session(tx, context, business, *login, client);
    });
}

void forget_challenges(db::Database& database, Instant now) {
    db::forget(database,
               "delete from passkey_challenges where (business_id, challenge_hash) in (select business_id, "
               "challenge_hash from passkey_challenges where expires_at <= :now limit {})",
               now);
}

namespace staff {

std::string begin_passkey_sign_in(db::Tx& tx, const Clock& clock, BusinessId business) {
    return make_challenge(tx, clock, business, kStaffSignIn);
}

std::string begin_passkey(db::Tx& tx, const Clock& clock, BusinessId business, StaffId id) {
    return make_challenge(tx, clock, business, purpose_of(id));
}

std::vector<Passkey> list_passkeys(db::Session& session, BusinessId business, StaffId id) {
    return list_of(session, kStaff, business, id.value);
}

Result<void> add_passkey(db::Database& database, const Context& context, BusinessId business, StaffId id,
                         const webauthn::Place& place, const MadePasskey& made) {
    const auto name = check_name(made.name);
    if (!name) return std::unexpected(name.error());
    const auto credential = check_made(database, context.clock, business, purpose_of(id), place, made);
    if (!credential) return std::unexpected(credential.error());
    return database.write([&](db::Tx& tx) -> Result<void> {
        if (auto added = insert(tx, kStaff, context.clock, business, id.value, *name, *credential); !added)
            return added;
        store::record(tx, context, business, id, "staff.passkey_added", store::actor_of(id),
                      json{{"name", *name}}.dump());
        return {};
    });
}

Result<void> remove_passkey(db::Tx& tx, const Context& context, BusinessId business, StaffId id, PasskeyId passkey) {
    const auto name = erase(tx, kStaff, business, id.value, passkey);
    if (!name) return not_found("passkey.unknown");
    store::record(tx, context, business, id, "staff.passkey_removed", store::actor_of(id),
                  json{{"name", *name}}.dump());
    return {};
}

Result<NewSession> sign_in_by_passkey(db::Database& database, const Context& context, BusinessId business,
                                      const webauthn::Place& place, const PasskeyAnswer& answer, const Client& client) {
    const auto stored = check_answer(database, context, business, kStaff, kStaffSignIn, place, answer, client);
    if (!stored) return std::unexpected(stored.error());
    return database.write([&](db::Tx& tx) -> Result<NewSession> {
        auto login = store::find_login(tx, business, StaffId{stored->owner});
        if (!login) return invalid("passkey.refused");
        return store::start_session(tx, context, business, *login, client, store::Factors::both);
    });
}

}  // namespace staff

}  // namespace accounts
