#include "bookings/tailored.h"

#include "bookings/booking.h"
#include "catalog/customer_terms.h"

namespace bookings {
namespace {

using catalog::Service;
using Tailored = std::shared_ptr<const Service>;

// Nothing is copied: it is the snapshot's.
Tailored as_it_is(const Service& service) { return {std::shared_ptr<const Service>(), &service}; }

}  // namespace

Service tailor(const Service& service, Span moved, ProviderId provider) {
    return service.lasting(std::chrono::floor<Minutes>(moved.end - moved.begin), provider);
}

Tailored tailor(db::Session& session, BusinessId business, const Service& service, const Tailoring& tailoring) {
    if (tailoring.moving) {
        const auto moved = find_appointment(session, business, *tailoring.moving);
        return moved ? std::make_shared<const Service>(tailor(service, moved->time, moved->provider_id))
                     : as_it_is(service);
    }
    if (!tailoring.customer) return as_it_is(service);
    const auto terms = catalog::find_customer_terms(session, business, *tailoring.customer, service.id);
    return terms ? std::make_shared<const Service>(service.with(*terms)) : as_it_is(service);
}

std::vector<Tailored> tailored_services(db::Session& session, const Snapshot& snapshot,
                                        std::optional<CustomerId> customer) {
    std::vector<catalog::TermsOf> own;
    if (customer) own = catalog::list_customer_terms(session, snapshot.business.id, *customer);
    std::vector<Tailored> out;
    for (const auto* service : snapshot.bookable_services()) {
        const auto found = std::ranges::find(own, service->id, &catalog::TermsOf::service_id);
        out.push_back(found == own.end() ? as_it_is(*service)
                                         : std::make_shared<const Service>(service->with(found->terms)));
    }
    return out;
}

}  // namespace bookings
