// How a business sets its customer panel.
#pragma once

#include "pages/environment.h"

namespace office {

void register_panel(activity::Registry& registry);

using http::Request;
using http::Response;
using pages::Environment;

Response panel_settings(const Request& request, Environment& environment);       // GET  /settings/customer-panel
Response save_panel_settings(const Request& request, Environment& environment);  // POST
Response panel_preview(const Request& request, Environment& environment);  // POST /settings/customer-panel/preview

}  // namespace office
