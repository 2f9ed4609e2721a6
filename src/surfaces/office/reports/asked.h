// What a report is asked for, as its address says it, and what its pages and tables share.
#pragma once

#include "office/frame/page.h"
#include "reports/report.h"

namespace office {

struct AskedReport {
    reports::Asked asked;
    std::optional<reports::Named> named{};  // none: from one day to another
    std::optional<Error> wrong{};           // of the days; `asked` is then this month
    std::string first{}, last{};            // as they were typed
};
AskedReport read_report(const Page& page);
// "period=last-month&provider=…", for links.
std::string query_of(const AskedReport& asked);

std::string name_of(i18n::Language language, reports::Named named);
std::string name_of(i18n::Language language, bookings::Lead lead);
// "1 to 30 November 2026"
std::string name_of(i18n::Language language, const reports::Period& period);
// Of a part of the period: "Mon 2 November", "2 to 8 November", "November 2026".
std::string part_name(i18n::Language language, const reports::Period& part);
std::string provider_name(const Page& page, ProviderId id);
std::string service_name(const Page& page, ServiceId id);

// Rounded; nullopt where there is nothing to be a part of.
std::optional<std::int64_t> percent(std::int64_t part, std::int64_t whole);
std::string percent_text(i18n::Language language, std::optional<std::int64_t> percent);  // "83%", "–"

}  // namespace office
