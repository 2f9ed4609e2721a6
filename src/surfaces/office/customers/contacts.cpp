// Contact persons of a customer (FEATURES 5.18): added, changed and removed, each on a page of its own.
#include "customers/contacts.h"

#include "office/customers/customers.h"
#include "office/frame/customer_record.h"
#include "office/frame/form.h"

#include <algorithm>

namespace office {
namespace {

using namespace record;
using customers::ContactPerson;
using customers::Customer;

customers::Context context_of(const Page& page) { return {page.environment.clock, page.environment.registry}; }

std::string path_of(const Page& page, const Customer& customer, const ContactPerson& person) {
    const auto which = person.id.value ? base::to_text(person.id) : std::string("new");
    return path(page, customer, "/contacts/" + which);
}

ContactPerson read_contact(const Page& page) {
    const auto& form = page.request.form;
    ContactPerson out{.name = line(form, "name")};
    out.relation = line(form, "relation");
    out.phone = line(form, "phone");
    out.email = line(form, "email");
    out.gets_messages = ticked(form, "gets_messages");
    out.version = pages::whole_number(form.get("version")).value_or(0);
    return out;
}

std::vector<Field> fields_of(const Page& page, const ContactPerson& person) {
    const auto language = page.language;
    return {{.name = "name",
             .label = i18n::words(language, "Name"),
             .value = person.name,
             .limit = customers::kLongestName,
             .required = true},
            {.name = "relation",
             .label = i18n::words(language, "Relation"),
             .hint = i18n::words(language, "Such as mother, assistant or neighbour."),
             .value = person.relation,
             .limit = customers::kLongestRelation},
            {.name = "phone",
             .label = i18n::words(language, "Phone"),
             .value = person.phone,
             .type = "tel",
             .limit = customers::kLongestPhone},
            {.name = "email",
             .label = i18n::words(language, "E-mail"),
             .value = person.email,
             .type = "email",
             .limit = customers::kLongestEmail},
            {.kind = Field::Kind::toggle,
             .name = "gets_messages",
             .label = i18n::words(language, "Gets messages about appointments"),
             .hint = i18n::words(language, "Confirmations and reminders go to this address too, with the links to move "
                                           "and cancel. What opens the customer's account does not."),
             .value = person.gets_messages ? "yes" : ""}};
}

Response contact_page(const Page& page, const Customer& customer, const ContactPerson& person, const Wrong& wrong) {
    const bool is_new = person.id.value == 0;
    const auto title =
        is_new ? i18n::words(page.language, "New contact person") : i18n::words(page.language, "Contact person");
    return render(page, {"office/customers/contact", title, "customers", wrong.page_status()},
                  [&](html::Values& values) {
                      values.set("BACK_URL", path(page, customer)).set("CUSTOMER", shown_name(page, customer));
                      Form form{.action = path_of(page, customer, person), .token = form_token(page)};
                      form.submit = is_new ? i18n::words(page.language, "Add") : i18n::words(page.language, "Save");
                      form.hidden = {{"version", std::to_string(person.version)}};
                      form.fields = fields_of(page, person);
                      form.wrong = wrong;
                      include_form(values, "FORM", page, form);
                      if (is_new) return;
                      Form remove{.action = path_of(page, customer, person) + "/removal", .token = form_token(page)};
                      remove.submit = i18n::words(page.language, "Remove");
                      remove.weight = Form::Weight::danger;
                      include_form(values.add("REMOVE"), "REMOVE_FORM", page, remove);
                  });
}

std::optional<ContactPerson> find_contact(const Page& page, const Customer& customer) {
    const auto id = base::parse_id<ContactPersonId>(page.request.param("contact"));
    if (!id || customer.anonymised) return std::nullopt;
    auto all = page.environment.database.read(
        [&](db::Session& session) { return customers::list_contact_persons(session, page.id(), customer.id); });
    const auto found = std::ranges::find(all, *id, &ContactPerson::id);
    return found == all.end() ? std::nullopt : std::optional(std::move(*found));
}

// The page of the path's contact person, or 404.
template <class Body>
Response of_contact(const Page& page, const Body& body) {
    return of_customer(page, [&](const Page&, const Customer& customer) {
        const auto found = find_contact(page, customer);
        return found ? body(customer, *found) : nothing_here(page);
    });
}

}  // namespace

Response new_contact(const Page& page) {
    return of_customer(page, [&](const Page&, const Customer& customer) {
        return customer.anonymised ? nothing_here(page) : contact_page(page, customer, {}, {});
    });
}

Response add_contact(const Page& page) {
    return of_customer(page, [&](const Page&, const Customer& customer) {
        if (customer.anonymised) return nothing_here(page);
        const auto typed = read_contact(page);
        const auto added = page.environment.database.write([&](db::Tx& tx) {
            return customers::add_contact_person(tx, context_of(page), page.id(), page.business().country, customer.id,
                                                 typed, page.actor());
        });
        return added ? back_to(path(page, customer), "added")
                     : contact_page(page, customer, typed, pages::wrong_of(page, added.error()));
    });
}

Response contact(const Page& page) {
    return of_contact(page, [&](const Customer& customer, const ContactPerson& person) {
        return contact_page(page, customer, person, {});
    });
}

Response save_contact(const Page& page) {
    return of_contact(page, [&](const Customer& customer, const ContactPerson& stored) {
        auto typed = read_contact(page);
        typed.id = stored.id;
        const auto saved = page.environment.database.write([&](db::Tx& tx) {
            return customers::change_contact_person(tx, context_of(page), page.id(), page.business().country,
                                                    customer.id, typed, page.actor());
        });
        if (saved) return back_to(path(page, customer), "saved");
        // What is stored now is shown, as the sentence says.
        const bool late = saved.error().code == "contact_person.changed_meanwhile";
        return contact_page(page, customer, late ? find_contact(page, customer).value_or(stored) : typed,
                            pages::wrong_of(page, saved.error()));
    });
}

Response remove_contact(const Page& page) {
    return of_contact(page, [&](const Customer& customer, const ContactPerson& person) {
        const auto removed = page.environment.database.write([&](db::Tx& tx) {
            return customers::remove_contact_person(tx, context_of(page), page.id(), customer.id, person.id,
                                                    page.actor());
        });
        return removed ? back_to(path(page, customer), "removed") : nothing_here(page);
    });
}

}  // namespace office
