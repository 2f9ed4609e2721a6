// Deleting a customer and taking it back (FEATURES 4.3), and erasing one who asks on the phone (5.28).
#include "office/customers/deletion.h"

#include "office/customers/customers.h"
#include "office/frame/customer_record.h"
#include "office/frame/form.h"
#include "privacy/deletion.h"
#include "privacy/erasure.h"

namespace office {
namespace {

using namespace record;
using customers::Customer;

constexpr int kRows = 50;

customers::Context context_of(const Page& page) { return {page.environment.clock, page.environment.registry}; }

std::string list_path(const Page& page) { return page.home() + "/customers/deleted"; }

// At a page of the customer: "/deletion", "/erasing".
Form danger_form(const Page& page, const Customer& customer, std::string_view where, std::string words) {
    Form out{.action = path(page, customer, where), .token = form_token(page)};
    out.submit = std::move(words);
    out.weight = Form::Weight::danger;
    return out;
}

void include_erasing(html::Values& values, const Page& page, const Customer& customer) {
    auto form = danger_form(page, customer, "/erasing", i18n::words(page.language, "Erase for good"));
    include_form(values, "ERASE_FORM", page, form);
}

Response deletion_page(const Page& page, const Customer& customer, const std::string& notice = {}, int status = 200) {
    const auto foreseen = page.environment.database.read([&](db::Session& session) {
        return privacy::foresee_deletion(session, context_of(page), page.id(), customer.id, page.language);
    });
    const auto title = i18n::words(page.language, "Delete {name}", {{"name", shown_name(page, customer)}});
    return render(page, {"office/customers/deletion", title, "customers", status}, [&](html::Values& values) {
        values.set("BACK_URL", path(page, customer)).set("CUSTOMER", shown_name(page, customer));
        if (!notice.empty()) values.add("NOTICE").set("NOTICE_TEXT", notice);
        for (const auto& sentence : foreseen.goes_along) values.add("ALONG").set("ALONG_TEXT", sentence);
        if (foreseen.forbidden) {
            values.add("FORBIDDEN").set("FORBIDDEN_TEXT", pages::wrong_of(page, *foreseen.forbidden).notice);
        } else {
            auto form = danger_form(page, customer, "/deletion", i18n::words(page.language, "Delete the customer"));
            include_form(values.add("ALLOWED"), "DELETE_FORM", page, form);
        }
        include_erasing(values, page, customer);
    });
}

}  // namespace

Response deleted_customer(const Page& page, const Customer& customer, const std::string& notice, int status) {
    const auto deletion = page.environment.database.read(
        [&](db::Session& session) { return customers::find_deletion(session, page.id(), customer.id); });
    if (!deletion) return nothing_here(page);
    const auto name = deletion->name.empty() ? i18n::words(page.language, "No name") : deletion->name;
    return render(page, {"office/customers/deleted", name, "customers", status}, [&](html::Values& values) {
        values.set("BACK_URL", list_path(page));
        include_done(values, page);
        if (!notice.empty()) values.add("NOTICE").set("NOTICE_TEXT", notice);
        values.set("DELETED_TEXT",
                   i18n::words(page.language, "Deleted on {moment}. It can be restored until {until}.",
                               {{"moment", moment_with_year(page, deletion->deleted_at)},
                                {"until", moment_with_year(page, deletion->deleted_at + customers::kDeletedKept)}}));
        Form form{.action = path(page, customer, "/restoration"), .token = form_token(page)};
        form.submit = i18n::words(page.language, "Restore the customer");
        include_form(values, "RESTORE_FORM", page, form);
        include_erasing(values, page, customer);
    });
}

Response customer_deletion(const Page& page) {
    return of_customer(page, [&](const Page&, const Customer& customer) {
        return customer.anonymised ? nothing_here(page) : deletion_page(page, customer);
    });
}

Response delete_customer(const Page& page) {
    return of_customer(page, [&](const Page&, const Customer& customer) {
        if (customer.anonymised) return nothing_here(page);
        const auto deleted = page.environment.database.write([&](db::Tx& tx) {
            return privacy::delete_customer(tx, context_of(page), page.id(), customer.id, page.actor());
        });
        if (deleted) return back_to(path(page, customer), "customer-deleted");
        const auto wrong = pages::wrong_of(page, deleted.error());
        return deletion_page(page, customer, wrong.notice, wrong.status);
    });
}

Response restore_customer(const Page& page) {
    return of_any_customer(page, [&](const Page&, const Customer& customer) {
        const auto restored = page.environment.database.write([&](db::Tx& tx) {
            return privacy::restore_customer(tx, context_of(page), page.id(), customer.id, page.actor());
        });
        if (restored) return back_to(path(page, customer), "customer-restored");
        const auto wrong = pages::wrong_of(page, restored.error());
        return deleted_customer(page, customer, wrong.notice, wrong.status);
    });
}

Response erase_customer(const Page& page) {
    return of_any_customer(page, [&](const Page&, const Customer& customer) {
        const auto erased = page.environment.database.write([&](db::Tx& tx) {
            return privacy::erase_asked(tx, context_of(page), page.id(), customer.id, page.actor());
        });
        return erased ? back_to(path(page, customer), "erased") : nothing_here(page);
    });
}

Response deleted_customers(const Page& page) {
    const auto after = base::parse_id<CustomerId>(page.request.query.get("after"));
    const auto found = page.environment.database.read(
        [&](db::Session& session) { return customers::list_deletions(session, page.id(), after, kRows); });
    const auto title = i18n::words(page.language, "Recently deleted customers");
    return render(page, {"office/customers/deleted_list", title, "customers"}, [&](html::Values& values) {
        values.set("BACK_URL", page.home() + "/customers").show_if(found.deletions.empty(), "NONE");
        if (found.deletions.empty()) return;
        auto& list = values.add("SOME");
        for (const auto& deletion : found.deletions) {
            const auto name = deletion.name.empty() ? i18n::words(page.language, "No name") : deletion.name;
            list.add("ROW")
                .set("ROW_URL", fmt::format("{}/customers/{}", page.home(), base::to_text(deletion.customer_id)))
                .set("ROW_NAME", name)
                .set("ROW_DELETED", moment_with_year(page, deletion.deleted_at));
        }
        if (found.more)
            values.add("MORE").set("MORE_URL", fmt::format("{}?after={}", list_path(page),
                                                           base::to_text(found.deletions.back().customer_id)));
    });
}

}  // namespace office
