// What the business has set. Every handler stands behind a guard of
// app/routes.cpp, which names the permission.
#pragma once

#include "office/frame/page.h"

namespace office {

void register_settings(activity::Registry& registry);

Response branding_settings(const Page& page);                               // GET  /settings/branding
Response save_branding_settings(const Page& page);                          // POST
Response set_logo(const Page& page, const std::vector<http::Part>& parts);  // POST /settings/branding/logo, a file
Response remove_logo(const Page& page);                                     // POST /settings/branding/logo/removal
Response business_log(const Page& page);                                    // GET  /settings/changes ?kind&before
Response business_settings(const Page& page);                               // GET  /settings/business
Response save_business_settings(const Page& page);                          // POST
Response address_settings(const Page& page);                                // GET  /settings/business/address
Response save_address(const Page& page);                                    // POST
Response check_address(const Page& page);          // GET  /settings/business/address/check ?slug
Response host_settings(const Page& page);          // GET  /settings/business/host
Response ask_for_host(const Page& page);           // POST
Response withdraw_host_request(const Page& page);  // POST /business/host/withdrawal
Response settings_search(const Page& page);        // GET  /settings/search ?q
Response module_settings(const Page& page);        // GET  /settings/modules
Response save_module_settings(const Page& page);   // POST

}  // namespace office
