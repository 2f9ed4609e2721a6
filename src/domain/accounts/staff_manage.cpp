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
        // Who was invited may never come.
        const bool signs_in = member.has_login && (member.has_password || !member.invited_at) && member.active;
        return member.id != id && signs_in && member.role == businesses::Role::owner;
    });
}

// Who is no owner raises nobody above what they may do themselves, and themselves not at all.
Result<void> may_give_role(db::Session& session, const Context& context, BusinessId business, StaffId target,
                           businesses::Role role, activity::Actor actor) {
    const auto acting =
        actor.kind == activity::ActorKind::staff ? find(session, business, StaffId{actor.id}) : std::nullopt;
    if (!acting || acting->role == businesses::Role::owner) return {};
    const bool raises = std::ranges::any_of(
        context.registry.all<businesses::Permission>(), [&](const businesses::Permission& permission) {
            return businesses::may(role, permission) &&
                   (!acting->may(permission) || (acting->id == target && !businesses::may(acting->role, permission)));
        });
    return raises ? refuse(Fault::forbidden, "staff.more_than_own") : Result<void>{};
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
        if (const auto may = may_change(tx, context, business, id, false, store::actor_of(id), proof); !may) return may;
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
    if (const auto may = may_change(tx, context, business, id, of_owners, actor, proof); !may) return may;
    if (const auto may = may_give_role(tx, context, business, id, role, actor); !may) return may;
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
    if (const auto may = may_change(tx, context, business, id, is_owner, actor, proof); !may) return may;
    if (is_owner && !others_own(tx, business, id)) return conflict("staff.last_owner");
    store::erase_login(tx, business, id);
    record(tx, context, business, "staff.login_removed", id, actor);
    return {};
}

Result<void> set_active(db::Tx& tx, const Context& context, BusinessId business, StaffId id, bool active,
                        activity::Actor actor, const std::optional<Proof>& proof) {
    lock_owners(tx, business);
    const auto member = find(tx, business, id);
    if (!member) return not_found("staff.unknown");
    if (member->active == active) return {};
    if (actor.kind == activity::ActorKind::staff && actor.id == id.value)
        return refuse(Fault::forbidden, "staff.not_yourself");
    const bool is_owner = member->role == businesses::Role::owner;
    if (const auto may = may_change(tx, context, business, id, is_owner, actor, proof); !may) return may;
    if (!active && is_owner && !others_own(tx, business, id)) return conflict("staff.last_owner");
    if (active)
        if (const auto room = ::staff::has_room(tx, business); !room) return room;
    ::staff::set_active(tx, business, id, active);
    end_sessions(tx, business, id);
    store::take_back_links(tx, business, id);
    record(tx, context, business, active ? "staff.activated" : "staff.deactivated", id, actor);
    return {};
}

Result<void> set_permissions(db::Tx& tx, const Context& context, BusinessId business, StaffId id,
                             const std::map<std::string, bool, std::less<>>& wanted, activity::Actor actor) {
    lock_owners(tx, business);
    const auto member = find(tx, business, id);
    if (!member) return not_found("staff.unknown");
    const auto acting =
        actor.kind == activity::ActorKind::staff ? store::find_login(tx, business, StaffId{actor.id}) : std::nullopt;
    const bool by_system = actor.kind == activity::ActorKind::system;
    json before = json::object(), after = json::object();
    for (const auto& permission : context.registry.all<businesses::Permission>()) {
        const auto found = wanted.find(permission.name);
        if (found == wanted.end() || found->second == member->may(permission)) continue;
        if (!by_system && !(acting && acting->may(businesses::kManageStaff)))
            return refuse(Fault::forbidden, "staff.not_permitted");
        if (member->role == businesses::Role::owner) return conflict("staff.owners_may_all");
        if (acting && acting->id == id) return refuse(Fault::forbidden, "staff.own_permissions");
        const bool of_owners = !businesses::may(businesses::Role::manager, permission);
        if (acting && of_owners && acting->role != businesses::Role::owner)
            return refuse(Fault::forbidden, "staff.owners_only");
        if (acting && !acting->may(permission)) return refuse(Fault::forbidden, "staff.more_than_own");
        store::set_single(tx, business, id, permission, member->role, found->second);
        before[std::string(permission.name)] = !found->second;
        after[std::string(permission.name)] = found->second;
    }
    if (after.empty()) return {};
    record(tx, context, business, "staff.permissions_changed", id, actor,
           {{"before", {{"permissions", before}}}, {"after", {{"permissions", after}}}});
    return {};
}

std::vector<std::pair<BusinessId, std::string>> list_without_login(db::Session& session) {
    std::vector<std::pair<BusinessId, std::string>> out;
    for (auto& [id, name] : session.rows<BusinessId, std::string>(
             "select b.id, b.name from businesses b where not exists "
             "(select 1 from staff_logins l where l.business_id = b.id and l.password_hash is not null) "
             "order by b.name, b.id limit 200"))
        out.emplace_back(id, std::move(name));
    return out;
}

}  // namespace accounts::staff
