// Offers: made, taken up, declined, run out, and passed on to the next.
#include "accounts/account.h"
#include "bookings/hold.h"
#include "db/db.h"
#include "waiting/record.h"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace waiting {
namespace {

using base::conflict;
using base::not_found;
using bookings::Snapshot;

// Of those who wait for a place that is given back, so many are tried: one may not be able to take it, since for them
// the service takes longer, or a room is taken.
constexpr int kMostTried = 20;

Result<Offer> make_offer(db::Tx& tx, const Context& context, const Snapshot& snapshot, Entry& entry, Instant start,
                         std::optional<ProviderId> provider, activity::Actor actor) {
    const auto business = snapshot.business.id;
    const auto* service = snapshot.service(entry.wish.service);
    if (!service) return not_found("service.not_offered");
    const auto now = db::now(tx);
    const bool by_hand = actor.kind == activity::ActorKind::staff;
    const auto until = offer_until(snapshot.business, *service, start, now, by_hand);
    if (!until) return conflict("waiting.too_near");
    bookings::HoldWish wish{.service_id = entry.wish.service,
                            .provider_id = provider,
                            .starts_at = start,
                            .location_id = entry.wish.location,
                            .customer = entry.customer_id};
    wish.visitor = base::new_token();
    wish.purpose = bookings::Purpose::offer;
    wish.until = *until + kPassedOnWithin;
    const auto held = bookings::hold(tx, context, business, wish);
    if (!held) return std::unexpected(held.error());
    if (store::was_offered(tx, business, entry.customer_id, held->provider_id, start))
        return conflict("waiting.offered_before");
    Offer offer{.business_id = business,
                .id = base::make_id<WaitingOfferId>(),
                .entry_id = entry.id,
                .customer_id = entry.customer_id,
                .service_id = held->service_id,
                .provider_id = held->provider_id,
                .location_id = held->location_id,
                .time = held->time,
                .appointment_id = held->id,
                .created_at = now,
                .expires_at = *until};
    store::insert_offer(tx, offer);
    set_state(tx, context, entry, State::offered);
    record(tx, context, entry, "waiting.offered", actor, &offer);
    return offer;
}

// Of an offer that somebody answers.
struct Answered {
    Offer offer;
    Entry entry;
};
Result<Answered> find_answered(db::Tx& tx, BusinessId business, WaitingOfferId id, const By& by) {
    auto offer = find_offer(tx, business, id);
    auto entry = offer ? find(tx, business, offer->entry_id) : std::nullopt;
    if (!entry || !is_theirs(tx, *entry, by)) return not_found("waiting.unknown");
    return Answered{*std::move(offer), *std::move(entry)};
}

// Booked by whom it was offered to, with what is stored of them.
bookings::Wish wish_of(db::Session& session, const Answered& answered, const By& by) {
    const auto& offer = answered.offer;
    const auto customer = customers::find(session, offer.business_id, offer.customer_id);
    CHECK(customer);
    bookings::Wish wish;
    wish.service_id = offer.service_id;
    wish.provider_id = offer.provider_id;
    wish.starts_at = offer.time.begin;
    wish.location_id = offer.location_id;
    wish.details = {customer->name, customer->surname,
                    base::parse_email(customer->email.value_or("")).value_or(Email{}), customer->phone,
                    customer->language};
    wish.earlier_consent = answered.entry.consent_at;
    wish.customer = offer.customer_id;
    wish.actor = by.actor;
    wish.held = offer.appointment_id;
    wish.answers_later = true;
    wish.source = bookings::Source::page;
    return wish;
}

}  // namespace

Result<Offer> offer(db::Tx& tx, const Context& context, BusinessId business, WaitingEntryId id, Instant start,
                    std::optional<ProviderId> provider, activity::Actor actor) {
    store::take_turns(tx, business);
    const auto snapshot = context.snapshots.current(tx, business);
    auto entry = find(tx, business, id);
    if (!snapshot || !entry) return not_found("waiting.unknown");
    if (!snapshot->business.has(kModule)) return conflict("waiting.off");
    if (entry->state == State::offered) return conflict("waiting.offered");
    if (entry->state != State::waiting) return conflict("waiting.over");
    return make_offer(tx, context, *snapshot, *entry, start, provider, actor);
}

void give_up(db::Tx& tx, const Context& context, Offer& offer, OfferState state) {
    bookings::release_hold(tx, offer.business_id, offer.appointment_id);
    offer.state = state;
    offer.answered_at = context.clock.now();
    store::update_offer(tx, offer);
}

void pass_on(db::Tx& tx, const Context& context, const Offer& offer) {
    const auto snapshot = context.snapshots.current(tx, offer.business_id);
    if (!snapshot || !snapshot->business.has(kModule) || snapshot->business.standing.suspended_at) return;
    const Place place{.provider = offer.provider_id, .location = offer.location_id, .start = offer.time.begin};
    for (auto& entry : next_for(tx, *snapshot, place, kMostTried)) {
        db::Savepoint attempt(tx);
        if (!make_offer(tx, context, *snapshot, entry, place.start, place.provider, {})) continue;
        attempt.keep();
        return;
    }
}

Result<bookings::Made> accept(db::Tx& tx, const Context& context, BusinessId business, WaitingOfferId id,
                              const By& by) {
    store::take_turns(tx, business);
    auto answered = find_answered(tx, business, id, by);
    if (!answered) return std::unexpected(answered.error());
    auto& [offer, entry] = *answered;
    if (offer.state == OfferState::accepted) return conflict("waiting.offer_accepted");
    if (offer.state != OfferState::open || offer.expires_at <= db::now(tx)) return conflict("waiting.offer_over");
    auto made = bookings::book(tx, context, business, wish_of(tx, *answered, by), Rules::customer);
    if (!made) return made;
    offer.state = OfferState::accepted;
    offer.answered_at = context.clock.now();
    offer.booking_id = made->booking.id;
    store::update_offer(tx, offer);
    entry.unanswered = 0;
    set_state(tx, context, entry, State::booked);
    record(tx, context, entry, "waiting.accepted", by.actor, &offer);
    return made;
}

Result<void> decline(db::Tx& tx, const Context& context, BusinessId business, WaitingOfferId id, const By& by) {
    store::take_turns(tx, business);
    auto answered = find_answered(tx, business, id, by);
    if (!answered) return std::unexpected(answered.error());
    auto& [offer, entry] = *answered;
    if (offer.state == OfferState::accepted) return conflict("waiting.offer_accepted");
    if (offer.state == OfferState::declined) return {};
    if (offer.state != OfferState::open) return conflict("waiting.offer_over");
    entry.unanswered = 0;
    set_state(tx, context, entry, State::waiting);
    give_up(tx, context, offer, OfferState::declined);
    record(tx, context, entry, "waiting.declined", by.actor, &offer);
    pass_on(tx, context, offer);
    return {};
}

namespace {

// False: somebody else has done it, or it was answered meanwhile.
bool expire(db::Tx& tx, const Context& context, BusinessId business, WaitingOfferId id) {
    store::take_turns(tx, business);
    auto offer = find_offer(tx, business, id);
    if (!offer || offer->state != OfferState::open || offer->expires_at > db::now(tx)) return false;
    auto entry = find(tx, business, offer->entry_id);
    if (!entry) return false;  // erased at this moment
    const bool is_last = ++entry->unanswered >= kMostUnanswered;
    set_state(tx, context, *entry, is_last ? State::expired : State::waiting, is_last ? "unanswered" : "");
    give_up(tx, context, *offer, OfferState::expired);
    record(tx, context, *entry, "waiting.offer_expired", {}, &*offer);
    if (is_last) record(tx, context, *entry, "waiting.ended", {});
    pass_on(tx, context, *offer);
    return true;
}

}  // namespace

int expire_offers(db::Database& database, const Context& context) {
    const auto over =
        database.read([](db::Session& session) { return store::list_expired(session, db::now(session)); });
    int done = 0;
    for (const auto& [business, id] : over) try {
            done += database.write([&](db::Tx& tx) { return expire(tx, context, business, id); });
        } catch (const db::Unavailable&) {
            throw;
        } catch (const std::exception& error) {
            spdlog::error("msg=offer_not_passed_on offer={} error={:?}", base::to_text(id), std::string(error.what()));
        }
    return done;
}

}  // namespace waiting
