#include "staff/member.h"

#include "db/db.h"
#include "staff/staff_store.h"

namespace staff {

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
