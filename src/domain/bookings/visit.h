// A visit is what was booked in one go (book_all): one booking, or several parts that are told, moved and cancelled
// together or one by one (FEATURES 3.5). Each part keeps the rules of its own service.
#pragma once

#include "bookings/booking.h"

namespace bookings {

// Whether customers may book several services in one go.
inline constexpr businesses::Module kVisits{"visits", N_("Several services in one go")};
// Of book_all with one_visit, by customers' rules: several services at once are forbidden visit.not_offered where the
// business books one at a time. What is joined by name, as the date of an event is, is one thing for several people.

// Between the token of a manage link and the id of another part: so the link of one part opens each of its visit.
inline constexpr char kPartMark = '~';
std::string token_of_part(std::string_view token, const Booking& part);
// Whether whoever looks after one of them looks after the other: parts of one visit of the same customer or address.
bool is_of_same_visit(const Booking& one, const Booking& other);
// The parts of the booking's visit that who looks after it looks after too, itself among them, by start; empty: there
// is it alone.
std::vector<Booking> parts_beside(db::Session& session, const Booking& booking);

// For whom a part is, where those parts are for several people: who comes, else the customer's own name. Empty: all of
// them are for the customer.
std::string person_of(const Booking& part, const std::vector<Booking>& parts);

// What is about one part says which by one parameter more, {part}: its number in the visit, from 1.

// Cancels all parts that are live, or none. Where none is: changes nothing. Each records its own booking.cancelled,
// with the ids of all in "parts", so that the customer is told once. `beside`: those alone that who looks after this
// part looks after too.
// Errors: forbidden business.suspended; those of change_status about each part.
Result<std::vector<Booking>> cancel_visit(db::Tx& tx, const Context& context, BusinessId business, VisitId id,
                                          activity::Actor actor, Rules rules, Telling telling = Telling::at_once,
                                          const Booking* beside = nullptr);

// Moves those parts, or none, each to another time; one of a service for groups into the group that is there then. What
// they have now does not stand in the way of what they get. One that is there already stays as it is. Errors: forbidden
// business.suspended; not_found booking.unknown: no part of that visit; those of reschedule about each part.
Result<std::vector<Booking>> move_visit(db::Tx& tx, const Context& context, BusinessId business, VisitId id,
                                        const std::map<BookingId, Move>& moves, activity::Actor actor, Rules rules);

}  // namespace bookings
