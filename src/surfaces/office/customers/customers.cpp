// A new customer.
#include "office/customers/customers.h"
#include "office/customers/customer_form.h"
#include "office/frame/form.h"

namespace office {
namespace {

Response new_page(const Page& page, const CustomerForm& form) {
    const auto title = i18n::words(page.language, "New customer");
    return render(page, {"office/customers/customer_new", title, "customers", form.wrong.page_status()},
                  [&](html::Values& values) {
                      values.set("BACK_URL", page.home() + "/customers");
                      include_form(values, "FORM", page, drawn(page, form, page.home() + "/customers/new"));
                  });
}

}  // namespace

Response new_customer(const Page& page) { return new_page(page, new_form(page)); }

Response create_customer(const Page& page) {
    auto form = read_customer(page);
    const auto access = read_access(page, form);
    if (form.wrong.any()) return new_page(page, form);
    const auto made = page.environment.database.write([&](db::Tx& tx) -> Result<CustomerId> {
        auto customer = customers::create(tx, {page.environment.clock, page.environment.registry}, page.id(),
                                          page.business().country, form.changes, page.actor());
        if (!customer) return customer;
        if (const auto noted = save_custom(tx, page, *customer, form); !noted) return std::unexpected(noted.error());
        if (!access) return customer;
        const auto set =
            accounts::set_access(tx, page.environment.accounts_context(), page.id(), *customer, *access, page.actor());
        if (!set) return std::unexpected(set.error());
        return customer;
    });
    if (made) return back_to(fmt::format("{}/customers/{}", page.home(), base::to_text(*made)), "added");
    form.wrong = pages::wrong_of(page, made.error());
    return new_page(page, form);
}

}  // namespace office
