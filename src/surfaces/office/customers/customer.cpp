// One customer: who it is, whether they may sign in, what they booked, what was sent to them and what changed.
#include "accounts/customer_access.h"
#include "accounts/identity.h"
#include "accounts/passkey.h"
#include "accounts/quick_login.h"
#include "activity/activity_log.h"
#include "booking_page/shown.h"
#include "bookings/customer_summary.h"
#include "bookings/words.h"
#include "customers/contacts.h"
#include "customers/custom_words.h"
#include "customers/phones.h"
#include "i18n/names.h"
#include "office/customers/customer_form.h"
#include "office/customers/customers.h"
#include "office/customers/deletion.h"
#include "office/frame/booking_parts.h"
#include "office/frame/customer_record.h"
#include "office/frame/history.h"
#include "office/frame/registered.h"
#include "privacy/erasure.h"

#include <algorithm>

namespace office {
namespace {

using namespace record;
using accounts::Account;
using bookings::Booking;
using customers::Customer;

constexpr int kBookingsOfPage = 50, kChangesOfPage = 50, kPrinted = 200;

// As a letter has it, the country where it is another than the business's.
std::string address_lines(const Page& page, const Customer& customer) {
    const auto town = base::full_name(customer.postal_code, customer.city);
    std::string out;
    const auto add = [&](const std::string& line) {
        if (!line.empty()) out += (out.empty() ? "" : ", ") + line;
    };
    add(customer.street);
    add(town);
    if (!customer.country.empty() && customer.country != page.business().country)
        add(i18n::country_name(page.language, customer.country));
    return out;
}

// What is noted in the custom fields that the member sees.
struct Custom {
    std::vector<customers::CustomField> fields;
    customers::CustomValues values;
};
std::vector<std::pair<std::string, std::string>> shown_custom(const Page& page, const Custom& custom) {
    std::vector<std::pair<std::string, std::string>> out;
    const auto circle = circle_of(page);
    for (const auto& field : custom.fields)
        if (const auto found = custom.values.find(field.id); found != custom.values.end() && field.is_seen_by(circle))
            out.emplace_back(page.text(field.label), customers::value_words(page.language, field, found->second));
    return out;
}

Custom read_custom(db::Session& session, const Page& page, CustomerId customer) {
    auto values = customers::custom_values_of(session, page.id(), customer);
    if (values.empty()) return {};
    return {customers::list_custom_fields(session, page.id()), std::move(values)};
}

void fill_facts(html::Values& values, const Page& page, const Customer& customer, const std::optional<Account>& account,
                const Custom& custom) {
    const auto language = page.language;
    // `scheme`: of a link that writes or calls.
    const auto fact = [&](const std::string& name, const std::string& value, std::string_view scheme = {}) {
        if (value.empty()) return;
        auto& row = values.add("FACT").set("FACT_NAME", name);
        row.set("FACT_VALUE", scheme == "tel" ? base::phone_for_reading(value) : value);
        if (scheme == "mailto") row.show("FACT_MAIL");
        if (scheme == "tel") row.add("FACT_CALL").set("FACT_DIAL", value);
        if (scheme.empty()) row.show("FACT_PLAIN");
    };
    fact(i18n::words(language, "E-mail"), customer.email.value_or(""), "mailto");
    fact(i18n::words(language, "Phone"), customer.phone, "tel");
    for (const auto& [word, number] : customers::phones_in(customer.more_phones))
        fact(word.empty() ? i18n::words(language, "Phone") : word, number, "tel");
    fact(i18n::words(language, "Address"), address_lines(page, customer));
    fact(i18n::words(language, "Customer number"), customer.customer_number);
    if (const auto known = i18n::parse_language(customer.language))
        fact(i18n::words(language, "Language"), std::string(i18n::native_name(*known)));
    fact(i18n::words(language, "Reminders"),
         customer.reminders.email ? i18n::words(language, "by e-mail") : i18n::words(language, "none"));
    if (customer.date_of_birth)
        fact(i18n::words(language, "Date of birth"), i18n::long_date(language, *customer.date_of_birth, 0));
    for (const auto& [name, value] : shown_custom(page, custom)) fact(name, value);
    fact(i18n::words(language, "Customer since"), i18n::long_date(language, page.zone().day(customer.created_at), 0));
    if (account && account->last_sign_in_at)
        fact(i18n::words(language, "Last signed in"),
             i18n::words(language, "{when}, from {address}",
                         {{"when", moment_with_year(page, *account->last_sign_in_at)},
                          {"address", account->last_sign_in_address}}));
    if (!customer.note.empty()) values.add("NOTE").set("NOTE_TEXT", customer.note);
    if (!customer.email_trouble.empty())
        values.add("TROUBLE")
            .set("TROUBLE_TEXT", customer.email_trouble)
            .set("DETAILS_URL", path(page, customer, "/details"));
}

Form access_form(const Page& page, const Customer& customer, std::string what, std::string words) {
    Form out{.action = path(page, customer, "/access"), .token = form_token(page)};
    out.hidden = {{"do", std::move(what)}};
    out.submit = std::move(words);
    out.weight = Form::Weight::plain;
    return out;
}

Form password_form(const Page& page, const Customer& customer, const Wrong& wrong) {
    auto out = access_form(page, customer, "password", i18n::words(page.language, "Set the password"));
    out.fields = {{.name = "password",
                   .label = i18n::words(page.language, "New password"),
                   .hint = i18n::words(page.language, "Tell it to the customer yourself. It ends their sessions."),
                   .type = "password",
                   .autocomplete = "new-password",
                   .required = true}};
    out.wrong = wrong;
    return out;
}

// 1.3: whether the customer may sign in, and how they get to know.
void fill_access(html::Values& values, const Page& page, const Customer& customer,
                 const std::optional<Account>& account, const std::vector<std::string>& others, const Wrong& wrong) {
    const auto language = page.language;
    auto& access = values.add("ACCESS");
    access.show_if(page.business().customer.logins == businesses::Logins::off, "LOGINS_OFF");
    const bool on = accounts::is_allowed(account);
    access.show(on ? "ALLOWED" : "REFUSED");
    if (!customer.email && !account) {
        access.show("NEEDS_EMAIL");
        return;
    }
    if (!on) {
        auto form = access_form(page, customer, "allow", i18n::words(language, "Allow to sign in"));
        include_form(access, "SWITCH_FORM", page, form);
        return;
    }
    auto& ways = access.add("WAYS");
    ways.show(account && account->has_password ? "HAS_PASSWORD" : "NO_PASSWORD");
    ways.show(account && account->email_confirmed ? "CONFIRMED" : "NOT_CONFIRMED");
    if (!others.empty())
        ways.add("OTHER_WAYS")
            .set("OTHER_WAYS_TEXT", i18n::words(language, "Also signs in with: {ways}",
                                                {{"ways", fmt::format("{}", fmt::join(others, ", "))}}));
    include_form(ways, "SEND_FORM", page,
                 access_form(page, customer, "send", i18n::words(language, "Send the details for signing in")));
    include_form(ways, "PASSWORD_FORM", page, password_form(page, customer, wrong));
    ways.show_if(wrong.find("password"), "PASSWORD_OPEN");
    include_form(access, "SWITCH_FORM", page,
                 access_form(page, customer, "refuse", i18n::words(language, "No longer allow to sign in")));
}

bookings::From asked_from(const Page& page) {
    const auto& query = page.request.query;
    bookings::From out{.after = base::parse_id<BookingId>(query.get("after"))};
    if (!out.after) out.before = base::parse_id<BookingId>(query.get("before"));
    return out;
}

// 5.1
void fill_quick_login(html::Values& values, const Page& page, const Customer& customer,
                      const std::optional<Account>& account, const Wrong& wrong) {
    if (!page.may(accounts::kQuickLogin) || !pages::has_logins(page) || !accounts::is_allowed(account)) return;
    if (!customer.email && !account) return;
    Form form{.action = path(page, customer, "/quick-login"), .token = form_token(page)};
    form.submit = i18n::words(page.language, "Look as this customer");
    form.weight = Form::Weight::plain;
    form.fields = {{.name = "reason",
                    .label = i18n::words(page.language, "Reason"),
                    .hint = i18n::words(page.language, "It stands in the log, with your name."),
                    .limit = accounts::kLongestQuickLoginReason,
                    .required = true}};
    form.wrong = wrong;
    auto& quick = values.add("QUICK_LOGIN").show_if(wrong.find("reason"), "QUICK_OPEN");
    include_form(quick, "QUICK_FORM", page, form);
}

void fill_booking(html::Values& row, const Page& page, const Booking& booking) {
    row.set("URL", fmt::format("{}/bookings/{}", page.home(), base::to_text(booking.id)));
    row.set("SERVICE", page.text(booking_page::service_of(page, booking).name));
    row.set("WHEN", moment_with_year(page, booking.time.begin))
        .set("PROVIDER", booking_page::provider_name(page, booking));
    row.set("STATUS", bookings::status_name(page.language, booking.status));
    row.set("STATUS_CLASS", to_text(booking.status));
}

// 5.26: what staff want to know first.
void fill_summary(html::Values& values, const Page& page, const bookings::CustomerSummary& summary) {
    auto& out = values.add("SUMMARY");
    if (summary.next)
        fill_booking(out.add("NEXT"), page, *summary.next);
    else
        out.show("NO_NEXT");
    out.set("COMPLETED", i18n::number(page.language, summary.completed));
    out.set("NO_SHOWS", i18n::number(page.language, summary.no_shows));
    out.show_if(summary.no_shows > 0, "MISSED_SOME");
    std::string spent;
    for (const auto& sum : summary.spent) spent += (spent.empty() ? "" : " + ") + pages::price(page, sum);
    out.set("SPENT", spent.empty() ? i18n::money(page.language, {0, page.business().currency}) : spent);
}

// As `marker` of the page.
void include_bookings(html::Values& values, const Page& page, std::string_view marker, const bookings::Listed& list) {
    html::Values rows;
    if (list.bookings.empty())
        rows.show("NONE");
    else
        for (auto& some = rows.add("SOME"); const auto& booking : list.bookings)
            fill_booking(some.add("BOOKING"), page, booking);
    values.include(marker, "office/customers/customer_bookings", std::move(rows));
}

void fill_coming(html::Values& values, const Page& page, const Customer& customer, const bookings::Listed& list) {
    include_bookings(values, page, "COMING", list);
    if (!list.bookings.empty()) values.add("PRINT").set("PRINT_URL", path(page, customer, "/coming"));
}

void fill_past(html::Values& values, const Page& page, const Customer& customer, const bookings::Listed& list) {
    include_bookings(values, page, "PAST", list);
    const auto at = [&](std::string_view where, const bookings::Booking& booking) {
        return fmt::format("{}?{}={}#tb-bookings", path(page, customer), where, base::to_text(booking.id));
    };
    if (!list.earlier && !list.more) return;
    auto& pages = values.add("PAGES");
    if (list.earlier) pages.add("NEWER").set("NEWER_URL", at("before", list.bookings.front()));
    if (list.more) pages.add("OLDER").set("OLDER_URL", at("after", list.bookings.back()));
}

// Whom the account books for, and by whose account they are booked for, a page each.
void fill_people(html::Values& values, const Page& page, const Customer& customer,
                 const std::vector<accounts::Person>& people) {
    html::Values* list = nullptr;
    for (const auto& person : people) {
        if (person.id == customer.id) continue;
        if (!list) list = &values.add("PEOPLE");
        const auto name = base::full_name(person.name, person.surname);
        list->add("PERSON")
            .set("PERSON_URL", fmt::format("{}/customers/{}", page.home(), base::to_text(person.id)))
            .set("PERSON_NAME", name.empty() ? i18n::words(page.language, "No name") : name);
    }
}

// 5.18
void fill_contacts(html::Values& values, const Page& page, const Customer& customer,
                   const std::vector<customers::ContactPerson>& people) {
    auto& card = values.add("CONTACTS");
    if (!people.empty())
        for (auto& some = card.add("SOME"); const auto& person : people) {
            auto& row = some.add("CONTACT").set("CONTACT_NAME", person.name);
            row.set("CONTACT_URL", path(page, customer, "/contacts/" + base::to_text(person.id)));
            if (!person.relation.empty()) row.add("RELATION").set("RELATION_TEXT", person.relation);
            if (!person.phone.empty())
                row.add("CONTACT_PHONE")
                    .set("DIAL", person.phone)
                    .set("PHONE_TEXT", base::phone_for_reading(person.phone));
            if (!person.email.empty()) row.add("CONTACT_EMAIL").set("EMAIL_TEXT", person.email);
            row.show_if(person.gets_messages, "GETS_MESSAGES");
        }
    if (people.size() < customers::kMostContactPersons)
        card.add("ADD").set("ADD_URL", path(page, customer, "/contacts/new"));
}

void fill_erasure(html::Values& values, const Page& page, const Customer& customer,
                  const std::optional<customers::ErasureRequest>& asked) {
    if (!asked) return;
    auto& erasure = values.add("ERASURE").set("ERASURE_AT", moment_with_year(page, asked->asked_at));
    Form erase{.action = path(page, customer, "/erasure"), .token = form_token(page)};
    erase.hidden = {{"decision", "erased"}};
    erase.submit = i18n::words(page.language, "Erase for good");
    erase.weight = Form::Weight::danger;
    include_form(erasure, "ERASE_FORM", page, erase);
    Form keep{.action = path(page, customer, "/erasure"), .token = form_token(page)};
    keep.hidden = {{"decision", "refused"}};
    keep.submit = i18n::words(page.language, "Refuse the request");
    keep.weight = Form::Weight::plain;
    include_form(erasure, "KEEP_FORM", page, keep);
}

// 5.15: which labels the customer has; nothing where the business has none and the member cannot make one.
void fill_label_form(html::Values& values, const Page& page, const Customer& customer,
                     const std::vector<customers::Label>& all, const std::vector<customers::Label>& theirs) {
    const bool may_make = page.may(businesses::kManageSettings);
    if (all.empty() && !may_make) return;
    auto& card = values.add("LABELS_CARD");
    if (may_make) card.add("MAKE").set("MAKE_URL", page.home() + "/settings/labels");
    if (all.empty()) return;
    Form form{.action = path(page, customer, "/labels"), .token = form_token(page)};
    form.submit = i18n::words(page.language, "Save");
    form.weight = Form::Weight::plain;
    Field ticks{.kind = Field::Kind::checks, .name = "label", .label = i18n::words(page.language, "Labels")};
    for (const auto& each : all) ticks.options.push_back({base::to_text(each.id), each.name});
    for (const auto& each : theirs) {
        ticks.chosen.insert(base::to_text(each.id));
        form.hidden.emplace_back("had_" + base::to_text(each.id), "yes");  // as the page was drawn
    }
    form.fields = {std::move(ticks)};
    include_form(card.add("CHANGE"), "LABELS_FORM", page, form);
}

struct Shown {
    std::vector<customers::Label> labels, theirs;  // of the business; the customer's
    std::optional<Account> account;
    std::optional<customers::ErasureRequest> erasure;
    bookings::CustomerSummary summary;
    bookings::Listed coming, past;
    std::vector<accounts::Person> people;
    std::vector<customers::ContactPerson> contacts;
    Custom custom;
    std::vector<std::string> other_ways{};  // to sign in: the providers, passkeys
};

// 5.28
std::vector<std::string> other_ways(db::Session& session, const Page& page, AccountId account) {
    std::vector<std::string> out;
    for (const auto& each : accounts::list_identities(session, page.id(), account))
        out.push_back(each.provider.empty() ? each.issuer : each.provider);
    const auto passkeys = accounts::list_passkeys(session, page.id(), account);
    if (!passkeys.empty()) out.push_back(i18n::words(page.language, "passkey"));
    return out;
}

Shown read_shown(db::Session& session, const Page& page, CustomerId customer) {
    using namespace bookings;
    auto theirs = customers::list_labels_of(session, page.id(), {customer});
    Shown out{customers::list_labels(session, page.id()),
              std::move(theirs[customer]),
              accounts::find_by_customer(session, page.id(), customer),
              customers::find_erasure(session, page.id(), customer),
              summary_of_customer(session, page.id(), customer, page.now),
              list_of_customers(session, page.id(), {customer}, Which::upcoming, page.now, {}, kBookingsOfPage),
              list_past_of_customer(session, page.id(), customer, page.now, asked_from(page), kBookingsOfPage),
              {},
              customers::list_contact_persons(session, page.id(), customer),
              read_custom(session, page, customer)};
    if (out.account) out.people = accounts::list_people(session, page.id(), out.account->id);
    if (out.account) out.other_ways = other_ways(session, page, out.account->id);
    return out;
}

Response overview(const Page& page, const Customer& customer, const Wrong& wrong = {}) {
    const auto shown = page.environment.database.snapshot(
        [&](db::Session& session) { return read_shown(session, page, customer.id); });
    const auto& account = shown.account;
    return render(page, {"office/customers/customer", shown_name(page, customer), "customers", wrong.page_status()},
                  [&](html::Values& values) {
                      include_head(values, page, customer, "");
                      values.show_if(customer.anonymised, "ANONYMISED");
                      fill_summary(values, page, shown.summary);
                      fill_facts(values, page, customer, account, shown.custom);
                      fill_people(values, page, customer, shown.people);
                      if (!customer.anonymised) {
                          fill_contacts(values, page, customer, shown.contacts);
                          fill_label_form(values, page, customer, shown.labels, shown.theirs);
                          fill_access(values, page, customer, account, shown.other_ways, wrong);
                          values.add("CARD").set("CARD_URL", path(page, customer, "/card.vcf"));
                          values.add("DELETION").set("DELETION_URL", path(page, customer, "/deletion"));
                          fill_quick_login(values, page, customer, account, wrong);
                      }
                      fill_erasure(values, page, customer, shown.erasure);
                      fill_coming(values, page, customer, shown.coming);
                      fill_past(values, page, customer, shown.past);
                  });
}

Response details(const Page& page, const Customer& customer, const CustomerForm& form) {
    return render(
        page, {"office/customers/customer_details", shown_name(page, customer), "customers", form.wrong.page_status()},
        [&](html::Values& values) {
            include_head(values, page, customer, "details");
            include_form(values, "FORM", page, drawn(page, form, path(page, customer, "/details")));
        });
}

Response save(const Page& page, const Customer& customer) {
    auto form = read_customer(page);
    const auto access = read_access(page, form);
    // Nothing sends them yet, so the form does not ask.
    form.changes.reminders.sms = customer.reminders.sms;
    if (form.seen) form.seen->changes.reminders.sms = customer.reminders.sms;
    if (form.wrong.any()) return details(page, customer, form);
    const auto saved = page.environment.database.write([&](db::Tx& tx) -> Result<bool> {
        const auto context = page.environment.accounts_context();
        auto updated = accounts::update_customer(tx, context, page.id(), page.business().country, customer.id,
                                                 form.changes, form.seen, page.actor());
        if (!updated) return updated;
        if (const auto noted = save_custom(tx, page, customer.id, form); !noted) return std::unexpected(noted.error());
        if (!access) return updated;
        const auto set = accounts::set_access(tx, context, page.id(), customer.id, *access, page.actor());
        if (!set) return std::unexpected(set.error());
        return updated;
    });
    if (saved) return back_to(path(page, customer), *saved ? "merged" : "saved");
    if (saved.error().code == "customer.both_changed") {
        page.environment.database.read([&](db::Session& session) {
            const auto newest = customers::find(session, page.id(), customer.id);
            if (newest && !newest->anonymised)
                take_newest(form, *newest, customers::custom_values_of(session, page.id(), customer.id));
        });
        form.wrong.notice = i18n::message(page.language, saved.error().code);
        form.wrong.status = 409;
        return details(page, customer, form);
    }
    form.wrong = pages::wrong_of(page, saved.error());
    return details(page, customer, form);
}

Response refuse_access(const Page& page, const Customer& customer, const Error& error) {
    return refuse(page, error, {path(page, customer), i18n::words(page.language, "Back to the customer")});
}

// The password that was typed, hashed.
Result<std::string> read_password(const Page& page, const Customer& customer) {
    const auto password = page.request.form.get("password");
    return page.environment.hasher.hash_new(
        password, {customer.name, customer.surname, customer.email.value_or(""), page.name()});
}

Response change_access(const Page& page, const Customer& customer) {
    const auto what = page.request.form.get("do");
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kDone{
        {{"allow", "allowed"}, {"refuse", "refused"}, {"password", "password"}, {"send", "access"}}};
    const auto done = std::ranges::find(kDone, what, &std::pair<std::string_view, std::string_view>::first);
    if (customer.anonymised || done == kDone.end()) return nothing_here(page);
    accounts::Access access{.mail = what == "send"};
    if (what == "allow" || what == "refuse") access.allowed = what == "allow";
    if (what == "password") {
        auto hash = read_password(page, customer);
        if (!hash) return overview(page, customer, pages::wrong_at("password", hash.error()));
        access.password_hash = *std::move(hash);
    }
    const auto set = page.environment.database.write([&](db::Tx& tx) {
        return accounts::set_access(tx, page.environment.accounts_context(), page.id(), customer.id, access,
                                    page.actor());
    });
    return set ? back_to(path(page, customer), done->second) : refuse_access(page, customer, set.error());
}

Response decide(const Page& page, const Customer& customer) {
    const auto what = page.request.form.get("decision");
    if (what != "erased" && what != "refused") return nothing_here(page);
    const bool erase = what == "erased";
    const bool decided = page.environment.database.write([&](db::Tx& tx) {
        const customers::Context context{page.environment.clock, page.environment.registry};
        const auto decision = erase ? customers::Decision::erased : customers::Decision::refused;
        if (!customers::decide_erasure(tx, context, page.id(), customer.id, decision, page.actor())) return false;
        if (!erase) return true;
        privacy::erase(tx, context, page.id(), customer.id, page.actor());
        return true;
    });
    if (!decided) return nothing_here(page);
    return back_to(path(page, customer), erase ? "erased" : "kept");
}

// On the page of an appointment, for everybody who sees it.
std::optional<BookingSection::Shown> custom_of_booking(const Page& page, const Booking& booking) {
    const auto custom = page.environment.database.read(
        [&](db::Session& session) { return read_custom(session, page, booking.customer_id); });
    BookingSection::Shown out{.heading = i18n::words(page.language, "About the customer"), .text = {}};
    for (const auto& [name, value] : shown_custom(page, custom))
        out.text += fmt::format("{}{}: {}", out.text.empty() ? "" : " \u00B7 ", name, value);
    return out.text.empty() ? std::nullopt : std::optional(std::move(out));
}

}  // namespace

Response customer(const Page& page) {
    return of_any_customer(page, [&](const Page&, const Customer& found) {
        return found.deleted ? deleted_customer(page, found) : overview(page, found);
    });
}

Response coming_of_customer(const Page& page) {
    return of_customer(page, [&](const Page&, const Customer& found) {
        const auto list = page.environment.database.read([&](db::Session& session) {
            return bookings::list_of_customers(session, page.id(), {found.id}, bookings::Which::upcoming, page.now, {},
                                               kPrinted);
        });
        const auto title = i18n::words(page.language, "Appointments of {name}", {{"name", shown_name(page, found)}});
        return render(page, {"office/customers/customer_coming", title, "customers"}, [&](html::Values& values) {
            values.set("BACK_URL", path(page, found)).set("BUSINESS", page.name());
            values.set("AS_OF", moment_with_year(page, page.now));
            values.show_if(list.bookings.empty(), "NONE").show_if(list.more, "MORE");
            if (list.bookings.empty()) return;
            auto& table = values.add("TABLE");
            for (const auto& booking : list.bookings) fill_booking(table.add("BOOKING"), page, booking);
        });
    });
}

Response begin_quick_login(const Page& page) {
    return of_customer(page, [&](const Page&, const Customer& found) {
        const auto begun = page.environment.database.write([&](db::Tx& tx) {
            return accounts::begin_quick_login(tx, page.environment.accounts_context(), page.id(), page.who, found.id,
                                               line(page.request.form, "reason"), pages::client_of(page.request));
        });
        if (!begun && !begun.error().fields.empty() && page.may(customers::kManageCustomers))
            return overview(page, found, pages::wrong_of(page, begun.error()));
        if (!begun) return refuse_access(page, found, begun.error());
        auto response = http::see_other(pages::home_path(page) + "/my");
        response.set("Cache-Control", "no-store");
        pages::set_quick_session(response, page.request, page.business(), begun->session_token);
        return response;
    });
}

Response customer_picture(const Page& page) {
    return of_customer(page, [&](const Page&, const Customer& found) {
        auto picture = page.environment.database.read(
            [&](db::Session& session) { return customers::find_picture(session, page.id(), found.id); });
        return picture ? pages::picture(*std::move(picture)) : nothing_here(page);
    });
}

Response customer_details(const Page& page) {
    return of_customer(page, [&](const Page&, const Customer& found) {
        if (found.anonymised) return nothing_here(page);
        const auto [account, values] = page.environment.database.read([&](db::Session& session) {
            return std::pair(accounts::find_by_customer(session, page.id(), found.id),
                             customers::custom_values_of(session, page.id(), found.id));
        });
        return details(page, found, form_of(page, found, account, values));
    });
}

Response update_customer(const Page& page) { return of_customer(page, save); }

Response customer_log(const Page& page) {
    return of_customer(page, [&](const Page&, const Customer& found) {
        const auto before = base::parse_id<ActivityId>(page.request.query.get("before"));
        // One more than is shown tells whether there are older ones.
        auto log = page.environment.database.read([&](db::Session& session) {
            return activity::list_latest(session, page.id(), found.id.value, before, kChangesOfPage + 1);
        });
        const bool more = log.size() > kChangesOfPage;
        if (more) log.pop_back();
        return render(
            page, {"office/customers/customer_log", shown_name(page, found), "customers"}, [&](html::Values& values) {
                include_head(values, page, found, "changes");
                include_history(values, page, log);
                if (more)
                    values.add("MORE").set("MORE_URL", fmt::format("{}?before={}", path(page, found, "/changes"),
                                                                   base::to_text(log.back().id)));
            });
    });
}

Response customer_access(const Page& page) { return of_customer(page, change_access); }

Response decide_erasure(const Page& page) { return of_customer(page, decide); }

void register_customers(activity::Registry& registry) {
    registry.add(
        MenuEntry{20, "customers", "/customers", N_("Customers"),
                  "M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM2 21c0-4 3-6 7-6s7 2 7 6M16 4a4 4 0 0 1 0 7M18 15c3 1 4 3 4 6",
                  customers::kManageCustomers});
    registry.add(std::vector<CustomerTab>{{10, "", N_("Overview")},
                                          {20, "details", N_("Details"), false},
                                          {25, "terms", N_("Length and price"), false},
                                          {40, "changes", N_("Changes")}});
    registry.add(CustomersLink{20, "/deleted", N_("Recently deleted"), customers::kManageCustomers});
    registry.add(SettingsPage{45, "labels", N_("Labels"), businesses::kManageSettings});
    registry.add(SettingsPage{46, "customer-fields", N_("Customer fields"), businesses::kManageSettings});
    registry.add(BookingSection{20, custom_of_booking});
}

}  // namespace office
