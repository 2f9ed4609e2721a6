#include "bookings/allowed.h"

namespace bookings {
namespace {

using businesses::PaidRule;

constexpr Status kForCustomers[] = {Status::approved, Status::declined, Status::cancelled};

// What is given up or begun changes no more, whatever the business allows.
Result<void> still_open(const Booking& booking, Instant now) {
    if (is_given_up(booking.status)) return conflict("booking.already_cancelled");
    if (!is_live(booking.status) || booking.time.begin <= now) return conflict("booking.already_over");
    return {};
}

struct Limit {
    const businesses::ChangeRule& rule;
    PaidRule paid;
    bool by_link;
    const char *never, *too_late;
};

// The reasons that stand longest come first: a visitor who is told to sign in must then be able to go on.
Result<void> within(const Limit& limit, const businesses::Business& business, const Booking& booking, Instant now,
                    Way way) {
    if (booking.paid_at && limit.paid == PaidRule::never) return conflict("booking.paid_not_online");
    const auto until = limit.rule.until(booking.time.begin);
    if (!until) return conflict(limit.never);
    if (now > *until) return conflict(limit.too_late, {{"until", to_text(*until, business.zone)}});
    if (way == Way::mailed_link && !limit.by_link) return conflict("booking.not_by_link");
    return {};
}

Result<void> may_reschedule(const businesses::Business& business, const Booking& booking, bool bookable, Instant now,
                            Way way) {
    if (auto open = still_open(booking, now); !open) return open;
    const auto& settings = business.customer;
    if (settings.reschedule_statuses.empty()) return conflict("booking.reschedule_never");
    if (!bookable) return conflict("service.not_offered");
    if (!settings.reschedule_statuses.contains(std::string(to_text(booking.status))))
        return conflict("booking.status_not_movable");
    return within({business.reschedule, settings.paid_reschedule, settings.mail_reschedule, "booking.reschedule_never",
                   "booking.reschedule_too_late"},
                  business, booking, now, way);
}

Result<void> may_set(const businesses::Business& business, const Booking& booking, Status status, Instant now,
                     Way way) {
    if (auto open = still_open(booking, now); !open) return open;
    const auto& settings = business.customer;
    const bool cancels = status == Status::cancelled;
    const auto* const never = cancels ? "booking.cancel_never" : "booking.change_not_offered";
    if (!settings.status_changes.contains(std::string(to_text(status)))) return conflict(never);
    return within({business.cancel, settings.paid_cancel, settings.mail_cancel, never,
                   cancels ? "booking.cancel_too_late" : "booking.change_too_late"},
                  business, booking, now, way);
}

bool is_over(const Booking& booking, Instant now) { return !is_live(booking.status) || booking.time.end <= now; }

}  // namespace

Result<void> Allowed::change_to(Status status) const {
    if (status == Status::cancelled) return cancel;
    const auto found = changes.find(status);
    if (found != changes.end()) return found->second;
    return conflict("booking.change_not_offered");
}

Allowed what_may(const businesses::Business& business, const Booking& booking, bool bookable, Instant now, Way way) {
    Allowed out;
    out.reschedule = may_reschedule(business, booking, bookable, now, way);
    out.cancel = may_set(business, booking, Status::cancelled, now, way);
    if (still_open(booking, now))
        for (const auto status : kForCustomers)
            if (status != booking.status && business.customer.status_changes.contains(std::string(to_text(status))))
                out.changes.emplace(status, may_set(business, booking, status, now, way));
    if (!is_over(booking, now)) out.hide = conflict("booking.hide_not_yet");
    out.book_again = bookable && is_over(booking, now) && business.has(bookings::kBookingPage);
    out.join_meeting = booking.status == Status::approved && now < booking.time.end;
    return out;
}

bool is_bookable(const Snapshot& snapshot, ServiceId service) {
    const auto* const found = snapshot.service(service);
    return found && !snapshot.providers_of(*found).empty();
}

std::optional<Way> way_of(const activity::Actor& actor) {
    switch (actor.kind) {
        case activity::ActorKind::system:
        case activity::ActorKind::staff: return std::nullopt;
        case activity::ActorKind::customer: return Way::panel;
        case activity::ActorKind::visitor:
        case activity::ActorKind::manage_link:
        case activity::ActorKind::api_key: return Way::mailed_link;
    }
    return Way::mailed_link;
}

Result<void> staff_may_set(const Booking& booking, Status status, Instant now) {
    const auto from = booking.status;
    if (is_given_up(from)) return conflict("booking.already_cancelled");
    const bool took_place = status == Status::completed || status == Status::no_show;
    // Who comes to a group is checked in as they come, a while before it begins.
    const bool arrives = status == Status::completed && (booking.seats.capacity > 1 || booking.stands);
    const auto from_when = booking.time.begin - (arrives ? kCheckInFrom : Seconds{0});
    if (took_place) return from_when <= now ? Result<void>() : conflict("booking.not_begun");
    // What took place can only be told apart from what was missed.
    const bool answers = status == Status::approved || status == Status::declined;
    const bool fits = answers ? from == Status::pending : status == Status::cancelled && is_live(from);
    return fits ? Result<void>() : conflict("booking.change_not_offered");
}

Result<void> staff_may_set_paid(const Booking& booking, bool paid) {
    const bool agreed = booking.status != Status::pending && !is_given_up(booking.status);
    return agreed || !paid ? Result<void>() : conflict("booking.not_payable");
}

std::vector<Status> staff_changes(const Booking& booking, Instant now) {
    std::vector<Status> out;
    for (const auto status :
         {Status::approved, Status::declined, Status::completed, Status::no_show, Status::cancelled})
        if (status != booking.status && staff_may_set(booking, status, now)) out.push_back(status);
    return out;
}

}  // namespace bookings
