#include "bookings/explain.h"

#include "bookings/hold_store.h"
#include "bookings/session_store.h"
#include "bookings/tailored.h"
#include "db/db.h"

namespace bookings {
namespace {

using catalog::Service;

Rule rule_of(availability::Rule rule) {
    switch (rule) {
        case availability::Rule::hours: return Rule::hours;
        case availability::Rule::place: return Rule::place;
        case availability::Rule::end: return Rule::end;
        case availability::Rule::pause: return Rule::pause;
        case availability::Rule::blocked: return Rule::blocked;
        case availability::Rule::grid: return Rule::grid;
        case availability::Rule::taken: return Rule::taken;
        case availability::Rule::resource: return Rule::resource;
    }
    CHECK(false);
}

class Explaining {
public:
    Explaining(db::Session& session, const Snapshot& snapshot, const Slot& slot, Instant now)
        : session_(session),
          snapshot_(snapshot),
          slot_(slot),
          now_(now),
          wished_(snapshot.wished(
              *tailor(session, snapshot.business.id, *snapshot.service(slot.service_id), {slot.customer}),
              slot.add_ons)),
          service_(wished_ ? wished_->service : *snapshot.service(slot.service_id)),
          provider_(*snapshot.provider(slot.provider_id)) {}

    Explanation all() {
        add_offer();
        add_bookable();
        if (!is_decided_by_group()) add_day(ask());
        out_.offered = std::ranges::all_of(out_.reasons, &Reason::holds);
        return std::move(out_);
    }

private:
    void add(Rule rule, bool holds, Span span = {}) { out_.reasons.push_back({rule, holds, span}); }

    void add_offer() {
        add(Rule::service, service_.active && wished_);
        add(Rule::provider, provider_.bookable);
        add(Rule::gives, std::ranges::find(service_.providers, provider_.id) != service_.providers.end());
        if (slot_.location_id) add(Rule::location, snapshot_.is_offered_at(service_, *slot_.location_id));
    }

    void add_bookable() {
        const auto bookable =
            availability::bookable(now_, service_.minimum_notice, service_.booking_horizon, snapshot_.business.zone);
        add(Rule::notice, slot_.starts_at >= bookable.begin, bookable);
        add(Rule::horizon, slot_.starts_at < bookable.end, bookable);
    }

    // A place in a group that is there is offered whatever the hours say, and where times come from groups alone there
    // is nothing else.
    bool is_decided_by_group() {
        if (!service_.is_for_groups()) return false;
        const auto& business = snapshot_.business.id;
        for (const auto& each : store::list_joinable(session_, business, provider_.id, slot_.starts_at).all) {
            if (each.time.begin != slot_.starts_at) continue;
            const bool is_elsewhere = slot_.location_id && each.location_id && *each.location_id != *slot_.location_id;
            if (each.service_id != service_.id || is_elsewhere || each.left <= 0) continue;
            add(Rule::group, true, each.time);
            return true;
        }
        if (service_.times != catalog::Times::sessions) return false;
        constexpr int kAtOnce = 100;
        const auto then =
            list_sessions(session_, business, service_.id, {slot_.starts_at, slot_.starts_at + Seconds{1}}, kAtOnce);
        const auto full = std::ranges::find(then, provider_.id, &Session::provider_id);
        add(Rule::group, false, full == then.end() ? Span{} : full->time);
        return true;
    }

    std::vector<availability::Use> taken_of(OccupantId occupant, int quantity, Span within) {
        const auto places = snapshot_.travel.empty() ? store::Places::unread : store::Places::read;
        return store::list_taken(session_, snapshot_.business.id, occupant, quantity, within, expired_, places);
    }

    availability::Why ask() {
        const auto around = service_.timing(provider_.id).occupied(slot_.starts_at);
        const auto way = snapshot_.travel.longest();
        expired_ = store::list_expired(session_, snapshot_.business.id, {around.begin - way, around.end + way});
        const auto uses = taken_of(staff::occupant(provider_.id), 1, {around.begin - way, around.end + way});
        std::map<std::optional<LocationId>, std::vector<Span>> seen;
        const auto taken = [&](std::optional<LocationId> here) -> std::span<const Span> {
            const auto [found, is_new] = seen.try_emplace(here);
            if (is_new) found->second = availability::taken_from(here, uses, snapshot_.travel);
            return found->second;
        };
        std::vector<std::vector<availability::Use>> of_resources;
        of_resources.reserve(service_.needs.size());
        std::vector<availability::Need> needs;
        for (const auto& need : service_.needs) {
            const auto& resource = *snapshot_.resource(need.resource_id);
            of_resources.push_back(taken_of(staff::occupant(need.resource_id), resource.quantity, around));
            needs.push_back({need.quantity, resource.quantity, of_resources.back(), {}, resource.location_id});
        }
        return availability::why(service_.timing(provider_.id), snapshot_.schedule(provider_.id),
                                 snapshot_.business.zone, {slot_.location_id, service_.places}, taken, needs,
                                 slot_.starts_at);
    }

    void add_day(availability::Why why) {
        using availability::Source;
        out_.source = why.source;
        const bool is_work = why.source == Source::week || why.source == Source::special_day;
        add(Rule::day, is_work || why.offered, snapshot_.business.zone.span(why.day));
        out_.openings = std::move(why.openings);
        if (!out_.reasons.back().holds) return;
        for (const auto& finding : why.findings) {
            add(rule_of(finding.rule), finding.holds, finding.span);
            auto& reason = out_.reasons.back();
            if (finding.rule == availability::Rule::resource)
                reason.resource = service_.needs[finding.number].resource_id;
            if (finding.rule == availability::Rule::taken && !finding.holds) add_in_the_way(reason, finding.span);
        }
    }

    void add_in_the_way(Reason& reason, Span span) {
        const auto appointment =
            store::find_taking(session_, snapshot_.business.id, staff::occupant(provider_.id), span, expired_);
        if (!appointment) return;
        if (const auto hold = store::find_hold(session_, snapshot_.business.id, *appointment))
            reason.held_until = hold->expires_at;
        else
            reason.booking = booking_of(*appointment);
    }

    std::optional<Booking> booking_of(AppointmentId appointment) {
        for (auto& booking : list_of_appointment(session_, snapshot_.business.id, appointment))
            if (!is_given_up(booking.status)) return std::move(booking);
        return std::nullopt;
    }

    db::Session& session_;
    const Snapshot& snapshot_;
    const Slot& slot_;
    Instant now_;
    const Result<Wished> wished_;
    const Service& service_;
    const staff::Provider& provider_;
    std::vector<AppointmentId> expired_;  // holds
    Explanation out_;
};

}  // namespace

Explanation explain(db::Session& session, const Snapshot& snapshot, const Slot& slot, Instant now) {
    return Explaining(session, snapshot, slot, now).all();
}

}  // namespace bookings
