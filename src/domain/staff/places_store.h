// The SQL of what staff change of locations, rooms and equipment.
#pragma once

#include "staff/staff_store.h"

namespace staff {

void update(db::Tx& tx, BusinessId business, const Location& location);
void set_version(db::Tx& tx, BusinessId business, LocationId id, std::int64_t version);
void set_position(db::Tx& tx, BusinessId business, LocationId id, int position);
// False where something refers to it: then nothing has changed. Its ways go with it.
bool erase(db::Tx& tx, BusinessId business, LocationId id);

// False where its number differs and some of it is taken: then the transaction has to be undone.
bool update(db::Tx& tx, BusinessId business, const Resource& resource);
void set_position(db::Tx& tx, BusinessId business, ResourceId id, int position);
// False where something refers to it: then nothing has changed.
bool erase(db::Tx& tx, BusinessId business, ResourceId id);

}  // namespace staff
