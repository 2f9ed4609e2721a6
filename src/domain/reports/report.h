// What happened in a business within a period, in numbers (FEATURES 8.15). Everything counts by when appointments
// begin, by the wall clock of the business.
//
// Booked is what was not given up; revenue the agreed prices of what is approved or took place, in the business's own
// currency. Occupancy is the time of appointments, without buffers, out of the working hours, breaks left out, both
// within the period: who also gives appointments outside the hours may have more than all of it.
#pragma once

#include "base/msgid.h"
#include "bookings/tally.h"
#include "reports/period.h"
#include "waiting/waiting.h"

#include <array>
#include <map>

namespace reports {

// The permission and the activities of this folder.
void subscribe(activity::Registry& registry);

inline constexpr businesses::Permission kSeeReports{"see_reports", businesses::kOwnersAndManagers, N_("Reports")};
inline constexpr businesses::Module kModule{"reports", N_("Reports")};

struct Asked {
    Period period;
    std::optional<ProviderId> provider{};
    std::optional<LocationId> location{};
    std::optional<ServiceId> service{};
};

struct Figures {
    std::int64_t booked = 0, cancelled = 0, declined = 0, no_shows = 0;
    std::int64_t revenue = 0;  // in minor units
    Seconds busy{}, working{};
    friend bool operator==(const Figures&, const Figures&) = default;
};
struct Totals : Figures {
    // Who came; of them those whose very first booking, whatever became of it, is among those of the period. Walk-ins
    // are one customer together.
    std::int64_t customers = 0, fresh = 0;
    std::int64_t returning() const { return customers - fresh; }
    // Of what is booked, that was offered on the waiting list; and its revenue.
    std::int64_t from_waiting = 0, from_waiting_revenue = 0;
    friend bool operator==(const Totals&, const Totals&) = default;
};

struct Part {
    Period period;
    Figures figures;  // without times
};
struct OfProvider {
    ProviderId id;
    Figures figures;
};
struct OfService {
    ServiceId id;
    Figures figures;  // working: of the business, so that the share of its hours is told
};
struct OfSource {
    bookings::Source source;
    std::int64_t booked = 0, revenue = 0;
};
struct Hour {
    Seconds busy{}, working{};
    friend bool operator==(const Hour&, const Hour&) = default;
};
// By weekday, Monday first, and the hour of the wall clock.
using Week = std::array<std::array<Hour, 24>, 7>;

struct Report {
    Period period;
    Totals totals;
    std::vector<Part> parts;            // of the whole period, in order
    std::vector<OfProvider> providers;  // who had hours or appointments, by position
    std::vector<OfService> services;    // what was booked or cancelled, the most revenue first
    std::vector<OfSource> sources;      // the most booked first
    std::map<bookings::Lead, std::int64_t> leads;
    Week week{};
    std::map<std::string, std::int64_t> other_currencies;  // revenue that is in none of the sums
};
// The period has gone through check().
Report make(db::Session& session, const bookings::Snapshot& snapshot, const Asked& asked);
// Its totals alone.
Totals totals(db::Session& session, const bookings::Snapshot& snapshot, const Asked& asked);

// When each of the providers works within the span, breaks left out, at the location where one is given: sorted and
// apart. For tests too.
std::vector<Span> working(const availability::Schedule& schedule, const Zone& zone, const Period& period,
                          std::optional<LocationId> location);

}  // namespace reports
