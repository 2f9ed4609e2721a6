#include "db/db.h"
#include "torture/desk.h"
#include "torture/rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace torture {
namespace {

Check promises(const std::vector<DeskJournal>& journals, const Rows& rows) {
    Check check{"what is booked at a desk is there, where, as long and as often changed as its staff were told"};
    std::map<BookingId, const Booking*> there;
    for (const auto& booking : rows.bookings) there[booking.id] = &booking;
    for (const auto& journal : journals)
        for (const auto& kept : journal.kept) {
            ++check.looked_at;
            if (!there.contains(kept.id)) {
                check.fail(fmt::format("booking {} is not there", base::to_text(kept.id)));
                continue;
            }
            const auto& booking = *there.at(kept.id);
            if (kept.unknown) continue;
            if (booking.place != kept.place || booking.end - booking.place.start != kept.length)
                check.fail(fmt::format("{} is at {} for {} s, its staff were told {} for {} min", name(booking),
                                       base::to_text(booking.place.start), (booking.end - booking.place.start).count(),
                                       base::to_text(kept.place.start), kept.length.count()));
            if ((booking.status == bookings::Status::cancelled) != kept.cancelled)
                check.fail(name(booking) + ": its staff were told otherwise");
            if (booking.sequence != kept.changes + kept.cancelled)
                check.fail(fmt::format("{} was changed {} times, its staff were told of {}", name(booking),
                                       booking.sequence, kept.changes + kept.cancelled));
        }
    return check;
}

Check once_each(const Rows& rows) {
    Check check{"one key at a desk makes one booking"};
    std::set<std::string> seen;
    for (const auto& booking : rows.bookings) {
        if (!booking.by_staff) continue;
        ++check.looked_at;
        if (!seen.insert(booking.note).second) check.fail(name(booking) + " is there twice");
    }
    return check;
}

// When each appointment was put where it is now, as the order of what was recorded.
std::map<AppointmentId, ActivityId> last_placed(const Rows& rows) {
    std::map<std::int64_t, ActivityId> of_booking;
    for (const auto& activity : rows.activities)
        if (activity.type == "booking.made" || activity.type == "booking.rescheduled" ||
            activity.type == "booking.move_undone")
            of_booking[activity.subject] = activity.id;
    std::map<AppointmentId, ActivityId> out;
    for (const auto& booking : rows.bookings) out[booking.appointment] = of_booking[booking.id.value];
    return out;
}

// Whether as much of the occupant is ordinarily taken all through the span as there is.
bool lies_over_others(const Taken& over, const Rows& rows) {
    std::map<Instant, int> changes{{over.span.begin, 0}};
    for (const auto& each : rows.taken) {
        if (each.business != over.business || each.occupant != over.occupant || each.span.end <= over.span.begin ||
            each.span.begin >= over.span.end)
            continue;
        changes[std::max(each.span.begin, over.span.begin)] += each.quantity;
        if (each.span.end < over.span.end) changes[each.span.end] -= each.quantity;
    }
    int in_use = 0;
    return std::ranges::all_of(
        changes, [&](const auto& each) { return (in_use += each.second) >= rows.quantities.at(over.occupant); });
}

Check overbooked(const Rows& rows) {
    Check check{"only what staff put over others lies over others, and no customer came over it afterwards"};
    const auto placed = last_placed(rows);
    std::set<AppointmentId> of_staff;
    for (const auto& booking : rows.bookings)
        if (booking.by_staff) of_staff.insert(booking.appointment);
    for (const auto& over : rows.over) {
        ++check.looked_at;
        if (!of_staff.contains(over.appointment)) check.fail(name(over) + " is over another, and is no staff's");
        if (!lies_over_others(over, rows)) check.fail(name(over) + " is over another, and there is none");
        for (const auto& each : rows.taken)
            if (each.business == over.business && each.occupant == over.occupant && each.span.begin < over.span.end &&
                over.span.begin < each.span.end && !of_staff.contains(each.appointment) &&
                placed.contains(each.appointment) &&  // else it is held, and was so before
                placed.at(each.appointment) > placed.at(over.appointment))
                check.fail(name(each) + " came over " + name(over));
    }
    return check;
}

Check answers(const std::vector<DeskJournal>& journals) {
    Check check{"every answer at the desks was one that may be"};
    for (const auto& journal : journals) {
        for (const auto& [kind, count] : journal.answers) check.looked_at += count;
        for (const auto& text : journal.wrong) check.fail(text);
        check.wrong += journal.wrong_count - std::ssize(journal.wrong);
    }
    return check;
}

Check fierce(const std::vector<DeskJournal>& journals) {
    Check check{.name = "the desks were in the fight too", .of_the_fight = true};
    std::map<std::pair<std::string, int>, std::int64_t> answers;
    std::int64_t over = 0;
    for (const auto& journal : journals) {
        for (const auto& [kind, count] : journal.answers) answers[kind] += count;
        over += journal.over;
    }
    for (const auto& [kind, count] : answers) check.looked_at += count;
    for (const auto& [kind, status] : {std::pair("book at the desk", 303), std::pair("book at the desk", 409),
                                       std::pair("move at the desk", 200), std::pair("move at the desk", 409)})
        if (answers[{kind, status}] == 0) check.fail(fmt::format("{} was never answered {}", kind, status));
    if (over == 0) check.fail("nothing was put over another");
    return check;
}

}  // namespace

std::vector<Check> check_desks(db::Database& database, const std::vector<DeskJournal>& journals,
                               bool has_to_be_a_fight) {
    const auto rows = database.snapshot([](db::Session& session) { return read_rows(session); });
    std::vector<Check> out{promises(journals, rows), once_each(rows), overbooked(rows), answers(journals)};
    if (has_to_be_a_fight) out.push_back(fierce(journals));
    return out;
}

}  // namespace torture
