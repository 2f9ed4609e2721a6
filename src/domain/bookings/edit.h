// What staff change of one booking on its page, besides its time and status (booking.h). Each verb refuses what
// somebody else has changed meanwhile, and records what was and what is.
#pragma once

#include "bookings/booking.h"

namespace bookings {

// What is not said stays as it is. `version`: of the booking that the staff saw.
struct Edit {
    std::optional<ServiceId> service_id{};
    std::optional<std::vector<AddOnId>> add_ons{};  // all of them; those that it has stay as they were agreed
    std::optional<Instant> starts_at{};
    std::optional<ProviderId> provider_id{};
    std::optional<Minutes> duration{};
    std::optional<Money> price{};  // needs kChangePrices
    bool outside_hours = false;    // these two as in a wish
    std::string overbooking{};
    std::optional<int> version{};
    Telling telling = Telling::at_once;
};
// Where no length or price is said, another service brings its own, and other add-ons change them by what they take and
// cost. Add-ons that the other service does not have go. Only the price of one that is over can be changed. In an
// appointment with more places, only this booking changes: it leaves the others. Changes nothing: records nothing.
// Records booking.changed.
// Errors: those of book about the service, its provider and the time; conflict booking.changed_meanwhile,
// booking.already_cancelled, booking.already_over; not_found booking.unknown.
Result<Booking> change(db::Tx& tx, const Context& context, BusinessId business, BookingId id, const Edit& edit,
                       activity::Actor actor);

// `note` is the customer's to see too; internal_note is for the staff alone, and may be longer.
struct Notes {
    std::optional<std::string> note{}, internal_note{};
    std::optional<int> version{};
};
// Records booking.noted. Errors: invalid form.invalid (fields note, internal_note); conflict booking.changed_meanwhile;
// not_found booking.unknown.
Result<Booking> change_notes(db::Tx& tx, const Context& context, BusinessId business, BookingId id, const Notes& notes,
                             activity::Actor actor);

// What is asked now, as given, whatever the fields require. What was answered to fields that are not asked any more
// stays. A file stays where none is given, unless `without_files` names its field. Records booking.answered with what
// differs.
// Errors: those of check_answers (answers.h); conflict booking.changed_meanwhile; not_found booking.unknown.
Result<Booking> change_answers(db::Tx& tx, const Context& context, BusinessId business, BookingId id,
                               const Answers& answers, const std::set<catalog::ExtraFieldId>& without_files,
                               std::optional<int> version, activity::Actor actor);

// How long what was deleted can be restored; then it is gone (forget_deleted).
inline constexpr auto kDeletedKept = std::chrono::days{30};
// Out of the book, as if it had never been there: its time is free, and nobody is told. Records booking.deleted.
// Errors: conflict booking.changed_meanwhile; not_found booking.unknown.
Result<void> discard(db::Tx& tx, const Context& context, BusinessId business, BookingId id, std::optional<int> version,
                     activity::Actor actor);
// Back in the book as it was. Its time is taken again, unless it was given up before. Records booking.restored.
// Errors: conflict booking.time_taken, appointment.full; not_found booking.unknown: it is not deleted, or gone.
Result<Booking> restore(db::Tx& tx, const Context& context, BusinessId business, BookingId id, activity::Actor actor);

std::optional<Booking> find_deleted(db::Session& session, BusinessId business, BookingId id);
// The latest deleted first, at most `limit` (200), behind `after` where it is given.
Listed list_deleted(db::Session& session, BusinessId business, std::optional<BookingId> after, int limit);

// What refers to a booking that goes for good lets go of it: a feature adds its own.
struct Forgetting {
    std::function<void(db::Tx&, BusinessId, BookingId)> let_go;
};
// By the housekeeper: what was deleted before `now` - kDeletedKept goes for good, with its answers, files and links.
// What the log says of it stays.
void forget_deleted(db::Database& database, const activity::Registry& registry, Instant now);

}  // namespace bookings
