// The list of customers, and a new one.
#include "office/customers/customers.h"
#include "office/customers/customer_form.h"
#include "office/frame/customer_record.h"
#include "office/frame/form.h"
#include "office/frame/registered.h"

#include <algorithm>

namespace office {
namespace {

using customers::Customer;
using customers::Order;

constexpr int kRows = 50, kErasures = 5;

struct Asked {
    std::string search;
    Order order = Order::name;
    bool descending = false;
    std::optional<LabelId> label{};
    std::optional<CustomerId> after, before;  // where the page goes on
};

std::string_view to_text(Order order) {
    switch (order) {
        case Order::email: return "email";
        case Order::phone: return "phone";
        case Order::created: return "created";
        case Order::name: break;
    }
    return "name";
}

Asked read_asked(const Request& request) {
    Asked out;
    out.search = line(request.query, "q").substr(0, 200);
    const auto order = request.query.get("order");
    for (const auto each : {Order::name, Order::email, Order::phone, Order::created})
        if (order == to_text(each)) out.order = each;
    out.descending = request.query.get("down") == "yes";
    out.label = base::parse_id<LabelId>(request.query.get("label"));
    out.after = base::parse_id<CustomerId>(request.query.get("after"));
    if (!out.after) out.before = base::parse_id<CustomerId>(request.query.get("before"));
    return out;
}

std::string address(const Page& page, const Asked& asked) {
    auto out = page.home() + "/customers?order=" + std::string(to_text(asked.order));
    if (asked.descending) out += "&down=yes";
    if (!asked.search.empty()) out += "&q=" + base::percent_encoded(asked.search);
    if (asked.label) out += "&label=" + base::to_text(*asked.label);
    if (asked.after) out += "&after=" + base::to_text(*asked.after);
    if (asked.before) out += "&before=" + base::to_text(*asked.before);
    return out;
}

// A heading sorts by its column; pressed again, the other way round.
void fill_heading(html::Values& values, const Page& page, const Asked& asked, Order order, std::string_view section) {
    auto next = asked;
    next.after = next.before = std::nullopt;
    next.order = order;
    next.descending = asked.order == order && !asked.descending;
    auto& heading = values.add(section).set("SORT_URL", address(page, next));
    heading.show_if(asked.order == order && !asked.descending, "SORTED_UP");
    heading.show_if(asked.order == order && asked.descending, "SORTED_DOWN");
}

void fill_row(html::Values& row, const Page& page, const Customer& customer,
              const std::vector<customers::Label>& labels) {
    row.set("URL", fmt::format("{}/customers/{}", page.home(), base::to_text(customer.id)));
    const auto name = shown_name(page, customer);
    row.set("NAME", name);
    if (!customer.phone.empty())
        row.add("CALL").set("PHONE_DIAL", customer.phone).set("PHONE", base::phone_for_reading(customer.phone));
    record::fill_avatar(row, page, customer);
    row.set("EMAIL", customer.email.value_or(""));
    if (!customer.email_trouble.empty()) row.show("TROUBLE");
    if (!customer.important_note.empty()) row.add("IMPORTANT").set("IMPORTANT_TEXT", customer.important_note);
    record::include_labels(row, page, labels, record::LabelsAs::marks);
    row.set("SINCE", i18n::month_name(page.language, page.zone().day(customer.created_at)));
}

struct Shown {
    customers::Listed found;
    customers::ErasureRequests erasures;
    std::vector<customers::Label> labels;  // of the business
    std::map<CustomerId, std::vector<customers::Label>> labels_of;
};

Shown read_shown(const Page& page, const Asked& asked, std::optional<CustomerId> erasures_after) {
    return page.environment.database.read([&](db::Session& session) {
        Shown out{.found = customers::list(session, page.id(),
                                           {.search = asked.search,
                                            .order = asked.order,
                                            .descending = asked.descending,
                                            .label = asked.label,
                                            .after = asked.after,
                                            .before = asked.before,
                                            .limit = kRows}),
                  .erasures = customers::list_erasures(session, page.id(), erasures_after, kErasures),
                  .labels = customers::list_labels(session, page.id()),
                  .labels_of = {}};
        std::vector<CustomerId> ids;
        for (const auto& each : out.found.customers) ids.push_back(each.id);
        if (!out.labels.empty()) out.labels_of = customers::list_labels_of(session, page.id(), ids);
        return out;
    });
}

// Whose label is chosen: everybody's, or one of those that there are.
void fill_labels(html::Values& values, const Page& page, const Asked& asked,
                 const std::vector<customers::Label>& labels) {
    if (labels.empty()) return;
    auto& choice = values.add("LABEL_CHOICE");
    choice.add("ONE").set("LABEL_ID", "").set("LABEL_NAME", i18n::words(page.language, "All labels"));
    for (const auto& each : labels)
        choice.add("ONE")
            .set("LABEL_ID", base::to_text(each.id))
            .set("LABEL_NAME", each.name)
            .show_if(asked.label == each.id, "LABEL_ON");
}

Response list_page(const Page& page) {
    const auto asked = read_asked(page.request);
    const auto erasures_after = base::parse_id<CustomerId>(page.request.query.get("erasures_after"));
    auto shown = read_shown(page, asked, erasures_after);
    const auto& [found, erasures, labels, labels_of] = shown;
    const auto title = i18n::words(page.language, "Customers");
    return render(page, {"office/customers/customers", title, "customers"}, [&](html::Values& values) {
        include_done(values, page);
        values.set("ACTION", page.home() + "/customers").set("NEW_URL", page.home() + "/customers/new");
        values.set("SEARCH", asked.search).set("ORDER", to_text(asked.order));
        values.show_if(asked.descending, "DOWN");
        fill_labels(values, page, asked, labels);
        for (const auto& request : erasures.requests)
            values.add("ERASURE")
                .set("ERASURE_URL", fmt::format("{}/customers/{}", page.home(), base::to_text(request.customer_id)))
                .set("ERASURE_AT", moment_with_year(page, request.asked_at));
        if (erasures_after || erasures.more) {
            auto& paging = values.add("ERASURES");
            if (erasures_after) paging.add("FIRST").set("FIRST_URL", page.home() + "/customers");
            if (erasures.more)
                paging.add("MORE").set("MORE_URL", fmt::format("{}/customers?erasures_after={}", page.home(),
                                                               base::to_text(erasures.requests.back().customer_id)));
        }
        for (const auto* link : pages::by_place<CustomersLink>(page))
            if (page.may(link->permission))
                values.add("LINK")
                    .set("LINK_URL", fmt::format("{}/customers{}", page.home(), link->path))
                    .set("LINK_TEXT", i18n::words(page.language, link->words));
        if (found.customers.empty()) {
            values.show(asked.label ? "NONE_LABELLED" : asked.search.empty() ? "NONE_YET" : "NONE_FOUND");
            return;
        }
        auto& table = values.add("TABLE");
        fill_heading(table, page, asked, Order::name, "BY_NAME");
        fill_heading(table, page, asked, Order::email, "BY_EMAIL");
        fill_heading(table, page, asked, Order::phone, "BY_PHONE");
        fill_heading(table, page, asked, Order::created, "BY_CREATED");
        for (const auto& customer : found.customers)
            fill_row(table.add("ROW"), page, customer, shown.labels_of[customer.id]);
        if (!found.earlier && !found.more) return;
        auto& paging = table.add("PAGING");
        auto other = asked;
        other.after = std::nullopt;
        other.before = found.customers.front().id;
        if (found.earlier) paging.add("BEFORE").set("BEFORE_URL", address(page, other));
        other.after = found.customers.back().id;
        other.before = std::nullopt;
        if (found.more) paging.add("AFTER").set("AFTER_URL", address(page, other));
    });
}

Response new_page(const Page& page, const CustomerForm& form) {
    const auto title = i18n::words(page.language, "New customer");
    return render(page, {"office/customers/customer_new", title, "customers", form.wrong.page_status()},
                  [&](html::Values& values) {
                      values.set("BACK_URL", page.home() + "/customers");
                      include_form(values, "FORM", page, drawn(page, form, page.home() + "/customers/new"));
                  });
}

}  // namespace

Response customers(const Page& page) { return list_page(page); }

Response new_customer(const Page& page) {
    CustomerForm form;
    form.changes.language = page.business().languages.front();
    return new_page(page, form);
}

Response create_customer(const Page& page) {
    auto form = read_customer(page);
    const auto access = read_access(page, form);
    if (form.wrong.any()) return new_page(page, form);
    const auto made = page.environment.database.write([&](db::Tx& tx) -> Result<CustomerId> {
        auto customer = customers::create(tx, {page.environment.clock, page.environment.registry}, page.id(),
                                          page.business().country, form.changes, page.actor());
        if (!customer || !access) return customer;
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
