// What staff change of locations, rooms and equipment. Each verb raises the business's version and is told in the log
// of the offer; a refused one has to be undone.
//
// Wrong fields are invalid form.invalid, named as the members of Location and Resource.
#pragma once

#include "activity/activity.h"
#include "staff/staff.h"

namespace staff {

inline constexpr std::size_t kLongestPlaceName = 200, kLongestAddress = 300, kLongestDirections = 1000;
inline constexpr std::size_t kLongestMapUrl = 500;
inline constexpr int kMostLocations = 100, kMostResources = 200, kMostOfAResource = 1000;

// Behind all others; id and position of the draft are not read. `country` (ISO 3166) of the business gives a phone
// number without + its meaning. Errors: conflict location.too_many {max}.
Result<LocationId> create_location(db::Tx& tx, const activity::Context& context, BusinessId business,
                                   std::string_view country, const Location& draft, activity::Actor actor);
// All but its position, to what was typed into a form that was drawn from `typed.version`. Errors: not_found
// location.unknown; conflict location.changed_meanwhile, where another version was saved.
Result<void> change_location(db::Tx& tx, const activity::Context& context, BusinessId business,
                             std::string_view country, const Location& typed, activity::Actor actor);
// Before another one or behind all. Errors: not_found location.unknown.
Result<void> move_location(db::Tx& tx, const activity::Context& context, BusinessId business, LocationId id,
                           std::optional<LocationId> before, activity::Actor actor);
// With the ways from and to it. Errors: not_found location.unknown; conflict location.in_use, where hours, services,
// rooms or appointments name it.
Result<void> delete_location(db::Tx& tx, const activity::Context& context, BusinessId business, LocationId id,
                             activity::Actor actor);
// set_travel_time, told of. Raises the versions of both. Errors: its own.
Result<void> change_travel_time(db::Tx& tx, const activity::Context& context, BusinessId business, LocationId a,
                                LocationId b, Minutes minutes, activity::Actor actor);

// Behind all others; id and position of the draft are not read. Errors: conflict resource.too_many {max}; not_found
// location.unknown.
Result<ResourceId> create_resource(db::Tx& tx, const activity::Context& context, BusinessId business,
                                   const Resource& draft, activity::Actor actor);
// All but its position, to what was typed into a form that was drawn from `typed.version`. Locks it. Errors: not_found
// resource.unknown, location.unknown; conflict resource.changed_meanwhile, where another version was saved, and
// resource.quantity_in_use, where appointments have taken some of it.
Result<void> change_resource(db::Tx& tx, const activity::Context& context, BusinessId business, const Resource& typed,
                             activity::Actor actor);
// Before another one or behind all. Errors: not_found resource.unknown.
Result<void> move_resource(db::Tx& tx, const activity::Context& context, BusinessId business, ResourceId id,
                           std::optional<ResourceId> before, activity::Actor actor);
// Errors: not_found resource.unknown; conflict resource.in_use, where a service needs it or it was taken.
Result<void> delete_resource(db::Tx& tx, const activity::Context& context, BusinessId business, ResourceId id,
                             activity::Actor actor);

// What staff changed after that version, the latest last.
std::vector<activity::Recorded> list_changes_since(db::Session& session, BusinessId business, ResourceId id,
                                                   std::int64_t version);
std::vector<activity::Recorded> list_changes_since(db::Session& session, BusinessId business, LocationId id,
                                                   std::int64_t version);

// Their types of activity and the names by which they are told.
void subscribe_places(activity::Registry& registry);

}  // namespace staff
