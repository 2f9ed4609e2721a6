// Services, their categories and add-ons: what can be booked, how long it takes and what it costs. What staff change of
// them is in offer.h and add_ons.h.
#pragma once

#include "availability/availability.h"
#include "businesses/business.h"

namespace activity {
class Registry;
}

namespace catalog {

// The names by which activities tell of services.
void subscribe(activity::Registry& registry);

using AddOnId = base::Id<struct AddOnTag>;

struct Category {
    CategoryId id;
    businesses::Text name;
    int position = 0;
};

struct Need {
    ResourceId resource_id;
    int quantity = 1;
    friend bool operator==(const Need&, const Need&) = default;
};

enum class PriceKind { fixed, from, free, on_request };
std::string_view to_text(PriceKind kind);
std::optional<PriceKind> parse_price_kind(std::string_view text);

// Who may book a service online; staff may always. link: whoever has its secret link. Those of staff and link are
// not shown to visitors.
enum class WhoMayBook { everybody, signed_in, staff, link };
std::string_view to_text(WhoMayBook who);
std::optional<WhoMayBook> parse_who_may_book(std::string_view text);

// Where the times come from at which customers book it: from the hours of those who give it, or only from the sessions
// (bookings/session.h) that staff put into the book.
enum class Times { hours, sessions };
std::string_view to_text(Times times);
std::optional<Times> parse_times(std::string_view text);

// What it is: a service of the offer, or what is booked of an event (events/event.h), which stands in no list of
// services.
enum class ServiceKind { service, event };
std::string_view to_text(ServiceKind kind);
std::optional<ServiceKind> parse_service_kind(std::string_view text);

// What a provider does otherwise than the service says.
struct Own {
    ProviderId provider_id;
    std::optional<Minutes> duration{};
    std::optional<std::int64_t> price_amount{};  // in minor units of the business's currency
    std::optional<int> capacity{};
    bool empty() const { return !duration && !price_amount && !capacity; }
    friend bool operator==(const Own&, const Own&) = default;
};

// What add-ons put on top of a service, in minor units of the business's currency.
struct Extra {
    Minutes duration{0};
    std::int64_t price_amount = 0;
};

// What a customer has otherwise than the service and its providers say (customer_terms.h).
struct CustomerTerms {
    std::optional<Minutes> duration{};
    std::optional<std::int64_t> price_amount{};  // in minor units of the business's currency
    bool empty() const { return !duration && !price_amount; }
    friend bool operator==(const CustomerTerms&, const CustomerTerms&) = default;
};

struct Service {
    ServiceId id;
    std::optional<CategoryId> category_id;
    businesses::Text name, description;
    Minutes duration{30};
    Minutes buffer_before{0}, buffer_after{0};
    Minutes minimum_notice{0};
    std::chrono::days booking_horizon{90};
    Minutes slot_interval{15};
    Money price;
    int capacity = 1;             // customers that one appointment has room for, 1..1000
    bool needs_approval = false;  // a booking is pending until staff approve it
    std::string meeting_url;      // an online meeting; empty: at the location
    int position = 0;
    bool active = true;
    std::vector<ProviderId> providers;
    std::vector<Need> needs;
    std::vector<LocationId> locations{};  // where it is offered, by id; empty: everywhere
    // Of them those where what it needs is, by id; empty: everywhere. nowhere: at none. Set by bookings::Snapshot.
    std::vector<LocationId> places{};
    bool nowhere = false;

    std::string colour{};  // "#0f766e"; empty: none of its own
    PriceKind price_kind = PriceKind::fixed;
    WhoMayBook who_may_book = WhoMayBook::everybody;
    std::string link_key{};    // the secret of its link, where it is booked by it
    std::int64_t version = 1;  // grows with every change by staff
    std::vector<Own> own{};    // of its providers, by id; those who do as the service says are left out
    Times times = Times::hours;
    int minimum = 0;                        // of places taken, that is proposed for its sessions; 0: any
    std::chrono::hours decided_before{24};  // a session's start, whether it has its minimum
    ServiceKind kind = ServiceKind::service;
    // Of an event: where it takes place, in words, if at none of the locations; from when and until when customers may
    // book it, none: without such a limit.
    std::string venue{};
    std::optional<Instant> booked_from{}, booked_until{};

    // Whether customers may book it by themselves: with the key of its link, where it is booked by that alone.
    bool admits(std::string_view key = {}) const;
    Minutes duration_with(ProviderId provider) const;
    // How many customers an appointment with that provider has room for.
    int capacity_with(ProviderId provider) const;
    // Whether customers may share its appointments.
    bool is_for_groups() const;
    // What the provider takes for it; nothing where it is free or its price is told on request.
    Money price_with(ProviderId provider) const;
    // Of all who give it, the longest that it takes.
    Minutes longest() const;
    // As it is for a customer: their own length and price hold before a provider's own, and those before the service's.
    Service with(const CustomerTerms& terms) const;
    // As it is for an appointment that is moved: one that takes another time than the service does with its provider
    // keeps that with whomever.
    Service lasting(Minutes length, ProviderId provider) const;
    // As long and as dear as it is with what is put on top, whoever gives it. A price on request stays one.
    Service plus(const Extra& extra) const;
    // With a provider who does as the service says.
    availability::Service timing() const { return {duration, buffer_before, buffer_after, slot_interval}; }
    availability::Service timing(ProviderId provider) const {
        return {duration_with(provider), buffer_before, buffer_after, slot_interval};
    }
};

// What customers may choose with a service: a longer and dearer appointment (FEATURES 8.11).
struct AddOn {
    AddOnId id;
    businesses::Text name, description{};
    Minutes duration{0};
    Money price{};
    int position = 0;
    bool active = true;
    std::vector<ServiceId> services{};  // that it can be chosen with, by id
    std::int64_t version = 1;           // grows with every change by staff

    // Whether it can be chosen with the service. What makes an appointment longer is not for one that several customers
    // share.
    bool fits(const Service& service) const;
};
Extra sum_of(const std::vector<AddOn>& chosen);

// Each of these raises the business's version. `draft.id` is not read; the price's currency is the business's.
CategoryId add_category(db::Tx& tx, BusinessId business, const Category& draft);
ServiceId add_service(db::Tx& tx, BusinessId business, const Service& draft);
AddOnId add_add_on(db::Tx& tx, BusinessId business, const AddOn& draft);

std::vector<Category> list_categories(db::Session& session, BusinessId business);  // by position
// By position, with providers and needs, those of events too; `currency` is the business's.
std::vector<Service> list_services(db::Session& session, BusinessId business, std::string_view currency);
// By position, switched-off ones too.
std::vector<AddOn> list_add_ons(db::Session& session, BusinessId business, std::string_view currency);

}  // namespace catalog
