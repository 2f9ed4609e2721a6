// Providers with their hours, and the rooms and equipment that services need.
#pragma once

#include "availability/availability.h"
#include "businesses/business.h"

#include <unordered_map>

namespace activity {
class Registry;
}

namespace staff {

// The names by which activities tell of providers and locations.
void subscribe(activity::Registry& registry);

// A staff member who can be booked.
struct Provider {
    ProviderId id;
    std::string name;
    businesses::Text title;  // "Master stylist"
    std::optional<LocationId> location_id;
    bool bookable = true;  // and still works here
    int position = 0;
    businesses::Text about{};
    std::string colour{};  // "#rrggbb"; empty: none chosen
};

struct Resource {
    ResourceId id;
    std::string name;
    enum class Kind { room, equipment } kind = Kind::room;
    int quantity = 1;
    std::optional<LocationId> location_id{};  // where it stands; told to staff alone
    int position = 0;
    std::int64_t version = 1;  // grows with every change by staff
};
std::string_view to_text(Resource::Kind kind);
std::optional<Resource::Kind> parse_kind(std::string_view text);

struct Location {
    LocationId id;
    std::string name, address;
    int position = 0;
    std::string phone{};       // E.164
    std::string map_url{};     // https
    std::string directions{};  // how to find it
    std::int64_t version = 1;  // grows with every change by staff, of the ways to others too
};

inline OccupantId occupant(ProviderId id) { return {id.value}; }
inline OccupantId occupant(ResourceId id) { return {id.value}; }

// Each of these raises the business's version. `draft.id` is not read. What staff add and change goes through places.h.
LocationId add_location(db::Tx& tx, BusinessId business, const Location& draft);
ProviderId add_provider(db::Tx& tx, BusinessId business, const Provider& draft, businesses::Role role,
                        std::string_view email);
ResourceId add_resource(db::Tx& tx, BusinessId business, const Resource& draft);

// Schedule edits lock the provider as bookings do (availability is asked again under that lock).
// Errors: invalid schedule.hours for minutes, weeks or validity that availability.h does not allow, schedule.days for
// days out of order; not_found provider.not_offered, location.unknown.
Result<void> set_weekly_hours(db::Tx& tx, BusinessId business, ProviderId provider,
                              const std::vector<availability::WeeklyHours>& hours,
                              const std::vector<availability::WeeklyHours>& breaks);
// Without a provider: a holiday of the whole business.
Result<void> add_days_off(db::Tx& tx, BusinessId business, std::optional<ProviderId> provider,
                          const availability::Days& days, std::string_view reason);
// Instead of what was set for that day; without hours, the week's hours hold again.
Result<void> set_special_day(db::Tx& tx, BusinessId business, ProviderId provider, const availability::SpecialDay& day);

// Either way; none takes the time away. Locks all providers.
// Errors: invalid schedule.travel unless 0 <= minutes <= 24 h; not_found location.unknown.
Result<void> set_travel_time(db::Tx& tx, BusinessId business, LocationId a, LocationId b, Minutes minutes);

// Locks occupants in id order, for the rest of the transaction, and raises their versions. Whatever changes what is
// taken of an occupant calls this first.
void lock(db::Tx& tx, BusinessId business, std::vector<OccupantId> occupants);

std::vector<Location> list_locations(db::Session& session, BusinessId business);
availability::Travel load_travel(db::Session& session, BusinessId business);
std::vector<Provider> list_providers(db::Session& session, BusinessId business);  // by position
std::vector<Resource> list_resources(db::Session& session, BusinessId business);  // by position, then name
// Of all providers; days before `from` are left out, so history is never read.
std::unordered_map<ProviderId, availability::Schedule> list_schedules(db::Session& session, BusinessId business,
                                                                      Day from);

}  // namespace staff
