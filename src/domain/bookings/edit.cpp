#include "bookings/edit.h"

#include "bookings/allowed.h"
#include "bookings/answers.h"
#include "bookings/tailored.h"
#include "bookings/verbs.h"
#include "businesses/standing.h"
#include "customers/details.h"
#include "db/db.h"

#include <algorithm>

namespace bookings {
namespace {

using catalog::Service;
using nlohmann::json;

struct Found {
    Booking booking;
    std::shared_ptr<const Snapshot> snapshot;
};

// Locked, and as the staff saw it.
Result<Found> find_to_change(db::Tx& tx, const Context& context, BusinessId business, BookingId id,
                             std::optional<int> version) {
    auto booking = store::find_for_update(tx, business, id);
    auto snapshot = context.snapshots.current(tx, business);
    if (!booking || !snapshot) return not_found("booking.unknown");
    if (const auto open = businesses::is_open(snapshot->business); !open) return std::unexpected(open.error());
    if (const auto same = check_version(*booking, version); !same) return std::unexpected(same.error());
    return Found{*std::move(booking), std::move(snapshot)};
}

catalog::Extra sum_of(const std::vector<ChosenAddOn>& add_ons) {
    catalog::Extra out;
    for (const auto& each : add_ons) {
        out.duration += each.duration;
        out.price_amount += each.price.amount;
    }
    return out;
}

// Those asked for: as they were agreed where the booking has them, else as they are now.
Result<std::vector<ChosenAddOn>> chosen_of(const Snapshot& snapshot, const Service& service, const Booking& booking,
                                           const std::vector<AddOnId>& wanted) {
    std::vector<AddOnId> added;
    for (const auto id : wanted)
        if (std::ranges::find(booking.add_ons, id, &ChosenAddOn::id) == booking.add_ons.end()) added.push_back(id);
    const auto wished = snapshot.wished(service, added);
    if (!wished) return std::unexpected(wished.error());
    std::vector<ChosenAddOn> out;
    for (const auto& each : booking.add_ons)
        if (std::ranges::find(wanted, each.id) != wanted.end()) out.push_back(each);
    for (const auto& each : wished->add_ons) out.push_back({each.id, each.name, each.duration, each.price});
    if (out.size() > kMostAddOnsChosen)
        return refuse(Fault::invalid, "booking.too_many_add_ons", {{"max", std::to_string(kMostAddOnsChosen)}});
    return out;
}

// What stays of the add-ons with another service.
std::vector<ChosenAddOn> kept_with(const Snapshot& snapshot, const Service& service, const Booking& booking) {
    std::vector<ChosenAddOn> out;
    for (const auto& each : booking.add_ons)
        for (const auto* offered : snapshot.add_ons_of(service))
            if (offered->id == each.id) out.push_back(each);
    return out;
}

// What the booking is to be, before its time is taken.
struct Wanted {
    Service service;  // as long as the booking is to be
    std::vector<ChosenAddOn> add_ons;
    Money price;
    Minutes length{};
};

Result<Wanted> wanted_of(db::Tx& tx, const Snapshot& snapshot, const Booking& booking, const Edit& edit,
                         const activity::Actor& actor) {
    const auto* offered = snapshot.service(edit.service_id.value_or(booking.service_id));
    if (!offered) return not_found("service.not_offered");
    const bool is_other = offered->id != booking.service_id;
    if (is_other && !offered->active) return not_found("service.not_offered");
    Wanted out{*offered, booking.add_ons, booking.price};
    if (edit.add_ons) {
        auto chosen = chosen_of(snapshot, *offered, booking, *edit.add_ons);
        if (!chosen) return std::unexpected(chosen.error());
        out.add_ons = *std::move(chosen);
    } else if (is_other) {
        out.add_ons = kept_with(snapshot, *offered, booking);
    }
    const auto was = sum_of(booking.add_ons), is = sum_of(out.add_ons);
    if (is_other) {
        const auto own = tailor(tx, snapshot.business.id, *offered, {.customer = booking.customer_id})->plus(is);
        const auto provider = edit.provider_id.value_or(booking.provider_id);
        out.length = own.duration_with(provider);
        out.price = own.price_with(provider);
    } else {
        out.length = length_of(booking) + is.duration - was.duration;
        out.price.amount = std::max<std::int64_t>(0, booking.price.amount + is.price_amount - was.price_amount);
    }
    if (edit.price && *edit.price != out.price) {
        if (const auto allowed = check_price(tx, snapshot, *edit.price, actor); !allowed)
            return std::unexpected(allowed.error());
        out.price = *edit.price;
    }
    out.length = edit.duration.value_or(out.length);
    if (const auto fits = check_length(out.length); !fits) return std::unexpected(fits.error());
    out.service = offered->with({.duration = out.length});
    return out;
}

// Members that differ.
json differing(const json& before, const json& after) {
    json out{{"before", json::object()}, {"after", json::object()}};
    for (const auto& [name, value] : after.items())
        if (before.at(name) != value) {
            out["before"][name] = before.at(name);
            out["after"][name] = value;
        }
    return out;
}

json told(const Booking& booking) {
    auto out = time_of(booking);
    out["minutes"] = length_of(booking).count();
    out["service_id"] = booking.service_id.value;
    out["price"] = fmt::format("{} {}", booking.price.amount, booking.price.currency);
    out["overbooking"] = booking.overbooking;
    out["add_ons"] = json::array();
    for (const auto& each : booking.add_ons) out["add_ons"].push_back(each.name.fallback);
    return out;
}

bool is_same(const std::vector<ChosenAddOn>& a, const std::vector<ChosenAddOn>& b) {
    return std::ranges::equal(a, b, {}, &ChosenAddOn::id, &ChosenAddOn::id);
}

}  // namespace

Result<Booking> change(db::Tx& tx, const Context& context, BusinessId business, BookingId id, const Edit& edit,
                       activity::Actor actor) {
    auto found = find_to_change(tx, context, business, id, edit.version);
    if (!found) return std::unexpected(found.error());
    auto& [booking, snapshot] = *found;
    auto wanted = wanted_of(tx, *snapshot, booking, edit, actor);
    if (!wanted) return std::unexpected(wanted.error());
    const auto start = edit.starts_at.value_or(booking.time.begin);
    const auto provider = edit.provider_id.value_or(booking.provider_id);
    const bool moves = wanted->service.id != booking.service_id || start != booking.time.begin ||
                       provider != booking.provider_id || wanted->length != length_of(booking);
    const bool only_price = !moves && is_same(wanted->add_ons, booking.add_ons);
    if (only_price && wanted->price == booking.price) return booking;
    if (is_given_up(booking.status)) return conflict("booking.already_cancelled");
    if (!only_price && !is_live(booking.status)) return conflict("booking.already_over");

    const auto before = booking;
    if (moves) {
        const auto place = location_to_keep(*snapshot, wanted->service.id, booking.location_id, context.clock.now());
        const auto who = candidates(tx, *snapshot, wanted->service, provider, place, start);
        if (!who) return std::unexpected(who.error());
        const auto terms = terms_for(tx, business, Rules::staff, edit.outside_hours, edit.overbooking, actor);
        if (!terms) return std::unexpected(terms.error());
        if (const auto taken = take_anew(tx, context, *snapshot, wanted->service, *who, start, *terms, booking); !taken)
            return std::unexpected(taken.error());
        ++booking.calendar_sequence;
    }
    booking.add_ons = std::move(wanted->add_ons);
    booking.price = wanted->price;
    booking.changed_at = context.clock.now();
    store::update_booking(tx, booking);
    store::update_agreed(tx, booking);
    if (const auto left = leave(tx, booking, before.appointment_id); !left) return std::unexpected(left.error());
    record(tx, context, booking, "booking.changed", actor, differing(told(before), told(booking)), edit.telling);
    return booking;
}

Result<Booking> change_notes(db::Tx& tx, const Context& context, BusinessId business, BookingId id, const Notes& notes,
                             activity::Actor actor) {
    auto found = find_to_change(tx, context, business, id, notes.version);
    if (!found) return std::unexpected(found.error());
    auto& booking = found->booking;
    std::vector<FieldError> wrong;
    customers::FieldCheck check(wrong);
    const auto text = [](const Booking& of) { return json{{"note", of.note}, {"internal_note", of.internal_note}}; };
    const auto before = text(booking);
    if (notes.note) booking.note = check.text("note", *notes.note, customers::kLongestNote);
    if (notes.internal_note)
        booking.internal_note = check.text("internal_note", *notes.internal_note, kLongestInternalNote);
    if (!wrong.empty()) return std::unexpected(Error{Fault::invalid, "form.invalid", {}, std::move(wrong)});
    const auto after = text(booking);
    if (before == after) return std::move(booking);
    booking.changed_at = context.clock.now();
    store::update_booking(tx, booking);
    store::update_agreed(tx, booking);
    record(tx, context, booking, "booking.noted", actor, differing(before, after));
    return std::move(booking);
}

Result<Booking> change_answers(db::Tx& tx, const Context& context, BusinessId business, BookingId id,
                               const Answers& given, const std::set<catalog::ExtraFieldId>& without_files,
                               std::optional<int> version, activity::Actor actor) {
    auto found = find_to_change(tx, context, business, id, version);
    if (!found) return std::unexpected(found.error());
    auto& [booking, snapshot] = *found;
    const auto answers = check_answers(*snapshot, booking.service_id, given, Rules::staff);
    if (!answers) return std::unexpected(answers.error());
    const auto text = [&] {
        auto out = json::object();
        for (const auto& each : list_answers(tx, business, id)) out[each.label.fallback] = each.told.fallback;
        return out;
    };
    auto before = text();
    std::set<catalog::ExtraFieldId> replaced;
    for (const auto* field : catalog::fields_of(snapshot->extra_fields, booking.service_id)) {
        const bool keeps_file = field->kind == catalog::ExtraField::Kind::file && !given.files.contains(field->id) &&
                                !without_files.contains(field->id);
        if (!keeps_file) replaced.insert(field->id);
    }
    erase_answers(tx, business, id, replaced);
    keep_answers(tx, business, id, *answers, given);
    auto after = text();
    for (const auto& [label, answer] : after.items()) before.emplace(label, "");
    for (const auto& [label, answer] : before.items()) after.emplace(label, "");
    auto data = differing(before, after);
    if (data["after"].empty() && given.files.empty()) return std::move(booking);
    booking.changed_at = context.clock.now();
    store::update_booking(tx, booking);
    record(tx, context, booking, "booking.answered", actor, std::move(data));
    return std::move(booking);
}

Result<void> discard(db::Tx& tx, const Context& context, BusinessId business, BookingId id, std::optional<int> version,
                     activity::Actor actor) {
    auto found = find_to_change(tx, context, business, id, version);
    if (!found) return std::unexpected(found.error());
    auto& booking = found->booking;
    store::set_deleted(tx, booking, context.clock.now());
    settle(tx, business, booking.appointment_id);
    record(tx, context, booking, "booking.deleted", actor, json::object());
    return {};
}

Result<Booking> restore(db::Tx& tx, const Context& context, BusinessId business, BookingId id, activity::Actor actor) {
    auto found = store::find_deleted_for_update(tx, business, id);
    const auto snapshot = context.snapshots.current(tx, business);
    if (!found || !snapshot) return not_found("booking.unknown");
    if (const auto open = businesses::is_open(snapshot->business); !open) return std::unexpected(open.error());
    auto booking = *std::move(found);
    const auto from = booking.appointment_id;
    // Others in it hold its time; alone, it takes it again, wherever the hours are by now.
    if (!is_given_up(booking.status) && booking.seats.taken == 0 && !booking.stands) {
        const auto* offered = snapshot->service(booking.service_id);
        CHECK(offered);
        const auto service = offered->with({.duration = length_of(booking)});
        const Taking taking{*snapshot, service, booking.time.begin, from, {Rules::staff, true, booking.overbooking}};
        const auto got =
            take_first(tx, context, taking, {{booking.provider_id, booking.location_id}}, [](const Candidate&) {});
        if (!got) return std::unexpected(got.error());
        if (!got->over) booking.overbooking.clear();
    }
    store::set_deleted(tx, booking, std::nullopt);
    const auto seats = store::count_seats(tx, business, from);
    if (!seats) return conflict("appointment.full");
    booking.seats = *seats;
    staff::lock(tx, business, {staff::occupant(booking.provider_id)});
    record(tx, context, booking, "booking.restored", actor, json::object());
    return booking;
}

void forget_deleted(db::Database& database, const activity::Registry& registry, Instant now) {
    for (;;) {
        const auto gone = database.read(
            [&](db::Session& session) { return store::list_deleted_before(session, now - kDeletedKept); });
        for (const auto& [business, id] : gone)
            database.write([&](db::Tx& tx) {
                // Restored meanwhile.
                if (!store::find_deleted_for_update(tx, business, id)) return;
                for (const auto& each : registry.all<Forgetting>()) each.let_go(tx, business, id);
                store::erase_booking(tx, business, id);
            });
        if (gone.empty()) return;
    }
}

}  // namespace bookings
