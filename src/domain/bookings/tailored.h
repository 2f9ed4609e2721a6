// How long a service takes and what it costs in one booking. A customer's own length and price hold before a provider's
// own, and those before the service's (catalog::Service::with); an appointment that is moved keeps its length. Whoever
// asks for times, takes one or tells a price asks here first, and then the service that this answers.
#pragma once

#include "bookings/snapshot.h"

namespace bookings {

struct Appointment;

// For whom, and what is moved. Only a customer who is signed in, or for whom staff ask: what a visitor types proves
// nothing, so a guest neither gets nor learns what was agreed with somebody.
struct Tailoring {
    std::optional<CustomerId> customer{};
    std::optional<AppointmentId> moving{};
};

// One read for a customer or an appointment, none without; it is the snapshot's service itself where nothing differs.
// It lives as long as the service.
std::shared_ptr<const catalog::Service> tailor(db::Session& session, BusinessId business,
                                               const catalog::Service& service, const Tailoring& tailoring);
// The service of an appointment that is moved.
catalog::Service tailor(const catalog::Service& service, Span moved, ProviderId provider);

// All that customers may book by themselves (Snapshot::bookable_services), as they are for that customer; one read.
std::vector<std::shared_ptr<const catalog::Service>> tailored_services(db::Session& session, const Snapshot& snapshot,
                                                                       std::optional<CustomerId> customer);

}  // namespace bookings
