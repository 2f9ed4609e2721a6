// What a visitor has chosen so far. The address of a page says it all, so every step is a link that can be kept, sent
// and walked back.
#pragma once

#include "bookings/free_times.h"
#include "http/http.h"

namespace booking_page {

// A start, and who takes it where that is known: "20270329T070000Z.0C5S2V3T4W6XY".
struct Start {
    Instant at;
    std::optional<ProviderId> provider_id;
};
std::string to_text(const Start& start);
// Also RFC 3339. Nullopt for anything else.
std::optional<Start> parse_start(std::string_view text);

struct Choice {
    std::string root;  // the address without a choice: "/studio-lind/book?service=..." or ".../reschedule?"
    ServiceId service_id;
    bool any = false;                       // whoever is free
    std::optional<ProviderId> provider_id;  // the one asked for; never with `any`
    bool only_one = false;                  // nobody else gives the service, so nobody was asked
    std::optional<Day> month;               // its first day
    std::optional<Day> day;
    std::optional<Start> start;

    bool has_provider() const { return any || provider_id; }
    // Who takes the chosen start, as far as that is known.
    std::optional<ProviderId> taker() const {
        return provider_id ? provider_id : start ? start->provider_id : std::nullopt;
    }
    std::string path() const;
    Choice without_time() const;
    Choice on(Day day) const;
    Choice in_month(Day month) const;
    Choice at(const bookings::FreeStart& free) const;
    Choice with(std::optional<ProviderId> provider) const;  // none: any
};

// Reads provider, month, day, start and with of a query. The defaults: who alone gives the service.
// Errors: not_found provider.not_offered; invalid page.date_not_understood.
Result<Choice> read_choice(const http::Form& query, const bookings::Snapshot& snapshot, const catalog::Service& service,
                           std::string root);

// The service of a query or form. Errors: not_found service.not_offered.
Result<const catalog::Service*> read_service(const http::Form& query, const bookings::Snapshot& snapshot);

}  // namespace booking_page
