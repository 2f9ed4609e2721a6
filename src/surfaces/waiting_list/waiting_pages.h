// The waiting list (FEATURES 2.14) on pages: customers join it on the booking page, see what they wait for by the link
// of a mail or in their panel, and answer offers there; staff see the queue, add to it and offer by hand. A GET changes
// nothing.
#pragma once

#include "office/frame/page.h"
#include "portal/portal.h"

namespace waiting_list {

using http::Response;
using pages::FormHandler;

// The module, the tab of the panel, the entry of the menu and the page of the settings.
void register_pages(activity::Registry& registry);

// On the booking page.
Response join_form(const pages::Page& page);  // GET  /{business}/waiting?service&provider&location&day
extern const FormHandler<pages::Page> join;   // POST /{business}/waiting
// By the link of a mail.
Response show(const pages::Page& page);         // GET  /{business}/waiting/{token}
extern const FormHandler<pages::Page> accept;   // POST .../offers/{offer}/acceptance
extern const FormHandler<pages::Page> decline;  // POST .../offers/{offer}/refusal
extern const FormHandler<pages::Page> leave;    // POST .../leaving
// In the panel.
Response own(const portal::Visit& visit);             // GET  /{business}/my/waiting
extern const FormHandler<portal::Visit> own_accept;   // POST .../offers/{offer}/acceptance
extern const FormHandler<portal::Visit> own_decline;  // POST .../offers/{offer}/refusal
extern const FormHandler<portal::Visit> own_leave;    // POST .../{id}/leaving
// By staff.
Response queue(const office::Page& page);          // GET  /{business}/office/waiting
Response new_entry(const office::Page& page);      // GET  .../new?q&customer
Response add_entry(const office::Page& page);      // POST .../new
Response entry(const office::Page& page);          // GET  .../{id}?day
Response remove(const office::Page& page);         // POST .../{id}/removal
Response offer_time(const office::Page& page);     // POST .../{id}/offer
Response settings(const office::Page& page);       // GET  /{business}/office/settings/waiting-list
Response save_settings(const office::Page& page);  // POST

}  // namespace waiting_list
