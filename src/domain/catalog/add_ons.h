// What staff change of the add-ons. Each verb raises the business's version, is told in the log "offer", and checks
// everything itself; a refused one has to be undone. What was booked has a copy of its own, so none of them changes it.
//
// Errors of all: not_found add_on.unknown. Wrong fields are invalid form.invalid, named as the members of AddOn.
#pragma once

#include "activity/activity.h"
#include "catalog/offer.h"

namespace catalog {

inline constexpr int kMostAddOns = 50;  // of a business
inline constexpr Minutes kLongestAddOn{24 * 60};

// Behind all others. Of the draft id, position, version and the price's currency are not read.
// Errors: conflict add_on.too_many {max}, service.part_gone, where a service is not the business's.
Result<AddOnId> create_add_on(db::Tx& tx, const activity::Context& context, BusinessId business, const AddOn& draft,
                              activity::Actor actor);
// To what was typed into a form that was drawn from `typed.version`; the position stays. What is the same as before
// changes nothing.
// Errors: those of create; conflict add_on.changed_meanwhile, where somebody saved another version.
Result<void> change_add_on(db::Tx& tx, const activity::Context& context, BusinessId business, const AddOn& typed,
                           activity::Actor actor);
// Before another one or behind all.
Result<void> move_add_on(db::Tx& tx, const activity::Context& context, BusinessId business, AddOnId id,
                         std::optional<AddOnId> before, activity::Actor actor);
Result<void> delete_add_on(db::Tx& tx, const activity::Context& context, BusinessId business, AddOnId id,
                           activity::Actor actor);

}  // namespace catalog
