// The numbers of a business (FEATURES 8.15): a page to read, and its tables to take away.
#pragma once

#include "office/frame/page.h"

namespace office {

void register_reports(activity::Registry& registry);

// GET /reports ?period=last-month, or &first=2026-11-01&last=2026-11-30; &provider&location&service
Response reports(const Page& page);
// GET /reports/table.csv ?table=periods|people|services|sources|hours, else as above
Response report_table(const Page& page);

}  // namespace office
