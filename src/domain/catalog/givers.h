// Which services a person gives, seen from the person.
#pragma once

#include "activity/activity.h"
#include "catalog/catalog.h"

#include <set>

namespace catalog {

// The active services and the switched-off ones.
std::set<ServiceId> list_services_of(db::Session& session, BusinessId business, ProviderId provider);
// How many active services each provider gives; who gives none is left out.
std::map<ProviderId, int> count_services(db::Session& session, BusinessId business);

// These and no others. What was set for the person at a service that stays is kept. The provider is one of the
// business's. Raises the business's version and records staff.services_changed {before, after}. Errors: not_found
// service.not_offered, where one is not the business's.
Result<void> set_provider_services(db::Tx& tx, const activity::Context& context, BusinessId business,
                                   ProviderId provider, const std::set<ServiceId>& services, activity::Actor actor);

}  // namespace catalog
