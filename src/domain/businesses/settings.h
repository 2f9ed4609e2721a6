// How staff change what a business set, each in one transaction with the activity that tells of it: settings.changed
// {before, after}, of what differs only.
#pragma once

#include "activity/activity.h"
#include "businesses/business.h"

#include <functional>

namespace businesses {

using activity::Context;

// The activities and permissions of this folder.
void subscribe(activity::Registry& registry);

// Two staff members who change settings at the same time do so one after the other; what is read from here on stays
// true until the commit. The verbs here do it themselves.
void lock(db::Tx& tx, BusinessId id);

// `change` is given the settings as they are stored now and may run more than once. Without a difference nothing is
// written or recorded. Time zone and currency concern what was booked: they are changed by bookings/identity.h.
// Errors: invalid form.invalid with the fields of create and set_customer_settings.
using Change = std::function<void(Business&)>;
Result<void> change_settings(db::Tx& tx, const Context& context, BusinessId id, const Change& change,
                             activity::Actor actor);

// Whether a business may take the slug. `own`: the one that asks, null for one that is yet to be. Errors: invalid
// business.slug_invalid; conflict business.slug_taken, business.slug_former; all of field slug.
Result<void> may_have_slug(db::Session& session, std::optional<BusinessId> own, std::string_view slug);
// Another address of the business's pages. The one before leads there for good. Records settings.changed. Errors: those
// of may_have_slug.
Result<void> change_slug(db::Tx& tx, const Context& context, BusinessId id, std::string_view slug,
                         activity::Actor actor);

// The logo as pictures/picture.h draws it; none: it is removed. The activity says that there is one, not what it shows:
// "none", "kept" or, of one that took another's place, "replaced".
void change_logo(db::Tx& tx, const Context& context, BusinessId id, const std::optional<Logo>& logo,
                 activity::Actor actor);

}  // namespace businesses
