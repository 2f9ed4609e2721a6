// A customer's own length and price of a service, as staff agreed them (FEATURES 3.4, 5.5). They hold for bookings to
// come; what is booked keeps the length and price that it was booked with.
#pragma once

#include "activity/activity.h"
#include "catalog/catalog.h"

namespace catalog {

struct TermsOf {
    ServiceId service_id;
    CustomerTerms terms;
    friend bool operator==(const TermsOf&, const TermsOf&) = default;
};

// Of the services for which the customer has any, by id.
std::vector<TermsOf> list_customer_terms(db::Session& session, BusinessId business, CustomerId customer);
std::optional<CustomerTerms> find_customer_terms(db::Session& session, BusinessId business, CustomerId customer,
                                                 ServiceId service);

// Of the services named; empty terms end the customer's own, and those of other services stay. Records
// customer.terms_changed for each that differs.
// Errors: invalid form.invalid with own_duration_ID, own_price_ID by the service's id; not_found service.unknown,
// customer.unknown.
Result<void> change_customer_terms(db::Tx& tx, const activity::Context& context, BusinessId business,
                                   CustomerId customer, const std::vector<TermsOf>& changes, activity::Actor actor);

// Its part of the right of access and of erasing.
void add_personal(activity::Registry& registry);
// Of two customers who are merged the survivor's own terms hold, and the other one's where there are none.
void add_merging(activity::Registry& registry);

}  // namespace catalog
