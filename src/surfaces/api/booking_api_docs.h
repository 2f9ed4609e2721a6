// What the public API says about itself: docs/api.md for machines. The route table names these beside the handlers.
#pragma once

#include "http/openapi.h"

namespace api::docs {

extern const http::ApiInfo info;

extern const http::ApiDoc businesses, services, providers, locations, slots, next_slots, create, show, reschedule,
    cancel;

}  // namespace api::docs
