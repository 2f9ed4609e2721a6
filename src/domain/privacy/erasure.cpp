#include "privacy/erasure.h"

#include "db/db.h"
#include "personal/personal.h"

namespace privacy {

void erase(db::Tx& tx, const customers::Context& context, BusinessId business, CustomerId customer,
           activity::Actor actor) {
    const auto subject = personal::find(tx, context.registry, business, customer, i18n::Language::en);
    for (const auto& part : personal::parts(context.registry))
        if (part.erase) part.erase(tx, {context.clock, context.registry, subject, actor});
}

}  // namespace privacy
