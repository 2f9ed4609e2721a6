#include "office/customers/customer_record.h"

#include "booking_page/shown.h"
#include "i18n/names.h"
#include "office/customers/customer_form.h"

namespace office::record {

using customers::Customer;

std::string path(const Page& page, const Customer& customer, std::string_view rest) {
    return fmt::format("{}/customers/{}{}", page.home(), base::to_text(customer.id), rest);
}

namespace {

std::optional<Customer> find_customer(const Page& page) {
    const auto id = base::parse_id<CustomerId>(page.request.param("id"));
    if (!id) return std::nullopt;
    return page.environment.database.read(
        [&](db::Session& session) { return customers::find(session, page.id(), *id); });
}

}  // namespace

Body of_customer(OfCustomer body) {
    return [body = std::move(body)](const Page& page) {
        const auto found = find_customer(page);
        return found ? body(page, *found) : nothing_here(page);
    };
}

void fill_avatar(html::Values& values, const Page& page, const Customer& customer) {
    if (customer.has_picture)
        values.add("PICTURE").set("PICTURE_URL",
                                  fmt::format("{}?v={}", path(page, customer, "/picture"), customer.version));
    else
        values.add("LETTERS").set("INITIALS", i18n::initials(shown_name(page, customer)));
}

void include_head(html::Values& values, const Page& page, const Customer& customer, Tab tab) {
    html::Values head;
    const auto name = shown_name(page, customer);
    head.set("LIST_URL", page.home() + "/customers").set("NAME", name);
    fill_avatar(head, page, customer);
    const auto add = [&](Tab each, std::string_view rest, const std::string& words) {
        head.add("TAB")
            .set("TAB_URL", path(page, customer, rest))
            .set("TAB_TEXT", words)
            .show_if(tab == each, "TAB_HERE");
    };
    add(Tab::overview, "", i18n::words(page.language, "Overview"));
    if (!customer.anonymised) add(Tab::details, "/details", i18n::words(page.language, "Details"));
    add(Tab::messages, "/messages", i18n::words(page.language, "Sent messages"));
    add(Tab::changes, "/changes", i18n::words(page.language, "Changes"));
    if (!customer.anonymised) add(Tab::data, "/data", i18n::words(page.language, "Data"));
    if (!customer.important_note.empty()) head.add("IMPORTANT").set("IMPORTANT_TEXT", customer.important_note);
    include_done(head, page);
    values.include("HEAD", "office/customers/customer_head", std::move(head));
}

}  // namespace office::record
