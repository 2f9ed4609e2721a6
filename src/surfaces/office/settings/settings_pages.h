// What the business has set, and who of the staff may what. Every handler stands behind a guard of
// app/routes.cpp, which names the permission.
#pragma once

#include "pages/environment.h"

namespace office {

using http::Request;
using http::Response;
using pages::Environment;

Response booking_page_settings(const Request& request, Environment& environment);       // GET  /settings/booking-page
Response save_booking_page_settings(const Request& request, Environment& environment);  // POST
Response panel_settings(const Request& request, Environment& environment);              // GET  /settings/customer-panel
Response save_panel_settings(const Request& request, Environment& environment);         // POST
Response panel_preview(const Request& request, Environment& environment);   // POST /settings/customer-panel/preview
Response embed_settings(const Request& request, Environment& environment);  // GET  /settings/embedding
Response save_embed_settings(const Request& request, Environment& environment);     // POST
Response branding_settings(const Request& request, Environment& environment);       // GET  /settings/branding
Response save_branding_settings(const Request& request, Environment& environment);  // POST
Response set_logo(const Request& request, Environment& environment);          // POST /settings/branding/logo, a file
Response remove_logo(const Request& request, Environment& environment);       // POST /settings/branding/logo/removal
Response message_settings(const Request& request, Environment& environment);  // GET  /settings/messages
Response save_message_settings(const Request& request, Environment& environment);  // POST
Response business_log(const Request& request, Environment& environment);         // GET  /settings/changes ?kind&before
Response staff_settings(const Request& request, Environment& environment);       // GET  /settings/staff
Response save_staff_settings(const Request& request, Environment& environment);  // POST, which roles need codes
Response add_staff(const Request& request, Environment& environment);            // POST /settings/staff/new
Response staff_member(const Request& request, Environment& environment);         // GET  /settings/staff/{id}
Response save_staff_member(const Request& request, Environment& environment);    // POST

}  // namespace office
