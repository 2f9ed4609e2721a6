#include "accounts/staff_manage.h"

#include "accounts/staff_login.h"
#include "businesses/settings.h"
#include "db/db.h"
#include "staff/member.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace accounts::staff {
namespace {

using nlohmann::json;

void record(db::Tx& tx, const Context& context, BusinessId business, std::string_view type, StaffId id,
            activity::Actor actor, const json& data = json::object()) {
    activity::record(tx, context.registry, business, context.clock.now(), {type, id.value, actor, data.dump()});
}

// Somebody has to be left who can let others in.
bool others_own(db::Session& session, BusinessId business, StaffId id) {
    return std::ranges::any_of(list(session, business), [&](const Member& member) {
        return member.id != id && member.has_login && member.role == businesses::Role::owner;
    });
}

}  // namespace

void lock_owners(db::Tx& tx, BusinessId business) { businesses::lock(tx, business); }

Result<void> change_password(db::Database& database, const Context& context, Hasher& hasher, BusinessId business,
                             StaffSessionId session, const Proof& proof, std::string_view password) {
    const auto id = proof.id;
    const auto member = database.read([&](db::Session& reading) { return find(reading, business, id); });
    if (!member) return not_found("staff.unknown");
    const auto hash = hasher.hash_new(password, {member->name, member->email});
    if (!hash) return std::unexpected(hash.error());
    return database.write([&](db::Tx& tx) -> Result<void> {
        if (const auto may = may_change(tx, business, id, false, store::actor_of(id), proof); !may) return may;
        tx.execute("update staff_logins set password_hash = :hash "
                   "where business_id = :business and staff_member_id = :id",
                   *hash, business, id);
        end_sessions(tx, business, id, session);
        store::take_back_links(tx, business, id);
        record(tx, context, business, "staff.password_changed", id, store::actor_of(id));
        return {};
    });
}

Result<void> set_role(db::Tx& tx, const Context& context, BusinessId business, StaffId id, businesses::Role role,
                      activity::Actor actor, const std::optional<Proof>& proof) {
    lock_owners(tx, business);
    const auto member = find(tx, business, id);
    if (!member) return not_found("staff.unknown");
    if (member->role == role) return {};
    const bool of_owners = member->role == businesses::Role::owner || role == businesses::Role::owner;
    if (const auto may = may_change(tx, business, id, of_owners, actor, proof); !may) return may;
    const bool gives_up = member->has_login && member->role == businesses::Role::owner;
    if (gives_up && !others_own(tx, business, id)) return conflict("staff.last_owner");
    ::staff::set_role(tx, business, id, role);
    record(
        tx, context, business, "staff.role_changed", id, actor,
        {{"before", {{"role", businesses::to_text(member->role)}}}, {"after", {{"role", businesses::to_text(role)}}}});
    return {};
}

std::vector<OpenSession> list_sessions(db::Session& session, const Clock& clock, BusinessId business, StaffId id) {
    constexpr int kMostListed = 100;
    std::vector<OpenSession> out;
    for (auto& [each, agent, address, created, seen] :
         session.rows<StaffSessionId, std::string, std::string, Instant, Instant>(
             "select id, user_agent, address, created_at, seen_at from staff_sessions "
             "where business_id = :business and staff_member_id = :member and expires_at > :now "
             "order by seen_at desc, id desc limit :limit",
             business, id, clock.now(), kMostListed))
        out.push_back({each, std::move(agent), std::move(address), created, seen});
    return out;
}

bool end_session(db::Tx& tx, const Clock& clock, BusinessId business, StaffId member, StaffSessionId id) {
    return tx.execute("update staff_sessions set expires_at = 0 where business_id = :business "
                      "and staff_member_id = :member and id = :id and expires_at > :now",
                      business, member, id, clock.now()) == 1;
}

Result<void> remove_login(db::Tx& tx, const Context& context, BusinessId business, StaffId id, activity::Actor actor,
                          const std::optional<Proof>& proof) {
    lock_owners(tx, business);
    const auto member = find(tx, business, id);
    if (!member) return not_found("staff.unknown");
    if (!member->has_login) return {};
    const bool is_owner = member->role == businesses::Role::owner;
    if (const auto may = may_change(tx, business, id, is_owner, actor, proof); !may) return may;
    if (is_owner && !others_own(tx, business, id)) return conflict("staff.last_owner");
    for (const auto* table : {"staff_sessions", "staff_recovery_codes", "staff_links", "staff_logins"})
        tx.execute(fmt::format("delete from {} where business_id = :business and staff_member_id = :id", table),
                   business, id);
    record(tx, context, business, "staff.login_removed", id, actor);
    return {};
}

std::vector<std::pair<BusinessId, std::string>> list_without_login(db::Session& session) {
    std::vector<std::pair<BusinessId, std::string>> out;
    for (auto& [id, name] : session.rows<BusinessId, std::string>(
             "select b.id, b.name from businesses b where not exists "
             "(select 1 from staff_logins l where l.business_id = b.id) order by b.name, b.id limit 200"))
        out.emplace_back(id, std::move(name));
    return out;
}

}  // namespace accounts::staff
