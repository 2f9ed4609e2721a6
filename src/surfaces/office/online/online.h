// How a business sets its booking page: what is asked for there, and which other sites show it.
#pragma once

#include "office/frame/page.h"

namespace office {

void register_online(activity::Registry& registry);

Response booking_page_settings(const Page& page);       // GET  /settings/booking-page
Response save_booking_page_settings(const Page& page);  // POST
Response look_settings(const Page& page);               // GET  /settings/look
Response save_look_settings(const Page& page);          // POST
Response look_preview(const Page& page);                // POST /settings/look/preview
Response picture_settings(const Page& page);            // GET  /settings/pictures
// POST /settings/pictures/{subject}, a file; the subject is "cover", "service-ID" or "provider-ID".
Response set_picture(const Page& page, const std::vector<http::Part>& parts);
Response remove_picture(const Page& page);       // POST /settings/pictures/{subject}/removal
Response embed_settings(const Page& page);       // GET  /settings/embedding
Response save_embed_settings(const Page& page);  // POST

}  // namespace office
