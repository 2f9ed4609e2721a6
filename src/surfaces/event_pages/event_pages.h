// Events as visitors see them (FEATURES 3.5): the list, an event with its dates, tickets for one of them, and a
// calendar that follows them. Part of the booking page: where that is switched off they are, too. A GET changes
// nothing.
#pragma once

#include "pages/form.h"

namespace event_pages {

using http::Response;

// The way to the list on the booking page.
void register_pages(activity::Registry& registry);

Response list(const pages::Page& page);              // GET  /{business}/events
Response feed(const pages::Page& page);              // GET  /{business}/events.ics
Response show(const pages::Page& page);              // GET  /{business}/events/{event}?link
Response tickets(const pages::Page& page);           // GET  /{business}/events/{event}/tickets?date&tickets&link
extern const pages::FormHandler<pages::Page> order;  // POST /{business}/events/{event}/tickets

}  // namespace event_pages
