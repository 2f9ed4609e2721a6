// The SQL of businesses.
#pragma once

#include "businesses/business.h"

namespace businesses {

// What is wrong with it, by field.
std::vector<FieldError> wrong_fields(const Business& draft);

// False when the slug is taken, or was another's.
bool insert(db::Tx& tx, BusinessId id, Instant now, const Business& draft);

// The columns of kBusinessSettings, and the translations of all texts. Raises the version.
void update_settings(db::Tx& tx, BusinessId id, const Business& changed);

std::optional<BusinessId> find_former_holder(db::Session& session, std::string_view slug);
// False when the slug went meanwhile. The one before leads there from now on. Raises the version.
bool update_slug(db::Tx& tx, BusinessId id, std::string_view before, std::string_view slug, Instant now);

// The defaults where nothing was set yet.
CustomerSettings find_customer_settings(db::Session& session, BusinessId id);

}  // namespace businesses
