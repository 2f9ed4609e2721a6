// The second factor of staff.
#include "accounts/attempts.h"
#include "accounts/one_time_code.h"
#include "accounts/staff_login.h"
#include "accounts/staff_manage.h"

namespace accounts::staff {
namespace {

std::string recovery_hash(StaffId id, std::string_view code) {
    return base::hash(fmt::format("recovery:{}:{}", id.value, code));
}

bool use_recovery_code(db::Tx& tx, const Context& context, BusinessId business, StaffId id, std::string_view code) {
    const auto used = tx.execute("update staff_recovery_codes set used_at = :now where business_id = :business "
                                 "and staff_member_id = :id and code_hash = :code and used_at is null",
                                 context.clock.now(), business, id, recovery_hash(id, code));
    if (used == 0) return false;
    store::record(tx, context, business, id, "staff.recovery_code_used", store::actor_of(id));
    return true;
}

bool use_code(db::Tx& tx, const Context& context, BusinessId business, StaffId id, std::string_view typed,
              std::string_view secret) {
    if (codes::is_recovery(typed)) return use_recovery_code(tx, context, business, id, typed);
    const auto sealed =
        tx.value<std::optional<std::string>>("select totp_secret from staff_logins where business_id = :business "
                                             "and staff_member_id = :id",
                                             business, id);
    if (!sealed || !*sealed) return false;
    const auto opened = base::open_seal(secret, **sealed);
    CHECK(opened);
    const auto step = codes::step_of(*opened, typed, context.clock.now());
    return step && tx.execute("update staff_logins set totp_step = :step "
                              "where business_id = :business and staff_member_id = :id and totp_step < :step",
                              *step, business, id) == 1;
}

// No Result, since a wrong code is counted too.
struct Tried {
    std::optional<Seconds> wait{};
    bool right = false;
};

Tried try_code(db::Tx& tx, const Context& context, BusinessId business, StaffId id, std::string_view code,
               std::string_view secret) {
    const auto key = fmt::format("totp:{}", id.value);
    if (const auto wait = count_attempt(tx, business, context.clock.now(), key, kAccountLimit)) return {wait, false};
    if (!use_code(tx, context, business, id, codes::typed(code), secret)) return {};
    forget_attempts(tx, business, key);
    return {std::nullopt, true};
}

Result<void> result_of(const Tried& tried) {
    if (tried.wait) return too_many_attempts(*tried.wait);
    return tried.right ? Result<void>{} : invalid("staff.wrong_code");
}

std::vector<std::string> make_recovery_codes(db::Tx& tx, BusinessId business, StaffId id) {
    tx.execute("delete from staff_recovery_codes where business_id = :business and staff_member_id = :id", business,
               id);
    auto out = codes::new_recovery();
    for (const auto& each : out)
        tx.execute("insert into staff_recovery_codes (business_id, staff_member_id, code_hash) "
                   "values (:business, :id, :code)",
                   business, id, recovery_hash(id, codes::typed(each)));
    return out;
}

void pass(db::Tx& tx, BusinessId business, StaffSessionId session) {
    tx.execute("update staff_sessions set passed_totp = 1 where business_id = :business and id = :id", business,
               session);
}

}  // namespace

namespace store {

Result<void> use_totp(db::Database& database, const Context& context, BusinessId business, StaffId id,
                      std::string_view code, std::string_view secret) {
    return result_of(database.write([&](db::Tx& tx) { return try_code(tx, context, business, id, code, secret); }));
}

}  // namespace store

Result<void> pass_totp(db::Database& database, const Context& context, BusinessId business, StaffSessionId session,
                       std::string_view code, std::string_view secret) {
    return result_of(database.write([&](db::Tx& tx) -> Tried {
        const auto id = tx.value<StaffId>("select staff_member_id from staff_sessions "
                                          "where business_id = :business and id = :id and expires_at > :now",
                                          business, session, context.clock.now());
        if (!id) return {};
        const auto tried = try_code(tx, context, business, *id, code, secret);
        if (tried.right) pass(tx, business, session);
        return tried;
    }));
}

TotpSetup begin_totp(db::Tx& tx, BusinessId business, StaffId id, std::string_view issuer, std::string_view secret) {
    const auto bytes = codes::new_secret();
    const auto email = tx.value<std::string>(
        "update staff_logins set totp_pending = :sealed where business_id = :business and staff_member_id = :id "
        "returning email",
        base::seal(secret, bytes), business, id);
    CHECK(email);
    auto setup = codes::setup_of(bytes, issuer, *email);
    return {std::move(setup.key), std::move(setup.url)};
}

Result<std::vector<std::string>> confirm_totp(db::Tx& tx, const Context& context, BusinessId business, StaffId id,
                                              StaffSessionId session, std::string_view code, std::string_view secret) {
    const auto sealed =
        tx.value<std::optional<std::string>>("select totp_pending from staff_logins where business_id = :business "
                                             "and staff_member_id = :id",
                                             business, id);
    if (!sealed || !*sealed) return invalid("staff.wrong_code");
    const auto opened = base::open_seal(secret, **sealed);
    CHECK(opened);
    const auto step = codes::step_of(*opened, codes::typed(code), context.clock.now());
    if (!step) return invalid("staff.wrong_code");
    tx.execute("update staff_logins set totp_secret = totp_pending, totp_pending = null, totp_confirmed_at = :now, "
               "totp_step = :step where business_id = :business and staff_member_id = :id",
               context.clock.now(), *step, business, id);
    end_sessions(tx, business, id, session);
    pass(tx, business, session);
    store::record(tx, context, business, id, "staff.totp_set", store::actor_of(id));
    return make_recovery_codes(tx, business, id);
}

Result<void> remove_totp(db::Tx& tx, const Context& context, BusinessId business, StaffId id, activity::Actor actor,
                         const std::optional<Proof>& proof) {
    lock_owners(tx, business);
    const auto member = find(tx, business, id);
    if (!member) return not_found("staff.unknown");
    const bool is_owner = member->role == businesses::Role::owner;
    if (const auto may = may_change(tx, context, business, id, is_owner, actor, proof); !may) return may;
    const auto removed =
        tx.execute("update staff_logins set totp_secret = null, totp_pending = null, totp_confirmed_at = null "
                   "where business_id = :business and staff_member_id = :id and totp_secret is not null",
                   business, id);
    if (removed == 0) return {};
    tx.execute("delete from staff_recovery_codes where business_id = :business and staff_member_id = :id", business,
               id);
    store::record(tx, context, business, id, "staff.totp_removed", actor);
    return {};
}

}  // namespace accounts::staff
