// How a business sets its customer panel.
#pragma once

#include "office/frame/page.h"

namespace office {

void register_panel(activity::Registry& registry);

Response panel_settings(const Page& page);       // GET  /settings/customer-panel
Response save_panel_settings(const Page& page);  // POST
Response panel_preview(const Page& page);        // POST /settings/customer-panel/preview

}  // namespace office
