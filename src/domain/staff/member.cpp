#include "staff/member.h"

#include "businesses/settings.h"
#include "businesses/standing.h"
#include "db/db.h"
#include "staff/staff_store.h"

namespace staff {

int count_active(db::Session& session, BusinessId business) {
    return session
        .value<int>("select count(*) from staff_members where business_id = :business and active = 1", business)
        .value();
}

Result<void> has_room(db::Tx& tx, BusinessId business) {
    const auto most = businesses::find_limits(tx, business).staff;
    if (!most) return {};
    businesses::lock(tx, business);
    if (count_active(tx, business) < *most) return {};
    return conflict("staff.limit_reached", {{"max", std::to_string(*most)}});
}

void add_member(db::Tx& tx, BusinessId business, StaffId id, std::string_view name, std::string_view email,
                businesses::Role role) {
    tx.execute("insert into staff_members (business_id, id, name, email, role) "
               "values (:business, :id, :name, :email, :role)",
               business, id, name, email, businesses::to_text(role));
}

void set_active(db::Tx& tx, BusinessId business, StaffId id, bool active) {
    tx.execute("update staff_members set active = :active, version = version + 1 "
               "where business_id = :business and id = :id",
               active, business, id);
    if (exists(tx, business, ProviderId{id.value})) lock(tx, business, {OccupantId{id.value}});
    businesses::touch(tx, business);
}

void set_role(db::Tx& tx, BusinessId business, StaffId id, businesses::Role role) {
    tx.execute("update staff_members set role = :role where business_id = :business and id = :id",
               businesses::to_text(role), business, id);
}

}  // namespace staff
