#include "accounts/staff_link.h"

#include "accounts/attempts.h"
#include "accounts/staff_login.h"
#include "accounts/staff_manage.h"

#include <nlohmann/json.hpp>

namespace accounts::staff {
namespace {

using nlohmann::json;

bool has_owner(db::Session& session, BusinessId business) {
    return session
        .value<int>(R"sql(
            select 1 from staff_logins l
            join staff_members m on m.business_id = l.business_id and m.id = l.staff_member_id
            where l.business_id = :business and m.role = :owner limit 1)sql",
                    business, businesses::to_text(businesses::Role::owner))
        .has_value();
}

// The member of that address as owner, who may be there as a provider already, or a new one.
Result<StaffId> ensure_owner(db::Tx& tx, const Context& context, BusinessId business, const Email& email,
                             std::string_view name) {
    for (const auto& member : list(tx, business))
        if (base::folded(member.email) == email.key) {
            const auto set = set_role(tx, context, business, member.id, businesses::Role::owner, {});
            if (!set) return std::unexpected(set.error());
            return member.id;
        }
    return add(tx, context, business, name, email.text, businesses::Role::owner, {});
}

}  // namespace

Result<void> ask_password_link(db::Database& database, const Context& context, BusinessId business, const Email& email,
                               std::string_view language, const Client& client) {
    const auto wait = database.write([&](db::Tx& tx) -> std::optional<Seconds> {
        const auto now = context.clock.now();
        if (const auto of_network = count_attempt(tx, business, now, origin_of("staff-ask", client), kNetworkAskLimit))
            return of_network;
        const bool over = count_attempt(tx, business, now, "staff-ask:" + email.key, kAskLimit).has_value();
        const auto login = store::find_login(tx, business, email.key, client);
        // Who was invited and has let the time go by asks for another invitation.
        if (!over && login && (login->password_hash || !login->invited))
            store::record(tx, context, business, login->id, "staff.password_asked", {activity::ActorKind::visitor, 0},
                          json{{"language", language}}.dump());
        else
            accounts::store::record_nothing(tx, context, business);
        return std::nullopt;
    });
    if (wait) return too_many_attempts(*wait);
    return {};
}

std::optional<Holder> find_holder(db::Session& session, BusinessId business, StaffId id) {
    auto found = session.row<std::string, std::string, std::string, bool>(R"sql(
        select m.name, l.email, l.email_key,
               case when l.invited_at is not null and l.password_hash is null then 1 else 0 end
        from staff_logins l
        join staff_members m on m.business_id = l.business_id and m.id = l.staff_member_id
        where l.business_id = :business and l.staff_member_id = :id and m.active = 1)sql",
                                                                          business, id);
    if (!found) return std::nullopt;
    auto& [name, email, key, invited] = *found;
    return Holder{id, std::move(name), {std::move(email), std::move(key)}, invited};
}

std::string make_link(db::Tx& tx, const Clock& clock, BusinessId business, StaffId id, Seconds lifetime) {
    const auto holder = find_holder(tx, business, id);
    CHECK(holder);
    const auto now = clock.now();
    auto token = base::new_token();
    tx.execute(R"sql(
        insert into staff_links (business_id, id, staff_member_id, email_key, token_hash, created_at, expires_at)
        values (:business, :id, :member, :email_key, :token, :now, :expires))sql",
               business, base::new_id(), id, holder->email.key, base::hash(token), now, now + lifetime);
    tx.execute(R"sql(
        delete from staff_links where business_id = :business and staff_member_id = :member and used_at is null
          and id not in (select id from staff_links
                         where business_id = :business and staff_member_id = :member and used_at is null
                           and expires_at > :now
                         order by created_at desc, id desc limit :most))sql",
               business, id, now, kMostStaffLinks);
    return token;
}

std::optional<Holder> find_link(db::Session& session, const Clock& clock, BusinessId business, std::string_view token) {
    const auto id = session.value<StaffId>(R"sql(
        select k.staff_member_id from staff_links k
        join staff_logins l on l.business_id = k.business_id and l.staff_member_id = k.staff_member_id
          and l.email_key = k.email_key
        where k.business_id = :business and k.token_hash = :token and k.used_at is null and k.expires_at > :now)sql",
                                           business, base::hash(token), clock.now());
    return id ? find_holder(session, business, *id) : std::nullopt;
}

Result<void> set_password_by_link(db::Tx& tx, const Context& context, BusinessId business, std::string_view token,
                                  const std::string& hash) {
    const auto now = context.clock.now();
    // Of several who try at once one gets it.
    const auto used = tx.row<StaffId, std::string>(R"sql(
        update staff_links set used_at = :now
        where business_id = :business and token_hash = :token and used_at is null and expires_at > :now
        returning staff_member_id, email_key)sql",
                                                   now, business, base::hash(token));
    if (!used) return not_found("account.link_dead");
    const auto& [id, sent_to] = *used;
    const auto login = store::find_login(tx, business, id);
    if (!login || login->email_key != sent_to) return not_found("account.link_dead");
    const bool invited = login->invited && !login->password_hash;
    tx.execute("update staff_logins set password_hash = :hash where business_id = :business and staff_member_id = :id",
               hash, business, id);
    end_sessions(tx, business, id);
    store::take_back_links(tx, business, id);
    // Who forgot the password has probably tried too often.
    forget_attempts(tx, business, "staff:" + login->email_key);
    if (invited)
        store::record(tx, context, business, id, "staff.invitation_accepted", store::actor_of(id));
    else
        store::record(tx, context, business, id, "staff.password_changed", store::actor_of(id),
                      json{{"by_link", true}}.dump());
    return {};
}

Result<StaffId> login_for(db::Tx& tx, const Context& context, BusinessId business, const Email& email,
                          std::string_view name) {
    if (const auto login = store::find_login(tx, business, email.key, {})) return login->id;
    lock_owners(tx, business);
    if (has_owner(tx, business)) return not_found("staff.no_login");
    const auto owner = ensure_owner(tx, context, business, email, name);
    if (!owner) return owner;
    tx.execute("insert into staff_logins (business_id, staff_member_id, email, email_key, created_at) "
               "values (:business, :id, :email, :email_key, :now)",
               business, *owner, email.text, email.key, context.clock.now());
    store::record(tx, context, business, *owner, "staff.login_made", {});
    return owner;
}

}  // namespace accounts::staff
