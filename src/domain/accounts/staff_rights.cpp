// Who may change what of the logins of staff, and how they show that it is they.
#include "accounts/attempts.h"
#include "accounts/staff_login.h"
#include "accounts/staff_manage.h"
#include "businesses/settings.h"

namespace accounts::staff {
namespace {

using businesses::Role;

std::unexpected<Error> wrong(std::string_view field, std::string_view code) {
    return accounts::store::wrong_field(field, {Fault::invalid, std::string(code), {}, {}});
}

// The hash that the password is right for.
Result<std::string> prove_password(db::Database& database, const Context& context, Hasher& hasher, BusinessId business,
                                   StaffId id, std::string_view password) {
    if (password.empty()) return wrong("password", "staff.password_needed");
    const auto key = fmt::format("staff-password:{}", base::to_text(id));
    const auto [login, wait] = database.write([&](db::Tx& tx) {
        return std::pair(store::find_login(tx, business, id),
                         count_attempt(tx, business, context.clock.now(), key, kAccountLimit));
    });
    if (wait) return accounts::store::wrong_field("password", too_many_attempts(*wait).error());
    const auto stored = login ? login->password_hash : std::nullopt;
    const auto right = hasher.verify(stored, password);
    if (!right) {
        database.write([&](db::Tx& tx) { take_back_attempt(tx, business, key); });
        return accounts::store::wrong_field("password", right.error());
    }
    if (!*right) return wrong("password", "account.wrong_password");
    database.write([&](db::Tx& tx) { forget_attempts(tx, business, key); });
    return *stored;
}

bool may_more(db::Session& session, const Context& context, BusinessId business, StaffId target,
              const store::Login& acting) {
    const auto member = find(session, business, target);
    return member && std::ranges::any_of(context.registry.all<businesses::Permission>(), [&](const auto& permission) {
               return member->may(permission) && !acting.may(permission);
           });
}

}  // namespace

Result<Proof> prove(db::Database& database, const Context& context, Hasher& hasher, BusinessId business, StaffId id,
                    std::string_view password, std::string_view code, std::string_view secret) {
    auto hash = prove_password(database, context, hasher, business, id, password);
    if (!hash) return std::unexpected(hash.error());
    const auto login = database.read([&](db::Session& session) { return store::find_login(session, business, id); });
    if (login && login->has_totp) {
        if (code.empty()) return wrong("code", "staff.code_needed");
        if (const auto used = store::use_totp(database, context, business, id, code, secret); !used)
            return accounts::store::wrong_field("code", used.error());
    }
    return Proof{id, *std::move(hash)};
}

bool may_decide(Role acting, Role concerned) { return acting == Role::owner || concerned != Role::owner; }

bool needs_proof(bool own, bool touches_owners) { return own || touches_owners; }

Result<void> may_change(db::Tx& tx, const Context& context, BusinessId business, StaffId target, bool touches_owners,
                        activity::Actor actor, const std::optional<Proof>& proof) {
    if (actor.kind == activity::ActorKind::system) return {};
    // What the acting staff member's role is now stays so until the commit.
    lock_owners(tx, business);
    const auto acting =
        actor.kind == activity::ActorKind::staff ? store::find_login(tx, business, StaffId{actor.id}) : std::nullopt;
    const bool own = acting && acting->id == target;
    if (!own && !(acting && acting->may(businesses::kManageStaff)))
        return refuse(Fault::forbidden, "staff.not_permitted");
    // Who came in without a password, as into the demo, gives none to anybody: the set-up ends with the first one.
    if (!acting->password_hash) return refuse(Fault::forbidden, "staff.not_permitted");
    if (touches_owners && !may_decide(acting->role, Role::owner)) return refuse(Fault::forbidden, "staff.owners_only");
    if (!own && !touches_owners && may_more(tx, context, business, target, *acting))
        return refuse(Fault::forbidden, "staff.more_than_own");
    if (!needs_proof(own, touches_owners)) return {};
    const bool proved = proof && proof->id == acting->id && acting->password_hash == proof->password_hash;
    return proved ? Result<void>{} : invalid("staff.password_needed");
}

namespace store {

Result<void> only_owners(db::Tx& tx, BusinessId business, activity::Actor actor) {
    if (actor.kind == activity::ActorKind::system) return {};
    lock_owners(tx, business);
    const auto acting =
        actor.kind == activity::ActorKind::staff ? find_login(tx, business, StaffId{actor.id}) : std::nullopt;
    return acting && may_decide(acting->role, Role::owner) ? Result<void>{}
                                                           : refuse(Fault::forbidden, "staff.owners_only");
}

}  // namespace store

Result<void> set_totp_roles(db::Tx& tx, const Context& context, BusinessId business, const std::set<Role>& roles,
                            activity::Actor actor) {
    lock_owners(tx, business);
    const auto found = businesses::find(tx, business);
    CHECK(found);
    if (found->customer.totp_roles.contains(Role::owner) != roles.contains(Role::owner))
        if (const auto may = store::only_owners(tx, business, actor); !may) return may;
    return businesses::change_settings(
        tx, {context.clock, context.registry}, business,
        [&](businesses::Business& changed) { changed.customer.totp_roles = roles; }, actor);
}

}  // namespace accounts::staff
