#include "operators/operator.h"

#include "accounts/attempts.h"
#include "accounts/login.h"
#include "db/db.h"
#include "db/forget.h"
#include "operators/log.h"

#include <nlohmann/json.hpp>

namespace operators {
namespace {

namespace codes = accounts::codes;
using accounts::count_attempt;
using accounts::forget_attempts;
using nlohmann::json;

constexpr std::string_view kFirstCode = "operator_code";
constexpr std::size_t kLongestName = 100;
constexpr Seconds kKeepAliveEvery = std::chrono::minutes{5};
constexpr Seconds kLogKept = std::chrono::days{730};

bool has_operator(db::Session& session) {
    return session.value<int>("select 1 from operators where password_hash is not null limit 1").has_value();
}

std::vector<Operator> select(db::Session& session, std::optional<OperatorId> only) {
    std::vector<Operator> out;
    for (auto& [id, name, email, password, totp, last] :
         session.rows<OperatorId, std::string, std::string, bool, bool, std::optional<Instant>>(
             R"sql(
            select id, name, email, case when password_hash is null then 0 else 1 end,
                   case when totp_secret is null then 0 else 1 end, last_sign_in_at
            from operators where :all = 1 or id = :id order by lower(name), id limit 1000)sql",
             !only, only.value_or(OperatorId{})))
        out.push_back({id, std::move(name), std::move(email), password, totp, last});
    return out;
}

// Empty: it is none.
std::string name_of(std::string_view typed) {
    auto name = base::is_clean_text(typed) ? base::name_of(typed) : std::string();
    return base::length(name) > kLongestName ? std::string() : name;
}

// Nobody else has the address.
OperatorId insert(db::Tx& tx, Instant now, std::string_view name, const Email& email,
                  const std::optional<std::string>& hash) {
    const auto id = base::make_id<OperatorId>();
    tx.execute("insert into operators (id, name, email, email_key, password_hash, created_at) "
               "values (:id, :name, :email, :email_key, :hash, :now)",
               id, name, email.text, email.key, hash, now);
    record(tx, now, {}, {}, "operator.made", json{{"email", email.text}});
    return id;
}

void end_sessions(db::Tx& tx, OperatorId id, OperatorSessionId but = {}) {
    tx.execute("delete from operator_sessions where operator_id = :id and id <> :but", id, but);
}

struct Login {
    OperatorId id;
    std::optional<std::string> hash;
    bool has_totp = false;
};
std::optional<Login> find_login(db::Session& session, std::string_view email_key) {
    auto found = session.row<OperatorId, std::optional<std::string>, bool>(
        "select id, password_hash, case when totp_secret is null then 0 else 1 end from operators "
        "where email_key = :key",
        email_key);
    if (!found) return std::nullopt;
    auto& [id, hash, totp] = *found;
    return Login{id, std::move(hash), totp};
}

NewSession start_session(db::Tx& tx, Instant now, const Login& login, const accounts::Client& client) {
    NewSession out{login.id, base::make_id<OperatorSessionId>(), base::new_token(), login.has_totp};
    tx.execute(R"sql(
        insert into operator_sessions (id, operator_id, token_hash, passed_totp, user_agent, address, created_at,
                                       seen_at, expires_at)
        values (:id, :operator, :token, 0, :agent, :address, :now, :now, :expires))sql",
               out.session_id, login.id, base::hash(out.session_token), accounts::store::short_agent(client),
               client.address, now, now + kSession);
    tx.execute("update operators set last_sign_in_at = :now where id = :id", now, login.id);
    record(tx, now, login.id, {}, "operator.signed_in", json{{"address", client.address}});
    return out;
}

std::string recovery_hash(OperatorId id, std::string_view typed) {
    return base::hash(fmt::format("operator-recovery:{}:{}", id.value, typed));
}

bool use_code(db::Tx& tx, Instant now, OperatorId id, std::string_view typed, std::string_view secret) {
    if (codes::is_recovery(typed)) {
        const auto used = tx.execute("update operator_recovery_codes set used_at = :now "
                                     "where operator_id = :id and code_hash = :code and used_at is null",
                                     now, id, recovery_hash(id, typed));
        if (used == 1) record(tx, now, id, {}, "operator.recovery_code_used", json::object());
        return used == 1;
    }
    const auto sealed = tx.value<std::optional<std::string>>("select totp_secret from operators where id = :id", id);
    if (!sealed || !*sealed) return false;
    const auto opened = base::open_seal(secret, **sealed);
    CHECK(opened);
    const auto step = codes::step_of(*opened, typed, now);
    return step &&
           tx.execute("update operators set totp_step = :step where id = :id and totp_step < :step", *step, id) == 1;
}

}  // namespace

std::vector<Operator> list(db::Session& session) { return select(session, std::nullopt); }

std::optional<std::string> make_first_code(db::Tx& tx, std::string_view secret) {
    if (!has_operator(tx)) return codes::keep_for_console(tx, kFirstCode, secret);
    codes::forget_for_console(tx, kFirstCode);
    return std::nullopt;
}

bool waits_for_first(db::Session& session) {
    return codes::is_kept_for_console(session, kFirstCode) && !has_operator(session);
}

Result<OperatorId> make_first(db::Tx& tx, const Clock& clock, std::string_view secret, std::string_view code,
                              std::string_view typed_name, const Email& email, const std::string& hash) {
    if (has_operator(tx)) return conflict("operator.not_first");
    const auto used = codes::use_from_console(tx, kFirstCode, secret, code);
    if (used == codes::Used::wrong) return invalid("setup.wrong_code");
    if (used == codes::Used::gone) return conflict("operator.not_first");
    const auto name = name_of(typed_name);
    if (name.empty())
        return std::unexpected(Error{Fault::invalid, "form.invalid", {}, {{"name", "field.required", {}}}});
    // One whom a link was printed for and who never used it is there without a password.
    if (const auto login = find_login(tx, email.key)) {
        tx.execute("update operators set name = :name, password_hash = :hash where id = :id", name, hash, login->id);
        return login->id;
    }
    return insert(tx, clock.now(), name, email, hash);
}

Result<Link> make_link(db::Tx& tx, const Clock& clock, const Email& email, std::string_view typed_name) {
    const auto now = clock.now();
    const auto login = find_login(tx, email.key);
    const auto name = name_of(typed_name);
    if (!login && name.empty()) return invalid("operator.name_invalid");
    const auto id = login ? login->id : insert(tx, now, name, email, std::nullopt);
    tx.execute("delete from operator_links where operator_id = :id and used_at is null", id);
    auto token = base::new_token();
    tx.execute("insert into operator_links (id, operator_id, token_hash, created_at, expires_at) "
               "values (:id, :operator, :token, :now, :expires)",
               base::new_id(), id, base::hash(token), now, now + kLinkLifetime);
    record(tx, now, {}, {}, "operator.link_made", json{{"email", email.text}});
    return Link{std::move(token), !login};
}

std::optional<Operator> find_link(db::Session& session, const Clock& clock, std::string_view token) {
    const auto id = session.value<OperatorId>("select operator_id from operator_links where token_hash = :token "
                                              "and used_at is null and expires_at > :now",
                                              base::hash(token), clock.now());
    if (!id) return std::nullopt;
    return select(session, *id).front();
}

Result<void> set_password_by_link(db::Tx& tx, const Clock& clock, std::string_view token, const std::string& hash) {
    const auto now = clock.now();
    // Of several who try at once one gets it.
    const auto id = tx.value<OperatorId>("update operator_links set used_at = :now where token_hash = :token "
                                         "and used_at is null and expires_at > :now returning operator_id",
                                         now, base::hash(token));
    if (!id) return not_found("account.link_dead");
    const auto email = tx.value<std::string>("update operators set password_hash = :hash, totp_secret = null, "
                                             "totp_pending = null where id = :id returning email_key",
                                             hash, *id);
    CHECK(email);
    tx.execute("delete from operator_recovery_codes where operator_id = :id", *id);
    end_sessions(tx, *id);
    // Who lost the password has probably tried too often.
    forget_attempts(tx, "operator:" + *email);
    forget_attempts(tx, fmt::format("operator-totp:{}", id->value));
    record(tx, now, *id, {}, "operator.password_set", json::object());
    return {};
}

Result<NewSession> sign_in(db::Database& database, const Clock& clock, accounts::Hasher& hasher, const Email& email,
                           std::string_view password, const accounts::Client& client) {
    const auto origin = accounts::origin_of("operator-network", client);
    const auto key = "operator:" + email.key;
    std::optional<std::string> hash;
    const auto wait = database.write([&](db::Tx& tx) {
        const auto login = find_login(tx, email.key);
        hash = login ? login->hash : std::nullopt;
        auto of_network = count_attempt(tx, clock.now(), origin, accounts::kNetworkLimit);
        return of_network ? of_network : count_attempt(tx, clock.now(), key, accounts::kAccountLimit);
    });
    if (wait) return accounts::too_many_attempts(*wait);
    const auto right = hasher.verify(hash, password);
    if (!right) {
        database.write([&](db::Tx& tx) {
            accounts::take_back_attempt(tx, origin);
            accounts::take_back_attempt(tx, key);
        });
        return std::unexpected(right.error());
    }
    if (!*right) return invalid("account.wrong_sign_in");
    return database.write([&](db::Tx& tx) -> Result<NewSession> {
        const auto login = find_login(tx, email.key);
        if (!login || login->hash != hash) return invalid("account.wrong_sign_in");
        accounts::take_back_attempt(tx, origin);
        forget_attempts(tx, key);
        return start_session(tx, clock.now(), *login, client);
    });
}

Result<void> pass_totp(db::Database& database, const Clock& clock, OperatorSessionId session, std::string_view code,
                       std::string_view secret) {
    // No Result inside, since a wrong code is counted too.
    bool right = false;
    const auto wait = database.write([&](db::Tx& tx) -> std::optional<Seconds> {
        right = false;
        const auto now = clock.now();
        const auto id = tx.value<OperatorId>("select operator_id from operator_sessions "
                                             "where id = :id and expires_at > :now",
                                             session, now);
        if (!id) return std::nullopt;
        const auto key = fmt::format("operator-totp:{}", id->value);
        if (const auto too_often = count_attempt(tx, now, key, accounts::kAccountLimit)) return too_often;
        right = use_code(tx, now, *id, codes::typed(code), secret);
        if (!right) return std::nullopt;
        forget_attempts(tx, key);
        tx.execute("update operator_sessions set passed_totp = 1 where id = :id", session);
        return std::nullopt;
    });
    if (wait) return accounts::too_many_attempts(*wait);
    return right ? Result<void>{} : invalid("staff.wrong_code");
}

std::optional<SignedIn> find_signed_in(db::Session& session, const Clock& clock, std::string_view token) {
    auto found = session.row<OperatorId, OperatorSessionId, std::string, std::string, bool, bool>(
        R"sql(
        select o.id, s.id, o.name, o.email, case when o.totp_secret is null then 0 else 1 end, s.passed_totp
        from operator_sessions s join operators o on o.id = s.operator_id
        where s.token_hash = :token and s.expires_at > :now)sql",
        base::hash(token), clock.now());
    if (!found) return std::nullopt;
    auto& [id, session_id, name, email, has_totp, passed] = *found;
    return SignedIn{id, session_id, std::move(name), std::move(email), has_totp, has_totp && passed};
}

void keep_alive(db::Database& database, const Clock& clock, OperatorSessionId id) {
    const auto now = clock.now();
    const auto seen = database.read([&](db::Session& session) {
        return session.value<Instant>("select seen_at from operator_sessions where id = :id", id);
    });
    if (!seen || now - *seen < kKeepAliveEvery) return;
    database.write([&](db::Tx& tx) {
        tx.execute("update operator_sessions set seen_at = :now, expires_at = :expires "
                   "where id = :id and expires_at > :now",
                   now, now + kSession, id);
    });
}

void end_session(db::Tx& tx, OperatorSessionId id) { tx.execute("delete from operator_sessions where id = :id", id); }

Result<codes::Setup> begin_totp(db::Tx& tx, OperatorId id, std::string_view issuer, std::string_view secret) {
    const auto bytes = codes::new_secret();
    const auto email = tx.value<std::string>("update operators set totp_pending = :sealed "
                                             "where id = :id and totp_secret is null returning email",
                                             base::seal(secret, bytes), id);
    if (!email) return conflict("operator.has_totp");
    return codes::setup_of(bytes, issuer, *email);
}

Result<std::vector<std::string>> confirm_totp(db::Tx& tx, const Clock& clock, OperatorId id, OperatorSessionId session,
                                              std::string_view code, std::string_view secret) {
    const auto now = clock.now();
    const auto sealed = tx.value<std::optional<std::string>>(
        "select totp_pending from operators where id = :id and totp_secret is null", id);
    if (!sealed || !*sealed) return invalid("staff.wrong_code");
    const auto opened = base::open_seal(secret, **sealed);
    CHECK(opened);
    const auto step = codes::step_of(*opened, codes::typed(code), now);
    if (!step) return invalid("staff.wrong_code");
    tx.execute("update operators set totp_secret = totp_pending, totp_pending = null, totp_step = :step "
               "where id = :id",
               *step, id);
    end_sessions(tx, id, session);
    tx.execute("update operator_sessions set passed_totp = 1 where id = :id", session);
    tx.execute("delete from operator_recovery_codes where operator_id = :id", id);
    auto out = codes::new_recovery();
    for (const auto& each : out)
        tx.execute("insert into operator_recovery_codes (operator_id, code_hash) values (:id, :code)", id,
                   recovery_hash(id, codes::typed(each)));
    record(tx, now, id, {}, "operator.totp_set", json::object());
    return out;
}

void subscribe(activity::Registry& registry) {
    registry.add(activity::Housekeeping{[](db::Database& database, Instant now) {
        for (const std::string table : {"operator_links", "operator_sessions", "sign_up_invitations"})
            db::forget(database,
                       fmt::format("delete from {0} where id in (select id from {0} where expires_at < :now "
                                   "limit {{}})",
                                   table),
                       now);
        db::forget(database,
                   "delete from operator_activities where id in (select id from operator_activities "
                   "where at < :before limit {})",
                   now - kLogKept);
    }});
}

}  // namespace operators
