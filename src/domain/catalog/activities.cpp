#include "activity/telling.h"
#include "catalog/catalog.h"
#include "catalog/customer_terms.h"
#include "catalog/event_service.h"
#include "catalog/extra_field.h"
#include "catalog/offer.h"

#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace catalog {
namespace {

using activity::Reader;
using i18n::Language;
using nlohmann::json;

template <class Items>
std::map<std::string, std::string> names_of(const Items& items, Language language) {
    std::map<std::string, std::string> out;
    for (const auto& each : items) out.emplace(std::to_string(each.id.value), each.name.in(i18n::tag(language)));
    return out;
}

std::string say_length(const Reader& reader, const json& value) {
    return value.is_number_integer() ? i18n::span(reader.language, Minutes{value.get<std::int64_t>()})
                                     : activity::plain_value(reader, value);
}
std::string say_days(const Reader& reader, const json& value) {
    return value.is_number_integer() ? i18n::span(reader.language, std::chrono::days{value.get<std::int64_t>()})
                                     : activity::plain_value(reader, value);
}
std::string say_money(const Reader& reader, const json& value) {
    const bool fits = value.is_array() && value.size() == 2 && value[0].is_number_integer() && value[1].is_string();
    return fits ? i18n::money(reader.language, {value[0].get<std::int64_t>(), value[1].get<std::string>()})
                : activity::plain_value(reader, value);
}

std::string say_named(const Reader& reader, std::string_view kind, const json& value) {
    if (!value.is_string()) return activity::plain_value(reader, value);
    const auto id = value.get<std::string>();
    const auto name = reader.named(kind, id);
    if (!name.empty()) return name;
    return id.empty() ? i18n::words(reader.language, "none")
                      : i18n::words(reader.language, "one that is no longer there");
}
std::string say_category(const Reader& reader, const json& value) { return say_named(reader, "category", value); }

template <class Say>
std::string say_each(const Reader& reader, const json& value, const Say& say) {
    if (!value.is_array()) return activity::plain_value(reader, value);
    std::vector<std::string> out;
    for (const auto& item : value) out.push_back(say(item));
    return out.empty() ? i18n::words(reader.language, "none") : fmt::format("{}", fmt::join(out, ", "));
}
std::string say_providers(const Reader& reader, const json& value) {
    return say_each(reader, value, [&](const json& item) { return say_named(reader, "provider", item); });
}
std::string say_locations(const Reader& reader, const json& value) {
    if (value.is_array() && value.empty()) return i18n::words(reader.language, "everywhere");
    return say_each(reader, value, [&](const json& item) { return say_named(reader, "location", item); });
}
std::string say_needs(const Reader& reader, const json& value) {
    return say_each(reader, value, [&](const json& item) {
        if (!item.is_array() || item.size() != 2) return activity::plain_value(reader, item);
        const auto name = say_named(reader, "resource", item[0]);
        return item[1] == 1 ? name : fmt::format("{} × {}", activity::plain_value(reader, item[1]), name);
    });
}
std::string say_own(const Reader& reader, const json& value) {
    return say_each(reader, value, [&](const json& item) {
        if (!item.is_array() || item.size() < 3) return activity::plain_value(reader, item);
        auto out = say_named(reader, "provider", item[0]);
        if (!item[1].is_null()) out += " " + say_length(reader, item[1]);
        if (!item[2].is_null()) out += " " + say_money(reader, item[2]);
        if (item.size() > 3 && item[3].is_number_integer())
            out += " " + i18n::count(reader.language, "{n} place", "{n} places", item[3].get<std::int64_t>());
        return out;
    });
}

std::string say_own_length(const Reader& reader, const json& value) {
    return value.is_null() ? i18n::words(reader.language, "as for everybody") : say_length(reader, value);
}
std::string say_own_price(const Reader& reader, const json& value) {
    return value.is_null() ? i18n::words(reader.language, "as for everybody") : say_money(reader, value);
}

const char* words_of(PriceKind kind) {
    switch (kind) {
        case PriceKind::fixed: return N_("A fixed price");
        case PriceKind::from: return N_("From this price");
        case PriceKind::free: return N_("Free of charge");
        case PriceKind::on_request: return N_("Price on request");
    }
    CHECK(false);
}
const char* words_of(WhoMayBook who) {
    switch (who) {
        case WhoMayBook::everybody: return N_("Everybody");
        case WhoMayBook::signed_in: return N_("Customers who are signed in");
        case WhoMayBook::staff: return N_("Only you and your staff");
        case WhoMayBook::link: return N_("Whoever has its secret link");
    }
    CHECK(false);
}
std::string say_price_kind(const Reader& reader, const json& value) {
    const auto kind = value.is_string() ? parse_price_kind(value.get<std::string>()) : std::nullopt;
    return kind ? i18n::words(reader.language, words_of(*kind)) : activity::plain_value(reader, value);
}
std::string say_times(const Reader& reader, const json& value) {
    const auto times = value.is_string() ? parse_times(value.get<std::string>()) : std::nullopt;
    if (!times) return activity::plain_value(reader, value);
    return *times == Times::hours ? i18n::words(reader.language, "The hours of those who give it")
                                  : i18n::words(reader.language, "Only the groups that you put into the calendar");
}
std::string say_hours(const Reader& reader, const json& value) {
    return value.is_number_integer() ? i18n::span(reader.language, std::chrono::hours{value.get<std::int64_t>()})
                                     : activity::plain_value(reader, value);
}
std::string say_who(const Reader& reader, const json& value) {
    const auto who = value.is_string() ? parse_who_may_book(value.get<std::string>()) : std::nullopt;
    return who ? i18n::words(reader.language, words_of(*who)) : activity::plain_value(reader, value);
}

std::vector<activity::Field> service_fields() {
    return {{"name", N_("Name")},
            {"description", N_("Description")},
            {"category_id", N_("Category"), say_category},
            {"duration", N_("Length"), say_length},
            {"buffer_before", N_("Time kept free before"), say_length},
            {"buffer_after", N_("Time kept free after"), say_length},
            {"minimum_notice", N_("Shortest notice"), say_length},
            {"booking_horizon", N_("How far ahead"), say_days},
            {"slot_interval", N_("A start every"), say_length},
            {"price", N_("Price"), say_money},
            {"price_kind", N_("Kind of price"), say_price_kind},
            {"capacity", N_("Places")},
            {"times", N_("Where its times come from"), say_times},
            {"minimum", N_("Fewest who have to come")},
            {"decided_before", N_("Decided before the start"), say_hours},
            {"needs_approval", N_("You approve each booking")},
            {"meeting_url", N_("Link of the online meeting")},
            {"active", N_("Can be booked")},
            {"colour", N_("Colour")},
            {"who_may_book", N_("Who may book it"), say_who},
            {"providers", N_("Who gives it"), say_providers},
            {"own", N_("Own length, price and places"), say_own},
            {"needs", N_("Rooms and equipment"), say_needs},
            {"locations", N_("Where it is offered"), say_locations}};
}

std::string say_moment(const Reader& reader, const json& value) {
    if (value.is_null()) return i18n::words(reader.language, "no limit");
    return value.is_number_integer() ? reader.moment(Instant{Seconds{value.get<std::int64_t>()}})
                                     : activity::plain_value(reader, value);
}

// What is no longer there, by the name that it had.
std::string about(const Reader& reader, std::string_view kind, const activity::Recorded& recorded, const json& data) {
    auto name = reader.named(kind, recorded.subject_id);
    if (!name.empty() || !data.is_object()) return name;
    return data.value("name", std::string());
}
std::string about_service(const Reader& reader, const activity::Recorded& recorded, const json& data) {
    return about(reader, "service", recorded, data);
}
std::string about_category(const Reader& reader, const activity::Recorded& recorded, const json& data) {
    return about(reader, "category", recorded, data);
}

std::string about_add_on(const Reader& reader, const activity::Recorded& recorded, const json& data) {
    return about(reader, "add_on", recorded, data);
}

std::string about_field(const Reader& reader, const activity::Recorded& recorded, const json& data) {
    return about(reader, "extra_field", recorded, data);
}

// Of a customer's own terms, told among what happened to the customer.
std::string about_terms(const Reader& reader, const activity::Recorded&, const json& data) {
    if (!data.is_object()) return {};
    auto name = reader.named("service", data.value("service", std::string()));
    return name.empty() ? data.value("name", std::string()) : name;
}

activity::Type type(std::string name, const char* words, std::vector<activity::Field> fields = {}) {
    activity::Type out{.name = std::move(name), .words = words, .fields = std::move(fields), .log = "offer"};
    if (out.name.starts_with("category."))
        out.about = about_category;
    else if (out.name.starts_with("extra_field."))
        out.about = about_field;
    else
        out.about = out.name.starts_with("add_on.") ? about_add_on : about_service;
    return out;
}

std::string person_name(const Reader& reader, const activity::Recorded& activity, const json&) {
    return reader.named("staff", activity.subject_id);
}

std::string say_services(const Reader& reader, const json& value) {
    return say_each(reader, value, [&](const json& item) { return say_named(reader, "service", item); });
}

std::vector<activity::Field> add_on_fields() {
    return {{"name", N_("Name")},
            {"description", N_("Description")},
            {"duration", N_("Extra time"), say_length},
            {"price", N_("Price"), say_money},
            {"services", N_("Services"), say_services},
            {"active", N_("Can be booked")}};
}

std::string say_services_or_all(const Reader& reader, const json& value) {
    return value == "all" ? i18n::words(reader.language, "all services") : say_services(reader, value);
}
std::string say_options(const Reader& reader, const json& value) {
    return say_each(reader, value, [&](const json& item) {
        return item.is_object() ? item.value(std::string(i18n::tag(reader.language)), item.value("", std::string()))
                                : activity::plain_value(reader, item);
    });
}
std::string say_condition(const Reader& reader, const json& value) {
    const bool has_one = value.is_array() && value.size() == 2;
    return has_one ? say_named(reader, "extra_field", value[0]) : i18n::words(reader.language, "none");
}

std::vector<activity::Field> extra_field_fields() {
    return {{"label", N_("Label")},
            {"help", N_("Help")},
            {"options", N_("Options"), say_options},
            {"required", N_("Has to be answered")},
            {"services", N_("Services"), say_services_or_all},
            {"condition", N_("Shown by the answer to"), say_condition},
            {"active", N_("Is asked")}};
}

}  // namespace

std::vector<activity::Field> event_fields() {
    return {{"name", N_("Name")},
            {"description", N_("Description")},
            {"duration", N_("Length"), say_length},
            {"price", N_("Price"), say_money},
            {"price_kind", N_("Kind of price"), say_price_kind},
            {"capacity", N_("Places")},
            {"needs_approval", N_("You approve each booking")},
            {"meeting_url", N_("Link of the online meeting")},
            {"who_may_book", N_("Who may book it"), say_who},
            {"providers", N_("Who leads it"), say_providers},
            {"locations", N_("Location"), say_locations},
            {"venue", N_("Another place")},
            {"booked_from", N_("Can be booked from"), say_moment},
            {"booked_until", N_("Can be booked until"), say_moment},
            {"colour", N_("Colour")},
            // The same for every event.
            {"active", nullptr},
            {"times", nullptr},
            {"booking_horizon", nullptr},
            {"minimum_notice", nullptr}};
}

void subscribe(activity::Registry& registry) {
    registry.add(activity::Type{.name = "staff.services_changed",
                                .words = N_("Gives other services"),
                                .fields = {{"services", N_("Services"), say_services}},
                                .log = "staff",
                                .about = person_name});
    registry.add(activity::Names{"service", [](db::Session& session, BusinessId business, Language language) {
                                     return names_of(list_services(session, business, {}), language);
                                 }});
    registry.add(activity::Names{"category", [](db::Session& session, BusinessId business, Language language) {
                                     return names_of(list_categories(session, business), language);
                                 }});
    registry.add(activity::Names{"add_on", [](db::Session& session, BusinessId business, Language language) {
                                     return names_of(list_add_ons(session, business, {}), language);
                                 }});
    registry.add(activity::Names{"extra_field", [](db::Session& session, BusinessId business, Language language) {
                                     std::map<std::string, std::string> out;
                                     for (const auto& field : list_extra_fields(session, business))
                                         out.emplace(std::to_string(field.id.value),
                                                     field.label.in(i18n::tag(language)));
                                     return out;
                                 }});
    registry.add(activity::Log{"offer", N_("Services")});
    registry.add(std::vector<activity::Type>{
        type("service.created", N_("A service was added"), service_fields()),
        type("service.changed", N_("A service was changed"), service_fields()),
        type("service.moved", N_("A service was moved in the list"), {{"category_id", N_("Category"), say_category}}),
        type("service.deleted", N_("A service was deleted")),
        type("add_on.created", N_("An add-on was added"), add_on_fields()),
        type("add_on.changed", N_("An add-on was changed"), add_on_fields()),
        type("add_on.moved", N_("An add-on was moved in the list")),
        type("add_on.deleted", N_("An add-on was deleted")),
        type("extra_field.created", N_("An extra field was added"), extra_field_fields()),
        type("extra_field.changed", N_("An extra field was changed"), extra_field_fields()),
        type("extra_field.moved", N_("An extra field was moved in the list")),
        type("extra_field.deleted", N_("An extra field was deleted")),
        type("category.created", N_("A category was added"), {{"name", N_("Name")}}),
        type("category.changed", N_("A category was renamed"), {{"name", N_("Name")}}),
        type("category.moved", N_("A category was moved in the list")),
        type("category.deleted", N_("A category was deleted"))});
    registry.add(std::vector<activity::Type>{
        {.name = "customer.terms_changed",
         .words = N_("The customer's own length and price of a service were changed"),
         .fields = {{"own_duration", N_("Length"), say_own_length}, {"own_price", N_("Price"), say_own_price}},
         .about = about_terms}});
    registry.add(kManageServices);
    add_personal(registry);
    add_merging(registry);
}

}  // namespace catalog
