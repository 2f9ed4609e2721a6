// What a business offers, read as a whole and kept in memory until its version changes.
#pragma once

#include "activity/activity.h"
#include "base/cache.h"
#include "businesses/business.h"
#include "catalog/catalog.h"
#include "catalog/extra_field.h"
#include "gallery/gallery.h"
#include "staff/schedule.h"
#include "staff/staff.h"

#include <memory>

namespace bookings {

using catalog::AddOnId;

inline constexpr std::size_t kMostAddOnsChosen = 10;

// A service with the add-ons that were chosen: as long and as dear as it is with them.
struct Wished {
    catalog::Service service;
    std::vector<catalog::AddOn> add_ons{};
};

struct Snapshot {
    businesses::Business business;
    std::vector<catalog::Category> categories;
    std::vector<catalog::Service> services;         // by position; inactive ones too
    std::vector<catalog::Service> event_services;   // what is booked of events (events/event.h)
    std::vector<catalog::AddOn> add_ons;            // by position; inactive ones too
    std::vector<catalog::ExtraField> extra_fields;  // by position; inactive ones too
    std::vector<staff::Provider> providers;
    std::vector<staff::Resource> resources;
    std::vector<staff::Location> locations;
    std::vector<staff::OpeningHours> opening_hours;  // as told to customers; by weekday
    std::unordered_map<ProviderId, availability::Schedule> schedules;
    availability::Travel travel;  // between the locations
    std::vector<gallery::Picture> pictures;

    // Any service, an event's too, or provider of the business, whether it can be booked or not; nullptr: not of this
    // business.
    const catalog::Service* service(ServiceId id) const;
    const staff::Provider* provider(ProviderId id) const;
    const staff::Resource* resource(ResourceId id) const;
    const staff::Location* location(std::optional<LocationId> id) const;
    const availability::Schedule& schedule(ProviderId id) const;
    const gallery::Picture* picture(const gallery::Subject& of) const;  // nullptr: there is none
    // Those that visitors may choose: active, with at least one bookable provider, and not kept for staff or for those
    // who have its link.
    std::vector<const catalog::Service*> bookable_services() const;
    // Whether a visitor may choose it among the services, who perhaps came by its secret link, with that link's key.
    // What an event has is chosen on the event's page.
    bool may_choose(const catalog::Service& service, std::string_view key = {}) const;
    // Where the service can be had from `today` on, by position: of its locations those with hours of one of its
    // providers. Fewer than two: nobody needs to be asked where. None for an online meeting.
    std::vector<const staff::Location*> locations_of(const catalog::Service& service, Day today) const;
    bool is_offered_at(const catalog::Service& service, LocationId location) const;
    // What an appointment there needs: a resource of another location is not taken for it. At no location: all.
    std::vector<catalog::Need> needs_at(const catalog::Service& service, std::optional<LocationId> here) const;
    // Those that can be chosen with the service, by position.
    std::vector<const catalog::AddOn*> add_ons_of(const catalog::Service& service) const;
    // Each add-on once, by position. Errors: not_found add_on.not_offered; invalid booking.too_many_add_ons {max},
    // booking.too_long, where all of it takes more than catalog::kLongestService.
    Result<Wished> wished(const catalog::Service& service, const std::vector<AddOnId>& add_ons) const;
    // Bookable providers who give the service, by position; empty when it cannot be booked, be it because what it needs
    // is nowhere together.
    std::vector<const staff::Provider*> providers_of(const catalog::Service& service) const;
    // Of them those with hours at the location from `today` on.
    std::vector<const staff::Provider*> providers_of(const catalog::Service& service, LocationId location,
                                                     Day today) const;
};

// With `registry` the business knows which modules are registered.
std::shared_ptr<const Snapshot> load_snapshot(db::Session& session, BusinessId business,
                                              const activity::Registry* registry = nullptr);

// About how much memory it takes, in bytes.
std::size_t weight(const Snapshot& snapshot);

// Snapshots by slug. One cheap read tells whether the kept one is the newest; thread-safe, what was used longest ago
// goes.
class Snapshots {
public:
    // With `registry` the businesses know which modules are registered. `bytes_max`: of all that are kept, by their
    // weight.
    explicit Snapshots(const activity::Registry* registry = nullptr, std::size_t bytes_max = std::size_t{24} << 20)
        : registry_(registry), kept_(bytes_max) {}
    // nullptr when there is no such business. Not inside a transaction that writes: it sees what may never be
    // committed, and the version would then be another's.
    std::shared_ptr<const Snapshot> find(db::Session& session, std::string_view slug);
    std::shared_ptr<const Snapshot> find(db::Tx& tx, std::string_view slug) = delete;
    // As this transaction sees it; what is read here is not kept.
    std::shared_ptr<const Snapshot> current(db::Tx& tx, BusinessId business);
    // Whether it is the one that is kept.
    bool keeps(const Snapshot& snapshot);

private:
    std::shared_ptr<const Snapshot> kept(BusinessId business, std::int64_t version);

    const activity::Registry* registry_;
    base::Cache<BusinessId, const Snapshot> kept_;
};

}  // namespace bookings
