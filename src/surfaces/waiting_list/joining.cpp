// The form by which a visitor joins the waiting list.
#include "bookings/guest.h"
#include "customers/details.h"
#include "events/event.h"
#include "portal/parts.h"
#include "waiting_list/waiting_pages.h"
#include "waiting_list/wish_form.h"

#include <algorithm>

namespace waiting_list {
namespace {

using businesses::FieldRule;
using pages::Page;
using pages::Secrecy;
using portal::Field;
using portal::Wrong;

struct Typed {
    TypedWish wish{};
    std::string date{};  // of an event: the day of one of its dates, or empty for any of them
    std::string name{}, surname{}, email{}, phone{}, customer{};
    bool consent = false;
};

// Who fills the form in.
struct Filler {
    std::vector<accounts::Person> people;  // whom the account looks after, its own profile first; none for a guest
    std::optional<Instant> consent{};
};

Filler filler_of(const Page& page) {
    Filler out;
    if (page.signed_in)
        page.environment.database.read([&](db::Session& session) {
            out.people = accounts::list_people(session, page.business().id, page.signed_in->account_id);
            out.consent = accounts::find_consent(session, page.business().id, page.signed_in->account_id);
        });
    return out;
}

Typed read_typed(const http::Form& form) {
    using http::line;
    return {read_wish(form),
            line(form, "date"),
            line(form, "name"),
            line(form, "surname"),
            line(form, "email"),
            line(form, "phone"),
            std::string(form.get("customer")),
            form.get("consent") == "yes"};
}

std::string path(const Page& page) { return pages::home_path(page) + "/waiting"; }

const catalog::Service* service_of(const Page& page, const std::string& id) {
    const auto wanted = base::parse_id<ServiceId>(id);
    const auto* service = wanted ? page.snapshot->service(*wanted) : nullptr;
    if (!service || !waiting::may_wait_for(*page.snapshot, *service)) return nullptr;
    const bool is_of_event = service->kind == catalog::ServiceKind::event;
    return is_of_event && !page.business().has(events::kModule) ? nullptr : service;
}

// Of an event, what is waited for is its dates: one of them or any. Empty: it is none, or has none that is to come.
struct OfEvent {
    std::optional<EventId> event{};
    std::vector<events::Session> dates{};
};
OfEvent find_event(const Page& page, const catalog::Service& service) {
    if (service.kind != catalog::ServiceKind::event) return {};
    return page.environment.database.snapshot([&](db::Session& session) -> OfEvent {
        const auto event = events::find_by_service(session, page.business().id, service.id);
        if (!event) return {};
        return {event->id, events::coming_dates(session, page.business().id, service.id, page.now)};
    });
}

std::string day_of(const Page& page, const events::Session& date) {
    return base::to_text(page.zone().day(date.time.begin));
}

// The days that are waited for, all of each.
void wait_for_dates(const Page& page, const OfEvent& of, Typed& typed) {
    if (of.dates.empty()) return;
    const bool one = std::ranges::any_of(of.dates, [&](const auto& date) { return day_of(page, date) == typed.date; });
    typed.wish.first_day = one ? typed.date : day_of(page, of.dates.front());
    typed.wish.last_day = one ? typed.date : day_of(page, of.dates.back());
    typed.wish.weekdays = waiting::kAllWeekdays;
    typed.wish.parts = waiting::kAllParts;
    typed.wish.from.clear();
    typed.wish.until.clear();
}

Field date_field(const Page& page, const OfEvent& of, const Typed& typed) {
    Field out{
        .kind = Field::Kind::select, .name = "date", .label = i18n::words(page.language, "Date"), .value = typed.date};
    if (of.dates.size() > 1) out.options.push_back({"", i18n::words(page.language, "Any of its dates")});
    for (const auto& date : of.dates)
        if (out.options.empty() || out.options.back().value != day_of(page, date))
            out.options.push_back({day_of(page, date), pages::when(page, date.time)});
    return out;
}

Response not_offered(const Page& page) {
    return pages::explain(page, 404, i18n::message(page.language, "service.not_offered"), pages::start_again(page));
}

Field select(std::string name, std::string label, const std::string& any,
             const std::vector<std::pair<std::string, std::string>>& all, const std::string& chosen) {
    Field out{.kind = Field::Kind::select, .name = std::move(name), .label = std::move(label), .value = chosen};
    out.options.push_back({"", any});
    for (const auto& [id, text] : all) out.options.push_back({id, text});
    return out;
}

std::vector<Field> wish_fields(const Page& page, const catalog::Service& service, const Typed& typed) {
    const auto language = page.language;
    std::vector<Field> out;
    if (const auto all = providers_of(page, service); all.size() > 1)
        out.push_back(select("provider", i18n::words(language, "With whom"), i18n::words(language, "Anyone"), all,
                             typed.wish.provider));
    if (const auto all = locations_of(page, service); !all.empty())
        out.push_back(select("location", i18n::words(language, "Where"), i18n::words(language, "Anywhere"), all,
                             typed.wish.location));
    out.push_back({.name = "first_day",
                   .label = i18n::words(language, "First day"),
                   .value = typed.wish.first_day,
                   .type = "date",
                   .limit = 10,
                   .required = true});
    out.push_back({.name = "last_day",
                   .label = i18n::words(language, "Last day"),
                   .value = typed.wish.last_day,
                   .type = "date",
                   .limit = 10,
                   .required = true});
    return out;
}

std::vector<Field> hour_fields(const Page& page, const Typed& typed) {
    const auto language = page.language;
    return {{.name = "from",
             .label = i18n::words(language, "Not before"),
             .value = typed.wish.from,
             .type = "time",
             .limit = 5},
            {.name = "until",
             .label = i18n::words(language, "Before this hour"),
             .value = typed.wish.until,
             .type = "time",
             .limit = 5}};
}

std::vector<Field> person_fields(const Page& page, const Filler& filler, const Typed& typed) {
    const auto language = page.language;
    std::vector<Field> out;
    if (filler.people.size() > 1) {
        Field whom{.kind = Field::Kind::select,
                   .name = "customer",
                   .label = i18n::words(language, "For whom"),
                   .value = typed.customer};
        for (const auto& person : filler.people)
            whom.options.push_back({base::to_text(person.id), base::full_name(person.name, person.surname)});
        out.push_back(std::move(whom));
    }
    if (page.signed_in) return out;
    const auto& settings = page.business().customer;
    out.push_back({.name = "name",
                   .label = i18n::words(language, "First name"),
                   .value = typed.name,
                   .autocomplete = "given-name",
                   .limit = customers::kLongestName,
                   .required = true});
    if (settings.surname_field != FieldRule::hidden)
        out.push_back({.name = "surname",
                       .label = i18n::words(language, "Last name"),
                       .value = typed.surname,
                       .autocomplete = "family-name",
                       .limit = customers::kLongestName,
                       .required = settings.surname_field == FieldRule::required});
    out.push_back({.name = "email",
                   .label = i18n::words(language, "E-mail"),
                   .value = typed.email,
                   .type = "email",
                   .autocomplete = "email",
                   .limit = customers::kLongestEmail,
                   .required = true});
    if (settings.phone_field != FieldRule::hidden)
        out.push_back({.name = "phone",
                       .label = i18n::words(language, "Phone"),
                       .value = typed.phone,
                       .type = "tel",
                       .autocomplete = "tel",
                       .limit = customers::kLongestPhone,
                       .required = settings.phone_field == FieldRule::required});
    return out;
}

bool is_asked_for_consent(const Page& page, const Filler& filler) {
    return !filler.consent && !(page.signed_in && page.signed_in->acting);
}

void fill_ticks(html::Values& values, const Page& page, std::string_view section, std::string_view name,
                const std::vector<Tick>& all, int ticked, const Wrong& wrong) {
    auto& out = values.add(std::string(section));
    for (const auto& tick : all)
        out.add("TICK")
            .set("TICK_NAME", fmt::format("{}_{}", name, tick.bit))
            .set("TICK_TEXT", tick.name)
            .show_if((ticked & tick.bit) != 0, "TICK_ON");
    if (const auto* error = wrong.find(name))
        out.add("TICKS_BAD").set("TICKS_WRONG", i18n::message(page.language, error->code, error->parameters));
}

void include_under(html::Values& values, std::string_view section, const Page& page, const std::vector<Field>& fields,
                   const Wrong& wrong) {
    if (fields.empty()) return;
    portal::include_fields(values.add(std::string(section)), page, fields, wrong);
}

Response form_page(const Page& page, const catalog::Service& service, const Filler& filler, const Typed& typed,
                   const Wrong& wrong = {}) {
    const auto title = i18n::words(page.language, "Join the waiting list");
    const auto of = find_event(page, service);
    return pages::render(
        page,
        {.view = "waiting_list/join",
         .title = title,
         .status = wrong.page_status(),
         .secrecy = Secrecy::personal,
         .address = fmt::format("{}?service={}", path(page), typed.wish.service)},
        [&](html::Values& values) {
            portal::fill_notice(values, wrong);
            values.set("ACTION", path(page)).set("TOKEN", pages::form_token(page));
            values.set("SERVICE_ID", typed.wish.service).set("SERVICE", page.text(service.name));
            values.show(of.event ? "FOR_EVENT" : "FOR_TIMES");
            if (of.event) {
                values.add("BACK_TO_EVENT")
                    .set("BACK_URL", fmt::format("{}/events/{}", pages::home_path(page), base::to_text(*of.event)));
                include_under(values, "WHAT", page, {date_field(page, of, typed)}, wrong);
            } else {
                if (page.business().has(bookings::kBookingPage))
                    values.add("BACK").set(
                        "BACK_URL", fmt::format("{}/book?service={}", pages::home_path(page), typed.wish.service));
                include_under(values, "WHAT", page, wish_fields(page, service, typed), wrong);
                fill_ticks(values, page, "WEEKDAYS", "weekdays", weekdays(page.language), typed.wish.weekdays, wrong);
                fill_ticks(values, page, "PARTS", "parts", parts(page.language), typed.wish.parts, wrong);
                include_under(values, "HOURS", page, hour_fields(page, typed), wrong);
            }
            include_under(values, "WHO", page, person_fields(page, filler, typed), wrong);
            if (is_asked_for_consent(page, filler)) {
                auto& consent = values.add("CONSENT").show_if(typed.consent, "CONSENT_GIVEN");
                consent.set("CONSENT_TEXT",
                            i18n::words(page.language, "{name} may keep my details to handle my appointments",
                                        {{"name", page.name()}}));
                if (const auto* error = wrong.find("consent"))
                    consent.add("CONSENT_BAD")
                        .set("CONSENT_WRONG", i18n::message(page.language, error->code, error->parameters));
            }
            if (const auto& url = page.business().privacy_url; !url.empty())
                values.add("PRIVACY").set("PRIVACY_URL", url);
        });
}

Response joined_page(const Page& page) {
    const auto title = i18n::words(page.language, "You are on the waiting list");
    return pages::render(page, {.view = "waiting_list/joined", .title = title, .secrecy = Secrecy::personal},
                         [&](html::Values& values) {
                             const auto way = pages::start_again(page);
                             values.set("ON_URL", way.path).set("ON_WORDS", way.words);
                         });
}

// Nullopt: the fields that are wrong are in `wrong`.
std::optional<waiting::Joining> read_joining(const Page& page, const Filler& filler, Typed& typed,
                                             std::vector<FieldError>& wrong) {
    waiting::Joining out;
    customers::FieldCheck check(wrong);
    if (page.signed_in) {
        const auto id = base::parse_id<CustomerId>(typed.customer);
        const auto found = std::ranges::find_if(filler.people, [&](const accounts::Person& person) {
            return typed.customer.empty() ? person.self : id == person.id;
        });
        if (found == filler.people.end())
            check.refuse("customer", "field.invalid");
        else
            out.customer = found->id;
        out.actor = page.signed_in->actor();
    } else {
        out.actor = {activity::ActorKind::visitor, 0};
        out.details =
            customers::read_details({typed.name, typed.surname, typed.email, typed.phone, page.business().country},
                                    page.business().customer, i18n::tag(page.language), check);
    }
    const bool asked = is_asked_for_consent(page, filler);
    if (asked && !typed.consent) check.refuse("consent", "field.consent");
    out.consent = asked && typed.consent;
    out.earlier_consent = filler.consent;
    return wrong.empty() ? std::optional(std::move(out)) : std::nullopt;
}

Result<waiting::Entry> join_with(const Page& page, const waiting::Wish& wish, const waiting::Joining& who) {
    const auto body = [&] {
        return page.environment.database.write([&](db::Tx& tx) {
            return waiting::join(tx, page.environment.context(), page.business().id, wish, who,
                                 waiting::Rules::customer);
        });
    };
    if (who.customer) return body();
    auto& environment = page.environment;
    return bookings::book_as_guest(bookings::NameGuesses(environment.database, environment.clock, page.business(),
                                                         who.details.email, pages::client_of(page.request)),
                                   body);
}

// The form as it was sent, with what is wrong with it.
Response sent_page(const Page& page, const Wrong& wrong) {
    const auto typed = read_typed(page.request.form);
    const auto* service = service_of(page, typed.wish.service);
    return service ? form_page(page, *service, filler_of(page), typed, wrong) : not_offered(page);
}

}  // namespace

Response join_form(const Page& page) {
    if (page.request.query.has("joined")) return joined_page(page);
    Typed typed{.wish = new_wish(page, page.request.query), .date = std::string(page.request.query.get("day"))};
    const auto* service = service_of(page, typed.wish.service);
    if (!service) return not_offered(page);
    return form_page(page, *service, filler_of(page), typed);
}

const FormHandler<Page> join(sent_page, [](const Page& page) -> Response {
    auto typed = read_typed(page.request.form);
    const auto* service = service_of(page, typed.wish.service);
    if (!service) return not_offered(page);
    wait_for_dates(page, find_event(page, *service), typed);
    Wrong wrong;
    const auto wish = wish_of(typed.wish, wrong.fields);
    const auto who = read_joining(page, filler_of(page), typed, wrong.fields);
    if (wrong.any() || !who) return sent_page(page, wrong);
    const auto joined = join_with(page, wish, *who);
    // A guest may have typed anybody's address, and is not told who waits here.
    const bool told_as_joined = joined || (!who->customer && joined.error().code == "waiting.already");
    if (!told_as_joined) return sent_page(page, pages::wrong_of(page, joined.error()));
    return portal::go_to(page.signed_in && page.business().has(accounts::kCustomerPanel)
                             ? pages::home_path(page) + "/my/waiting?joined=1"
                             : path(page) + "?joined=1");
});

}  // namespace waiting_list
