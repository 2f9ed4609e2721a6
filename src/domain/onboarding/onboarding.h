// A business's first days: which steps of its set-up are done, what is missing before anybody can book, and the one
// booking by which the owner tries the page.
#pragma once

#include "bookings/booking.h"
#include "bookings/free_times.h"
#include "staff/member.h"

namespace onboarding {

// Steps of the set-up, in their order.
enum class Step { hours, services, people, look, live };
inline constexpr Step kSteps[] = {Step::hours, Step::services, Step::people, Step::look, Step::live};
std::string_view to_text(Step step);
std::optional<Step> parse_step(std::string_view text);

// What was done, by name: steps, and what was put aside of what is left to do.
using Done = std::set<std::string, std::less<>>;
Done list_done(db::Session& session, BusinessId business);
// Once done it stays so. `name`: a step's, or at most 40 letters of what is put aside.
void set_done(db::Tx& tx, const Clock& clock, BusinessId business, std::string_view name);

// Nothing of the first days is shown any more.
inline constexpr std::string_view kFinished = "finished";
inline bool is_finished(const Done& done) { return done.contains(kFinished); }
// The first that is not done; nullopt: all are.
std::optional<Step> next_step(const Done& done);

// Why nobody can book online, the first reason first; empty: somebody can.
enum class Missing { services, givers, hours };
std::vector<Missing> missing(const bookings::Snapshot& snapshot, Day today);

// Makes the member, who is one of the business's staff, give every service there is, in the business's opening hours
// where they have no hours of their own. Errors: not_found staff.unknown.
Result<void> give_services(db::Tx& tx, const activity::Context& context, BusinessId business, StaffId member,
                           activity::Actor actor);

// The first time that somebody could book, of any service; what the owner tries the page with.
struct FirstFree {
    ServiceId service_id;
    bookings::FreeStart start;
};
std::optional<FirstFree> first_free(db::Session& session, const bookings::Snapshot& snapshot,
                                    bookings::FreeTimes& free_times, Instant now);

// Books that time under the owner's name and address, by staff's rules, so that its mails are seen. While a test
// booking is there it is returned instead. Errors: those of bookings::book.
Result<bookings::Booking> make_test_booking(db::Tx& tx, const bookings::Context& context, BusinessId business,
                                            const FirstFree& place, const customers::Details& details,
                                            activity::Actor actor);
// Cancels it and takes it away, with the customer whom it made unless that one has booked meanwhile, so that nothing is
// left of it. Twice changes nothing.
Result<void> take_back_test_booking(db::Tx& tx, const bookings::Context& context, BusinessId business,
                                    activity::Actor actor);
std::optional<bookings::Booking> find_test_booking(db::Session& session, BusinessId business);

}  // namespace onboarding
