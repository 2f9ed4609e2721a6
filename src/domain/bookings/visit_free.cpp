#include "bookings/visit_free.h"

#include "bookings/booking_store.h"
#include "bookings/tailored.h"

namespace bookings {
namespace {

// What is looked up for all parts of a visit.
struct Looking {
    db::Session& session;
    const Snapshot& snapshot;
    FreeTimes& free_times;
    const VisitWanted& wanted;
    Day first, last;
    Instant now;
};

VisitRequest::Part part_of(const Looking& at, const VisitWanted::Part& wanted) {
    VisitRequest::Part out;
    const auto* offered = at.snapshot.service(wanted.service_id);
    if (!offered) return out;
    const auto service = tailor(at.session, at.snapshot.business.id, *offered, {at.wanted.customer});
    for (const auto* provider : at.snapshot.providers_of(*service)) {
        if (wanted.provider_id && *wanted.provider_id != provider->id) continue;
        const auto timing = service->timing(provider->id);
        VisitRequest::Option option{provider->id, timing.duration, timing.buffer_before, timing.buffer_after};
        for (const auto& free : at.free_times.list(at.session, at.snapshot,
                                                   {.service_id = wanted.service_id,
                                                   .provider_id = provider->id,
                                                   .location_id = at.wanted.location_id,
                                                   .rules = at.wanted.rules,
                                                   .customer = at.wanted.customer},
                                                   at.first, at.last, at.now))
            option.starts.push_back(free.start);
        out.options.push_back(std::move(option));
    }
    for (const auto& need : at.snapshot.needs_at(*service, at.wanted.location_id))
        out.needs.push_back({need.resource_id, need.quantity});
    return out;
}

// What is taken of those that more than one part needs: what each alone may have was asked already.
std::map<ResourceId, VisitRequest::Resource> shared_resources(const Looking& at, const VisitRequest& request) {
    std::map<ResourceId, int> parts;
    for (const auto& part : request.parts)
        for (const auto& need : part.needs) ++parts[need.resource];
    const auto& zone = at.snapshot.business.zone;
    const Span around{zone.span(at.first).begin - store::kLongest, zone.span(at.last).end + store::kLongest};
    std::map<ResourceId, VisitRequest::Resource> out;
    for (const auto& [id, count] : parts) {
        const auto quantity = at.snapshot.resource(id)->quantity;
        if (count > 1)
            out[id] = {quantity,
                       store::list_taken(at.session, at.snapshot.business.id, staff::occupant(id), quantity, around)};
    }
    return out;
}

}  // namespace

std::vector<VisitTimes> list_visits(db::Session& session, const Snapshot& snapshot, FreeTimes& free_times,
                                    const VisitWanted& wanted, Day first, Day last, Instant now, std::size_t limit) {
    CHECK(!wanted.parts.empty() && wanted.parts.size() <= kMostVisitParts);
    const Looking at{session, snapshot, free_times, wanted, first, last, now};
    VisitRequest request;
    request.side_by_side = wanted.side_by_side;
    request.longest_gap = wanted.longest_gap;
    for (const auto& part : wanted.parts) {
        if (part.person >= request.people.size()) request.people.resize(part.person + 1);
        auto& person = request.people[part.person];
        person.in_order = wanted.in_order;
        person.parts.push_back(request.parts.size());
        request.parts.push_back(part_of(at, part));
    }
    request.resources = shared_resources(at, request);
    const auto& zone = snapshot.business.zone;
    return VisitSearch(std::move(request)).within({zone.span(first).begin, zone.span(last).end}, limit);
}

}  // namespace bookings
