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

// "ID.ID", or "none".
std::string to_text(const std::vector<bookings::AddOnId>& add_ons);
// Whether the extras were sent by their form, whose address is longer than it has to be.
bool is_from_form(const http::Form& query);
// Those that are ticked when their step is shown again.
std::set<bookings::AddOnId> ticked_extras(const http::Form& query);

struct Choice {
    std::string root;  // the address without a choice: "/studio-lind/book?service=..." or ".../reschedule?"
    ServiceId service_id;
    std::string link{};         // the key of a service that is booked by its secret link only
    bool has_extras = false;    // add-ons can be chosen with it
    bool asked_extras = false;  // and were, or none of them
    std::vector<bookings::AddOnId> add_ons{};
    bool has_places = false;                  // the service can be had at more than one location
    std::optional<LocationId> location_id{};  // the one chosen of them
    std::optional<LocationId> only_place{};   // of several locations the one where it can be had
    bool any = false;                         // whoever is free
    std::optional<ProviderId> provider_id;    // the one asked for; never with `any`
    bool only_one = false;                    // nobody else gives the service, so nobody was asked
    std::optional<CustomerId> customer{};     // for whom, who is signed in: their own length of the service holds
    bool for_another = false;                 // `customer` is one of those whom the account looks after
    std::optional<Day> month;                 // its first day
    std::optional<Day> day;
    std::optional<Start> start;

    // The steps follow each other: extras, where, with whom, when.
    bool has_chosen_extras() const { return asked_extras || !has_extras; }
    bool has_place() const { return location_id || !has_places; }
    // Where the appointment will be, as far as a choice tells.
    std::optional<LocationId> place() const { return location_id ? location_id : only_place; }
    bool has_provider() const { return any || provider_id; }
    // Who takes the chosen start, as far as that is known.
    std::optional<ProviderId> taker() const {
        return provider_id ? provider_id : start ? start->provider_id : std::nullopt;
    }
    std::string path() const;
    // The step of the extras, with those ticked that were chosen.
    std::string extras_path() const;
    Choice without_time() const;
    Choice on(Day day) const;
    Choice in_month(Day month) const;
    Choice at(const bookings::FreeStart& free) const;
    Choice with(std::optional<ProviderId> provider) const;  // none: any
    Choice at_location(LocationId location) const;          // with the provider left open
    Choice anywhere() const;                                // with location and provider left open
    Choice without_extras() const;                          // decided against all, and all else left open
};

// Reads extras, location, provider, month, day, start and with of a query. The defaults: who alone gives the service
// there.
// `today` is the business's: from then on it counts where the service can be had.
// Errors: not_found add_on.not_offered, location.not_offered, provider.not_offered; invalid page.date_not_understood
// and those of Snapshot::wished.
Result<Choice> read_choice(const http::Form& query, const bookings::Snapshot& snapshot, const catalog::Service& service,
                           std::string root, Day today);

// The service of a query or form, which `link` opens where it has a secret link. Errors: not_found service.not_offered.
Result<const catalog::Service*> read_service(const http::Form& query, const bookings::Snapshot& snapshot);
// Choice::root of the booking page: the address of the service there, with the key of its secret link where it has one.
std::string root_of(std::string_view home, const catalog::Service& service);

}  // namespace booking_page
