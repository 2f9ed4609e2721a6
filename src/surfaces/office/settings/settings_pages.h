// What the business has set. Every handler stands behind a guard of
// app/routes.cpp, which names the permission.
#pragma once

#include "pages/environment.h"

namespace office {

void register_settings(activity::Registry& registry);

using http::Request;
using http::Response;
using pages::Environment;

Response branding_settings(const Request& request, Environment& environment);       // GET  /settings/branding
Response save_branding_settings(const Request& request, Environment& environment);  // POST
Response set_logo(const Request& request, Environment& environment);           // POST /settings/branding/logo, a file
Response remove_logo(const Request& request, Environment& environment);        // POST /settings/branding/logo/removal
Response business_log(const Request& request, Environment& environment);       // GET  /settings/changes ?kind&before
Response business_settings(const Request& request, Environment& environment);  // GET  /settings/business
Response save_business_settings(const Request& request, Environment& environment);  // POST
Response address_settings(const Request& request, Environment& environment);        // GET  /settings/business/address
Response save_address(const Request& request, Environment& environment);            // POST
Response check_address(const Request& request,
                       Environment& environment);  // GET  /settings/business/address/check ?slug
Response settings_search(const Request& request, Environment& environment);       // GET  /settings/search ?q
Response module_settings(const Request& request, Environment& environment);       // GET  /settings/modules
Response save_module_settings(const Request& request, Environment& environment);  // POST

}  // namespace office
