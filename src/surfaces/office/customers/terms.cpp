// What was agreed with a customer about services: their own lengths and prices (FEATURES 5.5).
#include "catalog/customer_terms.h"
#include "i18n/amount.h"
#include "office/customers/customers.h"
#include "office/frame/customer_record.h"
#include "office/frame/form.h"

#include <algorithm>

namespace office {
namespace {

using namespace record;
using catalog::CustomerTerms;
using catalog::Service;
using catalog::TermsOf;
using customers::Customer;

std::string field(std::string_view name, ServiceId id) { return fmt::format("{}_{}", name, base::to_text(id)); }

// As they stand in the form.
struct Typed {
    std::string duration, price;
    friend bool operator==(const Typed&, const Typed&) = default;
};

Typed typed_of(const Page& page, const CustomerTerms& terms) {
    Typed out;
    if (terms.duration) out.duration = std::to_string(terms.duration->count());
    if (terms.price_amount) out.price = i18n::amount(page.language, {*terms.price_amount, page.business().currency});
    return out;
}

struct TermsForm {
    std::map<ServiceId, Typed> typed{};
    std::map<ServiceId, Typed> stored{};
    Wrong wrong{};
};

std::vector<TermsOf> stored_terms(const Page& page, const Customer& customer) {
    return page.environment.database.read(
        [&](db::Session& session) { return catalog::list_customer_terms(session, page.id(), customer.id); });
}

TermsForm stored_form(const Page& page, const std::vector<TermsOf>& stored) {
    TermsForm out;
    for (const auto& [service, terms] : stored) out.typed[service] = out.stored[service] = typed_of(page, terms);
    return out;
}

// The services that can be booked, and those with terms that may be booked again.
std::vector<const Service*> shown_services(const Page& page, const TermsForm& form) {
    std::vector<const Service*> out;
    for (const auto& service : page.snapshot->services)
        if (service.active || form.typed.contains(service.id)) out.push_back(&service);
    return out;
}

struct Small {
    std::string name, value, stored, otherwise;
};

void fill_field(html::Values& row, const Page& page, const TermsForm& form, std::string_view section,
                const Small& small, bool& focused) {
    const auto& name = small.name;
    auto& out = row.add(section).set("SMALL_NAME", name).set("SMALL_VALUE", small.value);
    out.set("SMALL_WAS", small.stored).set("SMALL_OTHERWISE", small.otherwise);
    const auto* error = pages::error_of(form.wrong.fields, name);
    if (!error) return;
    out.add("SMALL_BAD").show_if(!focused, "FOCUS");
    focused = true;
    row.add("WRONG").set("WRONG_ID", name + "-about").set("WRONG_TEXT", sentence(page, *error));
}

void fill_row(html::Values& row, const Page& page, const TermsForm& form, const Service& service, bool& focused) {
    const auto in = [&](const std::map<ServiceId, Typed>& all) {
        const auto found = all.find(service.id);
        return found == all.end() ? Typed{} : found->second;
    };
    const auto typed = in(form.typed), stored = in(form.stored);
    row.set("SERVICE", page.text(service.name))
        .set("USUAL", fmt::format("{} · {}", pages::length_of(page, service, {}), pages::price_of(page, service, {})));
    row.show_if(typed != Typed{}, "OWN").show_if(!service.active, "OFF");
    fill_field(
        row, page, form, "OWN_DURATION",
        {field("own_duration", service.id), typed.duration, stored.duration, std::to_string(service.duration.count())},
        focused);
    fill_field(row, page, form, "OWN_PRICE",
               {field("own_price", service.id), typed.price, stored.price, i18n::amount(page.language, service.price)},
               focused);
}

void fill_rows(html::Values& list, const Page& page, const TermsForm& form) {
    bool focused = false;
    const auto services = shown_services(page, form);
    const auto add_group = [&](const catalog::Category* category) {
        html::Values* group = nullptr;
        for (const auto* service : services) {
            if (category ? service->category_id != category->id : service->category_id.has_value()) continue;
            if (!group) {
                group = &list.add("GROUP");
                if (category) group->add("GROUP_NAMED").set("GROUP_NAME", page.text(category->name));
            }
            fill_row(group->add("ROW"), page, form, *service, focused);
        }
    };
    add_group(nullptr);
    for (const auto& category : page.snapshot->categories) add_group(&category);
}

Response terms_page(const Page& page, const Customer& customer, const TermsForm& form) {
    return render(
        page, {"office/customers/customer_terms", shown_name(page, customer), "customers", form.wrong.page_status()},
        [&](html::Values& values) {
            include_head(values, page, customer, "terms");
            pages::fill_notice(values, form.wrong);
            values.set("CURRENCY", page.business().currency);
            if (shown_services(page, form).empty()) {
                values.add("NONE").set("SERVICES_URL", page.home() + "/services");
                return;
            }
            auto& list = values.add("LIST").set("ACTION", path(page, customer, "/terms"));
            list.set("TOKEN", form_token(page));
            fill_rows(list, page, form);
        });
}

// Lengths and prices that are none are refused by the verb, which names their fields.
CustomerTerms read_terms(const Page& page, ServiceId service, const Typed& typed) {
    CustomerTerms out;
    if (!typed.duration.empty()) out.duration = typed_minutes(page.request.form, field("own_duration", service));
    if (!typed.price.empty()) out.price_amount = i18n::parse_amount(typed.price, page.business().currency).value_or(-1);
    return out;
}

// The services whose fields were sent; what names none is kept as one that is not there, for the verb to refuse.
std::vector<ServiceId> sent_services(const Page& page) {
    constexpr std::string_view kPrefix = "own_duration_";
    std::vector<ServiceId> out;
    for (const auto& [name, value] : page.request.form.pairs())
        if (name.starts_with(kPrefix))
            out.push_back(base::parse_id<ServiceId>(name.substr(kPrefix.size())).value_or(ServiceId{}));
    return out;
}

// What was typed otherwise than the form showed it: two who change different services do not undo one another.
std::vector<TermsOf> read_changes(const Page& page, const std::vector<TermsOf>& stored, TermsForm& form) {
    std::vector<TermsOf> out;
    const auto& sent = page.request.form;
    form = stored_form(page, stored);
    for (const auto service : sent_services(page)) {
        const auto duration = field("own_duration", service), price = field("own_price", service);
        const Typed typed{line(sent, duration), line(sent, price)};
        const Typed shown{line(sent, "was_" + duration), line(sent, "was_" + price)};
        if (page.snapshot->service(service) && typed == shown) continue;
        form.typed[service] = typed;
        out.push_back({service, read_terms(page, service, typed)});
    }
    return out;
}

Response save(const Page& page, const Customer& customer) {
    TermsForm form;
    const auto changes = read_changes(page, stored_terms(page, customer), form);
    const auto saved = page.environment.database.write([&](db::Tx& tx) {
        return catalog::change_customer_terms(tx, {page.environment.clock, page.environment.registry}, page.id(),
                                              customer.id, changes, page.actor());
    });
    if (saved) return back_to(path(page, customer, "/terms"), "saved");
    form.wrong = pages::wrong_of(page, saved.error());
    if (form.wrong.notice.empty())
        form.wrong.notice = i18n::words(page.language, "Not saved yet: something has to be corrected.");
    return terms_page(page, customer, form);
}

}  // namespace

Response customer_terms(const Page& page) {
    return of_customer(page, [&](const Page&, const Customer& found) {
        if (found.anonymised) return nothing_here(page);
        return terms_page(page, found, stored_form(page, stored_terms(page, found)));
    });
}

Response save_customer_terms(const Page& page) {
    return of_customer(page, [&](const Page&, const Customer& found) {
        return found.anonymised ? nothing_here(page) : save(page, found);
    });
}

}  // namespace office
