#include "office/events/event_form.h"

#include "catalog/offer.h"
#include "i18n/amount.h"
#include "pages/shown_in.h"

namespace office_events {
namespace {

using catalog::PriceKind;
using catalog::WhoMayBook;
using Kind = Field::Kind;

std::string number(Minutes length) { return std::to_string(length.count()); }

Field heading(std::string label, std::string hint = {}) {
    return {.kind = Kind::heading, .label = std::move(label), .hint = std::move(hint)};
}

Field moment_field(const Page& page, const EventForm& form, std::string name, std::string label, std::string hint,
                   std::optional<Instant> stored) {
    Field out{.name = std::move(name), .label = std::move(label), .hint = std::move(hint), .type = "datetime-local"};
    out.value = form.value(out.name, stored ? wall_text(page, *stored) : std::string());
    out.limit = 16;
    return out;
}

void add_what(std::vector<Field>& out, const Page& page, const EventForm& form) {
    const auto language = page.language;
    office::add_text_fields(out, page, "name", i18n::words(language, "Name"), {}, form.draft.name,
                            catalog::kLongestName, true);
    out.front().required = true;
    office::add_text_fields(out, page, "description", i18n::words(language, "Description"),
                            i18n::words(language, "What awaits those who come, and what they should bring."),
                            form.draft.description, catalog::kLongestDescription);
    Field leader{.kind = Kind::select, .name = "leader", .label = i18n::words(language, "Who leads it")};
    leader.hint = i18n::words(language, "Its dates take their time in the calendar.");
    leader.value = form.draft.leader ? base::to_text(*form.draft.leader) : std::string();
    for (const auto& provider : page.snapshot->providers)
        if (provider.bookable || provider.id == form.draft.leader)
            leader.options.push_back({base::to_text(provider.id), provider.name});
    leader.required = true;
    out.push_back(std::move(leader));
    Field length{.name = "duration",
                 .label = i18n::words(language, "Length of each date"),
                 .hint = i18n::words(language, "Such as 45, or 1:30 or 1 h 30 for an hour and a half."),
                 .limit = 20,
                 .required = true};
    length.value = form.value("duration", number(form.draft.duration));
    out.push_back(std::move(length));
}

std::string_view where_of(const events::Draft& draft) {
    if (!draft.meeting_url.empty()) return "online";
    return draft.venue.empty() ? "here" : "elsewhere";
}

void add_where(std::vector<Field>& out, const Page& page, const EventForm& form) {
    const auto language = page.language;
    const auto& locations = page.snapshot->locations;
    out.push_back(heading(i18n::words(language, "Where")));
    Field where{.kind = Kind::choice, .name = "where", .label = i18n::words(language, "It takes place")};
    where.value = form.value("where", std::string(where_of(form.draft)));
    where.options = {{"here", i18n::words(language, "With you"), {}},
                     {"elsewhere", i18n::words(language, "At another place"), {}},
                     {"online", i18n::words(language, "Online"), {}}};
    out.push_back(std::move(where));
    if (locations.size() > 1) {
        Field location{.kind = Kind::select, .name = "location", .label = i18n::words(language, "Location")};
        location.value = form.draft.location ? base::to_text(*form.draft.location) : std::string();
        location.options.push_back({"", i18n::words(language, "Where its leader works")});
        for (const auto& each : locations) location.options.push_back({base::to_text(each.id), each.name});
        out.push_back(std::move(location));
    }
    Field venue{.name = "venue",
                .label = i18n::words(language, "Address of another place"),
                .hint = i18n::words(language, "As customers shall read it."),
                .limit = catalog::kLongestVenue};
    venue.value = form.value("venue", form.draft.venue);
    out.push_back(std::move(venue));
    Field url{.name = "meeting_url",
              .label = i18n::words(language, "Link of the online meeting"),
              .hint = i18n::words(language, "Customers see the link once their appointment is agreed."),
              .type = "url",
              .limit = catalog::kLongestUrl};
    url.value = form.value("meeting_url", form.draft.meeting_url);
    out.push_back(std::move(url));
}

void add_places(std::vector<Field>& out, const Page& page, const EventForm& form) {
    const auto language = page.language;
    out.push_back(heading(i18n::words(language, "Places and price")));
    Field places{.name = "capacity",
                 .label = i18n::words(language, "Places of each date"),
                 .hint = i18n::words(language, "How many tickets there are. Each date can have a number of its own."),
                 .limit = 4,
                 .required = true};
    places.value = form.value("capacity", std::to_string(form.draft.capacity));
    out.push_back(std::move(places));
    Field price{
        .name = "price",
        .label = i18n::words(language, "Price of a ticket in {currency}", {{"currency", page.business().currency}}),
        .limit = 20};
    price.value = form.value("price", i18n::amount(language, {form.draft.price_amount, page.business().currency}));
    out.push_back(std::move(price));
    Field kind{.kind = Kind::choice, .name = "price_kind", .label = i18n::words(language, "How it is shown")};
    kind.value = to_text(form.draft.price_kind);
    kind.options = {{"fixed", i18n::words(language, "A fixed price"), {}},
                    {"free", i18n::words(language, "Free of charge"), {}},
                    {"on_request", i18n::words(language, "Price on request"), {}}};
    out.push_back(std::move(kind));
}

void add_booking(std::vector<Field>& out, const Page& page, const EventForm& form) {
    const auto language = page.language;
    out.push_back(heading(i18n::words(language, "Booking")));
    Field who{.kind = Kind::choice, .name = "who_may_book", .label = i18n::words(language, "Who may book it online")};
    who.value = to_text(form.draft.who_may_book);
    who.options = {{"everybody", i18n::words(language, "Everybody"), {}},
                   {"signed_in", i18n::words(language, "Customers who are signed in"), {}},
                   {"link", i18n::words(language, "Whoever has its secret link"),
                    i18n::words(language, "It is not shown in your list of events. The link stands on this page once "
                                          "the event is published.")}};
    out.push_back(std::move(who));
    out.push_back(moment_field(page, form, "booked_from", i18n::words(language, "Can be booked from"),
                               i18n::words(language, "Empty: as soon as it is published."), form.draft.booked_from));
    out.push_back(moment_field(page, form, "booked_until", i18n::words(language, "Can be booked until"),
                               i18n::words(language, "Empty: until each date begins."), form.draft.booked_until));
    out.push_back({.kind = Kind::toggle,
                   .name = "needs_approval",
                   .label = i18n::words(language, "You approve each booking"),
                   .hint = i18n::words(language, "Until then it is a request that keeps the place."),
                   .value = form.draft.needs_approval ? "yes" : ""});
}

std::int64_t read_price(const Page& page, PriceKind kind) {
    const auto typed = office::line(page.request.form, "price");
    if (kind != PriceKind::fixed) return 0;
    return i18n::parse_amount(typed, page.business().currency).value_or(-1);
}

std::optional<Instant> read_moment(const Page& page, const std::string& name, Wrong& wrong) {
    const auto typed = office::line(page.request.form, name);
    if (typed.empty()) return std::nullopt;
    const auto at = parse_wall(page, typed);
    if (!at) wrong.add(name, at.error());
    return at ? std::optional(*at) : std::nullopt;
}

}  // namespace

std::string events_path(const Page& page, std::string_view rest) {
    return fmt::format("{}/events{}", page.home(), rest);
}
std::string event_path(const Page& page, EventId id, std::string_view rest) {
    return events_path(page, fmt::format("/{}{}", base::to_text(id), rest));
}

std::string EventForm::value(const std::string& field, std::string stored) const {
    const auto found = typed.find(field);
    return found == typed.end() ? std::move(stored) : found->second;
}

EventForm new_form(const Page& page) {
    EventForm out;
    for (const auto& provider : page.snapshot->providers)
        if (provider.bookable && !out.draft.leader) out.draft.leader = provider.id;
    out.dating.outside_hours = page.may(bookings::kOutsideHours);
    return out;
}

EventForm stored_form(const Page& page, const events::Draft& draft, std::int64_t version) {
    EventForm out{.draft = draft, .version = version};
    out.dating.outside_hours = page.may(bookings::kOutsideHours);
    return out;
}

EventForm read_form(const Page& page, const events::Draft& stored) {
    const auto& form = page.request.form;
    EventForm out{.draft = stored};
    for (const auto& [name, value] : form.pairs()) out.typed.emplace(name, office::line(form, name));
    auto& draft = out.draft;
    out.version = pages::whole_number(form.get("version")).value_or(0);
    draft.name = office::read_text(page, "name");
    draft.description = office::read_text(page, "description");
    draft.leader = base::parse_id<ProviderId>(form.get("leader"));
    draft.duration = office::typed_minutes(form, "duration");
    const auto where = form.get("where");
    draft.location = where == "here" ? base::parse_id<LocationId>(form.get("location")) : std::nullopt;
    draft.venue = where == "elsewhere" ? office::line(form, "venue") : std::string();
    draft.meeting_url = where == "online" ? office::line(form, "meeting_url") : std::string();
    if (where == "elsewhere" && draft.venue.empty()) out.wrong.add("venue", "field.required");
    if (where == "online" && draft.meeting_url.empty()) out.wrong.add("meeting_url", "field.required");
    draft.capacity = pages::whole_number<int>(office::line(form, "capacity")).value_or(-1);
    draft.price_kind = catalog::parse_price_kind(form.get("price_kind")).value_or(stored.price_kind);
    draft.price_amount = read_price(page, draft.price_kind);
    draft.who_may_book = catalog::parse_who_may_book(form.get("who_may_book")).value_or(stored.who_may_book);
    draft.booked_from = read_moment(page, "booked_from", out.wrong);
    draft.booked_until = read_moment(page, "booked_until", out.wrong);
    draft.needs_approval = office::ticked(form, "needs_approval");
    out.dating.outside_hours = outside_ticked(page);
    out.starts = read_dates(page, out.wrong);
    return out;
}

void take_errors(const Page& page, EventForm& form, const Error& error) {
    form.wrong = pages::wrong_of(page, error);
    office::name_text_fields(form.wrong.fields, page, {"name", "description"});
    form.wrong.notice = form.wrong.fields.empty()
                            ? dating_sentence(page, error)
                            : i18n::words(page.language, "Not saved yet: something has to be corrected.");
}

std::vector<Field> fields(const Page& page, const EventForm& form, bool is_new) {
    std::vector<Field> out;
    add_what(out, page, form);
    if (is_new) {
        out.push_back(heading(i18n::words(page.language, "Dates"),
                              i18n::words(page.language, "The first ones; more can be added later.")));
        for (auto& each : date_fields(page, form.typed)) out.push_back(std::move(each));
    }
    for (auto& each : outside_fields(page, form.dating.outside_hours)) out.push_back(std::move(each));
    add_where(out, page, form);
    add_places(out, page, form);
    add_booking(out, page, form);
    return out;
}

std::vector<Field> date_fields(const Page& page, const std::map<std::string, std::string>& typed) {
    std::vector<Field> out;
    for (int i = 1; i <= kDateRows; ++i) {
        Field row{.name = fmt::format("date_{}", i),
                  .label = i18n::words(page.language, "Date {n}", {{"n", i18n::number(page.language, i)}}),
                  .type = "datetime-local",
                  .limit = 16};
        if (const auto found = typed.find(row.name); found != typed.end()) row.value = found->second;
        out.push_back(std::move(row));
    }
    return out;
}

std::vector<Instant> read_dates(const Page& page, Wrong& wrong) {
    std::vector<Instant> out;
    for (int i = 1; i <= kDateRows; ++i)
        if (const auto at = read_moment(page, fmt::format("date_{}", i), wrong)) out.push_back(*at);
    return out;
}

Result<Instant> parse_wall(const Page& page, std::string_view typed) {
    const auto at = base::parse_instant(fmt::format("{}:00Z", typed.substr(0, 16)));
    if (!at) return base::invalid("event.moment");
    const auto wall = WallTime{at->time_since_epoch()};
    const auto instant = page.zone().instant(wall);
    if (page.zone().wall(instant) != wall) return base::invalid("event.no_such_hour");
    return instant;
}

std::string wall_text(const Page& page, Instant at) {
    return base::to_text(Instant{page.zone().wall(at).time_since_epoch()}).substr(0, 16);
}

void note_zone(const Page& page, Wrong& wrong) {
    if (!pages::is_shown_otherwise(page, page.request.form)) return;
    const auto changed = pages::wrong_of(page, pages::shown_otherwise(page));
    wrong.notice = changed.notice;
    wrong.status = changed.status;
}

std::vector<Field> outside_fields(const Page& page, bool on) {
    if (!page.may(bookings::kOutsideHours)) return {};
    return {{.kind = Kind::toggle,
             .name = "outside_hours",
             .label = i18n::words(page.language, "Also outside the leader's working hours"),
             .value = on ? "yes" : ""}};
}

bool outside_ticked(const Page& page) {
    return page.may(bookings::kOutsideHours) && office::ticked(page.request.form, "outside_hours");
}

std::string dating_sentence(const Page& page, const Error& error) {
    auto out = pages::sentence(page, error);
    if (error.code == "booking.time_taken" || error.code == "booking.time_held")
        out = i18n::words(page.language, "Its leader or its room has something else at that time.");
    for (const auto& [name, value] : error.parameters)
        if (name == "at")
            if (const auto at = base::parse_instant(value)) return fmt::format("{}: {}", pages::moment(page, *at), out);
    return out;
}

}  // namespace office_events
