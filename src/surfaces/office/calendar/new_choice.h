// What was chosen of a new appointment, as the addresses and forms of its pages hold it: one service, or several in one
// go for one customer. Internal to the calendar.
#pragma once

#include "bookings/visit_free.h"
#include "customers/customer.h"
#include "office/calendar/picking.h"

namespace office {

inline constexpr Minutes kUsualGap{60};  // between two of several services; of each start the shortest wait is offered

struct ChosenPart {
    const catalog::Service* service = nullptr;
    std::optional<ProviderId> provider{};  // none: any who is free
    std::size_t person = 0;                // who gets it: the customer, or one of those who come along
    std::vector<bookings::AddOnId> add_ons{};
    // Of several services, as they were found free: when this one begins, and with whom.
    std::optional<Instant> at{};
    std::optional<ProviderId> by{};
};

struct Choice : Picked {
    std::vector<ChosenPart> parts{};  // the services, in their order; empty: nobody gives any
    bool one_more = false;            // a line for another is asked for
    std::size_t people = 1;           // whom several services are for, at most kMostVisitPeople
    bool any_order = false;
    bool one_by_one = false;  // several people one after the other, though they could be side by side
    Minutes longest_gap = kUsualGap;
    std::optional<customers::Customer> customer{};

    bool is_visit() const { return parts.size() > 1; }
    const ChosenPart& first() const { return parts.front(); }
    // Those beside the customer who get anything.
    std::set<std::size_t> companions() const;
};

// "service" of the first, "service_2" of the second.
std::string field_of_part(std::string_view name, std::size_t index);
std::string field_of_add_on(bookings::AddOnId id, std::size_t index);
std::string person_name(const Page& page, std::size_t person);
std::string new_path(const Page& page);
// All that somebody gives, whether customers may book it or not.
std::vector<const catalog::Service*> given_services(const Page& page);
std::optional<CustomerId> id_of(const std::optional<customers::Customer>& customer);

// What cannot be read is as if it had not been given.
Choice read_choice(const Page& page, const http::Form& form);
// The fields that say again what was asked for; and the start, of several services with when and with whom each is.
Kept fields_of(const Choice& choice);
Kept start_fields(const Choice& choice);
std::string query_of(const Page& page, const Choice& choice, bool with_start);

// What is asked of list_visits for it.
bookings::VisitWanted wanted_of(const Choice& choice);

// When each part is, for a choice with a start: as it was found, else one after the other, of several people side by
// side where they have not the same provider. `provider`: who was asked
// for or found; none: whoever is free then.
struct PlacedPart {
    catalog::Service service;  // as it is for the customer, with its add-ons
    std::vector<catalog::AddOn> add_ons;
    std::optional<ProviderId> provider;
    Span time;
};
std::vector<PlacedPart> placed(const Page& page, const Choice& choice);

// The first page: what and when.
Response when_page(const Page& page, const Choice& choice, const std::string& notice = {}, int status = 200);

}  // namespace office
