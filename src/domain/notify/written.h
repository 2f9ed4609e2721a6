// What staff write themselves to all who have a place in a group (FEATURES 3.5): a plain text, by e-mail, through the
// same queue and log as every other message. Each gets a mail of their own; who has several places, or looks after
// several, gets one.
#pragma once

#include "bookings/booking.h"
#include "notify/workflow.h"

namespace notify {

inline constexpr std::string_view kWrittenTrigger = "written";  // of such a message, in the log
inline constexpr std::size_t kLongestWrittenSubject = 150, kLongestWritten = 5000;

struct Written {
    std::string subject, text;
};

struct WrittenReader {
    BookingId booking_id;  // the first of theirs
    CustomerId customer_id;
    std::string name, address, address_key, language;
    std::string trouble;  // what the server said when it refused the address for good; empty: nothing
};
struct WrittenReaders {
    std::vector<WrittenReader> reached;
    std::vector<bookings::Booking> not_reached;  // nobody has an address for them
};
// Of those bookings that were not given up, in their order.
WrittenReaders readers_of(db::Session& session, const std::shared_ptr<const bookings::Snapshot>& snapshot,
                          const std::vector<bookings::Booking>& bookings, Instant now);

// Queues it for all who have a place in the appointment now, and records session.written. Whose address was refused
// for good stands in the log as refused. `base_url` as in Options; `can_send`: there is a mail server. Returns how many
// were written to.
// Errors: not_found appointment.unknown; invalid form.invalid (fields subject, text); conflict session.nobody_reached.
Result<int> write_to_group(db::Tx& tx, const bookings::Context& context, std::string_view base_url, BusinessId business,
                           AppointmentId appointment, const Written& written, bool can_send, activity::Actor actor);

}  // namespace notify
