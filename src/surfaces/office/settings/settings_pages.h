// What the business has set, and who of the staff may what. Every handler stands behind a guard of
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
Response set_logo(const Request& request, Environment& environment);             // POST /settings/branding/logo, a file
Response remove_logo(const Request& request, Environment& environment);          // POST /settings/branding/logo/removal
Response business_log(const Request& request, Environment& environment);         // GET  /settings/changes ?kind&before
Response staff_settings(const Request& request, Environment& environment);       // GET  /settings/staff
Response save_staff_settings(const Request& request, Environment& environment);  // POST, which roles need codes
Response add_staff(const Request& request, Environment& environment);            // POST /settings/staff/new
Response staff_member(const Request& request, Environment& environment);         // GET  /settings/staff/{id}
Response save_staff_member(const Request& request, Environment& environment);    // POST

}  // namespace office
