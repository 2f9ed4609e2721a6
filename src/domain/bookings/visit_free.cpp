#include "bookings/visit_free.h"

#include "bookings/booking_store.h"
#include "bookings/tailored.h"

#include <algorithm>

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

// What any of the parts has already is in no part's way.
std::vector<AppointmentId> own_of(const VisitWanted& wanted) {
    std::vector<AppointmentId> out;
    for (const auto& part : wanted.parts)
        for (const auto& id : {part.moving, part.held})
            if (id) out.push_back(*id);
    return out;
}

Wanted wanted_of(const VisitWanted& visit, const VisitWanted::Part& part, ProviderId provider) {
    Wanted out{.service_id = part.service_id, .provider_id = provider};
    out.moving = part.moving;
    out.held = part.held;
    out.location_id = visit.location_id;
    out.rules = visit.rules;
    out.customer = part.customer ? part.customer : visit.customer;
    out.add_ons = part.add_ons;
    out.besides = own_of(visit);
    std::erase(out.besides, part.moving ? part.moving : part.held);
    return out;
}

// The starts of a part with one provider.
std::vector<Instant> starts_of(const Looking& at, const VisitWanted::Part& part, ProviderId provider) {
    std::vector<Instant> out;
    const auto wanted = wanted_of(at.wanted, part, provider);
    for (const auto& free : at.free_times.list(at.session, at.snapshot, wanted, at.first, at.last, at.now))
        out.push_back(free.start);
    return out;
}

VisitRequest::Part part_of(const Looking& at, const VisitWanted::Part& wanted) {
    VisitRequest::Part out;
    const auto wished = wished_part(at.session, at.snapshot, at.wanted, wanted);
    if (!wished) return out;
    const auto& service = wished->service;
    for (const auto* provider : at.snapshot.providers_of(service)) {
        if (wanted.provider_id && *wanted.provider_id != provider->id) continue;
        const auto timing = service.timing(provider->id);
        VisitRequest::Option option{provider->id, timing.duration, timing.buffer_before, timing.buffer_after};
        option.starts = starts_of(at, wanted, provider->id);
        out.options.push_back(std::move(option));
    }
    for (const auto& need : at.snapshot.needs_at(service, at.wanted.location_id))
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
            out[id] = {quantity, store::list_taken(at.session, at.snapshot.business.id, staff::occupant(id), quantity,
                                                   around, own_of(at.wanted))};
    }
    return out;
}

VisitRequest request_of(const Looking& at) {
    const auto& wanted = at.wanted;
    CHECK(!wanted.parts.empty() && wanted.parts.size() <= kMostVisitParts);
    VisitRequest out;
    out.side_by_side = wanted.side_by_side;
    out.longest_gap = wanted.longest_gap;
    for (const auto& part : wanted.parts) {
        if (part.person >= out.people.size()) out.people.resize(part.person + 1);
        auto& person = out.people[part.person];
        person.in_order = wanted.in_order;
        person.parts.push_back(out.parts.size());
        out.parts.push_back(part_of(at, part));
    }
    out.resources = shared_resources(at, out);
    return out;
}

}  // namespace

std::vector<VisitTimes> list_visits(db::Session& session, const Snapshot& snapshot, FreeTimes& free_times,
                                    const VisitWanted& wanted, Day first, Day last, Instant now, std::size_t limit) {
    const auto& zone = snapshot.business.zone;
    return VisitSearch(request_of({session, snapshot, free_times, wanted, first, last, now}))
        .within({zone.span(first).begin, zone.span(last).end}, limit);
}

std::vector<Day> list_visit_days(db::Session& session, const Snapshot& snapshot, FreeTimes& free_times,
                                 const VisitWanted& wanted, Day first, Day last, Instant now) {
    VisitSearch search(request_of({session, snapshot, free_times, wanted, first, last, now}));
    std::vector<Day> out;
    for (auto day = first; day <= last; day += std::chrono::days{1})
        if (!search.within(snapshot.business.zone.span(day), 1).empty()) out.push_back(day);
    return out;
}

bool is_free(db::Session& session, const Snapshot& snapshot, FreeTimes& free_times, const VisitWanted& wanted,
             const std::vector<VisitTimes::Place>& places, Instant now) {
    CHECK(places.size() == wanted.parts.size());
    for (std::size_t i = 0; i < places.size(); ++i) {
        const auto& [provider, time] = places[i];
        const auto day = snapshot.business.zone.day(time.begin);
        const Looking at{session, snapshot, free_times, wanted, day, day, now};
        if (!std::ranges::binary_search(starts_of(at, wanted.parts[i], provider), time.begin)) return false;
    }
    return true;
}

Result<Wished> wished_part(db::Session& session, const Snapshot& snapshot, const VisitWanted& wanted,
                           const VisitWanted::Part& part) {
    const auto* offered = snapshot.service(part.service_id);
    if (!offered) return base::not_found("service.not_offered");
    const auto customer = part.customer ? part.customer : wanted.customer;
    const auto service = tailor(session, snapshot.business.id, *offered, {customer, part.moving});
    if (part.moving) return Wished{*service, {}};
    return snapshot.wished(*service, part.add_ons);
}

}  // namespace bookings
