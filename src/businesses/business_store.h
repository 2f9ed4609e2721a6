// The SQL of businesses.
#pragma once

#include "businesses/business.h"

namespace businesses {

// False when the slug is taken.
bool insert(db::Tx& tx, BusinessId id, Instant now, const Business& draft);

}  // namespace businesses
