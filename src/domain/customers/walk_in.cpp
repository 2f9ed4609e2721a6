#include "customers/walk_in.h"

#include "customers/customer_store.h"
#include "db/db.h"

namespace customers {
namespace {

std::optional<CustomerId> find_walk_in(db::Session& session, BusinessId business) {
    return session.value<CustomerId>("select id from customers where business_id = :business and walk_in = 1",
                                     business);
}

}  // namespace

CustomerId walk_in(db::Tx& tx, BusinessId business, const Clock& clock, std::string_view name) {
    if (const auto found = find_walk_in(tx, business)) return *found;
    try {
        db::Savepoint savepoint(tx);
        Customer made{};
        made.id = base::make_id<CustomerId>();
        made.name = name;
        made.created_at = clock.now();
        CHECK(store::insert(tx, business, made));
        tx.execute("update customers set walk_in = 1 where business_id = :business and id = :id", business, made.id);
        savepoint.keep();
        return made.id;
    } catch (const db::ConstraintViolation& violation) {
        // Another made it at the same time.
        if (violation.constraint != "customers_walk_in") throw;
        return find_walk_in(tx, business).value();
    }
}

bool is_walk_in(db::Session& session, BusinessId business, CustomerId customer) {
    return session
        .value<int>("select 1 from customers where business_id = :business and id = :id and walk_in = 1", business,
                    customer)
        .has_value();
}

}  // namespace customers
