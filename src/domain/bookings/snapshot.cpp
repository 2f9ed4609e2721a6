#include "bookings/snapshot.h"

#include "catalog/offer.h"
#include "db/db.h"

#include <set>

namespace bookings {
namespace {

template <class Items, class Id>
auto find_by_id(const Items& items, Id id) -> const typename Items::value_type* {
    const auto found = std::ranges::find(items, id, &Items::value_type::id);
    return found == items.end() ? nullptr : &*found;
}

std::shared_ptr<const std::set<std::string, std::less<>>> modules_of(const activity::Registry& registry) {
    // As in tests of one part, where every module is there.
    if (registry.all<businesses::Module>().empty()) return nullptr;
    auto out = std::make_shared<std::set<std::string, std::less<>>>();
    for (const auto& module : registry.all<businesses::Module>()) out->emplace(module.name);
    return out;
}

}  // namespace

const catalog::Service* Snapshot::service(ServiceId id) const {
    const auto* found = find_by_id(services, id);
    return found ? found : find_by_id(event_services, id);
}
const staff::Provider* Snapshot::provider(ProviderId id) const { return find_by_id(providers, id); }
const staff::Resource* Snapshot::resource(ResourceId id) const { return find_by_id(resources, id); }

const staff::Location* Snapshot::location(std::optional<LocationId> id) const {
    return id ? find_by_id(locations, *id) : nullptr;
}

const availability::Schedule& Snapshot::schedule(ProviderId id) const {
    static const availability::Schedule never;
    const auto found = schedules.find(id);
    return found == schedules.end() ? never : found->second;
}

const gallery::Picture* Snapshot::picture(const gallery::Subject& of) const {
    const auto found = std::ranges::find(pictures, of, &gallery::Picture::subject);
    return found == pictures.end() ? nullptr : &*found;
}

std::vector<const catalog::Service*> Snapshot::bookable_services() const {
    std::vector<const catalog::Service*> out;
    for (const auto& service : services)
        if (may_choose(service)) out.push_back(&service);
    return out;
}

bool Snapshot::may_choose(const catalog::Service& service, std::string_view key) const {
    return service.kind == catalog::ServiceKind::service && service.admits(key) && !providers_of(service).empty();
}

std::vector<const staff::Provider*> Snapshot::providers_of(const catalog::Service& service) const {
    std::vector<const staff::Provider*> out;
    if (!service.active || service.nowhere) return out;
    for (const auto& provider : providers)
        if (provider.bookable && std::ranges::find(service.providers, provider.id) != service.providers.end())
            out.push_back(&provider);
    return out;
}

bool Snapshot::is_offered_at(const catalog::Service& service, LocationId id) const {
    if (!location(id)) return false;
    return !service.nowhere &&
           (service.places.empty() || std::ranges::find(service.places, id) != service.places.end());
}

std::vector<catalog::Need> Snapshot::needs_at(const catalog::Service& service, std::optional<LocationId> here) const {
    auto out = service.needs;
    std::erase_if(out, [&](const catalog::Need& need) {
        const auto where = resource(need.resource_id)->location_id;
        return here && where && *where != *here;
    });
    return out;
}

std::vector<const staff::Provider*> Snapshot::providers_of(const catalog::Service& service, LocationId location,
                                                           Day today) const {
    auto out = providers_of(service);
    std::erase_if(out, [&](const staff::Provider* provider) {
        return !availability::works_at(schedule(provider->id), location, today);
    });
    return out;
}

std::vector<const staff::Location*> Snapshot::locations_of(const catalog::Service& service, Day today) const {
    std::vector<const staff::Location*> out;
    if (!service.meeting_url.empty()) return out;
    for (const auto& each : locations)
        if (is_offered_at(service, each.id) && !providers_of(service, each.id, today).empty()) out.push_back(&each);
    return out;
}

std::vector<const catalog::AddOn*> Snapshot::add_ons_of(const catalog::Service& service) const {
    std::vector<const catalog::AddOn*> out;
    for (const auto& add_on : add_ons)
        if (add_on.fits(service)) out.push_back(&add_on);
    return out;
}

Result<Wished> Snapshot::wished(const catalog::Service& service, const std::vector<AddOnId>& ids) const {
    if (ids.empty()) return Wished{service};
    const std::set<AddOnId> chosen(ids.begin(), ids.end());
    if (chosen.size() > kMostAddOnsChosen)
        return base::invalid("booking.too_many_add_ons", {{"max", std::to_string(kMostAddOnsChosen)}});
    Wished out;
    for (const auto* add_on : add_ons_of(service))
        if (chosen.contains(add_on->id)) out.add_ons.push_back(*add_on);
    if (out.add_ons.size() < chosen.size()) return base::not_found("add_on.not_offered");
    out.service = service.plus(catalog::sum_of(out.add_ons));
    if (out.service.longest() > catalog::kLongestService) return base::invalid("booking.too_long");
    return out;
}

namespace {

// Where a service needs rooms of some locations, it can be had only where one of these is, and so of equipment: a
// treatment with a room in each town is given in both, one with the only laser where that is.
void set_places(const Snapshot& snapshot, catalog::Service& service) {
    using Kind = staff::Resource::Kind;
    service.places = service.locations;
    bool is_bound = !service.places.empty();
    for (const auto kind : {Kind::room, Kind::equipment}) {
        std::set<LocationId> there;
        for (const auto& need : service.needs)
            if (const auto* resource = snapshot.resource(need.resource_id);
                resource->kind == kind && resource->location_id)
                there.insert(*resource->location_id);
        if (there.empty()) continue;
        if (is_bound)
            std::erase_if(service.places, [&](LocationId each) { return !there.contains(each); });
        else
            service.places.assign(there.begin(), there.end());
        is_bound = true;
    }
    service.nowhere = is_bound && service.places.empty();
}

}  // namespace

std::shared_ptr<const Snapshot> load_snapshot(db::Session& session, BusinessId id, const activity::Registry* registry) {
    const auto business = businesses::find(session, id);
    if (!business) return nullptr;
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->business = *business;
    if (registry) snapshot->business.registered = modules_of(*registry);
    snapshot->categories = catalog::list_categories(session, id);
    for (auto& service : catalog::list_services(session, id, business->currency))
        (service.kind == catalog::ServiceKind::event ? snapshot->event_services : snapshot->services)
            .push_back(std::move(service));
    snapshot->add_ons = catalog::list_add_ons(session, id, business->currency);
    snapshot->extra_fields = catalog::list_extra_fields(session, id);
    snapshot->providers = staff::list_providers(session, id);
    snapshot->resources = staff::list_resources(session, id);
    snapshot->locations = staff::list_locations(session, id);
    for (auto* services : {&snapshot->services, &snapshot->event_services})
        for (auto& service : *services) set_places(*snapshot, service);
    snapshot->opening_hours = staff::list_opening_hours(session, id);
    snapshot->travel = staff::load_travel(session, id);
    snapshot->pictures = gallery::list(session, id);
    snapshot->schedules = staff::list_schedules(session, id, Day{});
    return snapshot;
}

namespace {

constexpr std::size_t kNode = 64;  // of a map, with what the heap adds

std::size_t weight(const std::string& text) { return text.capacity(); }
std::size_t weight(const businesses::Text& text) {
    auto out = weight(text.fallback);
    for (const auto& [language, translation] : text.translations)
        out += kNode + sizeof translation + weight(translation);
    return out;
}
template <class T>
std::size_t weight(const std::vector<T>& list) {
    return list.capacity() * sizeof(T);
}

std::size_t weight(const availability::Schedule& schedule) {
    auto out = sizeof schedule + weight(schedule.hours) + weight(schedule.breaks) + weight(schedule.days_off) +
               weight(schedule.holidays) + weight(schedule.special_days) + weight(schedule.blocked);
    for (const auto& day : schedule.special_days) out += weight(day.hours);
    return out;
}

}  // namespace

std::size_t weight(const Snapshot& snapshot) {
    // The settings: some thirty texts, most of them short.
    auto out = sizeof snapshot + std::size_t{4096} + weight(snapshot.categories) + weight(snapshot.services) +
               weight(snapshot.event_services) + weight(snapshot.providers) + weight(snapshot.resources) +
               weight(snapshot.locations) + weight(snapshot.opening_hours) + weight(snapshot.pictures);
    for (const auto& category : snapshot.categories) out += weight(category.name);
    for (const auto* services : {&snapshot.services, &snapshot.event_services})
        for (const auto& service : *services)
            out += weight(service.name) + weight(service.description) + weight(service.meeting_url) +
                   weight(service.providers) + weight(service.needs) + weight(service.locations) +
                   weight(service.places) + weight(service.own) + weight(service.link_key) + weight(service.venue);
    out += weight(snapshot.add_ons);
    for (const auto& add_on : snapshot.add_ons)
        out += weight(add_on.name) + weight(add_on.description) + weight(add_on.services);
    out += weight(snapshot.extra_fields);
    for (const auto& field : snapshot.extra_fields) {
        out += weight(field.key) + weight(field.label) + weight(field.help) + weight(field.options) +
               weight(field.services);
        for (const auto& option : field.options) out += weight(option.key) + weight(option.name);
    }
    for (const auto& provider : snapshot.providers)
        out += weight(provider.name) + weight(provider.title) + weight(provider.about);
    for (const auto& resource : snapshot.resources) out += weight(resource.name);
    for (const auto& location : snapshot.locations)
        out += weight(location.name) + weight(location.address) + weight(location.phone) + weight(location.map_url) +
               weight(location.directions);
    for (const auto& picture : snapshot.pictures) out += weight(picture.sizes);
    for (const auto& [provider, schedule] : snapshot.schedules) out += kNode + weight(schedule);
    return out;
}

std::shared_ptr<const Snapshot> Snapshots::find(db::Session& session, std::string_view slug) {
    const auto newest = businesses::find_version(session, slug);
    if (!newest) return nullptr;
    if (auto snapshot = kept(newest->first, newest->second)) return snapshot;
    auto snapshot = load_snapshot(session, newest->first, registry_);
    // Another thread may have read a newer one meanwhile: then the next find() reads it again. It must not be kept for
    // being newer, since a standby that took over may be behind what was read before.
    if (snapshot) kept_.put(snapshot->business.id, snapshot, weight(*snapshot));
    return snapshot;
}

std::shared_ptr<const Snapshot> Snapshots::current(db::Tx& tx, BusinessId business) {
    const auto version = tx.value<std::int64_t>("select version from businesses where id = :id", business);
    if (!version) return nullptr;
    if (auto snapshot = kept(business, *version)) return snapshot;
    return load_snapshot(tx, business, registry_);
}

bool Snapshots::keeps(const Snapshot& snapshot) {
    return kept(snapshot.business.id, snapshot.business.version).get() == &snapshot;
}

std::shared_ptr<const Snapshot> Snapshots::kept(BusinessId business, std::int64_t version) {
    auto snapshot = kept_.find(business);
    return snapshot && snapshot->business.version == version ? snapshot : nullptr;
}

}  // namespace bookings
