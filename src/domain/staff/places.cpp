#include "staff/places.h"

#include "activity/activity_log.h"
#include "activity/telling.h"
#include "base/text.h"
#include "businesses/checking.h"
#include "businesses/settings.h"
#include "staff/places_store.h"

#include <nlohmann/json.hpp>

namespace staff {
namespace {

using activity::Actor;
using activity::Context;
using activity::Reader;
using businesses::Checking;
using nlohmann::json;

json told(const Location& location) {
    return {{"name", location.name},
            {"address", location.address},
            {"phone", location.phone},
            {"map_url", location.map_url},
            {"directions", location.directions}};
}

json told(const Resource& resource) {
    return {{"name", resource.name},
            {"kind", to_text(resource.kind)},
            {"quantity", resource.quantity},
            {"location_id", resource.location_id ? std::to_string(resource.location_id->value) : ""}};
}

// Leaves what differs.
void keep_changes(json& before, json& after) {
    const auto all = before;
    for (const auto& [name, value] : all.items())
        if (after[name] == value) {
            before.erase(name);
            after.erase(name);
        }
}

void record(db::Tx& tx, const Context& context, BusinessId business, std::string_view type, std::int64_t subject,
            Actor actor, const std::string& name, json data = json::object()) {
    data["name"] = name;
    activity::record(tx, context.registry, business, context.clock.now(), {type, subject, actor, data.dump()});
    businesses::touch(tx, business);
}

Result<void> check(Location& location, std::string_view country) {
    Checking check;
    check.text("name", location.name, kLongestPlaceName);
    check.required("name", location.name);
    check.text("address", location.address, kLongestAddress, Checking::Lines::many);
    check.text("phone", location.phone, 40);
    if (!location.phone.empty()) {
        const auto phone = base::parse_phone(location.phone, country);
        if (phone)
            location.phone = *phone;
        else
            check.refuse("phone", "field.phone", {{"example", base::example_phone(country)}});
    }
    check.text("map_url", location.map_url, kLongestMapUrl);
    if (!location.map_url.empty() && !location.map_url.starts_with("https://"))
        check.refuse("map_url", "field.web_address");
    check.text("directions", location.directions, kLongestDirections, Checking::Lines::many);
    return std::move(check).result();
}

Result<void> check(db::Session& session, BusinessId business, Resource& resource) {
    Checking check;
    check.text("name", resource.name, kLongestPlaceName);
    check.required("name", resource.name);
    check.between("quantity", resource.quantity, 1, kMostOfAResource);
    if (auto fine = std::move(check).result(); !fine) return fine;
    if (resource.location_id && !exists(session, business, *resource.location_id)) return not_found("location.unknown");
    return {};
}

// Moves the one to before another, or to the end, and numbers all.
template <class Item, class Id>
Result<void> reorder(db::Tx& tx, BusinessId business, std::vector<Item> all, Id id, std::optional<Id> before,
                     const char* unknown) {
    const auto moved = std::ranges::find(all, id, &Item::id);
    const auto target = before ? std::ranges::find(all, *before, &Item::id) : all.end();
    if (moved == all.end() || before == id || (before && target == all.end())) return not_found(unknown);
    if (target > moved)
        std::rotate(moved, moved + 1, target);
    else
        std::rotate(target, moved, moved + 1);
    for (std::size_t i = 0; i < all.size(); ++i) set_position(tx, business, all[i].id, static_cast<int>(i) + 1);
    return {};
}

template <class Item, class Id>
std::optional<Item> find_in(const std::vector<Item>& all, Id id) {
    const auto found = std::ranges::find(all, id, &Item::id);
    return found == all.end() ? std::nullopt : std::optional(*found);
}

template <class Item>
int next_position(const std::vector<Item>& all) {
    return all.empty() ? 1 : all.back().position + 1;
}

std::string say_kind(const Reader& reader, const json& value) {
    return value == "room" ? i18n::words(reader.language, "Room") : i18n::words(reader.language, "Equipment");
}
std::string say_location(const Reader& reader, const json& value) {
    const auto name = value.is_string() ? reader.named("location", value.get<std::string>()) : std::string();
    return name.empty() ? i18n::words(reader.language, "none") : name;
}
std::string say_minutes(const Reader& reader, const json& value) {
    return value.is_number_integer() ? i18n::span(reader.language, Minutes{value.get<std::int64_t>()})
                                     : activity::plain_value(reader, value);
}

std::string about(const Reader& reader, const activity::Recorded& recorded, const json& data) {
    const auto kind = recorded.type.starts_with("resource.") ? "resource" : "location";
    auto name = reader.named(kind, recorded.subject_id);
    return name.empty() && data.is_object() ? data.value("name", std::string()) : name;
}

constexpr int kChangesRead = 100;

json data_of(const activity::Recorded& recorded) { return json::parse(recorded.data, nullptr, false); }

// The version that the location or resource had after it; 0: it raised none.
std::int64_t version_after(const activity::Recorded& recorded, const char* member = "version") {
    const auto data = data_of(recorded);
    return data.is_object() ? data.value(member, std::int64_t{0}) : 0;
}

}  // namespace

std::vector<activity::Recorded> list_changes_since(db::Session& session, BusinessId business, ResourceId id,
                                                   std::int64_t version) {
    auto out = activity::list_latest(session, business, id.value, {}, kChangesRead);
    std::erase_if(out, [&](const auto& each) { return version_after(each) <= version; });
    std::ranges::sort(out, {}, &activity::Recorded::id);
    return out;
}

std::vector<activity::Recorded> list_changes_since(db::Session& session, BusinessId business, LocationId id,
                                                   std::int64_t version) {
    auto out = activity::list_latest(session, business, id.value, {}, kChangesRead);
    std::erase_if(out, [&](const auto& each) { return version_after(each) <= version; });
    // The ways to it that were changed at the others.
    for (const auto& other : list_locations(session, business))
        for (auto& each : activity::list_latest(session, business, other.id.value, {}, kChangesRead))
            if (version_after(each, "version_there") > version &&
                data_of(each)["after"].value("to", "") == std::to_string(id.value))
                out.push_back(std::move(each));
    std::ranges::sort(out, {}, &activity::Recorded::id);
    return out;
}

Result<LocationId> create_location(db::Tx& tx, const Context& context, BusinessId business, std::string_view country,
                                   const Location& draft, Actor actor) {
    businesses::lock(tx, business);
    auto location = draft;
    if (const auto fine = check(location, country); !fine) return std::unexpected(fine.error());
    const auto all = list_locations(tx, business);
    if (all.size() >= kMostLocations) return conflict("location.too_many", {{"max", std::to_string(kMostLocations)}});
    location.id = base::make_id<LocationId>();
    location.position = next_position(all);
    insert(tx, business, location);
    record(tx, context, business, "location.created", location.id.value, actor, location.name,
           {{"after", told(location)}});
    return location.id;
}

Result<void> change_location(db::Tx& tx, const Context& context, BusinessId business, std::string_view country,
                             const Location& typed, Actor actor) {
    businesses::lock(tx, business);
    const auto before = find_in(list_locations(tx, business), typed.id);
    if (!before) return not_found("location.unknown");
    if (before->version != typed.version) return conflict("location.changed_meanwhile");
    auto after = typed;
    if (auto fine = check(after, country); !fine) return fine;
    auto was = told(*before), is = told(after);
    keep_changes(was, is);
    if (is.empty()) return {};
    ++after.version;
    update(tx, business, after);
    record(tx, context, business, "location.changed", after.id.value, actor, after.name,
           {{"version", after.version}, {"before", was}, {"after", is}});
    return {};
}

Result<void> move_location(db::Tx& tx, const Context& context, BusinessId business, LocationId id,
                           std::optional<LocationId> before, Actor actor) {
    businesses::lock(tx, business);
    const auto all = list_locations(tx, business);
    if (auto moved = reorder(tx, business, all, id, before, "location.unknown"); !moved) return moved;
    record(tx, context, business, "location.moved", id.value, actor, find_in(all, id)->name);
    return {};
}

Result<void> delete_location(db::Tx& tx, const Context& context, BusinessId business, LocationId id, Actor actor) {
    businesses::lock(tx, business);
    const auto location = find_in(list_locations(tx, business), id);
    if (!location) return not_found("location.unknown");
    if (!erase(tx, business, id)) return conflict("location.in_use");
    record(tx, context, business, "location.deleted", id.value, actor, location->name);
    return {};
}

Result<void> change_travel_time(db::Tx& tx, const Context& context, BusinessId business, LocationId a, LocationId b,
                                Minutes minutes, Actor actor) {
    businesses::lock(tx, business);
    const auto before = load_travel(tx, business).between(a, b);
    if (before == minutes) return {};
    if (auto set = set_travel_time(tx, business, a, b, minutes); !set) return set;
    const auto all = list_locations(tx, business);
    const auto from = *find_in(all, a), to = *find_in(all, b);
    set_version(tx, business, a, from.version + 1);
    set_version(tx, business, b, to.version + 1);
    record(tx, context, business, "location.travel_changed", a.value, actor, from.name,
           {{"version", from.version + 1},
            {"version_there", to.version + 1},
            {"before", {{"minutes", before.count()}}},
            {"after", {{"minutes", minutes.count()}, {"to", std::to_string(b.value)}}}});
    return {};
}

Result<ResourceId> create_resource(db::Tx& tx, const Context& context, BusinessId business, const Resource& draft,
                                   Actor actor) {
    businesses::lock(tx, business);
    auto resource = draft;
    if (const auto fine = check(tx, business, resource); !fine) return std::unexpected(fine.error());
    const auto all = list_resources(tx, business);
    if (all.size() >= kMostResources) return conflict("resource.too_many", {{"max", std::to_string(kMostResources)}});
    resource.id = base::make_id<ResourceId>();
    resource.position = next_position(all);
    insert(tx, business, resource);
    record(tx, context, business, "resource.created", resource.id.value, actor, resource.name,
           {{"after", told(resource)}});
    return resource.id;
}

Result<void> change_resource(db::Tx& tx, const Context& context, BusinessId business, const Resource& typed,
                             Actor actor) {
    businesses::lock(tx, business);
    const auto before = find_in(list_resources(tx, business), typed.id);
    if (!before) return not_found("resource.unknown");
    if (before->version != typed.version) return conflict("resource.changed_meanwhile");
    auto after = typed;
    if (auto fine = check(tx, business, after); !fine) return fine;
    auto was = told(*before), is = told(after);
    keep_changes(was, is);
    if (is.empty()) return {};
    ++after.version;
    lock(tx, business, {occupant(typed.id)});
    if (!update(tx, business, after)) return conflict("resource.quantity_in_use");
    record(tx, context, business, "resource.changed", after.id.value, actor, after.name,
           {{"version", after.version}, {"before", was}, {"after", is}});
    return {};
}

Result<void> move_resource(db::Tx& tx, const Context& context, BusinessId business, ResourceId id,
                           std::optional<ResourceId> before, Actor actor) {
    businesses::lock(tx, business);
    const auto all = list_resources(tx, business);
    if (auto moved = reorder(tx, business, all, id, before, "resource.unknown"); !moved) return moved;
    record(tx, context, business, "resource.moved", id.value, actor, find_in(all, id)->name);
    return {};
}

Result<void> delete_resource(db::Tx& tx, const Context& context, BusinessId business, ResourceId id, Actor actor) {
    businesses::lock(tx, business);
    const auto resource = find_in(list_resources(tx, business), id);
    if (!resource) return not_found("resource.unknown");
    if (!erase(tx, business, id)) return conflict("resource.in_use");
    record(tx, context, business, "resource.deleted", id.value, actor, resource->name);
    return {};
}

void subscribe_places(activity::Registry& registry) {
    registry.add(activity::Names{"resource", [](db::Session& session, BusinessId business, i18n::Language) {
                                     std::map<std::string, std::string> out;
                                     for (const auto& each : list_resources(session, business))
                                         out.emplace(std::to_string(each.id.value), each.name);
                                     return out;
                                 }});
    const auto type = [](std::string name, const char* words, std::vector<activity::Field> fields = {}) {
        activity::Type out{.name = std::move(name), .words = words, .fields = std::move(fields), .log = "offer"};
        out.about = about;
        return out;
    };
    const std::vector<activity::Field> of_location{{"name", N_("Name")},
                                                   {"address", N_("Address")},
                                                   {"phone", N_("Phone"), {}, true},
                                                   {"map_url", N_("Link to a map")},
                                                   {"directions", N_("How to find it")}};
    const std::vector<activity::Field> of_resource{{"name", N_("Name")},
                                                   {"kind", N_("Kind"), say_kind},
                                                   {"quantity", N_("How many there are")},
                                                   {"location_id", N_("Where it is"), say_location}};
    registry.add(std::vector<activity::Type>{
        type("location.created", N_("A location was added"), of_location),
        type("location.changed", N_("A location was changed"), of_location),
        type("location.moved", N_("A location was moved in the list")),
        type("location.deleted", N_("A location was deleted")),
        type("location.travel_changed", N_("The way between two locations was changed"),
             {{"to", N_("To"), say_location}, {"minutes", N_("Travel time"), say_minutes}}),
        type("resource.created", N_("A room or piece of equipment was added"), of_resource),
        type("resource.changed", N_("A room or piece of equipment was changed"), of_resource),
        type("resource.moved", N_("A room or piece of equipment was moved in the list")),
        type("resource.deleted", N_("A room or piece of equipment was deleted"))});
}

}  // namespace staff
