// Putting back a move of a booking, or of a whole appointment, that staff have just made (FEATURES 8.1).
#include "activity/activity_log.h"
#include "bookings/many.h"
#include "bookings/verbs.h"
#include "db/db.h"

namespace bookings {

using nlohmann::json;

namespace {

// What the last thing that happened to it says, where that was a move by staff that can still be undone.
std::optional<std::pair<ActivityId, json>> undoable(db::Session& session, const Booking& booking, Instant now) {
    const auto latest = activity::list_latest(session, booking.business_id, booking.id.value, std::nullopt, 1);
    if (latest.empty() || latest.front().type != "booking.rescheduled" || latest.front().actor != "staff" ||
        latest.front().at + kUndoFor < now)
        return std::nullopt;
    auto data = json::parse(latest.front().data);
    const auto telling = parse_telling(data.value("telling", "")).value_or(Telling::at_once);
    if (!data.contains("from") || (telling != Telling::after_undo && telling != Telling::nobody)) return std::nullopt;
    return std::pair(latest.front().id, std::move(data));
}

Instant instant_in(const json& data, const char* name) { return Instant{Seconds{data.at(name).get<std::int64_t>()}}; }

// Where it was, as write_moved kept it.
struct Former {
    AppointmentId appointment;
    Candidate who;
    Span time;
    std::string overbooking;

    explicit Former(const json& data) {
        const auto& before = data.at("before");
        const auto& from = data.at("from");
        appointment = AppointmentId{from.at("appointment_id").get<std::int64_t>()};
        who.provider = ProviderId{before.at("provider_id").get<std::int64_t>()};
        if (!from.at("location_id").is_null()) who.location = LocationId{from.at("location_id").get<std::int64_t>()};
        time = {instant_in(before, "starts_at"), instant_in(before, "ends_at")};
        overbooking = from.at("overbooking").get<std::string>();
    }
    // Its place there was free until a moment ago, whatever the rules say of it.
    Terms terms() const { return {Rules::staff, true, overbooking}; }
    catalog::Service lasting(const Snapshot& snapshot, ServiceId service) const {
        const auto* offered = snapshot.service(service);
        CHECK(offered);
        return offered->with({.duration = std::chrono::floor<Minutes>(time.end - time.begin)});
    }
};

Result<void> put_back(db::Tx& tx, const Context& context, const Snapshot& snapshot, const Former& former,
                      Booking& booking) {
    const auto appointment = store::find_for_update(tx, booking.business_id, former.appointment);
    if (former.appointment != booking.appointment_id && appointment && appointment->live &&
        appointment->time == former.time) {
        if (appointment->seats.left() <= 0) return conflict("appointment.full");
        put_into(booking, *appointment);
        booking.overbooking = former.overbooking;
        return {};
    }
    return take_anew(tx, context, snapshot, former.lasting(snapshot, booking.service_id), {former.who},
                     former.time.begin, former.terms(), booking);
}

// Only its row. What is to be recorded of it.
json write_undone(db::Tx& tx, const Context& context, const Booking& before, ActivityId move, Booking& booking) {
    ++booking.calendar_sequence;
    booking.changed_at = context.clock.now();
    store::update_booking(tx, booking);
    return {{"before", time_of(before)}, {"after", time_of(booking)}, {"undone", move.value}};
}

}  // namespace

Result<Booking> undo_move(db::Tx& tx, const Context& context, BusinessId business, BookingId id, int version,
                          activity::Actor actor) {
    auto found = store::find_for_update(tx, business, id);
    const auto snapshot = context.snapshots.current(tx, business);
    if (!found || !snapshot) return not_found("booking.unknown");
    auto booking = *std::move(found);
    if (const auto same = check_version(booking, version); !same) return std::unexpected(same.error());
    const auto move = undoable(tx, booking, context.clock.now());
    if (!move || !is_live(booking.status)) return conflict("booking.undo_too_late");
    const auto before = booking;
    if (const auto back = put_back(tx, context, *snapshot, Former(move->second), booking); !back)
        return std::unexpected(back.error());
    auto data = write_undone(tx, context, before, move->first, booking);
    if (const auto left = leave(tx, booking, before.appointment_id); !left) return std::unexpected(left.error());
    record(tx, context, booking, "booking.move_undone", actor, std::move(data));
    return booking;
}

Result<std::vector<Booking>> undo_move(db::Tx& tx, const Context& context, BusinessId business, AppointmentId id,
                                       const Seen& seen, activity::Actor actor) {
    auto appointment = store::find_for_update(tx, business, id);
    const auto snapshot = context.snapshots.current(tx, business);
    if (!appointment || !snapshot) return not_found("appointment.unknown");
    auto bookings = list_as_seen(tx, business, id, seen);
    if (!bookings) return bookings;
    std::vector<std::pair<ActivityId, Former>> moves;
    for (const auto& booking : *bookings) {
        const auto move = undoable(tx, booking, context.clock.now());
        if (!move || !is_live(booking.status)) return conflict("booking.undo_too_late");
        const auto& [activity, former] = moves.emplace_back(move->first, Former(move->second));
        if (former.appointment != id || former.time != moves.front().second.time)
            return conflict("booking.undo_too_late");
    }
    if (moves.empty()) return conflict("booking.undo_too_late");

    const auto before = *bookings;
    const auto& former = moves.front().second;
    if (const auto back = take_whole(tx, context, *snapshot, former.lasting(*snapshot, appointment->service_id),
                                     {former.who}, former.time.begin, former.terms(), *appointment, *bookings);
        !back)
        return std::unexpected(back.error());
    for (std::size_t i = 0; i < bookings->size(); ++i) {
        auto data = write_undone(tx, context, before[i], moves[i].first, (*bookings)[i]);
        record(tx, context, (*bookings)[i], "booking.move_undone", actor, std::move(data));
    }
    return bookings;
}

bool is_undone(db::Session& session, BusinessId business, BookingId id, ActivityId move) {
    constexpr int kLooked = 20;  // what happens to one booking in so short a time
    return std::ranges::any_of(
        activity::list_latest(session, business, id.value, std::nullopt, kLooked), [&](const activity::Recorded& each) {
            return each.type == "booking.move_undone" && json::parse(each.data).at("undone") == move.value;
        });
}

}  // namespace bookings
