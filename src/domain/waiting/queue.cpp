// Who waits for what, and for how long an offer is kept.
#include "db/db.h"
#include "waiting/waiting_store.h"

#include <algorithm>

namespace waiting {
namespace {

using std::chrono::days;

constexpr int kMostAsked = 2000;
// Of those whom staff could offer a time to; each costs a look at a day.
constexpr int kMostSuited = 100;

// Whether the provider is one of those who give what is waited for.
bool is_given_by(const bookings::Snapshot& snapshot, const Entry& entry, ProviderId provider) {
    const auto* service = snapshot.service(entry.wish.service);
    if (!service || !may_wait_for(snapshot, *service)) return false;
    const auto givers = snapshot.providers_of(*service);
    return std::ranges::find(givers, provider, &staff::Provider::id) != givers.end();
}

Minutes minute_of(WallTime wall) { return std::chrono::floor<Minutes>(wall - std::chrono::floor<days>(wall)); }

Span hours_of(const businesses::Business& business, Day day) {
    const auto& settings = business.customer;
    const auto at = [&](int hour) { return business.zone.instant(WallTime{day} + std::chrono::hours{hour}); };
    return {at(settings.offers_from_hour), at(settings.offers_until_hour)};
}

// So much later, counted within the hours in which offers run out.
Instant later(const businesses::Business& business, Instant now, Seconds left) {
    for (auto day = business.zone.day(now);; day += days{1}) {
        const auto hours = hours_of(business, day);
        const auto begin = std::max(now, hours.begin);
        if (begin >= hours.end) continue;
        if (begin + left <= hours.end) return begin + left;
        left -= hours.end - begin;
    }
}

// The moment itself, or the end of the hours before it.
Instant back_into_hours(const businesses::Business& business, Instant until) {
    const auto day = business.zone.day(until);
    const auto hours = hours_of(business, day);
    if (until > hours.end) return hours.end;
    return until > hours.begin ? until : hours_of(business, day - days{1}).end;
}

}  // namespace

Part part_of(Minutes minute) {
    if (minute < kNoon) return kMorning;
    return minute < kEveningBegins ? kAfternoon : kEvening;
}

bool may_wait_for(const bookings::Snapshot& snapshot, const catalog::Service& service) {
    return service.admits() && !snapshot.providers_of(service).empty();
}

bool fits(const Wish& wish, const Place& place, const Zone& zone) {
    const auto day = zone.day(place.start);
    const auto minute = minute_of(zone.wall(place.start));
    return (!place.service || wish.service == *place.service) && (!wish.provider || wish.provider == place.provider) &&
           (!wish.location || !place.location || *wish.location == *place.location) && wish.first_day <= day &&
           day <= wish.last_day && (wish.weekdays & base::weekday_bit(day)) != 0 &&
           (wish.parts & part_of(minute)) != 0 && wish.from <= minute && minute < wish.until;
}

std::vector<Entry> next_for(db::Session& session, const bookings::Snapshot& snapshot, const Place& place, int limit) {
    std::vector<Entry> out;
    for (auto& entry : store::list_waiting(session, snapshot.business.id, kMostAsked)) {
        if (std::ssize(out) >= limit) break;
        if (!fits(entry.wish, place, snapshot.business.zone)) continue;
        if (!is_given_by(snapshot, entry, place.provider)) continue;
        if (store::was_offered(session, snapshot.business.id, entry.customer_id, place.provider, place.start)) continue;
        out.push_back(std::move(entry));
    }
    return out;
}

std::vector<Suited> who_suits(db::Session& session, const bookings::Snapshot& snapshot, bookings::FreeTimes& free_times,
                              ProviderId provider, Span free, Instant now, std::size_t limit) {
    std::vector<Suited> out;
    const auto& zone = snapshot.business.zone;
    for (auto& entry : store::list_waiting(session, snapshot.business.id, kMostSuited)) {
        if (out.size() >= limit) break;
        const auto& wish = entry.wish;
        if ((wish.provider && wish.provider != provider) || !is_given_by(snapshot, entry, provider)) continue;
        const bookings::Wanted wanted{.service_id = wish.service,
                                      .provider_id = provider,
                                      .location_id = wish.location,
                                      .rules = Rules::staff,
                                      .customer = entry.customer_id};
        for (const auto& each :
             free_times.list(session, snapshot, wanted, zone.day(free.begin), zone.day(free.end - Seconds{1}), now)) {
            if (each.start < free.begin || each.start >= free.end) continue;
            if (!fits(wish, {wish.service, provider, wish.location, each.start}, zone)) continue;
            out.push_back({std::move(entry), each.start});
            break;
        }
    }
    return out;
}

std::optional<Instant> offer_until(const businesses::Business& business, const catalog::Service& service, Instant start,
                                   Instant now, bool by_hand) {
    const Seconds kept = Minutes{business.customer.offer_minutes};
    const auto latest = std::min(start - service.minimum_notice, now + (start - now) / 2);
    if (by_hand) {
        const auto until = std::min(now + kept, latest);
        return until >= now + kShortestOffer ? std::optional(until) : std::nullopt;
    }
    const auto hours = hours_of(business, business.zone.day(now));
    if (now < hours.begin || now >= hours.end) return std::nullopt;
    const auto until = back_into_hours(business, std::min(later(business, now, kept), latest));
    return until >= now + kShortestOffer ? std::optional(until) : std::nullopt;
}

}  // namespace waiting
