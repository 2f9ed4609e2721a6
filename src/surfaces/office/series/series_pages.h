// Series in the back office (FEATURES 3.5): how often, then the table of dates with what each meets, then all of them
// at once; the page of a series, and moving and cancelling several of it.
#pragma once

#include "office/frame/page.h"

namespace office {

// The section of an appointment's page, the ways to repeat one, and the section of a customer's page.
void register_series(activity::Registry& registry);

Response plan_series(
    const Page& page);  // GET  /{business}/office/series/new?service&provider&customer&start|booking|series
Response make_series(const Page& page);         // POST
Response series_page(const Page& page);         // GET  /{business}/office/series/{id}
Response series_moving(const Page& page);       // GET  .../move?from&reach&day&time&provider
Response move_series(const Page& page);         // POST
Response save_series_offer(const Page& page);   // POST /{business}/office/services/{id}/series
Response series_of_customer(const Page& page);  // GET  /{business}/office/customers/{id}/series
Response series_cancelling(const Page& page);   // GET  .../cancellation?from&reach
Response cancel_series(const Page& page);       // POST

}  // namespace office
