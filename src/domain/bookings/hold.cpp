#include "bookings/hold.h"

#include "bookings/hold_store.h"
#include "bookings/session_store.h"
#include "bookings/verbs.h"
#include "businesses/standing.h"
#include "db/db.h"

#include <algorithm>

namespace bookings {
namespace {

using catalog::Service;

constexpr std::array<std::string_view, 2> kPurposes{"form", "offer"};

Result<void> within_limits(db::Session& session, const Snapshot& snapshot, const HoldWish& wish,
                           const std::string& visitor_hash, Instant now) {
    if (wish.network.empty()) return {};
    const auto others = store::count_of_network(session, snapshot.business.id, wish.network, visitor_hash, now);
    if (others >= kHoldsOfNetwork) return refuse(Fault::too_many, "hold.too_many");
    return {};
}

// Under the provider's lock.
Result<void> within_day(db::Session& session, const Snapshot& snapshot, const Hold& hold,
                        const std::optional<Hold>& former, Instant now) {
    if (hold.purpose != Purpose::form) return {};
    const auto& zone = snapshot.business.zone;
    const auto all = store::list_holds(session, hold.business_id, zone.span(zone.day(hold.time.begin)));
    const auto others = std::ranges::count_if(all, [&](const Hold& each) {
        return each.purpose == Purpose::form && each.provider_id == hold.provider_id && each.expires_at > now &&
               (!former || each.id != former->id);
    });
    if (others >= kHoldsOfProviderDay) return refuse(Fault::too_many, "hold.too_many");
    return {};
}

bool is_it(const Hold& held, const HoldWish& wish, const Service& service, const std::vector<Candidate>& candidates) {
    if (held.place_in)
        return held.purpose == wish.purpose && held.time.begin == wish.starts_at && held.service_id == service.id &&
               (!wish.provider_id || held.provider_id == *wish.provider_id) &&
               (!wish.location_id || held.location_id == wish.location_id);
    return held.purpose == wish.purpose && held.time.begin == wish.starts_at && held.service_id == service.id &&
           held.time.end == wish.starts_at + service.duration_with(held.provider_id) &&
           std::ranges::any_of(candidates, [&](const Candidate& each) {
               return each.provider == held.provider_id && each.location == held.location_id;
           });
}

// Their placeholder takes no time of its own.
Appointment placeholder(const Hold& hold) {
    return {hold.business_id, hold.id, hold.service_id, hold.provider_id, hold.location_id, hold.time, {1, 0}, false};
}

// A place in an appointment that others may share, where there is one at that time. The former hold is let go.
Result<std::optional<Hold>> keep_place(db::Tx& tx, const Snapshot& snapshot, const HoldWish& wish,
                                       const Service& service, const std::optional<Hold>& former, Instant now) {
    Shared shared{snapshot, service, wish.starts_at, wish.provider_id, wish.location_id};
    shared.held = former;
    const auto joined = find_shared(tx, shared);
    if (!joined) return std::optional<Hold>();
    lock_place(tx, *joined, former);
    Hold hold{.business_id = snapshot.business.id,
              .id = base::make_id<AppointmentId>(),
              .service_id = service.id,
              .provider_id = joined->provider_id,
              .location_id = joined->location_id,
              .time = joined->time,
              .purpose = wish.purpose,
              .created_at = now,
              .expires_at = wish.until.value_or(now + Minutes{snapshot.business.customer.hold_minutes}),
              .place_in = joined->id};
    if (const auto within = within_day(tx, snapshot, hold, former, now); !within)
        return std::unexpected(within.error());
    store::insert_appointment(tx, placeholder(hold), snapshot.business.zone);
    store::insert_hold(tx, hold, base::hash(wish.visitor), wish.network);
    if (!store::count_seats(tx, hold.business_id, joined->id)) return conflict("booking.time_taken");
    return std::optional(std::move(hold));
}

Result<Hold> keep(db::Tx& tx, const Context& context, const Snapshot& snapshot, const HoldWish& wish,
                  const Service& service, const std::vector<Candidate>& candidates, const std::optional<Hold>& former) {
    const auto now = db::now(tx);
    const auto visitor_hash = base::hash(wish.visitor);
    Hold hold{.business_id = snapshot.business.id,
              .id = base::make_id<AppointmentId>(),
              .service_id = service.id,
              .provider_id = {},
              .location_id = {},
              .time = {},
              .purpose = wish.purpose,
              .created_at = now,
              .expires_at = wish.until.value_or(now + Minutes{snapshot.business.customer.hold_minutes})};
    Taking taking{snapshot, service, wish.starts_at, hold.id, {Rules::customer}};
    if (former && former->place_in) {
        store::find_for_update(tx, former->business_id, *former->place_in);
        taking.given_up = occupants_left_by(tx, *former);
    } else if (former) {
        give_up(tx, *former, taking);
    }
    const auto got = take_first(tx, context, taking, candidates, [&](const Candidate& candidate) {
        hold.provider_id = candidate.provider;
        hold.location_id = candidate.location;
        hold.time = {wish.starts_at, wish.starts_at + service.duration_with(candidate.provider)};
        store::insert_appointment(tx, placeholder(hold), snapshot.business.zone);
    });
    if (!got) return std::unexpected(got.error());
    if (const auto within = within_day(tx, snapshot, hold, former, now); !within)
        return std::unexpected(within.error());
    if (former) store::delete_hold(tx, former->business_id, former->id);
    if (former && former->place_in) settle(tx, former->business_id, *former->place_in);
    store::insert_hold(tx, hold, visitor_hash, wish.network);
    return hold;
}

// One of the times that are kept for a visit, before anything is locked.
struct HeldPart {
    const HoldWish& wish;
    Service service;
    std::vector<Candidate> providers;
    std::optional<Hold> former;
    bool is_kept = false;  // the former one is just what is wished
};

void take_turns_of_all(db::Tx& tx, BusinessId business, const std::vector<HoldWish>& wishes) {
    std::set<std::string> hashes, networks;
    for (const auto& wish : wishes) {
        hashes.insert(base::hash(wish.visitor));
        if (!wish.network.empty()) networks.insert(wish.network);
    }
    for (const auto& each : networks) store::take_turns(tx, business, each);
    for (const auto& each : hashes) store::take_turns(tx, business, each);
}

Result<std::vector<HeldPart>> look_for_all(db::Tx& tx, const Snapshot& snapshot, const std::vector<HoldWish>& wishes) {
    const auto now = db::now(tx);
    std::vector<HeldPart> out;
    for (const auto& wish : wishes) {
        auto wished =
            wished_service(tx, snapshot, {wish.service_id, wish.key, wish.customer, wish.add_ons}, Rules::customer);
        if (!wished) return std::unexpected(wished.error());
        auto providers = candidates(tx, snapshot, wished->service, wish.provider_id, wish.location_id, wish.starts_at);
        if (!providers) return std::unexpected(providers.error());
        HeldPart part{wish, std::move(wished->service), *std::move(providers),
                      store::find_hold(tx, snapshot.business.id, base::hash(wish.visitor))};
        part.is_kept =
            part.former && part.former->expires_at > now && is_it(*part.former, wish, part.service, part.providers);
        out.push_back(std::move(part));
    }
    return out;
}

// Appointments in which a place may be kept or is given up, then all occupants, each in the order of their ids: what is
// kept one after the other then waits for nobody.
void lock_for_all(db::Tx& tx, const Snapshot& snapshot, const std::vector<HeldPart>& parts) {
    const auto business = snapshot.business.id;
    std::set<AppointmentId> appointments;
    std::vector<OccupantId> taken;
    const auto add = [&](AppointmentId id) {
        std::ranges::move(occupants(store::list_occupied(tx, business, id)), std::back_inserter(taken));
    };
    for (const auto& part : parts) {
        const Taking taking{
            snapshot, part.service, part.wish.starts_at, base::make_id<AppointmentId>(), {Rules::customer}};
        std::ranges::move(occupants_of(tx, taking, part.providers), std::back_inserter(taken));
        if (part.service.is_for_groups())
            for (const auto& each : store::list_joinable_at(tx, business, part.service.id, part.wish.starts_at)) {
                appointments.insert(each.id);
                taken.push_back(staff::occupant(each.provider_id));
            }
        if (!part.former) continue;
        taken.push_back(staff::occupant(part.former->provider_id));
        add(part.former->id);
        if (part.former->place_in) appointments.insert(*part.former->place_in);
    }
    for (const auto id : appointments) {
        store::find_for_update(tx, business, id);
        add(id);
    }
    staff::lock(tx, business, std::move(taken));
}

}  // namespace

std::string_view to_text(Purpose purpose) { return kPurposes[static_cast<std::size_t>(purpose)]; }

std::optional<Purpose> parse_purpose(std::string_view text) {
    const auto found = std::ranges::find(kPurposes, text);
    if (found == kPurposes.end()) return std::nullopt;
    return static_cast<Purpose>(found - kPurposes.begin());
}

Result<Hold> hold(db::Tx& tx, const Context& context, BusinessId business, const HoldWish& wish) {
    const auto visitor_hash = base::hash(wish.visitor);
    const auto snapshot = context.snapshots.current(tx, business);
    if (!snapshot) return not_found("business.unknown");
    if (const auto open = businesses::is_open(snapshot->business); !open) return std::unexpected(open.error());
    if (const auto same = check_zone(context, snapshot->business); !same) return std::unexpected(same.error());
    if (!wish.until && snapshot->business.customer.hold_minutes == 0) return conflict("hold.off");
    if (!wish.network.empty()) store::take_turns(tx, business, wish.network);
    store::take_turns(tx, business, visitor_hash);

    const auto wished =
        wished_service(tx, *snapshot, {wish.service_id, wish.key, wish.customer, wish.add_ons}, Rules::customer);
    if (!wished) return std::unexpected(wished.error());
    const auto& service = wished->service;
    const auto providers = candidates(tx, *snapshot, service, wish.provider_id, wish.location_id, wish.starts_at);
    if (!providers) return std::unexpected(providers.error());
    if (!wish.customer && needs_sign_in(snapshot->business, service))
        return refuse(Fault::forbidden, "booking.sign_in_needed");
    const auto former = store::find_hold(tx, business, visitor_hash);
    const auto now = db::now(tx);
    if (former && former->expires_at > now && is_it(*former, wish, service, *providers)) return *former;
    if (const auto in_time = within_bookable(*snapshot, service, wish.starts_at, context.clock.now(), Rules::customer);
        !in_time)
        return std::unexpected(in_time.error());
    if (const auto within = within_limits(tx, *snapshot, wish, visitor_hash, now); !within)
        return std::unexpected(within.error());
    if (service.is_for_groups()) {
        auto place = keep_place(tx, *snapshot, wish, service, former, now);
        if (!place) return std::unexpected(place.error());
        if (*place) return **std::move(place);
        if (service.times == catalog::Times::sessions) return conflict("booking.time_taken");
    }
    return keep(tx, context, *snapshot, wish, service, *providers, former);
}

std::string hold_of_part(std::string_view visitor, std::size_t part) {
    return part == 0 ? std::string(visitor) : fmt::format("{}/{}", visitor, part);
}

Result<std::vector<Hold>> hold_all(db::Tx& tx, const Context& context, BusinessId business,
                                   const std::vector<HoldWish>& wishes) {
    const auto snapshot = context.snapshots.current(tx, business);
    if (!snapshot) return not_found("business.unknown");
    take_turns_of_all(tx, business, wishes);
    auto parts = look_for_all(tx, *snapshot, wishes);
    if (!parts) return std::unexpected(parts.error());
    std::vector<Hold> out;
    for (const auto& part : *parts)
        if (part.is_kept) out.push_back(*part.former);
    if (out.size() == wishes.size()) return out;
    out.clear();
    lock_for_all(tx, *snapshot, *parts);
    for (const auto& part : *parts)
        if (part.former) let_go(tx, *part.former);
    for (const auto& wish : wishes) {
        auto held = hold(tx, context, business, wish);
        if (!held) return std::unexpected(held.error());
        out.push_back(*std::move(held));
    }
    return out;
}

void release_hold(db::Tx& tx, BusinessId business, std::string_view visitor) {
    if (const auto found = store::find_hold(tx, business, base::hash(visitor))) let_go(tx, *found);
}

void release_hold(db::Tx& tx, BusinessId business, AppointmentId hold) {
    if (const auto found = store::find_hold(tx, business, hold)) let_go(tx, *found);
}

std::optional<Hold> find_hold(db::Session& session, BusinessId business, std::string_view visitor) {
    const auto found = store::find_hold(session, business, base::hash(visitor));
    if (!found || found->expires_at <= db::now(session)) return std::nullopt;
    return found;
}

std::vector<Hold> list_holds(db::Session& session, BusinessId business, Span span, std::optional<ProviderId> provider) {
    auto out = store::list_holds(session, business, span);
    if (provider) std::erase_if(out, [&](const Hold& hold) { return hold.provider_id != *provider; });
    if (out.empty()) return out;
    std::erase_if(out, [now = db::now(session)](const Hold& hold) { return hold.expires_at <= now; });
    return out;
}

void forget_expired_holds(db::Database& database) {
    for (;;) {
        const auto gone =
            database.read([](db::Session& session) { return store::list_expired_of_all(session, db::now(session)); });
        for (const auto& [business, id] : gone)
            database.write([&](db::Tx& tx) {
                if (const auto hold = store::find_hold(tx, business, id)) let_go(tx, *hold);
            });
        if (gone.empty()) return;
    }
}

}  // namespace bookings
