#include "office/services/service_form.h"

#include "i18n/amount.h"
#include "office/frame/colours.h"
#include "office/frame/menu.h"
#include "office/frame/settings.h"

namespace office {
namespace {

using catalog::Own;
using catalog::PriceKind;
using catalog::Service;
using catalog::WhoMayBook;
using Kind = Field::Kind;

std::string id_field(std::string_view name, auto id) { return fmt::format("{}_{}", name, base::to_text(id)); }

std::string number(Minutes length) { return std::to_string(length.count()); }

// A choice of lengths that has the stored one in it.
std::vector<Option> lengths(const Page& page, std::set<Minutes> offered, Minutes stored, const std::string& none = {}) {
    offered.insert(stored);
    std::vector<Option> out;
    for (const auto length : offered)
        out.push_back(
            {number(length), length == Minutes{0} && !none.empty() ? none : i18n::span(page.language, length)});
    return out;
}

Field select(const ServiceForm& form, std::string name, std::string label, Minutes stored, std::vector<Option> options,
             std::string hint = {}) {
    Field out{.kind = Kind::select, .name = std::move(name), .label = std::move(label), .hint = std::move(hint)};
    out.value = form.value(out.name, number(stored));
    out.options = std::move(options);
    return out;
}

Field minutes_field(const ServiceForm& form, std::string name, std::string label, Minutes stored,
                    std::string hint = {}) {
    Field out{.name = std::move(name), .label = std::move(label), .hint = std::move(hint)};
    out.value = form.value(out.name, number(stored));
    out.limit = 20;
    out.required = true;
    return out;
}

// Its texts in each of the business's languages, the first one's first.
std::vector<Field> text_fields(const Page& page, const ServiceForm& form) {
    std::vector<Field> out;
    add_text_fields(out, page, "name", i18n::words(page.language, "Name"), {}, form.service.name, catalog::kLongestName,
                    true);
    out.front().required = true;
    add_text_fields(out, page, "description", i18n::words(page.language, "Description"),
                    i18n::words(page.language, "What customers get, in a sentence or two."), form.service.description,
                    catalog::kLongestDescription);
    return out;
}

bool is_first_language(const Page& page, const Field& field) {
    return field.name.ends_with("_" + page.business().languages.front());
}

std::vector<Field> what_fields(const Page& page, const ServiceForm& form) {
    auto out = text_fields(page, form);
    std::erase_if(out, [&](const Field& field) { return !is_first_language(page, field); });
    Field category{.kind = Kind::select, .name = "category_id", .label = i18n::words(page.language, "Category")};
    category.value = form.service.category_id ? base::to_text(*form.service.category_id) : std::string();
    category.options.push_back({"", i18n::words(page.language, "none")});
    for (const auto& each : page.snapshot->categories)
        category.options.push_back({base::to_text(each.id), page.text(each.name)});
    if (category.options.size() > 1) out.push_back(std::move(category));
    return out;
}

std::vector<Field> translation_fields(const Page& page, const ServiceForm& form) {
    auto out = text_fields(page, form);
    std::erase_if(out, [&](const Field& field) { return is_first_language(page, field); });
    return out;
}

std::vector<Field> time_fields(const Page& page, const ServiceForm& form) {
    return {minutes_field(form, "duration", i18n::words(page.language, "Length in minutes"), form.service.duration,
                          i18n::words(page.language, "Such as 45, or 1:30 or 1 h 30 for an hour and a half."))};
}

std::vector<Field> more_time_fields(const Page& page, const ServiceForm& form) {
    using namespace std::chrono_literals;
    using std::chrono::days;
    const auto language = page.language;
    const auto& service = form.service;
    const auto stored_horizon = Minutes{service.booking_horizon};
    std::vector<Field> out{
        minutes_field(form, "buffer_before", i18n::words(language, "Minutes kept free before"), service.buffer_before),
        minutes_field(form, "buffer_after", i18n::words(language, "Minutes kept free after"), service.buffer_after,
                      i18n::words(language, "To clean up or to get ready. Customers do not see it.")),
        select(form, "slot_interval", i18n::words(language, "A start every"), service.slot_interval,
               lengths(page, {5min, 10min, 15min, 20min, 30min, 45min, 60min, 90min, 120min}, service.slot_interval)),
        select(form, "minimum_notice", i18n::words(language, "Shortest notice"), service.minimum_notice,
               lengths(page, {0min, 30min, 1h, 2h, 4h, 12h, days{1}, days{2}, days{3}, days{7}, days{14}, days{30}},
                       service.minimum_notice, i18n::words(language, "none, until it begins")),
               i18n::words(language, "Customers cannot book later than this before it begins.")),
        select(
            form, "booking_horizon", i18n::words(language, "How far ahead"), stored_horizon,
            lengths(page, {days{0}, days{7}, days{14}, days{30}, days{60}, days{90}, days{180}, days{365}, days{730}},
                    stored_horizon, i18n::words(language, "today only")))};
    Field places{.name = "capacity",
                 .label = i18n::words(language, "Places"),
                 .hint = i18n::words(language, "How many customers one appointment has room for: 1 for one at a time, "
                                               "more for a class or a course.")};
    places.value = form.value("capacity", std::to_string(service.capacity));
    places.limit = 4;
    places.required = true;
    out.push_back(std::move(places));
    Field times{.kind = Kind::choice, .name = "times", .label = i18n::words(language, "Where its times come from")};
    times.value = to_text(service.times);
    times.options = {{"hours", i18n::words(language, "The hours of those who give it"), {}},
                     {"sessions", i18n::words(language, "Only the groups that you put into the calendar"),
                      i18n::words(language, "For classes at fixed times. Plan them under Groups.")}};
    out.push_back(std::move(times));
    Field minimum{.name = "minimum",
                  .label = i18n::words(language, "Fewest who have to come"),
                  .hint = i18n::words(language, "Proposed for each group that you plan, and held to by those that a "
                                                "first booking opens. With fewer it is cancelled in time, and "
                                                "everybody is told. 0: it takes place in any case.")};
    minimum.value = form.value("minimum", std::to_string(service.minimum));
    minimum.limit = 4;
    out.push_back(std::move(minimum));
    Field decided{.name = "decided_before",
                  .label = i18n::words(language, "Hours before the start at which that is decided")};
    decided.value = form.value("decided_before", std::to_string(service.decided_before.count()));
    decided.limit = 4;
    out.push_back(std::move(decided));
    return out;
}

std::vector<Field> price_fields(const Page& page, const ServiceForm& form) {
    const auto language = page.language;
    Field price{.name = "price",
                .label = i18n::words(language, "Price in {currency}", {{"currency", page.business().currency}}),
                .required = true};
    price.value = form.value("price", i18n::amount(language, form.service.price));
    price.limit = 20;
    Field kind{.kind = Kind::choice, .name = "price_kind", .label = i18n::words(language, "How it is shown")};
    kind.value = to_text(form.service.price_kind);
    const auto option = [&](PriceKind each, std::string label, std::string hint) {
        kind.options.push_back({std::string(to_text(each)), std::move(label), std::move(hint)});
    };
    option(PriceKind::fixed, i18n::words(language, "A fixed price"), {});
    option(PriceKind::from, i18n::words(language, "From this price"),
           i18n::words(language, "Where it may become more."));
    option(PriceKind::free, i18n::words(language, "Free of charge"), {});
    option(PriceKind::on_request, i18n::words(language, "Price on request"),
           i18n::words(language, "Customers book without being told a price."));
    return {std::move(price), std::move(kind)};
}

std::vector<Field> where_fields(const Page& page, const ServiceForm& form) {
    const auto language = page.language;
    std::vector<Field> out;
    if (page.snapshot->locations.size() > 1) {
        Field where{.kind = Kind::checks, .name = "location", .label = i18n::words(language, "Locations")};
        where.hint = i18n::words(language, "Tick none if it is offered wherever someone works who gives it.");
        for (const auto& location : page.snapshot->locations)
            where.options.push_back({base::to_text(location.id), location.name});
        for (const auto id : form.service.locations) where.chosen.insert(base::to_text(id));
        out.push_back(std::move(where));
    }
    out.push_back({.name = "meeting_url",
                   .label = i18n::words(language, "Link of the online meeting"),
                   .hint = i18n::words(language, "Only for a service that takes place online. Customers see the link "
                                                 "once their appointment is agreed."),
                   .value = form.service.meeting_url,
                   .type = "url",
                   .limit = catalog::kLongestUrl});
    return out;
}

std::vector<Field> who_fields(const Page& page, const ServiceForm& form) {
    const auto language = page.language;
    Field who{.kind = Kind::choice, .name = "who_may_book", .label = i18n::words(language, "Who may book it online")};
    who.value = to_text(form.service.who_may_book);
    const auto option = [&](WhoMayBook each, std::string label, std::string hint) {
        who.options.push_back({std::string(to_text(each)), std::move(label), std::move(hint)});
    };
    option(WhoMayBook::everybody, i18n::words(language, "Everybody"), {});
    const bool signs_in = page.business().customer.logins != businesses::Logins::off;
    option(WhoMayBook::signed_in, i18n::words(language, "Customers who are signed in"),
           signs_in ? std::string()
                    : i18n::words(language, "Signing in is switched off in the settings, so this means everybody."));
    option(WhoMayBook::link, i18n::words(language, "Whoever has its secret link"),
           i18n::words(language, "It is not shown on the booking page. The link stands here once this is saved."));
    option(WhoMayBook::staff, i18n::words(language, "Only you and your staff"),
           i18n::words(language, "It is not shown on the booking page."));
    Field approval{.kind = Kind::toggle,
                   .name = "needs_approval",
                   .label = i18n::words(language, "You approve each booking"),
                   .hint = i18n::words(language, "Until then it is a request that keeps the time."),
                   .value = form.service.needs_approval ? "yes" : ""};
    return {std::move(who), std::move(approval)};
}

void fill_colours(html::Values& values, const Page& page, const Service& service) {
    const auto fill = [&](html::Values& row, std::string_view colour, const std::string& label) {
        row.set("COLOUR", colour).set("COLOUR_LABEL", label).show_if(service.colour == colour, "COLOUR_ON");
        row.show(colour.empty() ? "NO_COLOUR" : "DOT");
    };
    auto& list = values.add("COLOURS");
    fill(list.add("ONE"), "", colour_name(page.language, ""));
    for (const auto colour : businesses::kPalette) fill(list.add("ONE"), colour, colour_name(page.language, colour));
    // One that is none of the few.
    if (!service.colour.empty() &&
        std::ranges::find(businesses::kPalette, service.colour) == businesses::kPalette.end())
        fill(list.add("ONE"), service.colour, service.colour);
}

// A small field of a row, which says what is wrong below the row.
void fill_small(html::Values& row, const Page& page, const ServiceForm& form, const std::string& name,
                std::string_view section, const std::string& stored, const std::string& otherwise, bool& focused) {
    const auto* error = pages::error_of(form.wrong.fields, name);
    auto& field = row.add(section).set("SMALL_NAME", name).set("SMALL_VALUE", form.value(name, stored));
    field.set("SMALL_OTHERWISE", otherwise);
    if (!error) return;
    field.add("SMALL_BAD").show_if(!focused, "FOCUS");
    focused = true;
    row.add("WRONG").set("WRONG_ID", name + "-about").set("WRONG_TEXT", sentence(page, *error));
}

void fill_givers(html::Values& values, const Page& page, const ServiceForm& form, bool& focused) {
    const auto& service = form.service;
    const auto& providers = page.snapshot->providers;
    if (providers.empty()) {
        auto& none = values.add("NO_PROVIDERS");
        const auto people = menu_path(page, "people");
        if (people && page.may(businesses::kManageStaff)) none.add("STAFF").set("STAFF_URL", *people);
        return;
    }
    auto& list = values.add("GIVERS");
    for (const auto& provider : providers) {
        auto& row = list.add("GIVER").set("GIVER_NAME", provider.name);
        row.set("GIVER_FIELD", id_field("provider", provider.id)).show_if(!provider.bookable, "UNBOOKABLE");
        const bool gives = std::ranges::find(service.providers, provider.id) != service.providers.end();
        row.show_if(gives, "GIVES");
        const auto own = std::ranges::find(service.own, provider.id, &Own::provider_id);
        const auto duration = own != service.own.end() && own->duration ? number(*own->duration) : std::string();
        const auto price = own != service.own.end() && own->price_amount
                               ? i18n::amount(page.language, {*own->price_amount, service.price.currency})
                               : std::string();
        fill_small(row, page, form, id_field("own_duration", provider.id), "OWN_DURATION", duration,
                   number(service.duration), focused);
        fill_small(row, page, form, id_field("own_price", provider.id), "OWN_PRICE", price,
                   i18n::amount(page.language, service.price), focused);
        const auto places = own != service.own.end() && own->capacity ? std::to_string(*own->capacity) : std::string();
        if (service.is_for_groups())
            fill_small(row, page, form, id_field("own_capacity", provider.id), "OWN_CAPACITY", places,
                       std::to_string(service.capacity), focused);
    }
}

void fill_needs(html::Values& values, const Page& page, const ServiceForm& form, bool& focused) {
    const auto& resources = page.snapshot->resources;
    if (resources.empty()) {
        values.add("NO_ROOMS").set("ROOMS_URL", services_path(page, "/rooms"));
        return;
    }
    auto& list = values.add("NEEDS");
    for (const auto& resource : resources) {
        const auto* location = page.snapshot->location(resource.location_id);
        auto& row = list.add("NEED").set(
            "NEED_NAME", location ? fmt::format("{}, {}", resource.name, location->name) : resource.name);
        row.set("NEED_FIELD", id_field("resource", resource.id));
        const auto need = std::ranges::find(form.service.needs, resource.id, &catalog::Need::resource_id);
        const bool needed = need != form.service.needs.end();
        row.show_if(needed, "NEEDED");
        const auto quantity = std::to_string(needed ? need->quantity : 1);
        if (resource.quantity > 1 || (needed && need->quantity > 1)) {
            row.set("THERE_ARE", i18n::words(page.language, "of {n}", {{"n", std::to_string(resource.quantity)}}));
            fill_small(row, page, form, id_field("need", resource.id), "QUANTITY", quantity, "1", focused);
        }
    }
}

void read_givers(const Page& page, Service& service) {
    const auto& form = page.request.form;
    service.providers.clear();
    service.own.clear();
    for (const auto& provider : page.snapshot->providers) {
        if (!ticked(form, id_field("provider", provider.id))) continue;
        service.providers.push_back(provider.id);
        Own own{provider.id};
        const auto duration = id_field("own_duration", provider.id), price = id_field("own_price", provider.id);
        if (!line(form, duration).empty()) own.duration = typed_minutes(form, duration);
        if (const auto typed = line(form, price); !typed.empty())
            own.price_amount = i18n::parse_amount(typed, page.business().currency).value_or(-1);
        if (const auto places = id_field("own_capacity", provider.id); !line(form, places).empty())
            own.capacity = typed_number(form, places);
        service.own.push_back(own);
    }
}

void read_needs(const Page& page, Service& service) {
    const auto& form = page.request.form;
    service.needs.clear();
    for (const auto& resource : page.snapshot->resources) {
        if (!ticked(form, id_field("resource", resource.id))) continue;
        const auto quantity = id_field("need", resource.id);
        service.needs.push_back({resource.id, form.has(quantity) ? typed_number(form, quantity) : 1});
    }
}

// Nothing has to be written where no price is told.
std::int64_t read_price(const Page& page, PriceKind kind) {
    const auto typed = line(page.request.form, "price");
    const bool is_told = kind == PriceKind::fixed || kind == PriceKind::from;
    if (typed.empty() && !is_told) return 0;
    return i18n::parse_amount(typed, page.business().currency).value_or(-1);
}

}  // namespace

std::string ServiceForm::value(const std::string& field, std::string stored) const {
    const auto found = typed.find(field);
    return found == typed.end() ? std::move(stored) : found->second;
}

bool ServiceForm::is_wrong(std::initializer_list<std::string_view> fields) const {
    return std::ranges::any_of(fields,
                               [&](std::string_view field) { return pages::error_of(wrong.fields, field) != nullptr; });
}

ServiceForm stored_form(const Service& service) { return {service, {}}; }

ServiceForm read_service_form(const Page& page, const Service& stored) {
    const auto& form = page.request.form;
    ServiceForm out{stored, {}};
    for (const auto& [name, value] : form.pairs()) out.typed.emplace(name, line(form, name));
    auto& service = out.service;
    service.version = std::max(0, typed_number(form, "version"));
    service.name = read_text(page, "name");
    service.description = read_text(page, "description");
    if (form.has("category_id")) service.category_id = base::parse_id<CategoryId>(form.get("category_id"));
    service.colour = form.get("colour");
    service.duration = typed_minutes(form, "duration");
    service.buffer_before = typed_minutes(form, "buffer_before");
    service.buffer_after = typed_minutes(form, "buffer_after");
    service.slot_interval = typed_minutes(form, "slot_interval");
    service.minimum_notice = typed_minutes(form, "minimum_notice");
    const auto horizon = typed_minutes(form, "booking_horizon");
    service.booking_horizon = std::chrono::floor<std::chrono::days>(horizon);
    service.capacity = typed_number(form, "capacity");
    service.times = catalog::parse_times(form.get("times")).value_or(stored.times);
    if (form.has("minimum")) service.minimum = typed_number(form, "minimum");
    if (form.has("decided_before")) service.decided_before = std::chrono::hours{typed_number(form, "decided_before")};
    service.price_kind = catalog::parse_price_kind(form.get("price_kind")).value_or(stored.price_kind);
    service.price.amount = read_price(page, service.price_kind);
    service.who_may_book = catalog::parse_who_may_book(form.get("who_may_book")).value_or(stored.who_may_book);
    service.needs_approval = ticked(form, "needs_approval");
    service.meeting_url = line(form, "meeting_url");
    read_givers(page, service);
    read_needs(page, service);
    if (page.snapshot->locations.size() > 1) {
        service.locations.clear();
        for (const auto& location : page.snapshot->locations)
            if (ticked(form, id_field("location", location.id))) service.locations.push_back(location.id);
    }
    return out;
}

void take_errors(const Page& page, ServiceForm& form, const Error& error) {
    form.wrong = pages::wrong_of(page, error);
    name_text_fields(form.wrong.fields, page, {"name", "description"});
    if (form.wrong.notice.empty())
        form.wrong.notice = i18n::words(page.language, "Not saved yet: something has to be corrected.");
}

void include_sections(html::Values& values, const Page& page, const ServiceForm& form) {
    bool focused = false;
    include_fields(values, "WHAT", page, what_fields(page, form), form.wrong, focused);
    if (const auto translations = translation_fields(page, form); !translations.empty())
        include_fields(values.add("LANGUAGES_MORE"), "TRANSLATIONS", page, translations, form.wrong, focused);
    fill_colours(values, page, form.service);
    include_fields(values, "TIME", page, time_fields(page, form), form.wrong, focused);
    const bool is_wrong = form.is_wrong({"buffer_before", "buffer_after", "slot_interval", "minimum_notice",
                                         "booking_horizon", "capacity", "minimum", "decided_before"});
    values.show_if(is_wrong, "MORE_TIME_OPEN");
    include_fields(values, "MORE_TIME", page, more_time_fields(page, form), form.wrong, focused);
    include_fields(values, "PRICE", page, price_fields(page, form), form.wrong, focused);
    fill_givers(values, page, form, focused);
    fill_needs(values, page, form, focused);
    include_fields(values, "WHERE", page, where_fields(page, form), form.wrong, focused);
    include_fields(values, "WHO", page, who_fields(page, form), form.wrong, focused);
}

}  // namespace office
