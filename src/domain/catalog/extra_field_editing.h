// What staff change of the extra fields. Each verb raises the business's version, is told in the log "offer", and
// checks everything itself; a refused one has to be undone. What was answered has a copy of the label, so none of them
// changes it.
//
// Errors of all: not_found extra_field.unknown. Wrong fields are invalid form.invalid, named as the members of
// ExtraField; those of an option's name are option_KEY.
#pragma once

#include "activity/activity.h"
#include "catalog/extra_field.h"
#include "catalog/offer.h"

namespace catalog {

inline constexpr int kMostExtraFields = 30;  // of a business
inline constexpr std::size_t kMostOptions = 20;
inline constexpr std::size_t kLongestKey = 30, kLongestLabel = 200, kLongestHelp = 500, kLongestOption = 100;

// Behind all others. Without a key it gets one from its label. Options without a name are left out; those without a key
// get one. Of the draft id, position and version are not read.
// Errors: conflict extra_field.too_many {max}, extra_field.key_taken, service.part_gone, where a service is not the
// business's.
Result<ExtraFieldId> create_extra_field(db::Tx& tx, const activity::Context& context, BusinessId business,
                                        const ExtraField& draft, activity::Actor actor);
// To what was typed into a form that was drawn from `typed.version`. Kind, key and position stay. What is the same as
// before changes nothing.
// Errors: those of create; conflict extra_field.changed_meanwhile, where somebody saved another version.
Result<void> change_extra_field(db::Tx& tx, const activity::Context& context, BusinessId business,
                                const ExtraField& typed, activity::Actor actor);
// A copy, behind all others and switched off.
Result<ExtraFieldId> duplicate_extra_field(db::Tx& tx, const activity::Context& context, BusinessId business,
                                           ExtraFieldId id, activity::Actor actor);
// Before another one or behind all.
Result<void> move_extra_field(db::Tx& tx, const activity::Context& context, BusinessId business, ExtraFieldId id,
                              std::optional<ExtraFieldId> before, activity::Actor actor);
// Errors: conflict extra_field.in_use, where it was ever answered or another field is shown by it: it can be switched
// off.
Result<void> delete_extra_field(db::Tx& tx, const activity::Context& context, BusinessId business, ExtraFieldId id,
                                activity::Actor actor);

}  // namespace catalog
