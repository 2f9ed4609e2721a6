#include "onboarding/onboarding.h"

#include "bookings/removal.h"
#include "businesses/settings.h"
#include "catalog/givers.h"
#include "customers/erasure.h"
#include "db/db.h"
#include "privacy/erasure.h"
#include "staff/people.h"
#include "staff/schedule.h"

#include <algorithm>

namespace onboarding {
namespace {

constexpr std::array<std::string_view, std::size(kSteps)> kNames{"hours", "services", "people", "look", "live"};
constexpr std::size_t kLongestName = 40;
// Followed by the id of the test booking, and of the customer whom it made.
constexpr std::string_view kTrial = "trial.", kGuest = "guest.";

template <class Id>
std::optional<Id> find_marked(db::Session& session, BusinessId business, std::string_view mark) {
    for (const auto& step : list_done(session, business))
        if (step.starts_with(mark)) return base::parse_id<Id>(step.substr(mark.size()));
    return std::nullopt;
}

bool has_hours(const availability::Schedule& schedule, Day today) {
    const auto holds = [&](const availability::WeeklyHours& hours) {
        return !hours.valid_to || *hours.valid_to >= today;
    };
    return std::ranges::any_of(schedule.hours, holds) ||
           std::ranges::any_of(schedule.special_days,
                               [&](const auto& special) { return special.day >= today && !special.hours.empty(); });
}

}  // namespace

std::string_view to_text(Step step) { return kNames.at(static_cast<std::size_t>(step)); }

std::optional<Step> parse_step(std::string_view text) {
    const auto found = std::ranges::find(kSteps, text, &to_text);
    return found == std::end(kSteps) ? std::nullopt : std::optional(*found);
}

Done list_done(db::Session& session, BusinessId business) {
    Done out;
    for (auto& [step] :
         session.rows<std::string>("select step from onboarding_steps where business_id = :business", business))
        out.insert(std::move(step));
    return out;
}

void set_done(db::Tx& tx, const Clock& clock, BusinessId business, std::string_view name) {
    CHECK(!name.empty() && name.size() <= kLongestName);
    tx.execute(R"sql(
        insert into onboarding_steps (business_id, step, done_at) values (:business, :step, :now)
        on conflict do nothing)sql",
               business, name, clock.now());
}

std::optional<Step> next_step(const Done& done) {
    for (const auto step : kSteps)
        if (!done.contains(to_text(step))) return step;
    return std::nullopt;
}

std::vector<Missing> missing(const bookings::Snapshot& snapshot, Day today) {
    std::vector<Missing> out;
    if (std::ranges::none_of(snapshot.services, &catalog::Service::active)) out.push_back(Missing::services);
    const auto services = snapshot.bookable_services();
    if (services.empty()) out.push_back(Missing::givers);
    const auto works = [&](const staff::Provider* provider) {
        return has_hours(snapshot.schedule(provider->id), today);
    };
    const auto given = [&](const catalog::Service* service) {
        return std::ranges::any_of(snapshot.providers_of(*service), works);
    };
    // Of whoever gives a service; before anybody does, of anybody.
    const bool hours = services.empty()
                           ? std::ranges::any_of(snapshot.providers, [&](const auto& each) { return works(&each); })
                           : std::ranges::any_of(services, given);
    if (!hours) out.push_back(Missing::hours);
    return out;
}

Result<void> give_services(db::Tx& tx, const activity::Context& context, BusinessId business, StaffId member,
                           activity::Actor actor) {
    const auto provider = staff::make_provider(tx, context, business, member, actor);
    if (!provider) return std::unexpected(provider.error());
    auto services = catalog::list_services_of(tx, business, *provider);
    const auto currency = businesses::find(tx, business)->currency;
    for (const auto& service : catalog::list_services(tx, business, currency))
        if (service.active && service.kind == catalog::ServiceKind::service) services.insert(service.id);
    if (const auto set = catalog::set_provider_services(tx, context, business, *provider, services, actor); !set)
        return set;
    if (staff::find_week(tx, business, *provider) != staff::Week{}) return {};
    const auto week = staff::starting_week(staff::list_opening_hours(tx, business), {});
    return staff::change_weekly_hours(tx, context, business, *provider, week, actor);
}

std::optional<FirstFree> first_free(db::Session& session, const bookings::Snapshot& snapshot,
                                    bookings::FreeTimes& free_times, Instant now) {
    std::optional<FirstFree> out;
    const auto today = snapshot.business.zone.day(now);
    for (const auto* service : snapshot.bookable_services()) {
        const bookings::Wanted wanted{.service_id = service->id, .provider_id = std::nullopt};
        const auto day = free_times.first_day(session, snapshot, wanted, today, now);
        if (!day) continue;
        const auto starts = free_times.list(session, snapshot, wanted, *day, *day, now);
        if (!starts.empty() && (!out || starts.front().start < out->start.start)) out = {service->id, starts.front()};
    }
    return out;
}

std::optional<bookings::Booking> find_test_booking(db::Session& session, BusinessId business) {
    const auto id = find_marked<BookingId>(session, business, kTrial);
    return id ? bookings::find(session, business, *id) : std::nullopt;
}

Result<bookings::Booking> make_test_booking(db::Tx& tx, const bookings::Context& context, BusinessId business,
                                            const FirstFree& place, const customers::Details& details,
                                            activity::Actor actor) {
    businesses::lock(tx, business);
    if (auto there = find_test_booking(tx, business)) return *std::move(there);
    const bool known = customers::find_by_email(tx, business, details.email.key).has_value();
    bookings::Wish wish{};
    wish.service_id = place.service_id;
    wish.provider_id = place.start.provider_id;
    wish.starts_at = place.start.start;
    wish.details = details;
    wish.actor = actor;
    auto made = bookings::book(tx, context, business, wish, bookings::Rules::staff);
    if (!made) return std::unexpected(made.error());
    const auto mark = [&](std::string_view what, const std::string& id) {
        set_done(tx, context.clock, business, std::string(what) + id);
    };
    mark(kTrial, base::to_text(made->booking.id));
    if (!known) mark(kGuest, base::to_text(made->booking.customer_id));
    return std::move(made->booking);
}

Result<void> take_back_test_booking(db::Tx& tx, const bookings::Context& context, BusinessId business,
                                    activity::Actor actor) {
    businesses::lock(tx, business);
    const auto booking = find_test_booking(tx, business);
    if (booking && bookings::is_live(booking->status)) {
        const auto cancelled = bookings::cancel(tx, context, business, booking->id, actor, bookings::Rules::staff);
        if (!cancelled) return std::unexpected(cancelled.error());
    }
    const auto guest = find_marked<CustomerId>(tx, business, kGuest);
    tx.execute(R"sql(
        delete from onboarding_steps
        where business_id = :business and (step like 'trial.%' or step like 'guest.%'))sql",
               business);
    if (booking) bookings::remove(tx, business, booking->id);
    if (guest && !bookings::has_booked(tx, business, *guest)) {
        privacy::erase(tx, {context.clock, context.registry}, business, *guest, actor);
        customers::remove(tx, business, *guest);
    }
    return {};
}

}  // namespace onboarding
