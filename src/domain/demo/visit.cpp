#include "demo/visit.h"

#include "db/db.h"
#include "db/remove.h"

#include <algorithm>

namespace demo {
namespace {

std::vector<BusinessId> list(db::Session& session) {
    std::vector<BusinessId> out;
    for (const auto& [id] : session.rows<BusinessId>("select business_id from demo_businesses order by business_id"))
        out.push_back(id);
    return out;
}

bool is_somebodys(const std::vector<accounts::staff::Member>& members) {
    return std::ranges::any_of(members, &accounts::staff::Member::has_password);
}

}  // namespace

bool is_demo(db::Session& session, BusinessId business) {
    return session.value<int>("select 1 from demo_businesses where business_id = :business", business).has_value();
}

std::vector<Role> list_roles(db::Session& session) {
    std::vector<Role> out;
    const auto all = list(session);
    if (businesses::count(session) != std::ssize(all)) return out;
    for (const auto id : all) {
        const auto business = businesses::find(session, id);
        auto members = accounts::staff::list(session, id);
        if (!business || is_somebodys(members)) continue;
        std::ranges::stable_sort(members, {}, &accounts::staff::Member::role);
        for (const auto& member : members) {
            const bool is_there = !out.empty() && out.back().business == id && out.back().role == member.role;
            if (!is_there)
                out.push_back({id, business->slug, business->name.fallback, member.id, member.name, member.role});
        }
    }
    return out;
}

Result<accounts::staff::NewSession> look_around(db::Tx& tx, const accounts::Context& context, BusinessId business,
                                                StaffId member, const accounts::Client& client) {
    const auto is_it = [&](const Role& each) { return each.business == business && each.member == member; };
    if (std::ranges::none_of(list_roles(tx), is_it)) return not_found("demo.closed");
    return accounts::staff::sign_in_without_password(tx, context, business, member, client);
}

int remove(db::Database& database) {
    int removed = 0;
    for (const auto id : database.read(list))
        removed += database.write([&](db::Tx& tx) {
            if (!is_demo(tx, id)) return 0;
            db::remove_rows(tx, {{"business_id", id.value}});
            businesses::remove(tx, id);
            return 1;
        });
    return removed;
}

}  // namespace demo
