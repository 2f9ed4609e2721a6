// The keys with which a business's own programs use the API (FEATURES 8.6): made, shown once, revoked.
#pragma once

#include "office/frame/page.h"

namespace office {

void register_api_keys(activity::Registry& registry);

Response api_keys(const Page& page);        // GET  /settings/api-keys
Response make_api_key(const Page& page);    // POST
Response revoke_api_key(const Page& page);  // POST /settings/api-keys/{id}/revocation

}  // namespace office
