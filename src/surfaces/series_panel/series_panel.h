// A customer's series in the panel (FEATURES 3.5): where the service allows it they repeat an appointment of theirs,
// or one that they are about to book, and see and cancel what belongs together, by the customers' rules.
#pragma once

#include "portal/portal.h"

namespace series_panel {

// The ways on from an appointment.
void register_pages(activity::Registry& registry);

http::Response plan(const portal::Visit& visit);        // GET  /{business}/my/series/new?booking or ?service&start
extern const pages::FormHandler<portal::Visit> book;    // POST
http::Response show(const portal::Visit& visit);        // GET  /{business}/my/series/{id}?from
http::Response calendar(const portal::Visit& visit);    // GET  .../calendar.ics
extern const pages::FormHandler<portal::Visit> cancel;  // POST .../cancellation

}  // namespace series_panel
