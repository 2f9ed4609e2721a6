// How a business sets its booking page: what is asked for there, and which other sites show it.
#pragma once

#include "pages/environment.h"

namespace office {

void register_online(activity::Registry& registry);

using http::Request;
using http::Response;
using pages::Environment;

Response booking_page_settings(const Request& request, Environment& environment);       // GET  /settings/booking-page
Response save_booking_page_settings(const Request& request, Environment& environment);  // POST
Response look_settings(const Request& request, Environment& environment);               // GET  /settings/look
Response save_look_settings(const Request& request, Environment& environment);          // POST
Response look_preview(const Request& request, Environment& environment);                // POST /settings/look/preview
Response picture_settings(const Request& request, Environment& environment);            // GET  /settings/pictures
// POST /settings/pictures/{subject}, a file; the subject is "cover", "service-ID" or "provider-ID".
Response set_picture(const Request& request, Environment& environment);
Response remove_picture(const Request& request, Environment& environment);  // POST /settings/pictures/{subject}/removal
Response embed_settings(const Request& request, Environment& environment);  // GET  /settings/embedding
Response save_embed_settings(const Request& request, Environment& environment);  // POST

}  // namespace office
