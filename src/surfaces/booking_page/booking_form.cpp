#include "booking_page/booking_form.h"

#include "base/typed.h"
#include "bookings/answers.h"
#include "bookings/once.h"
#include "customers/details.h"
#include "http/http.h"
#include "http/multipart.h"
#include "pages/shown_in.h"

#include <algorithm>

namespace booking_page {

using namespace bookings;
using namespace pages;
namespace {

using businesses::FieldRule;

std::string clean_zone(std::string_view text) { return text.size() <= 64 && Zone::find(text) ? std::string(text) : ""; }

// What the business does not ask for is not read, whatever was sent.
void leave_out_hidden(Typed& typed, const businesses::CustomerSettings& settings) {
    if (settings.surname_field == FieldRule::hidden) typed.surname.clear();
    if (settings.phone_field == FieldRule::hidden) typed.phone.clear();
    if (settings.note_field == FieldRule::hidden) typed.note.clear();
}

const accounts::Person* find_person(const Filler& filler, const Typed& typed) {
    const auto id = base::parse_id<CustomerId>(typed.customer);
    const auto found = std::ranges::find_if(filler.people, [&](const accounts::Person& person) {
        return typed.customer.empty() ? person.self : id == person.id;
    });
    return found == filler.people.end() ? nullptr : &*found;
}

// Of a signed-in visitor: the profile booked for, and the account's address.
void read_person(Wish& wish, Typed& typed, const Filler& filler, customers::FieldCheck& check) {
    const auto* const person = find_person(filler, typed);
    const auto email = base::parse_email(filler.visitor->email);
    if (!person || !email) {
        check.refuse("customer", "field.invalid");
        return;
    }
    wish.customer = person->id;
    wish.details.email = *email;
    wish.actor = filler.visitor->actor();
    // With a choice of people, their stored names are the names.
    if (!filler.has_choice()) return;
    typed.name = wish.details.name = person->name;
    typed.surname = wish.details.surname = person->surname;
}

constexpr std::string_view kFieldPrefix = "field_";
constexpr std::size_t kMostValues = 50;  // of one field: more than it has options

std::optional<catalog::ExtraFieldId> field_of(std::string_view name) {
    if (!name.starts_with(kFieldPrefix)) return std::nullopt;
    return base::parse_id<catalog::ExtraFieldId>(name.substr(kFieldPrefix.size()));
}

catalog::Given read_answers(const http::Form& form) {
    catalog::Given out;
    for (const auto& [name, value] : form.pairs())
        if (const auto field = field_of(name); field && out[*field].size() < kMostValues) out[*field].push_back(value);
    return out;
}

constexpr std::string_view kCustomPrefix = "custom_";

customers::CustomValues read_custom(const http::Form& form) {
    customers::CustomValues out;
    for (const auto& [name, value] : form.pairs()) {
        if (!name.starts_with(kCustomPrefix) || out.size() >= customers::kMostCustomFields) continue;
        if (const auto field = base::parse_id<CustomFieldId>(std::string_view(name).substr(kCustomPrefix.size())))
            out.try_emplace(*field, text(form, name));
    }
    return out;
}

// Checked where it is asked; of whom it is known already it need not be answered again.
void read_custom(const Wish& wish, Typed& typed, const Filler& filler) {
    for (const auto& field : filler.custom) {
        if (!filler.asks(field)) continue;
        const auto given = typed.custom.find(field.id);
        const auto value =
            given == typed.custom.end() ? "" : customers::read_custom_value(field, given->second, typed.errors);
        const bool is_known = wish.customer && filler.knows(*wish.customer, field.id);
        if (value.empty() && field.required && !is_known)
            typed.errors.push_back({field.form_name(), "field.required", {}});
    }
}

// "C:\\pictures\\me.png" and "pictures/me.png" are "me.png".
std::string file_name(std::string_view told) {
    const auto slash = told.find_last_of("/\\");
    return base::typed_line(slash == told.npos ? told : told.substr(slash + 1));
}

// What is wrong with the answers, named as the form names its fields.
void read_answers(Wish& wish, Typed& typed, const Page& page, const Choice& choice) {
    wish.answers = typed.answers;
    const auto fine = check_answers(*page.snapshot, choice.service_id, typed.answers, Rules::customer);
    if (fine) return;
    for (const auto& error : fine.error().fields) typed.errors.push_back(error);
}

}  // namespace

std::optional<Sent> read_sent(const http::Request& request) {
    if (!request.header("content-type").starts_with("multipart/form-data")) return Sent{request.form};
    const auto parts = http::parse_multipart(request.header("content-type"), request.body);
    if (!parts) return std::nullopt;
    Sent out{http::fields_of(*parts)};
    for (const auto& part : *parts) {
        const auto field = field_of(part.name);
        if (field && part.filename && !part.content.empty())
            out.files[*field] = {file_name(*part.filename), {}, std::string(part.content)};
    }
    return out;
}

Typed read_form(const http::Form& form) {
    Typed typed;
    typed.name = line(form, "name");
    typed.surname = line(form, "surname");
    typed.email = line(form, "email");
    typed.phone = line(form, "phone");
    typed.note = text(form, "note");
    typed.customer = form.get("customer");
    typed.consent = ticked(form, "consent");
    typed.shown_in = clean_zone(form.get(kShownIn));
    typed.visitor_zone = clean_zone(form.get("visitor_zone"));
    typed.answers.values = read_answers(form);
    typed.custom = read_custom(form);
    typed.key = form.get("key");
    if (typed.key.size() < 16 || typed.key.size() > kLongestKey) typed.key = base::new_token();
    return typed;
}

bool Filler::knows(CustomerId person, CustomFieldId field) const {
    const auto found = known.find(person);
    return found != known.end() && found->second.contains(field);
}

bool Filler::asks(const customers::CustomField& field) const {
    if (!visitor) return true;
    return std::ranges::any_of(people, [&](const accounts::Person& person) { return !knows(person.id, field.id); });
}

Filler filler_of(const Page& page) {
    Filler out{page.signed_in, {}};
    page.environment.database.read([&](db::Session& session) {
        out.custom = customers::list_custom_fields(session, page.business().id);
        std::erase_if(out.custom, [](const customers::CustomField& field) { return !field.asked_online; });
        if (!page.signed_in) return;
        out.people = accounts::list_people(session, page.business().id, page.signed_in->account_id);
        out.consent = accounts::find_consent(session, page.business().id, page.signed_in->account_id);
        if (out.custom.empty()) return;
        std::vector<CustomerId> ids;
        for (const auto& person : out.people) ids.push_back(person.id);
        out.known = customers::list_custom_values(session, page.business().id, ids);
    });
    return out;
}

Typed new_form(const Page& page, const Filler& filler) {
    Typed typed;
    typed.key = base::new_token();
    if (!filler.visitor) return typed;
    const auto stored = page.environment.database.read([&](db::Session& session) {
        return customers::find(session, page.business().id, filler.visitor->customer_id);
    });
    if (!stored) return typed;
    typed.name = stored->name;
    typed.surname = stored->surname;
    typed.phone = base::phone_for_reading(stored->phone);
    return typed;
}

std::optional<Wish> read_wish(Typed& typed, const Page& page, const Filler& filler, const Choice& choice) {
    const auto& business = page.business();
    Wish wish;
    customers::FieldCheck check(typed.errors);
    leave_out_hidden(typed, business.customer);
    wish.actor = {activity::ActorKind::visitor, 0};
    if (filler.visitor) read_person(wish, typed, filler, check);
    const customers::TypedDetails details{typed.name, typed.surname, typed.email, typed.phone, business.country};
    if (!filler.has_choice()) customers::read_names(wish.details, details, business.customer, check);
    if (!filler.visitor) customers::read_email(wish.details, details, check);
    customers::read_phone(wish.details, details, business.customer, check);
    wish.note = check.text("note", typed.note, kLongestNote, business.customer.note_field);
    read_custom(wish, typed, filler);
    read_answers(wish, typed, page, choice);
    // Staff in the customer's stead are not asked, and agree to nothing.
    const bool in_person = wish.actor.in_person();
    if (in_person && !typed.consent && !filler.consent) check.refuse("consent", "field.consent");
    if (!typed.errors.empty()) return std::nullopt;

    wish.service_id = choice.service_id;
    wish.add_ons = choice.add_ons;
    wish.key = choice.link;
    wish.source = http::is_embedded(page.request) ? bookings::Source::embed : bookings::Source::page;
    wish.provider_id = choice.taker();
    wish.location_id = choice.location_id;
    wish.starts_at = choice.start->at;
    wish.details.language = i18n::tag(page.language);
    wish.visitor_zone = typed.visitor_zone;
    wish.consent = in_person && !filler.consent;
    wish.earlier_consent = filler.consent;
    return wish;
}

}  // namespace booking_page
