// What staff change of the offer: services and their categories. Each verb raises the business's version, is told in
// the log "offer", and checks everything itself; a refused one has to be undone.
//
// Errors of all: not_found service.unknown, also of what is an event's (event_service.h), category.unknown. Wrong
// fields are invalid form.invalid, named as the members of Service and Category; those of a provider's own length and
// price are own_duration_ID and own_price_ID.
#pragma once

#include "activity/activity.h"
#include "base/msgid.h"
#include "catalog/catalog.h"

namespace catalog {

inline constexpr businesses::Permission kManageServices{"manage_services", businesses::kOwnersAndManagers,
                                                        N_("Services and prices")};

inline constexpr std::size_t kLongestName = 200, kLongestDescription = 2000, kLongestUrl = 500, kLongestVenue = 300;
inline constexpr Minutes kShortest{5}, kLongestService{24 * 60}, kLongestNotice{365 * 24 * 60};
inline constexpr std::chrono::days kLongestHorizon{730};
inline constexpr int kMostPlaces = 1000;
inline constexpr std::chrono::hours kLongestDecided{720};
inline constexpr std::int64_t kHighestPrice = 100'000'000'000;  // minor units
inline constexpr int kMostServices = 500, kMostCategories = 100;

// Behind all others. Of the draft id, position, version, link_key and the price's currency are not read.
// Errors: conflict service.too_many {max}, service.part_gone, where a provider, room or location is not the business's.
Result<ServiceId> create_service(db::Tx& tx, const activity::Context& context, BusinessId business,
                                 const Service& draft, activity::Actor actor);
// To what was typed into a form that was drawn from `typed.version`; category and everything but the position are
// taken from it. What is the same as before changes nothing.
// Errors: those of create; conflict service.changed_meanwhile, where somebody saved another version.
Result<void> change_service(db::Tx& tx, const activity::Context& context, BusinessId business, const Service& typed,
                            activity::Actor actor);
// A copy under the name "NAME (copy)", behind it and switched off.
Result<ServiceId> duplicate_service(db::Tx& tx, const activity::Context& context, BusinessId business, ServiceId id,
                                    activity::Actor actor);
// Switched off it cannot be booked; the appointments that there are stay.
Result<void> set_active(db::Tx& tx, const activity::Context& context, BusinessId business, ServiceId id, bool active,
                        activity::Actor actor);
// Into the category, before another service of it or at its end.
Result<void> move_service(db::Tx& tx, const activity::Context& context, BusinessId business, ServiceId id,
                          std::optional<CategoryId> category, std::optional<ServiceId> before, activity::Actor actor);
// Errors: conflict service.in_use, where it was ever booked: it can be switched off.
Result<void> delete_service(db::Tx& tx, const activity::Context& context, BusinessId business, ServiceId id,
                            activity::Actor actor);

// Behind all others. Errors: conflict category.too_many {max}.
Result<CategoryId> create_category(db::Tx& tx, const activity::Context& context, BusinessId business,
                                   const businesses::Text& name, activity::Actor actor);
Result<void> rename_category(db::Tx& tx, const activity::Context& context, BusinessId business, CategoryId id,
                             const businesses::Text& name, activity::Actor actor);
// Before another one or behind all.
Result<void> move_category(db::Tx& tx, const activity::Context& context, BusinessId business, CategoryId id,
                           std::optional<CategoryId> before, activity::Actor actor);
// Its services stay, without a category.
Result<void> delete_category(db::Tx& tx, const activity::Context& context, BusinessId business, CategoryId id,
                             activity::Actor actor);

// An event's too. Nullopt: not of this business.
std::optional<Service> find_service(db::Session& session, BusinessId business, ServiceId id, std::string_view currency);

}  // namespace catalog
