#include "privacy/erasure.h"

#include "customers/erasure.h"
#include "db/db.h"
#include "personal/personal.h"
#include "privacy/deletion.h"

namespace privacy {

void erase(db::Tx& tx, const customers::Context& context, BusinessId business, CustomerId customer,
           activity::Actor actor) {
    // What was kept to restore a deleted customer goes too.
    end_deletion(tx, context, business, customer);
    const auto subject = personal::find(tx, context.registry, business, customer, i18n::Language::en);
    for (const auto& part : personal::parts(context.registry))
        if (part.erase) part.erase(tx, {context.clock, context.registry, subject, actor});
}

Result<void> erase_asked(db::Tx& tx, const customers::Context& context, BusinessId business, CustomerId customer,
                         activity::Actor actor) {
    customers::lock(tx, business, customer);
    const auto known = customers::find(tx, business, customer);
    if (!known || (known->anonymised && !known->deleted)) return not_found("customer.unknown");
    customers::note_erasure_asked(tx, context, business, customer, actor);
    CHECK(customers::decide_erasure(tx, context, business, customer, customers::Decision::erased, actor));
    erase(tx, context, business, customer, actor);
    return {};
}

}  // namespace privacy
