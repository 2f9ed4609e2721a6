// An appointment that staff make, for whoever calls or stands at the desk: choose when, then say who. Staff's rules
// hold (bookings/rules.h).
#include "booking_page/extra_fields.h"
#include "booking_page/moving.h"
#include "bookings/answers.h"
#include "bookings/changing.h"
#include "bookings/once.h"
#include "bookings/tailored.h"
#include "customers/details.h"
#include "customers/walk_in.h"
#include "i18n/amount.h"
#include "notify/workflow.h"
#include "office/calendar/booking_view.h"
#include "office/calendar/new_choice.h"
#include "office/frame/booking_parts.h"
#include "office/frame/customer_record.h"
#include "office/frame/form.h"
#include "pages/shown_in.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

namespace office {
namespace {

using bookings::Rules;
using customers::Customer;

constexpr int kFound = 8;  // customers that a search shows

// ---- Who
// -------------------------------------------------------------------------------------------------------------

// What was typed of somebody new, and of the appointment.
struct Typed {
    customers::Changes person;
    std::string note, internal_note, key;
    bool walk_in = false;             // whoever it is
    std::string duration{}, price{};  // empty: as the service has it
    std::string why_over{};           // it may be over another appointment
    bookings::Answers answers{};
    std::map<std::size_t, std::string> companions{};  // who comes along, by their number
    bool ask_why_over = false, sent = false;
    Wrong wrong{};
    std::optional<Customer> known{};  // whose address was typed
};

std::string companion_field(std::size_t person) { return fmt::format("attendee_{}", person + 1); }

Typed read_typed(const Page& page, const Choice& choice, std::map<catalog::ExtraFieldId, bookings::AnswerFile> files) {
    const auto& form = page.request.form;
    Typed out;
    out.person.name = line(form, "name");
    out.person.surname = line(form, "surname");
    out.person.phone = line(form, "phone");
    out.person.email = line(form, "email");
    out.person.language = page.business().languages.front();
    out.person.reminders = {.email = !out.person.email.empty(), .sms = false};
    out.note = text(form, "note");
    out.internal_note = text(form, "internal_note");
    out.walk_in = ticked(form, "walk_in");
    out.duration = line(form, "duration");
    out.price = line(form, "price");
    out.why_over = line(form, "overbooking");
    out.ask_why_over = !out.why_over.empty();
    out.answers.values = booking_page::read_form(form).answers.values;
    out.answers.files = std::move(files);
    out.sent = true;
    out.key = form.get("key");
    for (const auto person : choice.companions()) out.companions[person] = line(form, companion_field(person));
    return out;
}

void fill_parts(html::Values& values, const Page& page, const Choice& choice) {
    const auto parts = placed(page, choice);
    Span all = parts.front().time;
    for (const auto& part : parts) all = {std::min(all.begin, part.time.begin), std::max(all.end, part.time.end)};
    values.set("WHEN", pages::when(page, all));
    std::vector<std::size_t> in_time(parts.size());
    std::iota(in_time.begin(), in_time.end(), std::size_t{0});
    std::ranges::stable_sort(in_time, {}, [&](std::size_t i) { return parts[i].time.begin; });
    for (const auto i : in_time) {
        const auto& part = parts[i];
        const auto* provider = part.provider ? page.snapshot->provider(*part.provider) : nullptr;
        auto& row = values.add("PART");
        row.set("PART_TIME", i18n::time_of_day(page.language, page.zone().wall(part.time.begin)))
            .set("SERVICE", page.text(part.service.name))
            .set("LENGTH", pages::length_of(page, part.service, part.provider))
            .set("PART_PRICE", pages::price_of(page, part.service, part.provider))
            .set("WITH_WHOM", provider ? i18n::words(page.language, "with {name}", {{"name", provider->name}})
                                       : i18n::words(page.language, "with whoever is free"));
        for (const auto& add_on : part.add_ons) row.add("PART_WITH").set("PART_WITH_NAME", page.text(add_on.name));
        if (const auto person = choice.parts[i].person; person > 0)
            row.add("PART_FOR").set("PART_FOR_NAME", person_name(page, person));
    }
}

void fill_summary(html::Values& values, const Page& page, const Choice& choice) {
    if (choice.is_visit()) return fill_parts(values, page, choice);
    const auto provider = choice.first().provider;
    const auto tailored = page.environment.database.read([&](db::Session& session) {
        return bookings::tailor(session, page.id(), *choice.first().service, {.customer = id_of(choice.customer)});
    });
    const auto wished = page.snapshot->wished(*tailored, choice.first().add_ons);
    const auto& service = wished ? wished->service : *tailored;
    auto& one = values.add("ONE");
    one.set("SERVICE", page.text(service.name)).set("LENGTH", pages::length_of(page, service, provider));
    one.set("PRICE", pages::price_of(page, service, provider));
    if (wished)
        for (const auto& add_on : wished->add_ons) one.add("WITH").set("WITH_NAME", page.text(add_on.name));
    if (provider) {
        const Span time{*choice.start, *choice.start + service.duration_with(*provider)};
        values.set("WHEN", booking_page::with_provider(page, time, provider));
    } else {
        const auto time = bookings::moment(page.language, page.zone(), *choice.start, page.now);
        values.set("WHEN", i18n::words(page.language, "{time}, with whoever is free", {{"time", time}}));
    }
}

std::string mail_text(const Page& page) {
    const bool answered = page.environment.database.read(
        [&](db::Session& session) { return notify::is_answered(session, page.id(), "booked"); });
    if (answered) return i18n::words(page.language, "Your workflows send a mail where there is an address for it.");
    return i18n::words(page.language, "No active workflow answers when somebody books, so no mail goes out.");
}

void fill_search(html::Values& values, const Page& page, const Choice& choice) {
    if (!page.may(customers::kManageCustomers)) return;
    const auto typed = line(page.request.query, "q");
    auto& search = values.add("SEARCH").set("TYPED", typed).set("ACTION", new_path(page));
    for (const auto& [name, value] : fields_of(choice))
        search.add("HIDDEN").set("HIDDEN_NAME", name).set("HIDDEN_VALUE", value);
    auto fields = start_fields(choice);
    fields.push_back(pages::shown_in_field(page));
    for (const auto& [name, value] : fields) search.add("HIDDEN").set("HIDDEN_NAME", name).set("HIDDEN_VALUE", value);
    if (typed.empty()) return;
    const auto found = page.environment.database.read([&](db::Session& session) {
        return customers::list(session, page.id(), {.search = typed, .limit = kFound}).customers;
    });
    if (found.empty()) search.show("NOBODY");
    if (found.empty()) return;
    auto& list = search.add("FOUND");
    for (const auto& customer : found) {
        auto& row = list.add("ROW").set("ROW_NAME", shown_name(page, customer));
        row.set("ROW_URL", fmt::format("{}{}&customer={}", new_path(page), query_of(page, choice, true),
                                       base::to_text(customer.id)));
        auto reached = customer.email.value_or("");
        if (!customer.phone.empty()) reached = base::phone_for_reading(customer.phone);
        row.set("ROW_REACHED", reached);
    }
}

std::vector<Field> person_fields(const Page& page, const Typed& typed) {
    const auto language = page.language;
    return {{.kind = Field::Kind::toggle,
             .name = "walk_in",
             .label = i18n::words(language, "Nobody in particular: a walk-in"),
             .hint = i18n::words(language, "Then no name is needed."),
             .value = typed.walk_in ? "yes" : ""},
            {.name = "name",
             .label = i18n::words(language, "First name"),
             .value = typed.person.name,
             .limit = customers::kLongestName,
             .required = !typed.walk_in},
            {.name = "surname",
             .label = i18n::words(language, "Last name"),
             .value = typed.person.surname,
             .limit = customers::kLongestName},
            {.name = "phone",
             .label = i18n::words(language, "Phone"),
             .value = typed.person.phone,
             .type = "tel",
             .limit = customers::kLongestPhone},
            {.name = "email",
             .label = i18n::words(language, "E-mail"),
             .hint = i18n::words(language, "Without one they get no mails."),
             .value = typed.person.email,
             .type = "email",
             .limit = customers::kLongestEmail}};
}

// Who else gets something; they are no customers themselves.
std::vector<Field> companion_fields(const Page& page, const Choice& choice, const Typed& typed) {
    std::vector<Field> out;
    for (const auto person : choice.companions()) {
        const auto found = typed.companions.find(person);
        out.push_back(
            {.name = companion_field(person),
             .label = i18n::words(page.language, "Name of person {n}",
                                  {{"n", i18n::number(page.language, static_cast<std::int64_t>(person) + 1)}}),
             .value = found == typed.companions.end() ? std::string() : found->second,
             .limit = customers::kLongestName,
             .required = true});
    }
    return out;
}

// What may be otherwise than usual, and whether the customer hears of it.
// Each of several services has its own length and price, which its page changes.
std::vector<Field> term_fields(const Page& page, const Choice& choice, const Typed& typed) {
    const auto language = page.language;
    std::vector<Field> out{{.kind = Field::Kind::area,
                            .name = "note",
                            .label = i18n::words(language, "Note"),
                            .hint = i18n::words(language, "The customer sees it too."),
                            .value = typed.note,
                            .limit = customers::kLongestNote},
                           {.kind = Field::Kind::area,
                            .name = "internal_note",
                            .label = i18n::words(language, "Internal note"),
                            .hint = i18n::words(language, "For the staff alone."),
                            .value = typed.internal_note,
                            .limit = bookings::kLongestInternalNote}};
    if (choice.is_visit()) return out;
    out.push_back({.name = "duration",
                   .label = i18n::words(language, "Length"),
                   .hint = i18n::words(language, "In minutes. Empty: as long as the service takes."),
                   .value = typed.duration,
                   .limit = 20});
    if (page.may(bookings::kChangePrices))
        out.push_back({.name = "price",
                       .label = i18n::words(language, "Price"),
                       .hint = i18n::words(language, "Empty: what the service costs."),
                       .value = typed.price,
                       .limit = 20});
    return out;
}

bool asks_to_tell(const Page& page, const Choice& choice) {
    if (choice.customer && !choice.customer->email) return false;
    return page.environment.database.read(
        [&](db::Session& session) { return notify::is_answered(session, page.id(), "booked"); });
}

Field tell_field(const Page& page, const Typed& typed) {
    return {.kind = Field::Kind::toggle,
            .name = "tell_booked",
            .label = i18n::words(page.language, "Tell the customer by mail"),
            .value = typed.sent ? std::string(page.request.form.get("tell_booked")) : "yes"};
}

// What any of the services asks, each question once.
std::vector<const catalog::ExtraField*> asked_of(const Page& page, const Choice& choice) {
    std::vector<const catalog::ExtraField*> out;
    for (const auto& part : choice.parts)
        for (const auto* field : catalog::fields_of(page.snapshot->extra_fields, part.service->id))
            if (std::ranges::find(out, field) == out.end()) out.push_back(field);
    return out;
}

// What was answered of what that service asks.
bookings::Answers answers_to(const Page& page, const catalog::Service& service, const bookings::Answers& given) {
    bookings::Answers out;
    for (const auto* field : catalog::fields_of(page.snapshot->extra_fields, service.id)) {
        if (const auto found = given.values.find(field->id); found != given.values.end()) out.values.insert(*found);
        if (const auto found = given.files.find(field->id); found != given.files.end()) out.files.insert(*found);
    }
    return out;
}

// What the services ask of customers: staff write down what they are told, and may leave out all of it.
// True: the keyboard begins on one of them.
bool fill_extra_fields(html::Values& values, const Page& page, const Choice& choice, const Typed& typed, bool focused) {
    const auto asked = asked_of(page, choice);
    if (asked.empty()) return false;
    booking_page::Typed answered;
    answered.answers = typed.answers;
    answered.errors = typed.wrong.fields;
    std::string_view focus;
    for (const auto& error : typed.wrong.fields)
        if (!focused && focus.empty() && error.field.starts_with("field_")) focus = error.field;
    booking_page::include_extra_fields(values.add("ANSWERING"), page, asked, answered, focus,
                                       booking_page::Asks::staff);
    return !focus.empty();
}

Kept hidden_fields(const Page& page, const Choice& choice, const Typed& typed, bool tells) {
    auto out = fields_of(choice);
    std::ranges::move(start_fields(choice), std::back_inserter(out));
    out.push_back(pages::shown_in_field(page));
    out.emplace_back("key", typed.key.empty() ? base::new_token() : typed.key);
    if (choice.outside_hours) out.emplace_back("outside_hours", "yes");
    if (tells) out.emplace_back("asked_to_tell", "booked");
    return out;
}

std::string submit_words(const Page& page, const Choice& choice, const Typed& typed) {
    if (typed.ask_why_over) return i18n::words(page.language, "Book it over the other one");
    if (choice.outside_hours) return i18n::words(page.language, "Book it outside the hours");
    return i18n::words(page.language, "Book the appointment");
}

void fill_form(html::Values& values, const Page& page, const Choice& choice, const Typed& typed) {
    const bool tells = asks_to_tell(page, choice);
    values.set("ACTION", new_path(page)).set("TOKEN", form_token(page));
    values.set("SUBMIT", submit_words(page, choice, typed));
    for (const auto& [name, value] : hidden_fields(page, choice, typed, tells))
        values.add("BOOK_HIDDEN").set("HIDDEN_NAME", name).set("HIDDEN_VALUE", value);
    if (!typed.wrong.notice.empty()) values.add("WRONG").set("WRONG_TEXT", typed.wrong.notice);
    bool focused = false;
    std::vector<Field> person;
    if (!choice.customer) person = person_fields(page, typed);
    std::ranges::move(companion_fields(page, choice, typed), std::back_inserter(person));
    if (typed.ask_why_over) person.push_back(why_over_field(page, typed.why_over));
    include_fields(values, "PERSON_FIELDS", page, person, typed.wrong, focused);
    focused = fill_extra_fields(values, page, choice, typed, focused) || focused;
    auto terms = term_fields(page, choice, typed);
    if (tells) terms.push_back(tell_field(page, typed));
    include_fields(values, "TERM_FIELDS", page, terms, typed.wrong, focused);
}

Response who_page(const Page& page, const Choice& choice, const Typed& typed) {
    const auto title = i18n::words(page.language, "New appointment");
    return render(
        page, {"office/calendar/new_who", title, "appointments", typed.wrong.page_status()}, [&](html::Values& values) {
            values.set("BACK_URL", new_path(page) + query_of(page, choice, false));
            fill_summary(values, page, choice);
            for (const auto* each : pages::by_place<NewAppointmentWay>(page)) {
                if (choice.is_visit()) break;  // they go on with one service
                values.add("WAY")
                    .set("WAY_URL", fmt::format("{}{}{}", page.home(), each->path, query_of(page, choice, true)))
                    .set("WAY_NAME", i18n::words(page.language, each->words));
            }
            values.set("MAIL_TEXT", mail_text(page));
            if (typed.known)
                values.add("KNOWN")
                    .set("KNOWN_URL", fmt::format("{}{}&customer={}", new_path(page), query_of(page, choice, true),
                                                  base::to_text(typed.known->id)))
                    .set("KNOWN_TEXT",
                         i18n::words(page.language, "Book for {name}", {{"name", shown_name(page, *typed.known)}}));
            if (choice.customer) {
                auto other = choice;
                other.customer.reset();
                values.add("CUSTOMER")
                    .set("CUSTOMER_NAME", shown_name(page, *choice.customer))
                    .set("OTHER_URL", new_path(page) + query_of(page, other, true));
            } else {
                fill_search(values, page, choice);
                values.show("NEW_PERSON");
            }
            fill_form(values, page, choice, typed);
        });
}

// ---- Booking
// ---------------------------------------------------------------------------------------------------------

customers::Details details_of(const Page& page, const Customer& customer) {
    customers::Details out{customer.name, customer.surname, {}, customer.phone, customer.language};
    if (out.language.empty()) out.language = page.business().languages.front();
    if (customer.email)
        if (const auto email = base::parse_email(*customer.email)) out.email = *email;
    return out;
}

// What was answered; of files what they hold.
nlohmann::json told(const bookings::Answers& answers) {
    auto out = nlohmann::json::array();
    for (const auto& [field, values] : answers.values) out.push_back({base::to_text(field), values});
    for (const auto& [field, file] : answers.files)
        out.push_back({base::to_text(field), file.name, base::hash(file.content)});
    return out;
}

// All that the answer to a submit depends on.
std::string told(const Page& page, const Choice& choice, const Typed& typed) {
    return nlohmann::json{choice.customer ? base::to_text(choice.customer->id) : "",
                          query_of(page, choice, true),
                          typed.person.name,
                          typed.person.surname,
                          typed.person.phone,
                          typed.person.email,
                          typed.note,
                          typed.internal_note,
                          typed.walk_in,
                          typed.duration,
                          typed.price,
                          typed.why_over,
                          typed.companions,
                          told(typed.answers)}
        .dump();
}

std::vector<bookings::Wish> wishes_of(const Page& page, const Choice& choice, const Typed& typed,
                                      const Customer& customer, const std::vector<PlacedPart>& parts) {
    std::vector<bookings::Wish> out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        bookings::Wish wish{.service_id = choice.parts[i].service->id,
                            .provider_id = parts[i].provider,
                            .starts_at = parts[i].time.begin,
                            .details = details_of(page, customer),
                            .note = typed.note,
                            .visitor_zone = page.zone().name(),
                            .customer = customer.id,
                            .actor = page.actor(),
                            .outside_hours = choice.outside_hours,
                            .add_ons = choice.parts[i].add_ons,
                            .answers = answers_to(page, *choice.parts[i].service, typed.answers),
                            .attendee = choice.parts[i].person > 0 ? typed.companions.at(choice.parts[i].person) : "",
                            .internal_note = typed.internal_note,
                            .overbooking = typed.why_over,
                            .telling = read_telling(page.request.form)};
        if (!typed.duration.empty() && !choice.is_visit()) wish.duration = typed_minutes(page.request.form, "duration");
        if (!typed.price.empty() && !choice.is_visit())
            wish.price =
                Money{i18n::parse_amount(typed.price, page.business().currency).value_or(-1), page.business().currency};
        out.push_back(std::move(wish));
    }
    return out;
}

// The booking's id as it stands in addresses; a second submit of the same form gets it again. Somebody new becomes a
// customer in the same transaction.
Result<std::string> book(const Page& page, const Choice& choice, const Typed& typed) {
    auto& environment = page.environment;
    const auto parts = placed(page, choice);
    const bookings::Once once(environment.secret, "desk", typed.key, told(page, choice, typed));
    return environment.database.write([&](db::Tx& tx) -> Result<std::string> {
        auto earlier = once.earlier(tx, page.id());
        if (!earlier) return std::unexpected(earlier.error());
        if (*earlier) return **earlier;
        auto customer = choice.customer;
        if (!customer && typed.walk_in) {
            const auto language = i18n::parse_language(page.business().languages.front()).value_or(page.language);
            const auto id = customers::walk_in(tx, page.id(), environment.clock,
                                               i18n::words_in(language, "customer without a name", "Walk-in"));
            customer = customers::find(tx, page.id(), id);
        }
        if (!customer) {
            const auto made = customers::create(tx, {environment.clock, environment.registry}, page.id(),
                                                page.business().country, typed.person, page.actor());
            if (!made) return std::unexpected(made.error());
            customer = customers::find(tx, page.id(), *made);
        }
        const auto wishes = wishes_of(page, choice, typed, *customer, parts);
        const auto booked = bookings::book_all(tx, pages::context_of(page, page.request.form), page.id(), wishes,
                                               {.one_visit = choice.is_visit()}, Rules::staff);
        if (!booked) return std::unexpected(booked.error());
        auto id = base::to_text(booked->front().booking.id);
        once.remember(tx, page.id(), page.now, id);
        return id;
    });
}

std::optional<Customer> known_by(const Page& page, const std::string& typed) {
    const auto email = base::parse_email(typed);
    if (!email || !page.may(customers::kManageCustomers)) return std::nullopt;
    return page.environment.database.read(
        [&](db::Session& session) { return customers::find_by_email(session, page.id(), email->key); });
}

// Of several services with the one that it is about.
std::string about(const Page& page, const Choice& choice, const Error& error, std::string words) {
    const auto found = std::ranges::find(error.parameters, "index", [](const auto& each) { return each.first; });
    if (!choice.is_visit() || found == error.parameters.end() || words.empty()) return words;
    const auto index = pages::whole_number<std::size_t>(found->second);
    if (!index || *index >= choice.parts.size()) return words;
    return fmt::format("{}: {}", page.text(choice.parts[*index].service->name), words);
}

Response refuse(const Page& page, Choice choice, Typed typed, const Error& error) {
    const auto language = page.language;
    const auto say = [&](std::string words) { return about(page, choice, error, std::move(words)); };
    const bool may_go_over = error.code == "booking.time_taken" && page.may(bookings::kOverbooking);
    if (error.code == "booking.time_taken" && !may_go_over) {
        return when_page(page, choice,
                         say(i18n::words(language, "Another appointment is in the way then. Choose another time, or "
                                                   "another provider.")),
                         409);
    }
    typed.wrong = pages::wrong_of(page, error);
    typed.wrong.notice = say(typed.wrong.notice);
    if (may_go_over) {
        typed.ask_why_over = true;
        typed.wrong.notice =
            say(i18n::words(language, "Another appointment is in the way then. You may put this one over it, if "
                                      "you say why."));
    } else if (error.code == "booking.outside_hours" && page.may(bookings::kOutsideHours)) {
        choice.outside_hours = true;
        typed.wrong.notice =
            say(i18n::words(language, "The provider is not at work then, or has a break. You may book it there "
                                      "all the same."));
    } else if (error.code.starts_with("booking.outside_hours")) {
        return when_page(page, choice,
                         say(i18n::words(language, "The provider is not at work then, or has a break. Choose another "
                                                   "time, or ask an owner or a manager to book it there.")),
                         409);
    }
    if (error.code == "idempotency.mismatch") {
        typed.key.clear();
        typed.wrong.notice =
            i18n::words(language, "This form was already sent. Send it once more if you want another appointment.");
    }
    if (error.code == "customer.email_taken") typed.known = known_by(page, typed.person.email);
    return who_page(page, choice, typed);
}

}  // namespace

Response new_appointment(const Page& page) {
    const auto choice = read_choice(page, page.request.query);
    if (!choice.parts.empty() && choice.start && !choice.one_more) {
        Typed typed;
        if (choice.by_another_clock) typed.wrong = pages::wrong_of(page, pages::shown_otherwise(page));
        return who_page(page, choice, typed);
    }
    if (choice.typed.empty()) return when_page(page, choice);
    return when_page(page, choice, i18n::words(page.language, "This is no time of day. Write it as 14:05."), 422);
}

namespace {

// Notes that are too long and answers that cannot be, all of them at once.
void check_typed(const Page& page, const Choice& choice, Typed& typed) {
    customers::FieldCheck check(typed.wrong.fields);
    for (auto& [person, name] : typed.companions)
        check.name(companion_field(person), name, businesses::FieldRule::required);
    typed.note = check.text("note", typed.note, customers::kLongestNote);
    typed.internal_note = check.text("internal_note", typed.internal_note, bookings::kLongestInternalNote);
    for (const auto& part : choice.parts) {
        const auto fine = bookings::check_answers(*page.snapshot, part.service->id,
                                                  answers_to(page, *part.service, typed.answers), Rules::staff);
        if (fine) continue;
        for (const auto& error : fine.error().fields)
            if (!typed.wrong.find(error.field)) typed.wrong.fields.push_back(error);
    }
    if (!typed.wrong.any()) return;
    typed.note = text(page.request.form, "note");
    typed.internal_note = text(page.request.form, "internal_note");
}

// Whether each service that was sent is one that somebody gives, and each provider one who gives it.
bool offers_all(const Page& page, const Choice& choice) {
    const auto& form = page.request.form;
    for (std::size_t i = 0; i < bookings::kMostVisitParts; ++i) {
        const auto sent = form.get(field_of_part("service", i));
        if (i < choice.parts.size() ? sent != base::to_text(choice.parts[i].service->id) : !sent.empty()) return false;
    }
    return !choice.parts.empty();
}

bool knows_providers(const Page& page, const Choice& choice) {
    const auto& form = page.request.form;
    for (std::size_t i = 0; i < choice.parts.size(); ++i) {
        const auto& part = choice.parts[i];
        if (!part.provider && !form.get(field_of_part("provider", i)).empty()) return false;
        if (!part.by && !form.get(field_of_part("by", i)).empty()) return false;
    }
    return true;
}

Response make(const Page& page, std::map<catalog::ExtraFieldId, bookings::AnswerFile> files) {
    const auto choice = read_choice(page, page.request.form);
    if (!offers_all(page, choice))
        return when_page(page, choice, i18n::message(page.language, "service.not_offered"), 404);
    if (!knows_providers(page, choice))
        return when_page(page, choice, i18n::message(page.language, "provider.not_offered"), 404);
    if (!choice.customer && !page.request.form.get("customer").empty())
        return when_page(page, choice, i18n::message(page.language, "customer.unknown"), 404);
    if (!choice.start) return when_page(page, choice, i18n::message(page.language, "field.choose_time"), 422);
    auto typed = read_typed(page, choice, std::move(files));
    if (choice.by_another_clock) return refuse(page, choice, typed, pages::shown_otherwise(page));
    check_typed(page, choice, typed);
    if (typed.wrong.any()) return who_page(page, choice, typed);
    const auto booked = book(page, choice, typed);
    if (!booked) return refuse(page, choice, typed, booked.error());
    return back_to(fmt::format("{}/bookings/{}", page.home(), *booked), "booked");
}

}  // namespace

// The form comes in parts, since it may hold files.
Response make_appointment(const Page& page, const std::vector<http::Part>&) {
    auto sent = booking_page::read_sent(page.request);
    if (!sent) return nothing_here(page);
    auto as_sent = page.request;
    as_sent.form = sent->form;
    return make({{as_sent, page.environment, page.snapshot, page.language, page.now}, page.who},
                std::move(sent->files));
}

}  // namespace office
