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
Response embed_settings(const Request& request, Environment& environment);              // GET  /settings/embedding
Response save_embed_settings(const Request& request, Environment& environment);         // POST

}  // namespace office
