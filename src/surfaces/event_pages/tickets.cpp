// Tickets for one date of an event: who books, and who comes with them. All of them are booked or none.
#include "accounts/own_sign_in.h"
#include "booking_page/confirming.h"
#include "booking_page/details_form.h"
#include "booking_page/extra_fields.h"
#include "bookings/guest.h"
#include "bookings/once.h"
#include "customers/details.h"
#include "event_pages/event_pages.h"
#include "event_pages/shown_event.h"
#include "http/http.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace event_pages {
namespace {

using booking_page::Choice;
using booking_page::Filler;
using booking_page::Typed;
using bookings::Once;
using bookings::Wish;
using events::Session;
using nlohmann::json;
using pages::Field;
using pages::Page;
using pages::Secrecy;
using pages::Wrong;

// Whose keys those of these forms are.
constexpr std::string_view kTicketKeys = "tickets";

// A date, and how many tickets for it.
struct Chosen {
    const ShownEvent& shown;
    Session date;
    int tickets = 1;
};

struct Form {
    const Chosen& chosen;
    Filler filler;
    Typed typed;
    std::vector<std::string> attendees{};  // who comes, a ticket each
    std::string notice{};
    int status = 200;
};

std::optional<Chosen> read_chosen(const ShownEvent& shown, const http::Form& sent) {
    const auto id = base::parse_id<AppointmentId>(sent.get("date"));
    const auto found = id ? std::ranges::find(shown.dates, *id, &Session::id) : shown.dates.end();
    if (found == shown.dates.end()) return std::nullopt;
    const auto tickets = pages::whole_number<int>(sent.get("tickets")).value_or(1);
    return Chosen{shown, *found, std::clamp(tickets, 1, events::kMostTickets)};
}

std::string path_of(const Page& page, const Chosen& chosen) {
    return event_path(page, chosen.shown, "/tickets",
                      fmt::format("date={}&tickets={}", base::to_text(chosen.date.id), chosen.tickets));
}

std::string attendee_field(int ticket) { return fmt::format("attendee_{}", ticket); }

// One name for each ticket where there are several; the first is who books, if nothing is typed.
std::vector<Field> attendee_fields(const Page& page, const Form& form) {
    std::vector<Field> out;
    if (form.chosen.tickets == 1) return out;
    for (int i = 1; i <= form.chosen.tickets; ++i) {
        Field field{
            .name = attendee_field(i),
            .label = i18n::words(page.language, "Who comes with ticket {n}", {{"n", i18n::number(page.language, i)}}),
            .limit = booking_page::kLongestName,
            .required = i > 1};
        if (i == 1) field.hint = i18n::words(page.language, "Leave it empty if that is you.");
        if (form.attendees.size() >= static_cast<std::size_t>(i))
            field.value = form.attendees[static_cast<std::size_t>(i) - 1];
        out.push_back(std::move(field));
    }
    return out;
}

// The price of all tickets; as the event says where it is told otherwise than by an amount.
std::string total_of(const Page& page, const Chosen& chosen) {
    const auto& service = chosen.shown.service;
    if (service.price_kind != catalog::PriceKind::fixed || chosen.tickets == 1) return pages::price_of(page, service);
    auto all = service.price_with(chosen.date.provider_id);
    all.amount *= chosen.tickets;
    return pages::price(page, all);
}

Response tickets_page(const Page& page, const Form& form) {
    const auto& chosen = form.chosen;
    const auto& service = chosen.shown.service;
    const auto title = i18n::words(page.language, "Your details");
    const auto path = path_of(page, chosen);
    pages::Frame frame{"event_pages/tickets", title, form.status, Secrecy::personal, path};
    return pages::render(page, frame, [&](html::Values& values) {
        const booking_page::DetailsForm details{form.filler, form.typed, path};
        auto all = booking_page::detail_fields(page, details);
        const auto attendees = attendee_fields(page, form);
        all.insert(all.end(), attendees.begin(), attendees.end());
        const auto& errors = form.typed.errors;
        const auto focus = errors.empty() ? std::string() : errors.front().field;
        if (!form.notice.empty()) values.add("NOTICE").set("NOTICE_TEXT", form.notice);
        booking_page::fill_wrong(values, page, form.typed, all);
        values.set("EVENT_URL", event_path(page, chosen.shown)).set("EVENT", page.text(service.name));
        values.set("ACTION", event_path(page, chosen.shown, "/tickets")).set("TOKEN", pages::form_token(page));
        values.set("KEY", form.typed.key).set("DATE_ID", base::to_text(chosen.date.id));
        values.set("TICKETS", std::int64_t{chosen.tickets}).set("VISITOR_ZONE", form.typed.visitor_zone);
        values.set("KEPT_FOR", page.business().slug).set("SHOWN_IN", booking_page::shown_in(page, form.typed));
        booking_page::include_person(values, page, details);
        pages::include_fields(values, "FIELDS", page, pages::kCustomersLook, all, errors, focus);
        const auto asked = catalog::fields_of(page.snapshot->extra_fields, service.id);
        booking_page::include_extra_fields(values, page, asked, form.typed, focus);
        values.show_if(std::ranges::any_of(
                           asked, [](const auto* field) { return field->kind == catalog::ExtraField::Kind::file; }),
                       "WITH_FILES");
        booking_page::include_policy(values, page, service, chosen.date.time.begin);
        booking_page::include_consent(values, page, details, focus);
        const auto* leader = page.snapshot->provider(chosen.date.provider_id);
        pages::include_facts(
            values, page,
            {chosen.date.time, leader ? leader->name : std::string(), place_text(page, service, chosen.date), "",
             !service.meeting_url.empty(), total_of(page, chosen), form.typed.visitor_zone,
             service.venue.empty() ? page.snapshot->location(chosen.date.location_id) : nullptr});
        values.set("NUMBER", i18n::count(page.language, "{n} ticket", "{n} tickets", chosen.tickets));
        values.set("TOTAL", total_of(page, chosen));
        values.set("CONFIRM", service.needs_approval ? i18n::words(page.language, "Ask for these tickets")
                                                     : i18n::words(page.language, "Confirm the booking"));
    });
}

Response refuse(const Page& page, const ShownEvent& shown, const Error& error) {
    return pages::explain(page, http::status_of(error.fault), pages::sentence(page, error),
                          pages::WayOn{event_path(page, shown), i18n::words(page.language, "Back to the event")});
}

Response nothing_here(const Page& page) {
    return pages::explain(page, 404, i18n::message(page.language, "event.unknown"), pages::start_again(page));
}

Response sign_in_first(const Page& page, const Chosen& chosen, int status) {
    return pages::explain(page, status, i18n::message(page.language, "booking.sign_in_needed"),
                          pages::WayOn{booking_page::back_here(page, "sign-in", path_of(page, chosen)),
                                       i18n::words(page.language, "Sign in")});
}

// Why these tickets cannot be had now, before anything is typed.
std::optional<Error> refusal_of(const Page& page, const Chosen& chosen) {
    const auto left = chosen.date.seats.left();
    if (const auto why = closed_text(page, chosen.shown); !why.empty()) return base::conflict("event.closed").error();
    if (left <= 0) return base::conflict("event.sold_out").error();
    if (left < chosen.tickets) return base::conflict("event.few_places", {{"left", std::to_string(left)}}).error();
    return std::nullopt;
}

// All that the answer to a submit depends on.
std::string told(const events::Order& order) {
    const auto& wish = order.wish;
    auto answers = json::array();
    for (const auto& [field, values] : wish.answers.values) answers.push_back({base::to_text(field), values});
    for (const auto& [field, file] : wish.answers.files)
        answers.push_back({base::to_text(field), file.name, base::hash(file.content)});
    return json{base::to_text(order.date),
                order.attendees,
                wish.details.name,
                wish.details.surname,
                wish.details.email.text,
                wish.details.phone,
                wish.note,
                wish.customer ? base::to_text(*wish.customer) : "",
                answers}
        .dump();
}

// The manage token of the first ticket, which a second submit of the same form gets again.
Result<std::string> confirm(const Page& page, const Filler& filler, const events::Order& order, const Typed& typed) {
    auto& environment = page.environment;
    const auto business = page.business().id;
    const Once once(environment.secret, kTicketKeys, typed.key, told(order));
    auto context = environment.context();
    context.shown_in = typed.shown_in;
    return environment.database.write([&](db::Tx& tx) -> Result<std::string> {
        const auto earlier = once.earlier(tx, business);
        if (!earlier) return std::unexpected(earlier.error());
        if (*earlier) return json::parse(**earlier).at("manage_token").get<std::string>();
        const bool known_guest = booking_page::is_known_guest(tx, page, filler, order.wish);
        const auto made = events::book(tx, context, business, order, events::Rules::customer);
        if (!made) return std::unexpected(made.error());
        booking_page::keep_custom(tx, page, made->front().booking.customer_id, known_guest, order.wish, typed);
        if (filler.visitor && order.wish.consent)
            if (const auto noted = accounts::note_own_consent(tx, business, *filler.visitor, page.now); !noted)
                return std::unexpected(noted.error());
        once.remember(tx, business, page.now, json{{"manage_token", made->front().manage_token}}.dump());
        return made->front().manage_token;
    });
}

// What is typed about who comes; nothing for one ticket alone.
std::vector<std::string> read_attendees(const http::Form& sent, const Chosen& chosen, Typed& typed) {
    std::vector<std::string> out;
    if (chosen.tickets == 1) return out;
    customers::FieldCheck check(typed.errors);
    for (int i = 1; i <= chosen.tickets; ++i) {
        const auto typed_name = http::line(sent, attendee_field(i));
        const auto rule = i > 1 ? businesses::FieldRule::required : businesses::FieldRule::optional;
        check.name(attendee_field(i), typed_name, rule);
        out.push_back(typed_name);
    }
    return out;
}

// With what the form says, and the order that follows from it, where nothing in it is wrong.
Response with_form(const Page& page, const std::function<Response(Form, std::optional<events::Order>)>& body) {
    auto sent = booking_page::read_sent(page.request);
    const auto shown = find_shown(page, page.request.query.get("link"));
    if (!sent || !shown) return nothing_here(page);
    const auto chosen = read_chosen(*shown, sent->form);
    if (!chosen) return refuse(page, *shown, base::not_found("event.date_unknown").error());
    if (booking_page::must_sign_in(page, shown->service)) return sign_in_first(page, *chosen, 403);
    Form form{*chosen, booking_page::filler_of(page), booking_page::read_form(sent->form)};
    form.typed.answers.files = std::move(sent->files);
    form.status = 422;
    form.attendees = read_attendees(sent->form, *chosen, form.typed);
    Choice choice{};
    choice.service_id = shown->service.id;
    choice.link = shown->link;
    choice.provider_id = chosen->date.provider_id;
    choice.start = booking_page::Start{chosen->date.time.begin, chosen->date.provider_id};
    const auto wish = booking_page::read_wish(form.typed, page, form.filler, choice);
    if (!wish) return body(std::move(form), std::nullopt);
    events::Order order{shown->event.id, chosen->date.id, *wish, form.attendees};
    const auto own = base::full_name(wish->details.name, wish->details.surname);
    for (auto& each : order.attendees)
        if (each.empty()) each = own;
    return body(std::move(form), std::move(order));
}

Response again(const Page& page, const Wrong& wrong) {
    return with_form(page, [&](Form form, const std::optional<events::Order>&) {
        form.notice = wrong.notice;
        return tickets_page(page, form);
    });
}

}  // namespace

Response tickets(const Page& page) {
    const auto shown = find_shown(page, page.request.query.get("link"));
    if (!shown) return nothing_here(page);
    const auto chosen = read_chosen(*shown, page.request.query);
    if (!chosen) return refuse(page, *shown, base::not_found("event.date_unknown").error());
    if (const auto error = refusal_of(page, *chosen)) return refuse(page, *shown, *error);
    if (booking_page::must_sign_in(page, shown->service)) return sign_in_first(page, *chosen, 200);
    const auto filler = booking_page::filler_of(page);
    return tickets_page(page, {*chosen, filler, booking_page::new_form(page, filler)});
}

const pages::FormHandler<Page> order(again, [](const Page& page) -> Response {
    return with_form(page, [&](Form form, std::optional<events::Order> order) -> Response {
        if (!order) return tickets_page(page, form);
        const auto confirmed = [&] { return confirm(page, form.filler, *order, form.typed); };
        const auto token =
            form.filler.visitor
                ? confirmed()
                : bookings::book_as_guest({page.environment.database, page.environment.clock, page.business(),
                                           order->wish.details.email, pages::client_of(page.request)},
                                          confirmed);
        if (token) {
            auto response = http::see_other(fmt::format("{}/bookings/{}?new=1", pages::home_path(page), *token));
            response.set("Cache-Control", "no-store");
            response.set("Referrer-Policy", "no-referrer");
            return response;
        }
        const auto& error = token.error();
        if (error.code == "event.unknown" || error.code == "event.date_unknown" || error.code == "service.not_offered")
            return refuse(page, form.chosen.shown, error);
        form.status = http::status_of(error.fault);
        form.notice = pages::sentence(page, error);
        if (error.code == "form.invalid") {
            form.notice.clear();
            form.typed.errors = error.fields;
        }
        if (error.code == "booking.zone_changed") form.typed.shown_in.clear();
        if (error.code == "idempotency.mismatch") {
            form.typed.key = base::new_token();
            form.notice = i18n::words(page.language,
                                      "This form was already sent. Confirm once more if you want another booking.");
        }
        return tickets_page(page, form);
    });
});

}  // namespace event_pages
