// The SQL of extra fields.
#pragma once

#include "catalog/extra_field.h"
#include "db/db.h"

namespace catalog::store {

std::vector<ExtraField> list_extra_fields(db::Session& session, BusinessId business);
// With the services that it is asked for.
void insert(db::Tx& tx, BusinessId business, const ExtraField& field);
// Everything but kind, key and position.
void update(db::Tx& tx, BusinessId business, const ExtraField& field);
void set_position(db::Tx& tx, BusinessId business, ExtraFieldId id, int position);
// False where something refers to it, such as an answer: then nothing has changed.
bool erase(db::Tx& tx, BusinessId business, ExtraFieldId id);

}  // namespace catalog::store
