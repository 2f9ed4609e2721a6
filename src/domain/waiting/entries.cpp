// Joining the queue and leaving it.
#include "bookings/guest.h"
#include "businesses/standing.h"
#include "db/db.h"
#include "waiting/record.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace waiting {
namespace {

using base::conflict;
using base::not_found;
using base::refuse;
using bookings::Snapshot;
using nlohmann::json;
using std::chrono::days;

bool has_day(const Wish& wish) {
    for (auto day = wish.first_day; day <= wish.last_day && day < wish.first_day + days{7}; day += days{1})
        if (wish.weekdays & base::weekday_bit(day)) return true;
    return false;
}

bool has_minute(const Wish& wish) {
    const auto meets = [&](Part part, Minutes from, Minutes until) {
        return (wish.parts & part) != 0 && wish.from < until && from < wish.until;
    };
    return meets(kMorning, Minutes{0}, kNoon) || meets(kAfternoon, kNoon, kEveningBegins) ||
           meets(kEvening, kEveningBegins, kMidnight);
}

// The wish as it is kept: without the days that are over.
Result<Wish> check_times(const Snapshot& snapshot, Wish wish, Instant now) {
    std::vector<FieldError> wrong;
    const auto refused = [&](std::string_view field, std::string_view code,
                             std::vector<std::pair<std::string, std::string>> parameters = {}) {
        wrong.push_back({std::string(field), std::string(code), std::move(parameters)});
    };
    const auto today = snapshot.business.zone.day(now);
    wish.first_day = std::max(wish.first_day, today);
    if (wish.last_day < today)
        refused("last_day", "waiting.day_over");
    else if (wish.last_day < wish.first_day)
        refused("last_day", "report.days");
    else if (wish.last_day > today + kLongestWait)
        refused("last_day", "waiting.too_far", {{"days", std::to_string(kLongestWait.count())}});
    if (wish.weekdays < 1 || wish.weekdays > kAllWeekdays)
        refused("weekdays", "field.choose_one");
    else if (wrong.empty() && !has_day(wish))
        refused("weekdays", "waiting.no_day");
    if (wish.parts < 1 || wish.parts > kAllParts) refused("parts", "field.choose_one");
    if (wish.from < Minutes{0} || wish.until > kMidnight || wish.until <= wish.from)
        refused("until", "waiting.until");
    else if (wish.parts >= 1 && !has_minute(wish))
        refused("until", "waiting.no_time");
    if (!wrong.empty()) return std::unexpected(Error{Fault::invalid, "form.invalid", {}, std::move(wrong)});
    return wish;
}

// What is waited for is what customers could book by themselves, if it were free.
Result<void> check_offered(const Snapshot& snapshot, const Wish& wish) {
    const auto* service = snapshot.service(wish.service);
    if (!service || !may_wait_for(snapshot, *service)) return not_found("service.not_offered");
    const auto givers = snapshot.providers_of(*service);
    if (wish.provider && std::ranges::find(givers, *wish.provider, &staff::Provider::id) == givers.end())
        return not_found("provider.not_offered");
    if (wish.location && !snapshot.is_offered_at(*service, *wish.location)) return not_found("location.not_offered");
    return {};
}

Result<CustomerId> who_waits(db::Tx& tx, const Context& context, const Snapshot& snapshot, const Wish& wish,
                             const Joining& who, Rules rules) {
    const auto business = snapshot.business.id;
    if (!who.customer) {
        if (rules == Rules::customer && bookings::needs_sign_in(snapshot.business, *snapshot.service(wish.service)))
            return refuse(Fault::forbidden, "booking.sign_in_needed");
        const auto guest = bookings::join_guest(tx, context, snapshot.business, who.details, who.actor, rules);
        if (!guest) return std::unexpected(guest.error());
        customers::lock(tx, business, guest->id);
        return guest->id;
    }
    // Whoever erases them at this moment waits, or has done it.
    customers::lock(tx, business, *who.customer);
    const auto known = customers::find(tx, business, *who.customer);
    if (!known || known->anonymised) return not_found("customer.unknown");
    return known->id;
}

Result<void> check_room(db::Tx& tx, BusinessId business, CustomerId customer, const Wish& wish) {
    const auto others = store::list_open_of_customer(tx, business, customer);
    if (std::ranges::any_of(others, [&](const Entry& each) { return each.wish == wish; }))
        return conflict("waiting.already");
    if (std::ssize(others) >= kMostOfCustomer)
        return refuse(Fault::too_many, "waiting.too_many", {{"max", std::to_string(kMostOfCustomer)}});
    if (store::version(tx, business).count >= kMostOfBusiness) return refuse(Fault::too_many, "waiting.full");
    return {};
}

}  // namespace

Result<Entry> join(db::Tx& tx, const Context& context, BusinessId business, const Wish& wanted, const Joining& who,
                   Rules rules) {
    store::take_turns(tx, business);
    const auto snapshot = context.snapshots.current(tx, business);
    if (!snapshot) return not_found("business.unknown");
    if (const auto open = businesses::is_open(snapshot->business); !open) return std::unexpected(open.error());
    if (!snapshot->business.has(kModule)) return conflict("waiting.off");
    if (who.consent && !who.actor.in_person()) return refuse(Fault::forbidden, "account.customer_alone");
    if (const auto offered = check_offered(*snapshot, wanted); !offered) return std::unexpected(offered.error());
    const auto now = context.clock.now();
    const auto wish = check_times(*snapshot, wanted, now);
    if (!wish) return std::unexpected(wish.error());
    const auto customer = who_waits(tx, context, *snapshot, *wish, who, rules);
    if (!customer) return std::unexpected(customer.error());
    if (const auto room = check_room(tx, business, *customer, *wish); !room) return std::unexpected(room.error());
    Entry entry{.business_id = business,
                .id = base::make_id<WaitingEntryId>(),
                .customer_id = *customer,
                .wish = *wish,
                .created_at = now,
                .changed_at = now,
                .consent_at = who.consent ? std::optional(now) : who.earlier_consent};
    store::insert(tx, entry);
    record(tx, context, entry, "waiting.joined", who.actor);
    return entry;
}

bool is_theirs(db::Session& session, const Entry& entry, const By& by) {
    if (by.actor.kind == activity::ActorKind::staff) return true;
    if (!by.token.empty()) {
        const auto found = find_by_token(session, entry.business_id, by.token);
        return found && found->id == entry.id;
    }
    return std::ranges::find(by.customers, entry.customer_id) != by.customers.end();
}

void set_state(db::Tx& tx, const Context& context, Entry& entry, State state, std::string_view why) {
    entry.state = state;
    entry.why = why;
    entry.changed_at = context.clock.now();
    store::update(tx, entry);
}

Result<void> leave(db::Tx& tx, const Context& context, BusinessId business, WaitingEntryId id, const By& by) {
    store::take_turns(tx, business);
    auto entry = find(tx, business, id);
    if (!entry || !is_theirs(tx, *entry, by)) return not_found("waiting.unknown");
    if (!is_open(entry->state)) return {};
    std::optional<Offer> offered;
    for (auto& each : list_offers(tx, business, id))
        if (each.state == OfferState::open) offered = std::move(each);
    set_state(tx, context, *entry, State::left);
    if (offered) give_up(tx, context, *offered, OfferState::withdrawn);
    record(tx, context, *entry, "waiting.left", by.actor);
    if (offered) pass_on(tx, context, *offered);
    return {};
}

}  // namespace waiting
