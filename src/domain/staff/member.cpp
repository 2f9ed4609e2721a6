#include "staff/member.h"

#include "db/db.h"

namespace staff {

void add_member(db::Tx& tx, BusinessId business, StaffId id, std::string_view name, std::string_view email,
                businesses::Role role) {
    tx.execute("insert into staff_members (business_id, id, name, email, role) "
               "values (:business, :id, :name, :email, :role)",
               business, id, name, email, businesses::to_text(role));
}

void set_role(db::Tx& tx, BusinessId business, StaffId id, businesses::Role role) {
    tx.execute("update staff_members set role = :role where business_id = :business and id = :id",
               businesses::to_text(role), business, id);
}

}  // namespace staff
