// What may be done with a booking now: one place decides, and pages, mailed links, API and back office ask it
// (FEATURES 2.3, 2.4, 2.5, 2.15, 2.17). No I/O.
#pragma once

#include "bookings/booking.h"

#include <map>

namespace bookings {

// How a customer comes to a booking. mailed_link: whoever holds a manage token of it, on its page or by the API.
enum class Way { panel, mailed_link };

// Every refusal says why: conflict booking.already_cancelled, .already_over, service.not_offered,
// .reschedule_never, .reschedule_too_late {until}, .cancel_never, .cancel_too_late {until}, .change_not_offered,
// .change_too_late {until}, .status_not_movable, .paid_not_online (pages add the business's own paid_text),
// .not_by_link, .hide_not_yet. {until} is RFC 3339 in the business's zone; the moment of the limit is in time.
struct Allowed {
    Result<void> reschedule, cancel;
    // The statuses that the business lets customers set, but the one it has. Setting it to cancelled is cancelling; the
    // others obey the same limits. Empty once it is over or given up.
    std::map<Status, Result<void>> changes;
    Result<void> hide;  // out of the customer's own list
    bool book_again = false;
    bool join_meeting = false;  // where the service has one

    Result<void> change_to(Status status) const;
};

// `bookable`: the service is still offered (is_bookable).
Allowed what_may(const businesses::Business& business, const Booking& booking, bool bookable, Instant now, Way way);
bool is_bookable(const Snapshot& snapshot, ServiceId service);

// By which of a customer's ways an actor comes; nullopt: staff and the system.
std::optional<Way> way_of(const activity::Actor& actor);

inline constexpr std::chrono::hours kCheckInFrom{1};

// What staff may set it to, in the order of a menu. Declining answers a request, so it is only for what is pending.
// Declined and cancelled are final, since their time may be another's.
std::vector<Status> staff_changes(const Booking& booking, Instant now);
// Errors: conflict booking.already_cancelled, .not_begun (completed and no-show, before it begins; in a group completed
// from kCheckInFrom before on, since that is how who came is checked in),
// .change_not_offered.
Result<void> staff_may_set(const Booking& booking, Status status, Instant now);
// Paid is what was agreed: approved, or over. That it is not paid may be said of whatever is marked as paid.
// Errors: conflict booking.not_payable.
Result<void> staff_may_set_paid(const Booking& booking, bool paid);

}  // namespace bookings
