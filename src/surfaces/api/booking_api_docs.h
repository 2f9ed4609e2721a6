// What the public API says about itself: docs/api.md for machines. The route table names these beside the handlers.
#pragma once

#include "http/openapi.h"

namespace api::docs {

extern const http::ApiInfo info;

extern const http::ApiDoc businesses, services, providers, locations, slots, next_slots, create, visit_slots,
    create_visit, show, reschedule, cancel;
extern const http::ApiDoc list_events, show_event, book_tickets;
extern const http::ApiDoc join_waiting, show_waiting, leave_waiting, accept_offer, decline_offer;
extern const http::ApiDoc list_customers, show_customer, create_customer, update_customer, upsert_customers;
extern const http::ApiDoc list_bookings, list_activity;

}  // namespace api::docs
