// What a visitor has chosen of a visit of several services (FEATURES 3.5). As with one service, the address of a page
// says it all.
#pragma once

#include "booking_page/choice.h"
#include "bookings/visit_free.h"
#include "pages/page.h"

namespace booking_page {

struct VisitChoice {
    struct Part {
        ServiceId service_id;
        std::optional<ProviderId> provider_id{};  // none: whoever is free
        std::size_t person = 0;                   // who gets it, from 0
        std::vector<bookings::AddOnId> add_ons{};
        friend bool operator==(const Part&, const Part&) = default;
    };
    std::string home;           // "/studio-lind"
    std::vector<Part> parts{};  // at most kMostVisitParts; none: nothing is chosen yet
    std::size_t people = 1;     // at most kMostVisitPeople
    bool in_order = false;      // each person's parts as they stand here; else in whichever order has the least waiting
    bool side_by_side = true;
    std::optional<LocationId> location_id{};  // the one chosen, where all of it can be had at several
    std::optional<CustomerId> customer{};     // as of Choice
    bool for_another = false;
    // Who comes along, from the second person on, where it is somebody whom the account looks after; else their name is
    // asked with the details.
    std::vector<std::optional<CustomerId>> companions{};
    std::optional<Day> month, day;
    std::vector<Start> start{};  // of each part, with whom; empty: no time is chosen yet

    // What is looked for. `held`: what the visitor holds, as the parts.
    bookings::VisitWanted wanted(const std::vector<std::optional<AppointmentId>>& held = {}) const;
    bool has_several(std::size_t person) const;  // parts
    // Whom that person is known as, if at all: the customer, or one of the companions.
    std::optional<CustomerId> customer_of(std::size_t person) const;
    // People are counted without gaps.
    VisitChoice closed_up() const;
    std::string path() const;        // of the step where it is put together
    std::string times_path() const;  // of the days and times, or, with a start, of the details
    VisitChoice without_time() const;
    VisitChoice on(Day day) const;
    Choice calendar() const;  // for the links of the calendar
};

// "SERVICE.wPROVIDER.n2.xADD_ON", parts with "-" between them; "20270329T070000Z.PROVIDER", likewise.
std::string to_text(const std::vector<VisitChoice::Part>& parts);
std::string to_text(const std::vector<Start>& start);
std::vector<Start> parse_starts(std::string_view text);  // empty for anything else

// Reads a query or form. Those of the form in which it is put together have a field for each part's provider, person
// and add-ons ("form=1"), and may ask for another part (`more`) or one less (`remove`).
// Errors: not_found service.not_offered, provider.not_offered, add_on.not_offered, location.not_offered and those of
// Snapshot::wished; invalid page.date_not_understood, visit.too_many_parts {max}.
Result<VisitChoice> read_visit(const http::Form& query, const pages::Page& page);
bool is_from_visit_form(const http::Form& query);

// Where all parts can be had, if the business has several locations; empty: at none of them together. Nullopt: it makes
// no difference.
std::optional<std::vector<const staff::Location*>> places_of(const pages::Page& page, const VisitChoice& choice);

// The parts and all else but the time, as hidden fields under {{>CHOICE_FIELDS}}.
void include_visit_choice(html::Values& values, const VisitChoice& choice);

// The way from one service to several in one go, where the business lets customers book so.
std::optional<pages::WayOn> another_service(const pages::Page& page, const Choice& choice);

}  // namespace booking_page
