#include "accounts/staff_invite.h"

#include "accounts/attempts.h"
#include "accounts/staff_link.h"
#include "accounts/staff_login.h"

#include <nlohmann/json.hpp>

namespace accounts::staff {
namespace {

using nlohmann::json;

constexpr Limit kBusinessInviteLimit{60, std::chrono::hours{1}, std::chrono::hours{1}};

bool is_open(const Member& member) { return member.has_login && !member.has_password && member.invited_at; }

}  // namespace

Result<std::string> invite(db::Tx& tx, const Context& context, BusinessId business, StaffId id, const Email& email,
                           InviteBy by, std::string_view language, activity::Actor actor,
                           const std::optional<Proof>& proof) try {
    lock_owners(tx, business);
    const auto member = find(tx, business, id);
    if (!member) return not_found("staff.unknown");
    const bool is_owner = member->role == businesses::Role::owner;
    if (const auto may = may_change(tx, context, business, id, is_owner, actor, proof); !may)
        return std::unexpected(may.error());
    if (member->has_password) return conflict("staff.has_password");
    if (!member->active) return conflict("staff.inactive");
    if (store::is_taken(tx, business, email, id)) return store::email_taken();
    const auto now = context.clock.now();
    if (const auto wait = count_attempt(tx, business, now, "staff-invites", kBusinessInviteLimit))
        return too_many_attempts(*wait);
    if (const auto wait = count_attempt(tx, business, now, "staff-invite:" + email.key, kAskLimit))
        return too_many_attempts(*wait);
    db::Savepoint savepoint(tx);
    tx.execute(R"sql(
        insert into staff_logins (business_id, staff_member_id, email, email_key, created_at, invited_at)
        values (:business, :id, :email, :email_key, :now, :now)
        on conflict (business_id, staff_member_id) do update
        set email = excluded.email, email_key = excluded.email_key, invited_at = excluded.invited_at)sql",
               business, id, email.text, email.key, now);
    savepoint.keep();
    store::take_back_links(tx, business, id);
    store::record(tx, context, business, id, "staff.invited", actor,
                  json{{"by", by == InviteBy::mail ? "mail" : "hand"}, {"language", language}}.dump());
    return by == InviteBy::hand ? make_link(tx, context.clock, business, id, kInvitationLifetime) : std::string();
} catch (const db::ConstraintViolation& violation) {
    if (violation.constraint == "staff_logins_email") return store::email_taken();
    throw;
}

Result<void> withdraw_invitation(db::Tx& tx, const Context& context, BusinessId business, StaffId id,
                                 activity::Actor actor, const std::optional<Proof>& proof) {
    lock_owners(tx, business);
    const auto member = find(tx, business, id);
    if (!member) return not_found("staff.unknown");
    if (!is_open(*member)) return {};
    const bool is_owner = member->role == businesses::Role::owner;
    if (const auto may = may_change(tx, context, business, id, is_owner, actor, proof); !may) return may;
    store::erase_login(tx, business, id);
    store::record(tx, context, business, id, "staff.invitation_withdrawn", actor);
    return {};
}

SignIn sign_in_state(const Member& member, Instant now) {
    if (member.has_password) return SignIn::accepted;
    if (!is_open(member)) return SignIn::none;
    return now < *member.invited_at + kInvitationLifetime ? SignIn::invited : SignIn::expired;
}

}  // namespace accounts::staff
