#include "office/frame/customer_record.h"

#include "customers/merges.h"
#include "i18n/names.h"
#include "office/frame/menu.h"
#include "office/frame/registered.h"

#include <algorithm>

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

// Old addresses lead to whom their customer was merged into.
std::optional<Response> led_on(const Page& page, const Customer& customer) {
    if (!customer.anonymised || page.request.method != http::Method::get) return std::nullopt;
    const auto survivor = page.environment.database.read(
        [&](db::Session& session) { return customers::survivor_of(session, page.id(), customer.id); });
    if (!survivor) return std::nullopt;
    return http::see_other(fmt::format("{}/customers/{}", page.home(), base::to_text(*survivor)));
}

}  // namespace

Response of_customer(const Page& page, const OfCustomer& body) {
    return of_any_customer(page, [&](const Page&, const Customer& customer) {
        return customer.deleted ? nothing_here(page) : body(page, customer);
    });
}

Response of_any_customer(const Page& page, const OfCustomer& body) {
    const auto found = find_customer(page);
    if (!found) return nothing_here(page);
    if (auto on = led_on(page, *found)) return *std::move(on);
    return body(page, *found);
}

void fill_avatar(html::Values& values, const Page& page, const Customer& customer) {
    if (customer.has_picture)
        values.add("PICTURE").set("PICTURE_URL",
                                  fmt::format("{}?v={}", path(page, customer, "/picture"), customer.version));
    else
        values.add("LETTERS").set("INITIALS", i18n::initials(shown_name(page, customer)));
}

void include_labels(html::Values& values, const Page& page, const std::vector<customers::Label>& labels, LabelsAs how) {
    html::Values chips;
    const auto list = how == LabelsAs::links ? menu_path(page, "customers") : std::nullopt;
    if (!labels.empty())
        for (auto& some = chips.add("SOME"); const auto& label : labels) {
            auto& chip = some.add("LABEL").set("NAME", label.name);
            if (!label.colour.empty()) chip.add("DOT").set("COLOUR", label.colour);
            if (list)
                chip.add("LINK").set("LINK_URL", fmt::format("{}?label={}", *list, base::to_text(label.id)));
            else
                chip.show("PLAIN");
        }
    values.include("LABELS", "office/frame/labels", std::move(chips));
}

ImportantNotes important_notes(db::Session& session, const Page& page, const std::vector<bookings::Booking>& list) {
    std::vector<CustomerId> who;
    for (const auto& booking : list) who.push_back(booking.customer_id);
    std::ranges::sort(who);
    who.erase(std::ranges::unique(who).begin(), who.end());
    return customers::list_important_notes(session, page.id(), who);
}

void include_important(html::Values& row, const ImportantNotes& notes, CustomerId customer) {
    html::Values mark;
    if (const auto note = notes.find(customer); note != notes.end())
        mark.add("SOME").set("IMPORTANT_TEXT", note->second);
    row.include("IMPORTANT", "office/frame/important", std::move(mark));
}

void include_head(html::Values& values, const Page& page, const Customer& customer, std::string_view tab) {
    html::Values head;
    const auto name = shown_name(page, customer);
    head.set("NAME", name);
    if (const auto list = menu_path(page, "customers")) head.add("LIST").set("LIST_URL", *list);
    fill_avatar(head, page, customer);
    if (const auto calendar = menu_path(page, "appointments");
        calendar && page.may(bookings::kManageBookings) && !customer.anonymised)
        head.add("BOOK").set("BOOK_URL",
                             fmt::format("{}/bookings/new?customer={}", page.home(), base::to_text(customer.id)));
    for (const auto* each : pages::by_place<CustomerTab>(page)) {
        if (customer.anonymised && !each->of_erased) continue;
        head.add("TAB")
            .set("TAB_URL", path(page, customer, each->key.empty() ? "" : fmt::format("/{}", each->key)))
            .set("TAB_TEXT", i18n::words(page.language, each->words))
            .show_if(tab == each->key, "TAB_HERE");
    }
    auto labels = page.environment.database.read(
        [&](db::Session& session) { return customers::list_labels_of(session, page.id(), {customer.id}); });
    include_labels(head, page, labels[customer.id], LabelsAs::links);
    if (!customer.important_note.empty()) head.add("IMPORTANT").set("IMPORTANT_TEXT", customer.important_note);
    include_done(head, page);
    values.include("HEAD", "office/frame/customer_head", std::move(head));
}

}  // namespace office::record

namespace office {

std::string shown_name(const Page& page, const customers::Customer& customer) {
    if (customer.deleted) return i18n::words(page.language, "Deleted customer");
    if (customer.anonymised) return i18n::words(page.language, "Erased customer");
    auto name = customer.full_name();
    return name.empty() ? i18n::words(page.language, "No name") : name;
}

}  // namespace office
