// The stream by which open pages of the back office hear that the calendar has changed (pages/live.h).
#pragma once

#include "office/frame/page.h"

namespace office {

// GET /live: staff who may see everybody's appointments hear of everybody's, others of their own.
http::Response live(const Page& page);

}  // namespace office
