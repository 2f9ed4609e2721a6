// The SQL of events.
#pragma once

#include "db/db.h"
#include "events/event.h"

namespace events::store {

void insert(db::Tx& tx, const Event& event);
// State, who may book, over_at, changed_at and version.
void update(db::Tx& tx, const Event& event);
int count_open(db::Session& session, BusinessId business);
// Of all businesses: that are not marked as over, by business and id, behind `after`, at most `limit`.
std::vector<Event> list_unmarked(db::Session& session, const std::pair<BusinessId, EventId>& after, int limit);
// The events of the services, deleted ones too.
std::vector<std::pair<EventId, ServiceId>> list_ids(db::Session& session, BusinessId business);

}  // namespace events::store
