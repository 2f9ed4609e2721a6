#include "accounts/staff_account.h"

#include "accounts/attempts.h"
#include "accounts/staff_login.h"
#include "accounts/staff_manage.h"
#include "staff/member.h"

#include <nlohmann/json.hpp>

namespace accounts::staff {
namespace store {
namespace {

template <class Key>
std::optional<Login> select(db::Session& session, BusinessId business, std::string_view where, const Key& key,
                            const Client& client) {
    auto found =
        session.row<StaffId, std::string, std::string, std::optional<std::string>, std::string, bool, bool, int>(
            fmt::format(R"sql(
        select m.id, l.email_key, m.name, l.password_hash, m.role, case when l.totp_secret is null then 0 else 1 end,
               case when l.invited_at is null then 0 else 1 end,
               (select count(*) from staff_sessions d
                where d.business_id = l.business_id and d.staff_member_id = l.staff_member_id
                  and d.device_hash = :device and d.passed_totp = 1)
        from staff_logins l join staff_members m on m.business_id = l.business_id and m.id = l.staff_member_id
        where l.business_id = :business and m.active = 1 and {})sql",
                        where),
            accounts::store::device_hash(client), business, key);
    if (!found) return std::nullopt;
    auto& [id, email, name, password, role, totp, invited, sessions] = *found;
    return Login{id,
                 std::move(email),
                 std::move(name),
                 std::move(password),
                 businesses::parse_role(role).value(),
                 totp,
                 sessions > 0,
                 invited,
                 find_single(session, business, id)};
}

// Lists in settings are words with a space between them.
bool has_word(const std::string& list, std::string_view word) {
    return fmt::format(" {} ", list).find(fmt::format(" {} ", word)) != std::string::npos;
}

}  // namespace

std::optional<Login> find_login(db::Session& session, BusinessId business, std::string_view email_key,
                                const Client& client) {
    return select(session, business, "l.email_key = :email_key", email_key, client);
}

std::optional<Login> find_login(db::Session& session, BusinessId business, StaffId id) {
    return select(session, business, "m.id = :id", id, {});
}

bool needs_totp(db::Session& session, BusinessId business, businesses::Role role) {
    const auto roles =
        session.value<std::string>("select totp_roles from customer_settings where business_id = :business", business);
    return has_word(roles.value_or(""), businesses::to_text(role));
}

Single find_single(db::Session& session, BusinessId business, StaffId id) {
    Single out;
    for (auto& [permission, granted] :
         session.rows<std::string, bool>("select permission, granted from staff_permissions where business_id = "
                                         ":business and staff_member_id = :id",
                                         business, id))
        out.emplace(std::move(permission), granted);
    return out;
}

std::map<StaffId, Single> list_single(db::Session& session, BusinessId business) {
    std::map<StaffId, Single> out;
    for (auto& [id, permission, granted] : session.rows<StaffId, std::string, bool>(
             "select staff_member_id, permission, granted from staff_permissions where business_id = :business",
             business))
        out[id].emplace(std::move(permission), granted);
    return out;
}

void set_single(db::Tx& tx, BusinessId business, StaffId id, const businesses::Permission& permission,
                businesses::Role role, bool granted) {
    tx.execute("delete from staff_permissions where business_id = :business and staff_member_id = :id "
               "and permission = :permission",
               business, id, permission.name);
    if (businesses::may(role, permission) == granted) return;
    tx.execute("insert into staff_permissions (business_id, staff_member_id, permission, granted) "
               "values (:business, :id, :permission, :granted)",
               business, id, permission.name, granted);
}

bool is_taken(db::Session& session, BusinessId business, const Email& email, StaffId but) {
    return session
        .value<int>(R"sql(
            select 1 from staff_logins
            where business_id = :business and email_key = :email_key and staff_member_id <> :but
            union all
            select 1 from staff_members where business_id = :business and lower(email) = :email_key and id <> :but)sql",
                    business, email.key, but)
        .has_value();
}

std::unexpected<Error> email_taken() {
    return std::unexpected(Error{Fault::conflict, "staff.email_taken", {}, {{"email", "staff.email_taken", {}}}});
}

void erase_login(db::Tx& tx, BusinessId business, StaffId id) {
    for (const auto* table :
         {"staff_sessions", "staff_recovery_codes", "staff_links", "staff_passkeys", "staff_logins"})
        tx.execute(fmt::format("delete from {} where business_id = :business and staff_member_id = :id", table),
                   business, id);
}

void take_back_links(db::Tx& tx, BusinessId business, StaffId id) {
    tx.execute("delete from staff_links where business_id = :business and staff_member_id = :id and used_at is null",
               business, id);
}

void record(db::Tx& tx, const Context& context, BusinessId business, StaffId id, std::string_view type,
            activity::Actor actor, std::string data) {
    activity::record(tx, context.registry, business, context.clock.now(), {type, id.value, actor, std::move(data)});
}

activity::Actor actor_of(StaffId id) { return {activity::ActorKind::staff, id.value}; }

}  // namespace store

namespace {

using nlohmann::json;
using store::Login;

constexpr Seconds kKeepAliveEvery = std::chrono::minutes{5};
constexpr std::size_t kLongestName = 100;

std::vector<Member> select(db::Session& session, BusinessId business, std::optional<StaffId> only) {
    auto single = only ? std::map<StaffId, Single>{{*only, store::find_single(session, business, *only)}}
                       : store::list_single(session, business);
    std::vector<Member> out;
    for (auto& [id, name, email, role, login, password, totp, last, active, invited] :
         session.rows<StaffId, std::string, std::string, std::string, bool, bool, bool, std::optional<Instant>, bool,
                      std::optional<Instant>>(
             R"sql(
            select m.id, m.name, coalesce(l.email, m.email), m.role, case when l.email is null then 0 else 1 end,
                   case when l.password_hash is null then 0 else 1 end,
                   case when l.totp_secret is null then 0 else 1 end, l.last_sign_in_at, m.active, l.invited_at
            from staff_members m
            left join staff_logins l on l.business_id = m.business_id and l.staff_member_id = m.id
            where m.business_id = :business and (:all = 1 or m.id = :id)
            order by lower(m.name), m.id limit 1000)sql",
             business, !only, only.value_or(StaffId{})))
        out.push_back({id, std::move(name), std::move(email), businesses::parse_role(role).value(), login, password,
                       totp, last, active, invited, std::move(single[id])});
    return out;
}

struct Attempt {
    std::optional<Seconds> wait;
    std::optional<Login> login;
    std::string key;
    Origin origin;

    std::optional<std::string> hash() const { return login ? login->password_hash : std::nullopt; }
};

Attempt begin(db::Tx& tx, const Context& context, BusinessId business, const Email& email, const Client& client) {
    Attempt out;
    out.login = store::find_login(tx, business, email.key, client);
    out.key = out.login && out.login->knows_device
                  ? fmt::format("staff-device:{}:{}", out.login->id.value, accounts::store::device_hash(client))
                  : "staff:" + email.key;
    out.origin = origin_of("staff-network", client);
    const auto now = context.clock.now();
    out.wait = count_attempt(tx, business, now, out.origin, kNetworkLimit);
    if (!out.wait) out.wait = count_attempt(tx, business, now, out.key, kAccountLimit);
    return out;
}

}  // namespace

NewSession store::start_session(db::Tx& tx, const Context& context, BusinessId business, const Login& login,
                                const Client& client, Factors shown) {
    const auto now = context.clock.now();
    NewSession out{.id = login.id,
                   .session_id = base::make_id<StaffSessionId>(),
                   .session_token = base::new_token(),
                   .device_token = accounts::store::device_token(client),
                   .needs_totp = login.has_totp && shown != Factors::both,
                   .must_set_up_totp = !login.has_totp && store::needs_totp(tx, business, login.role)};
    const auto agent = accounts::store::short_agent(client);
    tx.execute(R"sql(
        insert into staff_sessions (business_id, id, staff_member_id, token_hash, device_hash, passed_totp, user_agent,
                                    address, created_at, seen_at, expires_at)
        values (:business, :id, :member, :token, :device, :passed, :agent, :address, :now, :now, :expires))sql",
               business, out.session_id, login.id, base::hash(out.session_token), base::hash(out.device_token),
               !out.needs_totp, agent, client.address, now, now + kStaffSession);
    tx.execute("update staff_logins set last_sign_in_at = :now, last_sign_in_address = :address "
               "where business_id = :business and staff_member_id = :id",
               now, client.address, business, login.id);
    store::record(tx, context, business, login.id, "staff.signed_in", store::actor_of(login.id),
                  json{{"address", client.address}, {"browser", agent}, {"new_device", !login.knows_device}}.dump());
    return out;
}

bool may(businesses::Role role, const Single& single, const businesses::Permission& permission) {
    if (role == businesses::Role::owner) return true;
    const auto set = single.find(permission.name);
    return set == single.end() ? businesses::may(role, permission) : set->second;
}

std::optional<Member> find(db::Session& session, BusinessId business, StaffId id) {
    auto found = select(session, business, id);
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::vector<Member> list(db::Session& session, BusinessId business) { return select(session, business, std::nullopt); }

std::vector<BusinessId> list_owned(db::Session& session, const Email& email) {
    std::vector<BusinessId> out;
    for (const auto& [id] : session.rows<BusinessId>(R"sql(
             select l.business_id from staff_logins l
             join staff_members m on m.business_id = l.business_id and m.id = l.staff_member_id
             where l.email_key = :key and m.role = 'owner' order by l.business_id limit 100)sql",
                                                     email.key))
        out.push_back(id);
    return out;
}

Result<StaffId> add(db::Tx& tx, const Context& context, BusinessId business, std::string_view name,
                    std::string_view email, businesses::Role role, activity::Actor actor) {
    std::vector<FieldError> wrong;
    const auto named = base::is_clean_text(name) ? base::name_of(name) : std::string();
    if (named.empty()) wrong.push_back({"name", "field.required", {}});
    if (base::length(named) > kLongestName)
        wrong.push_back({"name", "field.too_long", {{"limit", std::to_string(kLongestName)}}});
    const auto address = base::parse_email(base::is_clean_text(email) ? base::normalised(email) : "");
    if (!address) wrong.push_back({"email", "field.email", {}});
    if (!wrong.empty()) return std::unexpected(Error{Fault::invalid, "form.invalid", {}, std::move(wrong)});
    if (store::is_taken(tx, business, *address, {})) return store::email_taken();

    if (role == businesses::Role::owner)
        if (const auto may = store::only_owners(tx, business, actor); !may) return std::unexpected(may.error());
    if (const auto room = ::staff::has_room(tx, business); !room) return std::unexpected(room.error());
    const auto id = base::make_id<StaffId>();
    ::staff::add_member(tx, business, id, named, address->text, role);
    store::record(tx, context, business, id, "staff.added", actor,
                  json{{"after", {{"name", named}, {"role", businesses::to_text(role)}}}}.dump());
    return id;
}

Result<void> set_login(db::Tx& tx, const Context& context, BusinessId business, StaffId id, const Email& email,
                       const std::string& hash, activity::Actor actor, const std::optional<Proof>& proof) try {
    lock_owners(tx, business);
    const auto member = find(tx, business, id);
    if (!member) return not_found("staff.unknown");
    const bool is_owner = member->role == businesses::Role::owner;
    if (const auto may = may_change(tx, context, business, id, is_owner, actor, proof); !may) return may;
    if (store::is_taken(tx, business, email, id)) return store::email_taken();
    db::Savepoint savepoint(tx);
    tx.execute(R"sql(
        insert into staff_logins (business_id, staff_member_id, email, email_key, password_hash, created_at)
        values (:business, :id, :email, :email_key, :hash, :now)
        on conflict (business_id, staff_member_id) do update
        set email = excluded.email, email_key = excluded.email_key, password_hash = excluded.password_hash)sql",
               business, id, email.text, email.key, hash, context.clock.now());
    savepoint.keep();
    end_sessions(tx, business, id);
    store::take_back_links(tx, business, id);
    store::record(tx, context, business, id, "staff.password_set", actor,
                  json{{"replaced", member->has_password}}.dump());
    if (member->has_login && base::folded(member->email) != email.key)
        store::record(tx, context, business, id, "staff.email_changed", actor,
                      json{{"before", {{"email", member->email}}}, {"after", {{"email", email.text}}}}.dump());
    return {};
} catch (const db::ConstraintViolation& violation) {
    if (violation.constraint == "staff_logins_email") return store::email_taken();
    throw;
}

Result<NewSession> sign_in(db::Database& database, const Context& context, Hasher& hasher, BusinessId business,
                           const Email& email, std::string_view password, const Client& client) {
    const auto attempt = database.write([&](db::Tx& tx) { return begin(tx, context, business, email, client); });
    if (attempt.wait) return too_many_attempts(*attempt.wait);

    const auto hash = attempt.hash();
    const auto right = hasher.verify(hash, password);
    if (!right) {
        database.write([&](db::Tx& tx) {
            take_back_attempt(tx, business, attempt.origin);
            take_back_attempt(tx, business, attempt.key);
        });
        return std::unexpected(right.error());
    }
    if (!*right) return invalid("account.wrong_sign_in");

    return database.write([&](db::Tx& tx) -> Result<NewSession> {
        const auto login = store::find_login(tx, business, email.key, client);
        if (!login || login->password_hash != hash) return invalid("account.wrong_sign_in");
        take_back_attempt(tx, business, attempt.origin);
        forget_attempts(tx, business, attempt.key);
        return store::start_session(tx, context, business, *login, client);
    });
}

Result<NewSession> sign_in_without_password(db::Tx& tx, const Context& context, BusinessId business, StaffId id,
                                            const Client& client) {
    const auto member = find(tx, business, id);
    const auto email = member ? base::parse_email(member->email) : std::nullopt;
    if (!email) return not_found("staff.unknown");
    tx.execute(R"sql(
        insert into staff_logins (business_id, staff_member_id, email, email_key, created_at)
        values (:business, :id, :email, :email_key, :now)
        on conflict do nothing)sql",
               business, id, email->text, email->key, context.clock.now());
    const auto login = store::find_login(tx, business, id);
    if (!login) return not_found("staff.unknown");
    return store::start_session(tx, context, business, *login, client);
}

std::optional<SignedIn> find_signed_in(db::Session& session, const Clock& clock, BusinessId business,
                                       std::string_view token) {
    auto found = session.row<StaffId, StaffSessionId, std::string, std::string, bool, bool>(R"sql(
        select m.id, s.id, m.name, m.role, s.passed_totp, case when l.totp_secret is null then 0 else 1 end
        from staff_sessions s
        join staff_logins l on l.business_id = s.business_id and l.staff_member_id = s.staff_member_id
        join staff_members m on m.business_id = l.business_id and m.id = l.staff_member_id
        where s.business_id = :business and s.token_hash = :token and s.expires_at > :now and m.active = 1)sql",
                                                                                            business, base::hash(token),
                                                                                            clock.now());
    if (!found) return std::nullopt;
    auto& [id, session_id, name, role_text, passed, has_totp] = *found;
    const auto role = businesses::parse_role(role_text).value();
    return SignedIn{id,
                    session_id,
                    std::move(name),
                    role,
                    passed,
                    !has_totp && store::needs_totp(session, business, role),
                    store::find_single(session, business, id)};
}

void keep_alive(db::Database& database, const Clock& clock, BusinessId business, StaffSessionId id) {
    const auto now = clock.now();
    const auto seen = database.read([&](db::Session& session) {
        return session.value<Instant>("select seen_at from staff_sessions where business_id = :business and id = :id",
                                      business, id);
    });
    if (!seen || now - *seen < kKeepAliveEvery) return;
    database.write([&](db::Tx& tx) {
        tx.execute("update staff_sessions set seen_at = :now, expires_at = :expires "
                   "where business_id = :business and id = :id and expires_at > :now",
                   now, now + kStaffSession, business, id);
    });
}

void end_session(db::Tx& tx, BusinessId business, StaffSessionId id) {
    tx.execute("update staff_sessions set expires_at = 0 where business_id = :business and id = :id", business, id);
}

void end_sessions(db::Tx& tx, BusinessId business, StaffId id, std::optional<StaffSessionId> but) {
    tx.execute("update staff_sessions set expires_at = 0 "
               "where business_id = :business and staff_member_id = :member and id <> :but and expires_at > 0",
               business, id, but.value_or(StaffSessionId{}));
}

}  // namespace accounts::staff
