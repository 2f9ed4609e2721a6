// The service of an event (events/event.h): what is booked of it. It stands in no list of services, and the verbs of
// offer.h do not know it. What changes of it is told by the event's own activities, so these verbs record nothing and
// return what differs.
#pragma once

#include "activity/telling.h"
#include "catalog/offer.h"

#include <nlohmann/json.hpp>

namespace catalog {

struct Written {
    Service service;               // as it is now
    nlohmann::json before, after;  // what differs, by the names of event_fields; empty: nothing
};
// Errors: those of create_service, but for service.too_many.
Result<Written> create_event_service(db::Tx& tx, BusinessId business, const Service& draft);
// All but its position and its link is taken from `typed`. Errors: those of create_service; not_found service.unknown.
Result<Written> change_event_service(db::Tx& tx, BusinessId business, const Service& typed);

// The extra fields that are asked for one are asked for the other too.
void copy_extra_fields(db::Tx& tx, BusinessId business, ServiceId from, ServiceId to);

// In words, for the event's activities.
std::vector<activity::Field> event_fields();

}  // namespace catalog
