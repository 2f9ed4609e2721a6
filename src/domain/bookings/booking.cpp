#include "bookings/booking.h"

#include "accounts/account.h"
#include "base/typed.h"
#include "bookings/activities.h"
#include "bookings/allowed.h"
#include "bookings/answers.h"
#include "bookings/booking_store.h"
#include "bookings/deletion.h"
#include "bookings/edit.h"
#include "bookings/free_times.h"
#include "bookings/guest.h"
#include "bookings/hold_store.h"
#include "bookings/manage_links.h"
#include "bookings/many.h"
#include "bookings/once.h"
#include "bookings/personal.h"
#include "bookings/session.h"
#include "bookings/session_store.h"
#include "bookings/tailored.h"
#include "bookings/verbs.h"
#include "bookings/visit.h"
#include "businesses/standing.h"
#include "customers/details.h"
#include "db/db.h"

#include <spdlog/spdlog.h>

#include <map>
#include <set>
#include <span>

namespace bookings {
namespace {

using catalog::Service;
using nlohmann::json;

// An appointment that may take one more, locked.
Result<Appointment> with_a_place(db::Tx& tx, const Snapshot& snapshot, AppointmentId id, Instant now, Rules rules) {
    auto found = store::find_for_update(tx, snapshot.business.id, id);
    if (!found) return not_found("appointment.unknown");
    const auto* service = snapshot.service(found->service_id);
    CHECK(service);
    if (rules == Rules::customer && !is_bookable(snapshot, service->id)) return not_found("service.not_offered");
    if (!found->live || found->time.end <= now) return conflict("appointment.ended");
    if (const auto in_time = within_bookable(snapshot, *service, found->time.begin, now, rules); !in_time)
        return std::unexpected(in_time.error());
    make_room(tx, *found);
    if (found->seats.left() <= 0) return conflict("appointment.full");
    return *std::move(found);
}

struct Who {
    CustomerId id;
    bool is_new = false, verified = false, name_differs = false;
};

// Somebody may write both names into one field, or leave the surname out where it is not asked for.
bool is_named(const customers::Customer& stored, const customers::Details& given) {
    const auto name = base::folded(given.name), surname = base::folded(given.surname);
    if (surname.empty() && name == base::folded(stored.name)) return true;
    return base::full_name(name, surname) == base::folded(stored.full_name());
}

}  // namespace

Result<Guest> join_guest(db::Tx& tx, const Context& context, const businesses::Business& business,
                         const customers::Details& details, activity::Actor actor, Rules rules) {
    // Why there is no room is for the staff to know; the customer is told that nobody new can book by themselves.
    if (business.standing.limits.customers && !customers::find_by_email(tx, business.id, details.email.key))
        if (const auto room = customers::has_room(tx, business.id); !room)
            return rules == Rules::staff ? std::unexpected(room.error()) : conflict("customers.no_new_online");
    const auto [customer, is_new] = customers::join(tx, business.id, context.clock, details);
    if (is_new)
        activity::record(tx, context.registry, business.id, context.clock.now(),
                         {"customer.created", customer.id.value, actor});
    if (business.customer.logins != businesses::Logins::off)
        accounts::ensure(tx, {context.clock, context.registry}, business.id, customer, actor);
    Guest guest{.id = customer.id, .is_new = is_new};
    const auto check = business.customer.name_check;
    if (is_new || check == businesses::NameCheck::off || rules == Rules::staff) return guest;
    guest.name_differs = !is_named(customer, details);
    if (guest.name_differs && check == businesses::NameCheck::refuse) return invalid("booking.name_differs");
    return guest;
}

namespace {

// Bookings that were made while signed in count apart from those under an address that anybody may have typed: a
// stranger's guest bookings keep nobody from booking with their account.
Result<void> within_open_bookings(db::Session& session, const Context& context, const businesses::Business& business,
                                  const Who& who) {
    const auto max = business.customer.open_bookings_max;
    const auto now = context.clock.now();
    if (store::count_open(session, business.id, who.id, who.verified, now) < max) return {};
    // What counts with another one is asked only where the number alone is too large.
    const auto& together = context.registry.all<CountedTogether>();
    if (!together.empty()) {
        const auto open = store::list_open(session, business.id, who.id, who.verified, now);
        auto count = std::ssize(open);
        for (const auto& each : together) count -= each.surplus(session, business.id, open);
        if (count < max) return {};
    }
    return refuse(Fault::too_many, "booking.too_many_open", {{"max", std::to_string(max)}});
}

}  // namespace

// With the panel switched off there is nowhere to sign in.
bool needs_sign_in(const businesses::Business& business, const Service& service) {
    using businesses::Logins;
    const auto logins = business.customer.logins;
    if (logins == Logins::off || !business.has(accounts::kCustomerPanel)) return false;
    return logins == Logins::required || service.who_may_book == catalog::WhoMayBook::signed_in;
}

Result<void> check_zone(const Context& context, const businesses::Business& business) {
    const auto& zone = business.zone.name();
    if (context.shown_in.empty() || context.shown_in == zone) return {};
    return conflict("booking.zone_changed", {{"zone", zone}});
}

Span week_of(const Zone& zone, Instant moment) {
    const auto day = zone.day(moment);
    const auto monday = day - (std::chrono::weekday{day} - std::chrono::Monday);
    return {zone.instant(monday), zone.instant(monday + std::chrono::days{7})};
}

std::string_view to_text(Telling telling) {
    constexpr std::array<std::string_view, 5> kTexts{"at_once", "after_undo", "nobody", "for_all", "with_others"};
    return kTexts[static_cast<std::size_t>(telling)];
}

std::optional<Telling> parse_telling(std::string_view text) {
    for (const auto telling :
         {Telling::at_once, Telling::after_undo, Telling::nobody, Telling::for_all, Telling::with_others})
        if (to_text(telling) == text) return telling;
    return std::nullopt;
}

std::string_view to_text(Status status) {
    constexpr std::array<std::string_view, 6> kTexts{"pending",   "approved",  "declined",
                                                     "cancelled", "completed", "no_show"};
    return kTexts[static_cast<std::size_t>(status)];
}

std::string_view to_text(Source source) {
    constexpr std::array<std::string_view, 6> kTexts{"", "page", "embed", "link", "api", "staff"};
    return kTexts[static_cast<std::size_t>(source)];
}

Source parse_source(std::string_view text) {
    for (const auto source : {Source::page, Source::embed, Source::link, Source::api, Source::staff})
        if (to_text(source) == text) return source;
    return Source::unknown;
}

std::optional<Status> parse_status(std::string_view text) {
    for (const auto status :
         {Status::pending, Status::approved, Status::declined, Status::cancelled, Status::completed, Status::no_show})
        if (to_text(status) == text) return status;
    return std::nullopt;
}

namespace {

Result<void> may_book_unknown(const Snapshot& snapshot, const Service& service, const Wish& wish, Rules rules) {
    if (rules == Rules::customer && !wish.customer && needs_sign_in(snapshot.business, service))
        return refuse(Fault::forbidden, "booking.sign_in_needed");
    return {};
}

Asked asked(ServiceId service, const Wish& wish) { return {service, wish.key, wish.customer, wish.add_ons}; }

// What the visitor holds, expired or not: it is theirs until somebody else wants it.
std::optional<Hold> held_by(db::Session& session, BusinessId business, const Wish& wish, Rules rules) {
    if (rules == Rules::staff || wish.appointment) return std::nullopt;
    if (wish.held) return store::find_hold(session, business, *wish.held);
    if (wish.visitor.empty()) return std::nullopt;
    return store::find_hold(session, business, base::hash(wish.visitor));
}

// A wish on its way into the book.
struct Draft {
    const Wish* wish = nullptr;
    std::optional<std::size_t> index{};  // among several
    Booking booking{};
    Wished wished{};                      // the service as it is for who books it, with the add-ons
    std::optional<Appointment> joined{};  // where it gets a place; none: it takes a time of its own
    std::vector<Candidate> providers{};   // who may give it then
    bool stands_in_table = false;         // the appointment of its own, with the first of them
    Terms terms{};
    std::optional<Hold> held{};
    std::vector<catalog::Answer> answers{};
    Who who{};

    Taking taking(db::Session& session, const Snapshot& snapshot) const {
        Taking out{snapshot, wished.service, wish->starts_at, booking.appointment_id, terms};
        if (held && !held->place_in) give_up(session, *held, out);
        if (held && held->place_in) out.given_up = occupants_left_by(session, *held);
        return out;
    }
    Shared shared(const Snapshot& snapshot) const {
        Shared out{snapshot, wished.service, wish->starts_at, wish->provider_id, wish->location_id};
        if (terms.rules == Rules::staff) out.length = wish->duration;
        out.held = held;
        return out;
    }
    // The time that they hold for themselves is theirs alone.
    bool may_join() const {
        return wished.service.is_for_groups() && !(held && !held->place_in && held->time.begin == wish->starts_at);
    }
    bool may_open() const { return terms.rules == Rules::staff || wished.service.times != catalog::Times::sessions; }
    void put_with(const Candidate& candidate) {
        booking.provider_id = candidate.provider;
        booking.location_id = candidate.location;
        booking.time = {wish->starts_at, wish->starts_at + wished.service.duration_with(candidate.provider)};
        booking.seats = {wished.service.capacity_with(candidate.provider), 1};
    }
    // Which of several it is about.
    std::unexpected<Error> refused(Error error) const {
        if (index) error.parameters.emplace_back("index", std::to_string(*index));
        return std::unexpected(std::move(error));
    }
};

Booking booking_of(BusinessId business, const Wish& wish, Instant now) {
    return {.business_id = business,
            .id = base::make_id<BookingId>(),
            .appointment_id = {},
            .customer_id = {},
            .service_id = {},
            .provider_id = {},
            .location_id = {},
            .time = {},
            .price = {},
            .name = wish.details.name,
            .surname = wish.details.surname,
            .email = wish.details.email.text,
            .phone = wish.details.phone,
            .note = wish.note,
            .language = wish.details.language,
            .visitor_zone = wish.visitor_zone,
            .calendar_sequence = 0,
            .created_at = now,
            .changed_at = now,
            .paid_at = {},
            .hidden_at = {},
            .name_differs = false};
}

// A place in the appointment named, whose row is locked. One that takes longer with add-ons has no place in it.
Result<void> join_named(db::Tx& tx, const Snapshot& snapshot, Instant now, Rules rules, Draft& draft) {
    const auto& wish = *draft.wish;
    auto joined = with_a_place(tx, snapshot, *wish.appointment, now, rules);
    if (!joined) return std::unexpected(joined.error());
    auto wished = wished_service(tx, snapshot, asked(joined->service_id, wish), rules);
    if (!wished) return std::unexpected(wished.error());
    if (catalog::sum_of(wished->add_ons).duration > Minutes{0}) return not_found("add_on.not_offered");
    if (auto may = may_book_unknown(snapshot, wished->service, wish, rules); !may) return may;
    put_into(draft.booking, *joined);
    draft.joined = *std::move(joined);
    draft.wished = *std::move(wished);
    return {};
}

// Who may get it and on which terms, before anything is taken or written.
Result<void> look_for_place(db::Tx& tx, const Context& context, const Snapshot& snapshot, Rules rules, Draft& draft) {
    const auto now = context.clock.now();
    const auto& wish = *draft.wish;
    if (wish.appointment) return join_named(tx, snapshot, now, rules, draft);
    auto wished = wished_service(tx, snapshot, asked(wish.service_id, wish), rules);
    if (!wished) return std::unexpected(wished.error());
    if (wish.duration && rules == Rules::staff) {
        if (const auto fits = check_length(*wish.duration); !fits) return fits;
        wished->service = wished->service.with({.duration = *wish.duration});
    }
    draft.wished = *std::move(wished);
    const auto& service = draft.wished.service;
    auto providers = candidates(tx, snapshot, service, wish.provider_id, wish.location_id, wish.starts_at);
    if (!providers) return std::unexpected(providers.error());
    draft.providers = *std::move(providers);
    const auto& held = draft.held;
    // What is kept does not become too soon meanwhile.
    const bool is_kept = held && held->time.begin == wish.starts_at && held->expires_at > db::now(tx);
    if (auto in_time =
            within_bookable(snapshot, service, wish.starts_at, is_kept ? std::min(now, held->created_at) : now, rules);
        !in_time)
        return in_time;
    if (auto may = may_book_unknown(snapshot, service, wish, rules); !may) return may;
    auto terms = terms_for(tx, snapshot.business.id, rules, wish.outside_hours, wish.overbooking, wish.actor);
    if (!terms) return std::unexpected(terms.error());
    draft.terms = *std::move(terms);
    draft.booking.appointment_id = base::make_id<AppointmentId>();
    draft.booking.service_id = service.id;
    return {};
}

Result<Draft> draft_of(db::Tx& tx, const Context& context, const Snapshot& snapshot, const Wish& wish,
                       std::optional<Hold> held, Rules rules) {
    Draft out{
        .wish = &wish, .booking = booking_of(snapshot.business.id, wish, context.clock.now()), .held = std::move(held)};
    if (wish.consent && !wish.actor.in_person()) return refuse(Fault::forbidden, "account.customer_alone");
    if (const auto found = look_for_place(tx, context, snapshot, rules, out); !found)
        return std::unexpected(found.error());
    return out;
}

// Where several may share an appointment, the one at that time with a place left, whose row is locked then. `among`:
// none but these.
void find_joined(db::Tx& tx, const Snapshot& snapshot, Draft& draft, const std::set<AppointmentId>* among) {
    if (draft.joined || !draft.may_join()) return;
    auto shared = draft.shared(snapshot);
    shared.among = among;
    draft.joined = find_shared(tx, shared);
    if (draft.joined) put_into(draft.booking, *draft.joined);
}

bool may_be_shared_now(db::Session& session, const Snapshot& snapshot, const Draft& draft) {
    return draft.may_join() &&
           !store::list_joinable_at(session, snapshot.business.id, draft.wished.service.id, draft.wish->starts_at)
                .empty();
}

// Takes the time for an appointment of its own; what is held is given up for it.
Result<void> open_appointment(db::Tx& tx, const Context& context, const Snapshot& snapshot, Draft& draft,
                              const std::vector<OccupantId>* locked) {
    auto& booking = draft.booking;
    const auto& held = draft.held;
    if (held && held->place_in) store::find_for_update(tx, held->business_id, *held->place_in);
    auto taking = draft.taking(tx, snapshot);
    taking.locked = locked;
    const auto& zone = snapshot.business.zone;
    const auto found = take_first(tx, context, taking, draft.providers, [&](const Candidate& candidate) {
        draft.put_with(candidate);
        if (!draft.stands_in_table) {
            store::insert_appointment(tx, booking, zone);
        } else if (&candidate != &draft.providers.front()) {
            store::update_time(tx,
                               {booking.business_id, booking.appointment_id, booking.service_id, booking.provider_id,
                                booking.location_id, booking.time, booking.seats},
                               zone);
            store::set_capacity(tx, booking.business_id, booking.appointment_id, booking.seats.capacity);
        }
    });
    if (!found) return std::unexpected(found.error());
    if (found->over) booking.overbooking = draft.terms.overbooking;
    if (!held) return {};
    store::delete_hold(tx, held->business_id, held->id);
    if (held->place_in) settle(tx, held->business_id, *held->place_in);
    return {};
}

// `locked`: all whose lock it may want; none: it locks whom it tries.
Result<void> take_place(db::Tx& tx, const Context& context, const Snapshot& snapshot, Draft& draft,
                        const std::vector<OccupantId>* locked) {
    if (draft.joined) {
        lock_place(tx, *draft.joined, draft.held);
        return {};
    }
    if (!draft.may_open()) return conflict("booking.time_taken");
    return open_appointment(tx, context, snapshot, draft, locked);
}

// Alone it may try again: who came first while this one waited may have left places.
Result<void> take_alone(db::Tx& tx, const Context& context, const Snapshot& snapshot, Draft& draft) {
    find_joined(tx, snapshot, draft, nullptr);
    if (draft.joined || !draft.may_join()) return take_place(tx, context, snapshot, draft, nullptr);
    {
        db::Savepoint attempt(tx);
        auto taken = take_place(tx, context, snapshot, draft, nullptr);
        if (taken) attempt.keep();
        if (taken || !is_time_gone(taken.error()) || !may_be_shared_now(tx, snapshot, draft)) return taken;
        // With the savepoint the locks are given back, so that the appointment's comes first.
    }
    find_joined(tx, snapshot, draft, nullptr);
    if (!draft.joined) return conflict("booking.time_taken");
    return take_place(tx, context, snapshot, draft, nullptr);
}

Source source_of(const Wish& wish, Rules rules) {
    if (rules == Rules::staff) return Source::staff;
    return wish.key.empty() ? wish.source : Source::link;
}

void keep_add_ons(Booking& booking, std::vector<catalog::AddOn> chosen) {
    for (auto& each : chosen)
        booking.add_ons.push_back({each.id, std::move(each.name), each.duration, std::move(each.price)});
}

// What the time says of the booking, and what came with the wish.
Result<void> agree(db::Tx& tx, const Snapshot& snapshot, Rules rules, Draft& draft) {
    const auto& wish = *draft.wish;
    const auto& service = draft.wished.service;
    auto& booking = draft.booking;
    booking.status = service.needs_approval && rules == Rules::customer ? Status::pending : Status::approved;
    booking.price = service.price_with(booking.provider_id);
    if (wish.price && rules == Rules::staff) {
        if (auto allowed = check_price(tx, snapshot, *wish.price, wish.actor); !allowed) return allowed;
        booking.price = *wish.price;
    }
    if (rules == Rules::staff) booking.internal_note = wish.internal_note;
    keep_add_ons(booking, std::move(draft.wished.add_ons));
    std::vector<FieldError> wrong;
    booking.attendee = customers::FieldCheck(wrong).name("attendee", wish.attendee, businesses::FieldRule::optional);
    if (!wrong.empty()) return std::unexpected(Error{Fault::invalid, "form.invalid", {}, std::move(wrong)});
    auto answers = check_answers(snapshot, booking.service_id, wish.answers, wish.answers_later ? Rules::staff : rules);
    if (!answers) return std::unexpected(answers.error());
    draft.answers = *std::move(answers);
    return {};
}

// Finds or makes those who are known by an address alone, in the order of their addresses.
Result<void> join_guests(db::Tx& tx, const Context& context, const businesses::Business& business, Rules rules,
                         std::vector<Draft>& drafts) {
    std::vector<Draft*> guests;
    for (auto& draft : drafts)
        if (!draft.wish->customer) guests.push_back(&draft);
    std::ranges::stable_sort(guests, {}, [](const Draft* each) { return each->wish->details.email.key; });
    for (auto* draft : guests) {
        const auto& wish = *draft->wish;
        const auto guest = join_guest(tx, context, business, wish.details, wish.actor, rules);
        if (!guest) return draft->refused(guest.error());
        draft->who = {.id = guest->id, .is_new = guest->is_new, .name_differs = guest->name_differs};
    }
    return {};
}

// Asked after the time: what is answered about that says nothing about who is known here.
Result<void> find_who_books(db::Tx& tx, const Context& context, const businesses::Business& business, Rules rules,
                            std::vector<Draft>& drafts) {
    if (auto joined = join_guests(tx, context, business, rules, drafts); !joined) return joined;
    std::set<CustomerId> locked;
    for (auto& draft : drafts) {
        if (draft.wish->customer) draft.who = {.id = *draft.wish->customer, .verified = true};
        if (draft.who.verified || (!draft.who.is_new && rules == Rules::customer)) locked.insert(draft.who.id);
    }
    for (const auto id : locked) customers::lock(tx, business.id, id);
    // Whoever erases them at this moment waits, or has done it: then nothing is booked under their name.
    for (const auto& draft : drafts) {
        if (!draft.who.verified) continue;
        const auto known = customers::find(tx, business.id, draft.who.id);
        if (!known || known->anonymised) return draft.refused({Fault::not_found, "customer.unknown", {}, {}});
    }
    return {};
}

// Its secret is told once.
Result<Made> write(db::Tx& tx, const Context& context, const businesses::Business& business, Rules rules, Draft& draft,
                   bool counts) {
    const auto& wish = *draft.wish;
    auto& booking = draft.booking;
    booking.customer_id = draft.who.id;
    booking.name_differs = draft.who.name_differs;
    if (rules == Rules::customer && counts && !draft.who.is_new)
        if (const auto within = within_open_bookings(tx, context, business, draft.who); !within)
            return std::unexpected(within.error());
    if (booking.visit_part <= 1)
        store::insert_visit(tx, business.id, booking.visit_id, booking.customer_id, booking.created_at);
    // By its id the booking is found, so no index of random values is kept for the secret.
    auto token = fmt::format("{}-{}", base::to_text(booking.id), base::new_token());
    store::insert_booking(tx, booking, base::hash(token), draft.who.verified,
                          wish.consent ? std::optional(booking.created_at) : wish.earlier_consent,
                          source_of(wish, rules));
    keep_answers(tx, business.id, booking.id, draft.answers, wish.answers);
    if (!draft.joined) note_minimum(tx, draft.wished.service, booking, booking.created_at);
    if (booking.seats.capacity > 1 || booking.stands) {
        const auto seats = store::count_seats(tx, business.id, booking.appointment_id);
        if (!seats) return conflict("appointment.full");
        booking.seats = *seats;
    }
    return Made{booking, std::move(token)};
}

// `parts`: of the visit, where it has several.
void record_made(db::Tx& tx, const Context& context, const Draft& draft, const json& parts, Rules rules) {
    json data{{"after", time_of(draft.booking)}};
    if (!draft.booking.overbooking.empty()) data["after"]["overbooking"] = draft.booking.overbooking;
    if (parts.size() > 1) data["parts"] = parts;
    record(tx, context, draft.booking, "booking.made", draft.wish->actor, std::move(data),
           telling_by(rules, draft.wish->telling));
}

// All of them are drafted and have their places.
Result<std::vector<Made>> enter(db::Tx& tx, const Context& context, const Snapshot& snapshot, const BookAll& how,
                                Rules rules, std::vector<Draft>& drafts, Counting counting = Counting::each) {
    for (auto& draft : drafts)
        if (const auto agreed = agree(tx, snapshot, rules, draft); !agreed) return draft.refused(agreed.error());
    if (const auto found = find_who_books(tx, context, snapshot.business, rules, drafts); !found)
        return std::unexpected(found.error());
    const bool together = how.one_visit && drafts.size() > 1;
    const auto visit = base::make_id<VisitId>();
    int part = 0;
    auto parts = json::array();
    std::vector<Made> out;
    for (auto& draft : drafts) {
        draft.booking.visit_id = together ? visit : base::make_id<VisitId>();
        if (together) draft.booking.visit_part = ++part;
        const bool counts = counting == Counting::each || (counting == Counting::as_one && &draft == &drafts.front());
        auto made = write(tx, context, snapshot.business, rules, draft, counts);
        if (!made) return draft.refused(made.error());
        if (together) parts.push_back(draft.booking.id.value);
        out.push_back(*std::move(made));
    }
    for (const auto& draft : drafts) record_made(tx, context, draft, parts, rules);
    return out;
}

// Errors: those of the business itself.
Result<std::shared_ptr<const Snapshot>> open_snapshot(db::Tx& tx, const Context& context, BusinessId business) {
    auto snapshot = context.snapshots.current(tx, business);
    if (!snapshot) return not_found("business.unknown");
    if (const auto open = businesses::is_open(snapshot->business); !open) return std::unexpected(open.error());
    if (const auto same = check_zone(context, snapshot->business); !same) return std::unexpected(same.error());
    return snapshot;
}

// The rows of those in which a place may be taken or given up, in the order of their ids.
std::set<AppointmentId> lock_appointments(db::Tx& tx, const Snapshot& snapshot, const std::vector<Wish>& wishes,
                                          Rules rules) {
    const auto business = snapshot.business.id;
    std::set<AppointmentId> out;
    for (const auto& wish : wishes) {
        if (wish.appointment) {
            out.insert(*wish.appointment);
            continue;
        }
        if (const auto held = held_by(tx, business, wish, rules); held && held->place_in) out.insert(*held->place_in);
        const auto* service = snapshot.service(wish.service_id);
        if (!service || !service->is_for_groups()) continue;
        for (const auto& each : store::list_joinable_at(tx, business, service->id, wish.starts_at)) out.insert(each.id);
    }
    for (const auto id : out) store::find_for_update(tx, business, id);
    return out;
}

int count_in(const std::vector<Draft>& drafts, AppointmentId appointment) {
    return static_cast<int>(
        std::ranges::count_if(drafts, [&](const Draft& each) { return each.booking.appointment_id == appointment; }));
}

// What was drafted before has its place already.
Result<void> find_joined_of_many(db::Tx& tx, const Snapshot& snapshot, const std::vector<Draft>& before, Draft& draft,
                                 std::set<AppointmentId>& open) {
    find_joined(tx, snapshot, draft, &open);
    if (!draft.joined) return {};
    const auto& joined = *draft.joined;
    const bool holds_it = draft.held && draft.held->place_in == joined.id;
    const int left = joined.seats.left() - count_in(before, joined.id) + (holds_it ? 1 : 0);
    if (left <= 0) return conflict("appointment.full");
    if (left == 1) open.erase(joined.id);
    return {};
}

Result<std::vector<Draft>> draft_all(db::Tx& tx, const Context& context, const Snapshot& snapshot,
                                     const std::vector<Wish>& wishes, Rules rules) {
    auto open = lock_appointments(tx, snapshot, wishes, rules);
    std::vector<Draft> out;
    std::set<AppointmentId> given_up;
    for (std::size_t i = 0; i < wishes.size(); ++i) {
        auto held = held_by(tx, snapshot.business.id, wishes[i], rules);
        if (held && !given_up.insert(held->id).second) held.reset();
        auto draft = draft_of(tx, context, snapshot, wishes[i], std::move(held), rules);
        if (!draft) return Draft{.wish = &wishes[i], .index = i}.refused(draft.error());
        draft->index = i;
        if (const auto found = find_joined_of_many(tx, snapshot, out, *draft, open); !found)
            return draft->refused(found.error());
        out.push_back(*std::move(draft));
    }
    return out;
}

// The one that was drafted before it and opens an appointment, or has opened one, that it may share.
const Draft* find_companion(const std::vector<Draft>& drafts, const Draft& draft) {
    if (draft.joined || !draft.may_join()) return nullptr;
    const auto& wish = *draft.wish;
    for (const auto& each : drafts) {
        if (&each == &draft) break;
        const auto& booking = each.booking;
        if (each.joined || booking.service_id != draft.booking.service_id || each.wish->starts_at != wish.starts_at)
            continue;
        if (wish.provider_id && booking.provider_id != *wish.provider_id) continue;
        if (wish.location_id && booking.location_id && *booking.location_id != *wish.location_id) continue;
        const auto length = booking.time.end - booking.time.begin;
        if (draft.terms.rules == Rules::staff && wish.duration && *wish.duration != length) continue;
        if (count_in(drafts, booking.appointment_id) < booking.seats.capacity) return &each;
    }
    return nullptr;
}

// Whom a place may want: what the appointment joined or what is held takes, and where neither is enough the candidates.
std::vector<OccupantId> occupants_of(db::Session& session, const Snapshot& snapshot, const Draft& draft) {
    std::vector<OccupantId> out;
    if (draft.joined)
        out.push_back(staff::occupant(draft.joined->provider_id));
    else
        out = occupants_of(session, draft.taking(session, snapshot), draft.providers);
    if (!draft.held) return out;
    out.push_back(staff::occupant(draft.held->provider_id));
    for (const auto id : {draft.held->id, draft.held->place_in.value_or(draft.held->id)})
        std::ranges::move(occupants(store::list_occupied(session, snapshot.business.id, id)), std::back_inserter(out));
    return out;
}

// The new appointments, which nobody else can know of, come before the occupants (verbs.h). One that may share
// another's is written only where it does not.
std::vector<OccupantId> lock_occupants(db::Tx& tx, const Snapshot& snapshot, std::vector<Draft>& drafts) {
    std::vector<OccupantId> out;
    for (auto& draft : drafts) {
        std::ranges::move(occupants_of(tx, snapshot, draft), std::back_inserter(out));
        if (draft.joined || !draft.may_open()) continue;
        draft.put_with(draft.providers.front());
        if (draft.may_join() && std::ranges::any_of(drafts, [&](const Draft& each) {
                return each.stands_in_table && each.booking.service_id == draft.booking.service_id &&
                       each.wish->starts_at == draft.wish->starts_at;
            }))
            continue;
        store::insert_appointment(tx, draft.booking, snapshot.business.zone);
        draft.stands_in_table = true;
    }
    staff::lock(tx, snapshot.business.id, out);
    return out;
}

// All of them have their places, or the one that has none says why.
Result<std::vector<Draft>> take_all(db::Tx& tx, const Context& context, const Snapshot& snapshot,
                                    const std::vector<Wish>& wishes, Rules rules) {
    auto drafts = draft_all(tx, context, snapshot, wishes, rules);
    if (!drafts) return drafts;
    const auto locked = lock_occupants(tx, snapshot, *drafts);
    for (auto& draft : *drafts) {
        if (!draft.stands_in_table)
            if (const auto* companion = find_companion(*drafts, draft)) {
                const auto& with = companion->booking;
                draft.joined = Appointment{with.business_id, with.appointment_id, with.service_id, with.provider_id,
                                           with.location_id, with.time,           with.seats};
                put_into(draft.booking, *draft.joined);
            }
        if (const auto taken = take_place(tx, context, snapshot, draft, &locked); !taken)
            return draft.refused(taken.error());
    }
    return drafts;
}

// As visit.h says.
bool may_book_visit(const Snapshot& snapshot, const std::vector<Wish>& wishes, Rules rules) {
    if (rules == Rules::staff || wishes.size() < 2 || snapshot.business.has(kVisits)) return true;
    return std::ranges::all_of(wishes, [](const Wish& wish) { return wish.appointment.has_value(); });
}

// Whether a time that is gone has got places meanwhile.
bool may_share_by_now(db::Session& session, const Snapshot& snapshot, const std::vector<Wish>& wishes) {
    return std::ranges::any_of(wishes, [&](const Wish& wish) {
        const auto* service = wish.appointment ? nullptr : snapshot.service(wish.service_id);
        return service && service->is_for_groups() &&
               !store::list_joinable_at(session, snapshot.business.id, service->id, wish.starts_at).empty();
    });
}

}  // namespace

Result<Made> book(db::Tx& tx, const Context& context, BusinessId business, const Wish& wish, Rules rules) {
    const auto snapshot = open_snapshot(tx, context, business);
    if (!snapshot) return std::unexpected(snapshot.error());
    auto draft = draft_of(tx, context, **snapshot, wish, held_by(tx, business, wish, rules), rules);
    if (!draft) return std::unexpected(draft.error());
    if (const auto taken = take_alone(tx, context, **snapshot, *draft); !taken) return std::unexpected(taken.error());
    std::vector<Draft> drafts;
    drafts.push_back(*std::move(draft));
    auto made = enter(tx, context, **snapshot, {}, rules, drafts);
    if (!made) return std::unexpected(made.error());
    return std::move(made->front());
}

Result<std::vector<Made>> book_all(db::Tx& tx, const Context& context, BusinessId business,
                                   const std::vector<Wish>& wishes, const BookAll& how, Rules rules) {
    return book_all(tx, context, business, wishes, how, rules, Counting::each);
}

Result<std::vector<Made>> book_all(db::Tx& tx, const Context& context, BusinessId business,
                                   const std::vector<Wish>& wishes, const BookAll& how, Rules rules,
                                   Counting counting) {
    if (wishes.empty()) return invalid("form.invalid");
    if (wishes.size() > kMostBookedAtOnce)
        return invalid("booking.too_many_at_once", {{"max", std::to_string(kMostBookedAtOnce)}});
    const auto snapshot = open_snapshot(tx, context, business);
    if (!snapshot) return std::unexpected(snapshot.error());
    if (how.one_visit && !may_book_visit(**snapshot, wishes, rules))
        return refuse(Fault::forbidden, "visit.not_offered");
    std::optional<Result<std::vector<Draft>>> drafts;
    {
        db::Savepoint attempt(tx);
        drafts = take_all(tx, context, **snapshot, wishes, rules);
        if (*drafts) attempt.keep();
    }
    // As in take_alone.
    if (!*drafts && is_time_gone(drafts->error()) && may_share_by_now(tx, **snapshot, wishes))
        drafts = take_all(tx, context, **snapshot, wishes, rules);
    if (!*drafts) return std::unexpected(drafts->error());
    return enter(tx, context, **snapshot, how, rules, **drafts, counting);
}

std::optional<LocationId> location_to_keep(const Snapshot& snapshot, ServiceId id, std::optional<LocationId> location,
                                           Instant now) {
    const auto* service = snapshot.service(id);
    if (!service || !location || snapshot.locations.size() < 2) return std::nullopt;
    const auto places = snapshot.locations_of(*service, snapshot.business.zone.day(now));
    const bool is_one = std::ranges::find(places, *location, &staff::Location::id) != places.end();
    return is_one && places.size() > 1 ? location : std::nullopt;
}

namespace {

Result<void> still_live(const Booking& booking) {
    if (is_live(booking.status)) return {};
    return conflict(is_given_up(booking.status) ? "booking.already_cancelled" : "booking.already_over");
}

Allowed allowed_for(const Snapshot& snapshot, const Booking& booking, Instant now, const activity::Actor& actor) {
    return what_may(snapshot.business, booking, is_bookable(snapshot, booking.service_id), now,
                    way_of(actor).value_or(Way::panel));
}

}  // namespace

Result<void> may_move(const Snapshot& snapshot, const Booking& booking, Instant now, const activity::Actor& actor,
                      Rules rules) {
    if (rules == Rules::staff) return still_live(booking);
    return allowed_for(snapshot, booking, now, actor).reschedule;
}

Result<void> may_set(const Snapshot& snapshot, const Booking& booking, Status status, Instant now,
                     const activity::Actor& actor, Rules rules) {
    if (rules == Rules::staff) return staff_may_set(booking, status, now);
    return allowed_for(snapshot, booking, now, actor).change_to(status);
}

namespace {

template <class Moved>  // a booking or an appointment
bool is_there(const Moved& moved, const Move& move) {
    return move.starts_at == moved.time.begin &&
           (move.any_provider || move.provider_id.value_or(moved.provider_id) == moved.provider_id) &&
           (!move.location_id || move.location_id == moved.location_id) &&
           (!move.duration || *move.duration == moved.time.end - moved.time.begin);
}

// Of staff's own length. Errors: those of check_length.
template <class Moved>
Result<Service> service_for(const Snapshot& snapshot, const Moved& moved, const Move& move, Rules rules) {
    const auto* offered = snapshot.service(moved.service_id);
    CHECK(offered);
    if (!move.duration || rules == Rules::customer) return tailor(*offered, moved.time, moved.provider_id);
    if (const auto fits = check_length(*move.duration); !fits) return std::unexpected(fits.error());
    return offered->with({.duration = *move.duration});
}

// Who may get it where it moves to.
template <class Moved>
Result<std::vector<Candidate>> candidates_for(db::Session& session, const Snapshot& snapshot, const Service& service,
                                              const Moved& moved, const Move& move, Instant now) {
    std::optional<ProviderId> wanted;
    if (!move.any_provider) wanted = move.provider_id.value_or(moved.provider_id);
    const auto place =
        move.location_id ? move.location_id : location_to_keep(snapshot, service.id, moved.location_id, now);
    return candidates(session, snapshot, service, wanted, place, move.starts_at);
}

}  // namespace

Error told_of_time(const Move& move, Error error) {
    const bool is_gone = error.code == "appointment.full" || error.code == "appointment.ended";
    return is_gone && !move.appointment ? conflict("booking.time_taken").error() : error;
}

Result<void> change_appointment(db::Tx& tx, const Context& context, const Snapshot& snapshot, AppointmentId to,
                                Rules rules, Booking& booking) {
    const auto joined = with_a_place(tx, snapshot, to, context.clock.now(), rules);
    if (!joined) return std::unexpected(joined.error());
    if (joined->service_id != booking.service_id) return not_found("appointment.unknown");
    // Where it is the last one there, its resources are free too.
    auto both = occupants(store::list_occupied(tx, booking.business_id, booking.appointment_id));
    both.insert(both.end(), {staff::occupant(joined->provider_id), staff::occupant(booking.provider_id)});
    staff::lock(tx, booking.business_id, std::move(both));
    put_into(booking, *joined);
    booking.overbooking.clear();
    return {};
}

std::optional<AppointmentId> find_shared_for(db::Tx& tx, const Snapshot& snapshot, const Booking& booking,
                                             const Move& move, Instant now) {
    const auto* service = snapshot.service(booking.service_id);
    if (move.appointment) return move.appointment;
    if (!service || !service->is_for_groups() || is_there(booking, move)) return std::nullopt;
    if (move.duration && *move.duration != length_of(booking)) return std::nullopt;
    const auto place = location_to_keep(snapshot, service->id, booking.location_id, now);
    std::optional<ProviderId> wanted;
    if (!move.any_provider) wanted = move.provider_id.value_or(booking.provider_id);
    for (const auto& each : store::list_joinable_at(tx, snapshot.business.id, service->id, move.starts_at))
        if (each.id != booking.appointment_id && (!wanted || each.provider_id == *wanted) &&
            (!place || each.location_id == place))
            return each.id;
    return std::nullopt;
}

Result<std::vector<OccupantId>> occupants_of_move(db::Tx& tx, const Context& context, const Snapshot& snapshot,
                                                  const Booking& booking, const Move& move, Rules rules) {
    const auto wanted = service_for(snapshot, booking, move, rules);
    if (!wanted) return std::unexpected(wanted.error());
    const auto providers = candidates_for(tx, snapshot, *wanted, booking, move, context.clock.now());
    if (!providers) return std::unexpected(providers.error());
    const Taking taking{snapshot,
                        *wanted,
                        move.starts_at,
                        booking.appointment_id,
                        {rules},
                        booking.appointment_id,
                        occupants(store::list_occupied(tx, booking.business_id, booking.appointment_id))};
    return occupants_of(tx, taking, *providers);
}

Result<void> change_time(db::Tx& tx, const Context& context, const Snapshot& snapshot, const Move& move,
                         const activity::Actor& actor, Rules rules, Booking& booking,
                         const std::vector<OccupantId>* locked) {
    const auto wanted = service_for(snapshot, booking, move, rules);
    if (!wanted) return std::unexpected(wanted.error());
    const auto providers = candidates_for(tx, snapshot, *wanted, booking, move, context.clock.now());
    if (!providers) return std::unexpected(providers.error());
    if (auto in_time = within_bookable(snapshot, *wanted, move.starts_at, context.clock.now(), rules); !in_time)
        return in_time;
    const auto terms = terms_for(tx, booking.business_id, rules, move.outside_hours, move.overbooking, actor);
    if (!terms) return std::unexpected(terms.error());

    return take_anew(tx, context, snapshot, *wanted, *providers, move.starts_at, *terms, booking, locked);
}

namespace {

json place_of(const Booking& booking) {
    json location;
    if (booking.location_id) location = booking.location_id->value;
    return {{"appointment_id", booking.appointment_id.value},
            {"location_id", location},
            {"overbooking", booking.overbooking}};
}

}  // namespace

Result<json> write_moved(db::Tx& tx, const Context& context, Booking& booking, const Booking& before) {
    ++booking.calendar_sequence;
    booking.changed_at = context.clock.now();
    store::update_booking(tx, booking);
    if (const auto left = leave(tx, booking, before.appointment_id); !left) return std::unexpected(left.error());
    json data{{"before", time_of(before)}, {"after", time_of(booking)}, {"from", place_of(before)}};
    if (!booking.overbooking.empty()) data["after"]["overbooking"] = booking.overbooking;
    if (const auto was = length_of(before), is = length_of(booking); was != is) {
        data["before"]["minutes"] = was.count();
        data["after"]["minutes"] = is.count();
    }
    return data;
}

json write_status(db::Tx& tx, const Context& context, Booking& booking, Status status) {
    auto data = status_change(booking.status, status);
    // Calendars hear of what they show: whether it takes place.
    if (is_live(booking.status)) ++booking.calendar_sequence;
    booking.status = status;
    booking.changed_at = context.clock.now();
    store::update_booking(tx, booking);
    return data;
}

void record_status(db::Tx& tx, const Context& context, const Booking& booking, json data, activity::Actor actor,
                   Telling telling) {
    record(tx, context, booking, fmt::format("booking.{}", to_text(booking.status)), actor, std::move(data), telling);
}

Result<Booking> reschedule(db::Tx& tx, const Context& context, BusinessId business, BookingId id, const Move& move,
                           activity::Actor actor, Rules rules) {
    const auto snapshot = context.snapshots.current(tx, business);
    std::optional<AppointmentId> into;
    if (snapshot)
        if (const auto here = find(tx, business, id)) {
            into = find_shared_for(tx, *snapshot, *here, move, context.clock.now());
            if (into) store::lock_both(tx, business, here->appointment_id, *into);
        }
    auto found = store::find_for_update(tx, business, id);
    if (!found || !snapshot) return not_found("booking.unknown");
    if (const auto open = businesses::is_open(snapshot->business); !open) return std::unexpected(open.error());
    if (const auto same = check_zone(context, snapshot->business); !same) return std::unexpected(same.error());
    auto booking = *std::move(found);
    if (const auto allowed = may_move(*snapshot, booking, context.clock.now(), actor, rules); !allowed)
        return std::unexpected(allowed.error());
    if (rules == Rules::staff)
        if (const auto same = check_version(booking, move.version); !same) return std::unexpected(same.error());
    if (into ? *into == booking.appointment_id : is_there(booking, move)) return booking;
    const bool in_sessions = snapshot->service(booking.service_id)->times == catalog::Times::sessions;
    if (!into && in_sessions && rules == Rules::customer) return conflict("booking.time_taken");

    const auto before = booking;
    const auto moved = into ? change_appointment(tx, context, *snapshot, *into, rules, booking)
                            : change_time(tx, context, *snapshot, move, actor, rules, booking, nullptr);
    if (!moved) return std::unexpected(told_of_time(move, moved.error()));
    // A new time is a new question where staff decide.
    const bool is_question = rules == Rules::customer && snapshot->service(booking.service_id)->needs_approval;
    if (is_question) booking.status = Status::pending;
    auto data = write_moved(tx, context, booking, before);
    if (!data) return std::unexpected(data.error());
    record(tx, context, booking, "booking.rescheduled", actor, *std::move(data), telling_by(rules, move.telling));
    return booking;
}

Result<std::vector<Booking>> move_appointment(db::Tx& tx, const Context& context, BusinessId business, AppointmentId id,
                                              const Move& move, activity::Actor actor) {
    auto found = store::find_for_update(tx, business, id);
    const auto snapshot = context.snapshots.current(tx, business);
    if (!found || !snapshot) return not_found("appointment.unknown");
    if (const auto open = businesses::is_open(snapshot->business); !open) return std::unexpected(open.error());
    if (const auto same = check_zone(context, snapshot->business); !same) return std::unexpected(same.error());
    auto appointment = *std::move(found);
    if (!appointment.live) return conflict("appointment.ended");
    auto bookings = list_as_seen(tx, business, id, move.seen);
    if (!bookings) return bookings;
    for (const auto& booking : *bookings)
        if (const auto live = still_live(booking); !live) return std::unexpected(live.error());
    if (is_there(appointment, move)) return bookings;
    const auto wanted = service_for(*snapshot, appointment, move, Rules::staff);
    if (!wanted) return std::unexpected(wanted.error());
    const auto providers = candidates_for(tx, *snapshot, *wanted, appointment, move, context.clock.now());
    if (!providers) return std::unexpected(providers.error());
    const auto terms = terms_for(tx, business, Rules::staff, move.outside_hours, move.overbooking, actor);
    if (!terms) return std::unexpected(terms.error());

    const auto before = *bookings;
    const auto time_before = time_of(appointment);
    if (const auto taken =
            take_whole(tx, context, *snapshot, *wanted, *providers, move.starts_at, *terms, appointment, *bookings);
        !taken)
        return std::unexpected(taken.error());
    std::vector<json> data;
    for (std::size_t i = 0; i < bookings->size(); ++i) {
        auto written = write_moved(tx, context, (*bookings)[i], before[i]);
        if (!written) return std::unexpected(written.error());
        data.push_back(*std::move(written));
    }
    for (std::size_t i = 0; i < bookings->size(); ++i)
        record(tx, context, (*bookings)[i], "booking.rescheduled", actor, std::move(data[i]), move.telling);
    if (appointment.stands)
        record_session(tx, context, appointment, "session.changed", actor,
                       {{"before", time_before}, {"after", time_of(appointment)}});
    return bookings;
}

Result<Booking> change_status(db::Tx& tx, const Context& context, BusinessId business, BookingId id, Status status,
                              activity::Actor actor, Rules rules, Telling telling) {
    auto found = store::find_for_update(tx, business, id);
    const auto snapshot = context.snapshots.current(tx, business);
    if (!found || !snapshot) return not_found("booking.unknown");
    if (const auto open = businesses::is_open(snapshot->business); !open) return std::unexpected(open.error());
    auto booking = *std::move(found);
    if (booking.status == status) return booking;
    if (const auto allowed = may_set(*snapshot, booking, status, context.clock.now(), actor, rules); !allowed)
        return std::unexpected(allowed.error());
    auto data = write_status(tx, context, booking, status);
    settle(tx, business, booking.appointment_id);
    record_status(tx, context, booking, std::move(data), actor, telling_by(rules, telling));
    return booking;
}

Result<Booking> cancel(db::Tx& tx, const Context& context, BusinessId business, BookingId id, activity::Actor actor,
                       Rules rules, Telling telling) {
    return change_status(tx, context, business, id, Status::cancelled, actor, rules, telling);
}

Result<std::vector<Booking>> cancel_appointment(db::Tx& tx, const Context& context, BusinessId business,
                                                AppointmentId id, activity::Actor actor) {
    const auto appointment = store::find_for_update(tx, business, id);
    if (!appointment) return not_found("appointment.unknown");
    if (appointment->stands) return cancel_session(tx, context, business, id, actor);
    return cancel_all(tx, context, *appointment, {actor});
}

std::vector<Booking> cancel_all(db::Tx& tx, const Context& context, const Appointment& appointment,
                                const CancelAll& how) {
    const auto business = appointment.business_id;
    auto bookings = list_of_appointment(tx, business, appointment.id);
    std::erase_if(bookings, [](const Booking& booking) { return !is_live(booking.status); });
    std::vector<json> data;
    for (auto& booking : bookings) data.push_back(write_status(tx, context, booking, Status::cancelled));
    if (!bookings.empty() || how.falls) settle(tx, business, appointment.id);
    for (std::size_t i = 0; i < bookings.size(); ++i)
        record(tx, context, bookings[i], how.too_few ? "booking.called_off" : "booking.cancelled", how.actor,
               std::move(data[i]), how.telling);
    return bookings;
}

Result<void> hide(db::Tx& tx, const Context& context, BusinessId business, BookingId id, activity::Actor actor) {
    const auto now = context.clock.now();
    const auto booking = store::find_for_update(tx, business, id);
    const auto snapshot = context.snapshots.current(tx, business);
    if (!booking || !snapshot) return not_found("booking.unknown");
    if (booking->hidden_at) return {};
    if (auto allowed = what_may(snapshot->business, *booking, false, now, Way::panel).hide; !allowed) return allowed;
    store::set_hidden(tx, business, id, now);
    record(tx, context, *booking, "booking.hidden", actor, json::object());
    return {};
}

Result<Booking> set_paid(db::Tx& tx, const Context& context, BusinessId business, BookingId id, bool paid,
                         activity::Actor actor) {
    auto found = store::find_for_update(tx, business, id);
    if (!found) return not_found("booking.unknown");
    auto booking = *std::move(found);
    if (booking.paid_at.has_value() == paid) return booking;
    if (const auto may = staff_may_set_paid(booking, paid); !may) return std::unexpected(may.error());
    ++booking.version;
    booking.paid_at = paid ? std::optional(context.clock.now()) : std::nullopt;
    store::set_paid(tx, business, id, booking.paid_at);
    record(tx, context, booking, paid ? "booking.paid" : "booking.unpaid", actor,
           {{"before", {{"paid", !paid}}}, {"after", {{"paid", paid}}}});
    return booking;
}

std::string make_manage_link(db::Tx& tx, const Clock& clock, BusinessId business, BookingId id) {
    auto token = base::new_token();
    store::insert_link(tx, business, id, base::hash(token), clock.now(), std::nullopt);
    return token;
}

std::string make_panel_link(db::Tx& tx, const Clock& clock, BusinessId business, BookingId id) {
    return make_panel_link_for(tx, clock, business, id, kPanelLinkLifetime);
}

std::string make_panel_link_for(db::Tx& tx, const Clock& clock, BusinessId business, BookingId id, Seconds lifetime) {
    auto token = base::new_token();
    const auto now = clock.now();
    store::insert_link(tx, business, id, base::hash(token), now, now + lifetime);
    return token;
}

namespace {

constexpr int kFinishedAtOnce = 100;

struct Finished {
    Booking booking;
    Status before;
};

// What was approved took place; what nobody answered is declined. Nullopt when it was changed meanwhile.
std::optional<Finished> finish(db::Tx& tx, const store::Over& over, Instant now) {
    auto booking = store::find_for_update(tx, over.business, over.id);
    if (!booking || !is_live(booking->status) || booking->time.end > now) return std::nullopt;
    const auto before = booking->status;
    booking->status = before == Status::approved ? Status::completed : Status::declined;
    booking->changed_at = booking->time.end;
    store::update_booking(tx, *booking);
    return Finished{*std::move(booking), before};
}

// Those whose time may be free now.
void lock_occupants(db::Tx& tx, const std::vector<Finished>& finished) {
    std::map<BusinessId, std::vector<OccupantId>> all;
    for (const auto& [booking, before] : finished)
        if (is_given_up(booking.status))
            std::ranges::move(occupants(store::list_occupied(tx, booking.business_id, booking.appointment_id)),
                              std::back_inserter(all[booking.business_id]));
    for (auto& [business, those] : all) staff::lock(tx, business, std::move(those));
}

void record_finished(db::Tx& tx, const activity::Registry& registry, const Finished& finished) {
    const auto& [booking, before] = finished;
    auto data = status_change(before, booking.status);
    data["booking_id"] = booking.id.value;
    data["status"] = to_text(booking.status);
    activity::record(tx, registry, booking.business_id, booking.time.end,
                     {fmt::format("booking.{}", to_text(booking.status)), booking.id.value, {}, data.dump()});
}

// In the order of locks that verbs.h states, for all of them.
int finish(db::Tx& tx, const activity::Registry& registry, std::span<const store::Over> over, Instant now) {
    std::vector<Finished> finished;
    for (const auto& each : over)
        if (auto one = finish(tx, each, now)) finished.push_back(*std::move(one));
    lock_occupants(tx, finished);
    for (const auto& [booking, before] : finished) settle(tx, booking.business_id, booking.appointment_id);
    for (const auto& each : finished) record_finished(tx, registry, each);
    return static_cast<int>(finished.size());
}

// In one transaction; one by one where that fails, so that one which cannot be finished is in nobody's way.
int finish(db::Database& database, const activity::Registry& registry, std::span<const store::Over> over, Instant now) {
    try {
        return database.write([&](db::Tx& tx) { return finish(tx, registry, over, now); });
    } catch (const std::exception& error) {
        if (over.size() == 1) {
            spdlog::error("msg=booking_not_finished id={} error={}", base::to_text(over.front().id), error.what());
            return 0;
        }
    }
    int finished = 0;
    for (std::size_t i = 0; i < over.size(); ++i) finished += finish(database, registry, over.subspan(i, 1), now);
    return finished;
}

// Its bookings are finished by themselves; the hour stays taken, as that of any appointment that took place.
int finish_sessions(db::Database& database, Instant now) {
    int finished = 0;
    for (store::SessionKey last{};;) {
        const auto some =
            database.read([&](db::Session& session) { return store::list_sessions_over(session, now, last); });
        if (some.empty()) return finished;
        database.write([&](db::Tx& tx) {
            for (const auto& [business, id] : some) {
                const auto appointment = store::find_for_update(tx, business, id);
                if (!appointment || !appointment->stands || appointment->time.end > now) continue;
                store::set_fallen(tx, business, id);
                CHECK(store::count_seats(tx, business, id));
                ++finished;
            }
        });
        last = some.back();
    }
}

}  // namespace

int finish_over(db::Database& database, const activity::Registry& registry, const Clock& clock) {
    const auto now = clock.now();
    int finished = 0;
    for (store::Over last{};;) {
        const auto some =
            database.read([&](db::Session& session) { return store::list_over(session, now, last, kFinishedAtOnce); });
        if (some.empty()) break;
        finished += finish(database, registry, some, now);
        last = some.back();
    }
    return finished + finish_sessions(database, now);
}

void subscribe(activity::Registry& registry) {
    registry.add(activity_types());
    registry.add(activity::Log{"groups", N_("Groups")});
    registry.add(status_names());
    for (const auto& permission : {kManageBookings, kSeeOwnBookings, kOutsideHours, kOverbooking, kChangePrices})
        registry.add(permission);
    registry.add(activity::Housekeeping{[&registry](db::Database& database, Instant now) {
        forget_old_answers(database, now);
        forget_old_links(database, now);
        forget_deleted(database, registry, now);
        forget_expired_holds(database);
    }});
    add_personal(registry);
    add_deletion(registry);
    add_merging(registry);
    subscribe_to_changed_addresses(registry);
    add_sweep(registry);
}

void add_sweep(activity::Registry& registry) {
    registry.sweep(
        [&registry](db::Database& database, const Clock& clock) { return finish_over(database, registry, clock); });
    registry.sweep(
        [&registry, snapshots = std::make_shared<Snapshots>(&registry)](db::Database& database, const Clock& clock) {
            return decide_sessions(database, registry, *snapshots, clock);
        });
}

std::int64_t count_between(db::Session& session, BusinessId business, Span span, std::int64_t most) {
    return store::count_between(session, business, span, most);
}

}  // namespace bookings
