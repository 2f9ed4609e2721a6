// The SQL of businesses.
#pragma once

#include "businesses/business.h"

namespace businesses {

// False when the slug is taken.
bool insert(db::Tx& tx, BusinessId id, Instant now, const Business& draft);

// The columns of kBusinessSettings, and the translations of all texts. Raises the version.
void update_branding(db::Tx& tx, BusinessId id, const Business& changed);

// The defaults where nothing was set yet.
CustomerSettings find_customer_settings(db::Session& session, BusinessId id);

}  // namespace businesses
