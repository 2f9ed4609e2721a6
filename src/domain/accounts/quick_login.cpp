#include "accounts/quick_login.h"

#include "accounts/login.h"
#include "accounts/staff_login.h"

#include <nlohmann/json.hpp>

namespace accounts {
namespace {

using nlohmann::json;

activity::Actor actor_of(const staff::SignedIn& who) { return {activity::ActorKind::staff, who.id.value}; }

std::unexpected<Error> wrong_reason(std::string code, std::vector<std::pair<std::string, std::string>> parameters) {
    return std::unexpected(
        Error{Fault::invalid, "form.invalid", {}, {{"reason", std::move(code), std::move(parameters)}}});
}

Result<std::string> checked_reason(std::string_view typed) {
    auto reason = base::is_clean_text(typed) ? base::normalised(typed) : std::string();
    if (reason.empty()) return wrong_reason("field.required", {});
    if (base::length(reason) > kLongestQuickLoginReason)
        return wrong_reason("field.too_long", {{"limit", std::to_string(kLongestQuickLoginReason)}});
    return reason;
}

struct LookedInto {
    AccountId id;
    std::string customer;  // by name
};
Result<LookedInto> account_of(db::Tx& tx, const Context& context, BusinessId business, const staff::SignedIn& who,
                              CustomerId customer) {
    const auto stored = customers::find(tx, business, customer);
    if (!stored || stored->anonymised) return not_found("customer.unknown");
    const auto known = find_by_customer(tx, business, customer);
    if (known && !known->allowed) return conflict("quick_login.not_allowed");
    if (known) return LookedInto{known->id, stored->full_name()};
    const auto made = ensure(tx, context, business, *stored, actor_of(who), Told::nothing);
    if (!made) return conflict("quick_login.needs_email");
    return LookedInto{*made, stored->full_name()};
}

bool has_logins(db::Session& session, BusinessId id) {
    const auto business = businesses::find(session, id);
    return business && business->has(kCustomerPanel) && business->customer.logins != businesses::Logins::off;
}

void end_those_of(db::Tx& tx, BusinessId business, StaffId member) {
    tx.execute("update account_sessions set expires_at = 0 "
               "where business_id = :business and staff_member_id = :member and expires_at > 0",
               business, member);
}

}  // namespace

Result<QuickLogin> begin_quick_login(db::Tx& tx, const Context& context, BusinessId business,
                                     const staff::SignedIn& who, CustomerId customer, std::string_view typed,
                                     const Client& client) {
    if (!store::find_acting(tx, context.clock, business, who.id.value, who.session_id.value))
        return refuse(Fault::forbidden, "staff.not_permitted");
    const auto reason = checked_reason(typed);
    if (!reason) return std::unexpected(reason.error());
    if (!has_logins(tx, business)) return conflict("quick_login.no_logins");
    const auto account = account_of(tx, context, business, who, customer);
    if (!account) return std::unexpected(account.error());
    end_those_of(tx, business, who.id);
    const auto now = context.clock.now();
    QuickLogin out{base::new_token(), now + kQuickLoginLifetime};
    // No browser becomes known to the account by it.
    tx.execute(R"sql(
        insert into account_sessions (business_id, id, account_id, token_hash, device_hash, user_agent, address,
                                      created_at, seen_at, expires_at, staff_member_id, staff_session_id)
        values (:business, :id, :account, :token, :device, :agent, :address, :now, :now, :expires, :member,
                :staff_session))sql",
               business, base::make_id<AccountSessionId>(), account->id, base::hash(out.session_token),
               base::hash(base::new_token()), store::short_agent(client), client.address, now, out.until, who.id,
               who.session_id);
    activity::record(tx, context.registry, business, now,
                     {"customer.quick_login", customer.value, actor_of(who),
                      json{{"after", {{"reason", *reason}}}, {"customer", account->customer}}.dump()});
    return out;
}

void end_quick_login(db::Tx& tx, const Context& context, BusinessId business, const SignedIn& visitor) {
    if (!visitor.acting) return;
    const auto ended = tx.execute("update account_sessions set expires_at = 0 where business_id = :business and "
                                  "id = :id and staff_session_id is not null and expires_at > 0",
                                  business, visitor.session_id);
    if (ended == 0) return;
    activity::record(tx, context.registry, business, context.clock.now(),
                     {"customer.quick_login_ended",
                      visitor.customer_id.value,
                      {activity::ActorKind::staff, visitor.acting->staff_id},
                      json{{"customer", base::full_name(visitor.name, visitor.surname)}}.dump()});
}

Result<void> in_person(const SignedIn& visitor) { return store::in_person(visitor.actor()); }

}  // namespace accounts

namespace accounts::store {

Result<void> in_person(const activity::Actor& actor) {
    if (!actor.in_person()) return refuse(Fault::forbidden, "account.customer_alone");
    return {};
}

std::optional<Acting> find_acting(db::Session& session, const Clock& clock, BusinessId business, std::int64_t member,
                                  std::int64_t staff_session) {
    auto found = session.row<std::string, std::string>(R"sql(
        select m.name, m.role from staff_sessions s
        join staff_members m on m.business_id = s.business_id and m.id = s.staff_member_id
        where s.business_id = :business and s.id = :session and s.staff_member_id = :member and s.expires_at > :now
          and s.passed_totp = 1 and m.active = 1)sql",
                                                       business, staff_session, member, clock.now());
    if (!found) return std::nullopt;
    auto& [name, role_text] = *found;
    const auto role = businesses::parse_role(role_text).value();
    if (!staff::may(role, staff::store::find_single(session, business, StaffId{member}), kQuickLogin))
        return std::nullopt;
    return Acting{member, std::move(name), {}};
}

}  // namespace accounts::store
