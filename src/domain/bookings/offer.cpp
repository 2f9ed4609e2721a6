#include "bookings/offer.h"

#include "db/db.h"

namespace bookings {
namespace {

template <class Items, class Id>
auto find_by_id(const Items& items, Id id) -> const typename Items::value_type* {
    const auto found = std::ranges::find(items, id, &Items::value_type::id);
    return found == items.end() ? nullptr : &*found;
}

// What find() found during this thread's OneLook.
struct Seen {
    const Offers* by = nullptr;
    std::shared_ptr<const Offer> offer;
};
thread_local std::optional<Seen> seen;

}  // namespace

const catalog::Service* Offer::service(ServiceId id) const { return find_by_id(services, id); }
const staff::Provider* Offer::provider(ProviderId id) const { return find_by_id(providers, id); }
const staff::Resource* Offer::resource(ResourceId id) const { return find_by_id(resources, id); }

const staff::Location* Offer::location(std::optional<LocationId> id) const {
    return id ? find_by_id(locations, *id) : nullptr;
}

const availability::Schedule& Offer::schedule(ProviderId id) const {
    static const availability::Schedule never;
    const auto found = schedules.find(id);
    return found == schedules.end() ? never : found->second;
}

std::vector<const catalog::Service*> Offer::bookable_services() const {
    std::vector<const catalog::Service*> out;
    for (const auto& service : services)
        if (!providers_of(service).empty()) out.push_back(&service);
    return out;
}

std::vector<const staff::Provider*> Offer::providers_of(const catalog::Service& service) const {
    std::vector<const staff::Provider*> out;
    if (!service.active) return out;
    for (const auto& provider : providers)
        if (provider.bookable && std::ranges::find(service.providers, provider.id) != service.providers.end())
            out.push_back(&provider);
    return out;
}

std::shared_ptr<const Offer> load_offer(db::Session& session, BusinessId id) {
    const auto business = businesses::find(session, id);
    if (!business) return nullptr;
    auto offer = std::make_shared<Offer>();
    offer->business = *business;
    offer->categories = catalog::list_categories(session, id);
    offer->services = catalog::list_services(session, id, business->currency);
    offer->providers = staff::list_providers(session, id);
    offer->resources = staff::list_resources(session, id);
    offer->locations = staff::list_locations(session, id);
    offer->schedules = staff::list_schedules(session, id, Day{});
    return offer;
}

Offers::OneLook::OneLook() { seen.emplace(); }
Offers::OneLook::~OneLook() { seen.reset(); }

std::shared_ptr<const Offer> Offers::find(db::Session& session, std::string_view slug) {
    if (seen && seen->by == this && seen->offer && seen->offer->business.slug == slug) return seen->offer;
    auto offer = newest(session, slug);
    if (seen) seen = Seen{this, offer};
    return offer;
}

std::shared_ptr<const Offer> Offers::newest(db::Session& session, std::string_view slug) {
    const auto newest = businesses::find_version(session, slug);
    if (!newest) return nullptr;
    if (auto offer = kept(newest->first, newest->second)) return offer;
    auto offer = load_offer(session, newest->first);
    if (offer) keep(offer);
    return offer;
}

std::shared_ptr<const Offer> Offers::current(db::Tx& tx, BusinessId business) {
    const auto version = tx.value<std::int64_t>("select version from businesses where id = :id", business);
    if (!version) return nullptr;
    if (auto offer = kept(business, *version)) return offer;
    return load_offer(tx, business);
}

bool Offers::keeps(const Offer& offer) { return kept(offer.business.id, offer.business.version).get() == &offer; }

std::shared_ptr<const Offer> Offers::kept(BusinessId business, std::int64_t version) {
    const std::lock_guard guard(mutex_);
    const auto found = entries_.find(business);
    if (found == entries_.end() || found->second.offer->business.version != version) return nullptr;
    found->second.used = ++uses_;
    return found->second.offer;
}

void Offers::keep(const std::shared_ptr<const Offer>& offer) {
    const std::lock_guard guard(mutex_);
    auto& entry = entries_[offer->business.id];
    // Another thread may have read a newer one meanwhile: then the next find() reads it again. It must not be kept for
    // being newer, since a standby that took over may be behind what was read before.
    entry.offer = offer;
    entry.used = ++uses_;
    if (entries_.size() <= limit_) return;
    const auto oldest = std::ranges::min_element(entries_, {}, [](const auto& e) { return e.second.used; });
    entries_.erase(oldest);
}

}  // namespace bookings
