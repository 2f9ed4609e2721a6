#include "torture/verdict.h"

#include "db/db.h"
#include "torture/desk.h"
#include "torture/rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <tuple>

namespace torture {
namespace {

constexpr std::size_t kShown = 5;
constexpr std::chrono::milliseconds kWatchEvery{200};
constexpr std::int64_t kLooksOfACut = 5;

const catalog::Service& service_of(const std::vector<House>& houses, ServiceId id) {
    for (const auto& house : houses) {
        for (const auto& offered : house.services)
            if (offered.service.id == id) return offered.service;
        for (const auto& service : house.others)
            if (service.id == id) return service;
    }
    throw std::logic_error("a booking of no service");
}

// Walks through time: what ends makes room before what begins takes it.
Check within_quantity(const Rows& rows) {
    Check check{"at the end nobody is booked twice, and no more of a resource than there is", {}, {}, {}};
    struct Edge {
        Instant at;
        int change;
        const Taken* taken;
    };
    std::map<OccupantId, std::vector<Edge>> edges;
    for (const auto& taken : rows.taken) {
        auto& own = edges[taken.occupant];
        own.push_back({taken.span.begin, taken.quantity, &taken});
        own.push_back({taken.span.end, -taken.quantity, &taken});
    }
    for (auto& [occupant, own] : edges) {
        std::ranges::sort(own, {}, [](const Edge& edge) { return std::pair(edge.at, edge.change); });
        const int there_are = rows.quantities.at(occupant);
        int in_use = 0;
        const Taken* last = nullptr;
        for (const auto& edge : own) {
            in_use += edge.change;
            if (edge.change < 0) continue;
            ++check.looked_at;
            if (in_use > there_are)
                check.fail(fmt::format("{} of {} taken: {} beside {}", in_use, there_are, name(*edge.taken),
                                       last ? base::to_text(last->appointment) : "none"));
            last = edge.taken;
        }
    }
    return check;
}

// Whether the pieces, ordinary ones and those over others, make up the time that is wanted, and no more.
bool make_up(const Taken& wanted, const std::vector<Taken>& pieces) {
    std::map<Instant, int> changes{{wanted.span.begin, -wanted.quantity}, {wanted.span.end, wanted.quantity}};
    for (const auto& piece : pieces) {
        changes[piece.span.begin] += piece.quantity;
        changes[piece.span.end] -= piece.quantity;
    }
    int missing = 0;
    return std::ranges::all_of(changes, [&](const auto& each) { return (missing += each.second) == 0; });
}

Check taken_as_booked(const Rows& rows, const std::vector<House>& houses) {
    Check check{"live appointments and holds take exactly their time, the others none"};
    check.of_seats = true;
    using Key = std::tuple<BusinessId, AppointmentId, OccupantId>;
    std::map<Key, std::vector<Taken>> pieces;
    for (const auto* list : {&rows.taken, &rows.over})
        for (const auto& each : *list) pieces[{each.business, each.appointment, each.occupant}].push_back(each);
    const auto look = [&](const Taken& wanted) {
        ++check.looked_at;
        const auto found = pieces.extract(Key{wanted.business, wanted.appointment, wanted.occupant});
        if (!found || !make_up(wanted, found.mapped())) check.fail("not taken as it should be: " + name(wanted));
    };
    const auto look_at = [&](const auto& each, AppointmentId id, const catalog::Service& service) {
        const Span span{each.place.start - service.buffer_before, each.end + service.buffer_after};
        look({each.business, {each.place.provider.value}, id, span, 1});
        for (const auto& need : service.needs) look({each.business, {need.resource_id.value}, id, span, need.quantity});
    };
    std::set<std::pair<BusinessId, AppointmentId>> kept_in;
    for (const auto& hold : rows.holds) {
        if (hold.place_in)
            kept_in.emplace(hold.business, *hold.place_in);
        else
            look_at(hold, hold.appointment, service_of(houses, hold.service));
    }
    if (rows.appointments_of_nobody > 0)
        check.fail(fmt::format("{} appointments of nobody", rows.appointments_of_nobody));
    std::set<std::pair<BusinessId, AppointmentId>> booked;
    for (const auto& booking : rows.bookings) {
        if (!bookings::is_live(booking.status)) continue;
        booked.emplace(booking.business, booking.appointment);
        // Staff say themselves how long it takes.
        if (!booking.by_staff && booking.end - booking.place.start != service_of(houses, booking.service).duration)
            check.fail(name(booking) + ": not as long as its service");
    }
    for (const auto& appointment : rows.appointments) {
        const std::pair key(appointment.business, appointment.id);
        const bool live = booked.contains(key) || kept_in.contains(key) || appointment.stands;
        if (live != appointment.live) check.fail(name(appointment) + ": its bookings say otherwise");
        if (live) look_at(appointment, appointment.id, service_of(houses, appointment.service));
    }
    for (const auto& [key, left] : pieces) check.fail("taken for nothing: " + name(left.front()));
    return check;
}

Check places_as_booked(const Rows& rows) {
    Check check{"every appointment counts the places that its bookings hold, and has as many"};
    check.of_seats = true;
    std::map<std::pair<BusinessId, AppointmentId>, int> held;
    for (const auto& booking : rows.bookings)
        held[{booking.business, booking.appointment}] += !bookings::is_given_up(booking.status);
    for (const auto& booking : rows.bookings) {
        ++check.looked_at;
        const int places = held.at({booking.business, booking.appointment});
        if (booking.seats_taken != places || places > booking.capacity)
            check.fail(fmt::format("{}: its appointment counts {} of {} places taken, {} are held", name(booking),
                                   booking.seats_taken, booking.capacity, places));
    }
    return check;
}

// By what the services of the stage say, not by what the rows do.
Check within_places(const Rows& rows, const std::vector<Places>& places, const std::vector<House>& houses) {
    Check check{"no more places of a class or event are sold or kept than there are"};
    check.of_seats = true;
    for (const auto& each : places) {
        ++check.looked_at;
        const auto there_are = service_of(houses, each.service).capacity;
        if (each.held > there_are || each.capacity != there_are)
            check.fail(
                fmt::format("appointment {}: {} of {} places", base::to_text(each.appointment), each.held, there_are));
    }
    // One who comes alone needs a place of their own too.
    std::map<std::pair<BusinessId, AppointmentId>, int> alone;
    for (const auto& booking : rows.bookings)
        if (booking.capacity == 1 && !bookings::is_given_up(booking.status))
            if (++alone[{booking.business, booking.appointment}] > 1) check.fail(name(booking) + ": two in one place");
    return check;
}

using ByNote = std::multimap<std::string, const Booking*>;

ByNote by_note(const Rows& rows) {
    ByNote out;
    for (const auto& booking : rows.bookings)
        if (booking.together.empty()) out.emplace(booking.note, &booking);
    return out;
}

Check promises(const std::vector<Journal>& journals, const ByNote& notes) {
    Check check{"every booking answered 201 is there, once, where and as its owner was last told", {}, {}, {}};
    for (std::size_t client = 0; client < journals.size(); ++client)
        for (const auto& [number, kept] : journals[client].kept) {
            ++check.looked_at;
            const auto note = note_of(client, number);
            const auto [first, last] = notes.equal_range(note);
            if (std::distance(first, last) != 1 || first->second->id != kept.id) {
                check.fail(fmt::format("booking {} asked for as {} is there {} times", base::to_text(kept.id), note,
                                       std::distance(first, last)));
                continue;
            }
            const auto& booking = *first->second;
            if (kept.unknown) continue;
            if (booking.place != kept.place)
                check.fail(fmt::format("{} is at {}, its owner was told {}", name(booking),
                                       base::to_text(booking.place.start), base::to_text(kept.place.start)));
            if ((booking.status == bookings::Status::cancelled) != kept.cancelled)
                check.fail(name(booking) +
                           (kept.cancelled ? ": its owner was told it is cancelled" : ": nobody was told"));
            if (booking.sequence != kept.moves + kept.cancelled)
                check.fail(fmt::format("{} was changed {} times, its owner was told of {}", name(booking),
                                       booking.sequence, kept.moves + kept.cancelled));
        }
    return check;
}

Check refusals(const std::vector<Journal>& journals, const ByNote& notes) {
    Check check{"what was refused or never asked for made no booking", {}, {}, {}};
    for (std::size_t client = 0; client < journals.size(); ++client)
        for (std::size_t number = 0; number < journals[client].asked.size(); ++number) {
            if (journals[client].asked[number] == Told::no) ++check.looked_at;
        }
    for (const auto& [note, booking] : notes) {
        if (booking->by_staff || booking->of_queue) continue;
        std::size_t client = 0, number = 0;
        const auto dash = note.find('-');
        std::from_chars(note.data(), note.data() + std::min(dash, note.size()), client);
        std::from_chars(note.data() + std::min(dash + 1, note.size()), note.data() + note.size(), number);
        if (dash == note.npos || client >= journals.size() || number >= journals[client].asked.size())
            check.fail(name(*booking) + ": nobody asked for it");
        else if (journals[client].asked[number] == Told::no)
            check.fail(name(*booking) + ": its client was refused");
        else if (notes.count(note) > 1)
            check.fail(name(*booking) + ": one key, several bookings");
    }
    return check;
}

Check answers(const std::vector<Journal>& journals) {
    Check check{"every answer was one that may be", {}, {}, {}};
    for (const auto& journal : journals) {
        for (const auto& [kind, count] : journal.answers) check.looked_at += count;
        for (const auto& text : journal.wrong) check.fail(text);
        check.wrong += journal.wrong_count - std::ssize(journal.wrong);
    }
    return check;
}

Check holds_kept(const std::vector<Journal>& journals) {
    Check check{"whoever holds a time that has not expired can book it", {}, {}, {}};
    check.of_holds = true;
    for (const auto& journal : journals) {
        check.looked_at += journal.held;
        for (const auto& text : journal.denied) check.fail(text);
        check.wrong += journal.denied_count - std::ssize(journal.denied);
    }
    return check;
}

// Asking for a mail.
bool asks_for_a_mail(const Activity& activity) {
    return activity.type == "registration.asked" || activity.type == "access_link.asked" ||
           activity.type == "password_reset.asked";
}
// The workflows of all businesses answer these.
bool is_answered(const Activity& activity) {
    // Of a series the first tells for all.
    if (activity.data.value("telling", "") == "with_others") return false;
    return asks_for_a_mail(activity) || activity.type == "booking.made" || activity.type == "booking.rescheduled" ||
           activity.type == "waiting.offered";
}
// Whatever else happens where people sign in, and how the stage was set.
bool is_of_doors(const Activity& activity) {
    return asks_for_a_mail(activity) || activity.type == "registration.confirmed" ||
           activity.type.starts_with("account.") || activity.type.starts_with("staff.") ||
           activity.type.starts_with("workflow.");
}
// Their own verdicts look at them (waiters.h, together.h).
bool is_of_others(const Activity& activity) {
    return activity.type.starts_with("waiting.") || activity.type.starts_with("series.") ||
           activity.type.starts_with("event.") || activity.type.starts_with("session.");
}

Check history(const Rows& rows) {
    Check check{"every booking has its activities, and every activity its booking", {}, {}, {}};
    std::map<std::int64_t, std::vector<const Activity*>> of;
    std::map<std::int64_t, int> customers_made, accounts_made;  // of customers
    for (const auto& activity : rows.activities) {
        ++check.looked_at;
        if (activity.type == "customer.created")
            ++customers_made[activity.subject];
        else if (activity.type == "account.created")
            ++accounts_made[activity.subject];
        else if (is_of_doors(activity) || is_of_others(activity))
            ++check.looked_at;
        else
            of[activity.subject].push_back(&activity);
    }
    for (const auto& booking : rows.bookings) {
        const auto found = of.extract(booking.id.value);
        const auto activities = found ? found.mapped() : std::vector<const Activity*>();
        const auto count = [&](std::string_view type) {
            return std::ranges::count(activities, type,
                                      [](const Activity* activity) { return std::string_view(activity->type); });
        };
        const auto moves = count("booking.rescheduled") + count("booking.move_undone");
        const auto ends = count("booking.cancelled");
        if (count("booking.made") != 1 || std::ssize(activities) != 1 + moves + ends)
            check.fail(fmt::format("{} was made {} times and has {} activities", name(booking), count("booking.made"),
                                   activities.size()));
        if (booking.sequence != moves + ends || ends != (booking.status == bookings::Status::cancelled))
            check.fail(fmt::format("{} has sequence {} after {} moves and {} cancellations", name(booking),
                                   booking.sequence, moves, ends));
        const Activity* last = nullptr;
        for (const auto* activity : activities)
            if (activity->data.contains("after") && activity->data["after"].contains("starts_at") &&
                (!last || last->data["calendar_sequence"] < activity->data["calendar_sequence"]))
                last = activity;
        if (!last || last->data["after"]["starts_at"] != booking.place.start.time_since_epoch().count() ||
            last->data["after"]["provider_id"] != booking.place.provider.value)
            check.fail(name(booking) + ": its last activity says another time or provider");
    }
    for (const auto& [subject, activities] : of)
        check.fail(fmt::format("{} of {}, which is not there", activities.front()->type, base::id_text(subject)));
    for (const auto& [customer, count] : customers_made)
        if (count != 1 || !rows.customers.contains(customer)) check.fail("customer.created for none or twice");
    if (customers_made.size() != rows.customers.size()) check.fail("a customer without customer.created");
    if (accounts_made != customers_made) check.fail("a customer without one account.created");
    return check;
}

Check jobs(const Rows& rows) {
    Check check{"every activity has its jobs, each once", {}, {}, {}};
    std::map<ActivityId, std::vector<const Job*>> of;
    // Whether who booked had waited is asked where anybody waits.
    for (const auto& job : rows.jobs)
        if (job.kind != "waiting.booked") of[job.activity].push_back(&job);
    for (const auto& activity : rows.activities) {
        ++check.looked_at;
        const auto& own = of[activity.id];
        if (std::ssize(own) != is_answered(activity))
            check.fail(fmt::format("{} {} has {} jobs", activity.type, base::to_text(activity.id), own.size()));
        for (const auto* job : own)
            // What is done has nothing of it left.
            if (job->kind != "message.decide" ||
                (!job->payload.empty() &&
                 (job->payload["activity_id"] != activity.id.value || job->payload["subject_id"] != activity.subject)))
                check.fail(fmt::format("{} {} has a job {} for another", activity.type, base::to_text(activity.id),
                                       job->kind));
    }
    return check;
}

Check integrity(db::Database& database) {
    Check check{"the engine finds no damage", 1, {}, {}};
    for (auto& error : db::integrity_errors(database)) check.fail(std::move(error));
    return check;
}

}  // namespace

Watch::Watch(const std::string& url)
    : database_(std::make_unique<db::Database>(db::Options{.url = url, .readers = 1})),
      check_{"nor at any moment in between"} {
    check_.of_seats = true;
    thread_ = std::jthread([this](const std::stop_token& stop) {
        for (; !stop.stop_requested(); std::this_thread::sleep_for(kWatchEvery)) look();
    });
}

Watch::~Watch() = default;

void Watch::look() try {
    Rows rows;
    std::vector<Places> places;
    database_->snapshot([&](db::Session& session) {
        rows = {};
        read_taken(session, rows);
        places = read_places(session);
    });
    const auto now = within_quantity(rows);
    for (const auto& each : places)
        if (each.held > each.capacity)
            check_.fail(fmt::format("appointment {} had {} of {} places taken", base::to_text(each.appointment),
                                    each.held, each.capacity));
    check_.looked_at += now.looked_at;
    check_.wrong += now.wrong;
    if (check_.examples.empty()) check_.examples = now.examples;
    if (database_->engine() != db::Engine::postgres || ++looks_ % kLooksOfACut != 0) return;
    // Those that are old enough to belong to a server that has started.
    cuts_ += database_->read([](db::Session& session) {
        return static_cast<int>(
            session
                .rows<bool>("select pg_terminate_backend(pid) from (select pid from pg_stat_activity "
                            "where datname = current_database() and pid <> pg_backend_pid() "
                            "and backend_start < clock_timestamp() - interval '3 seconds' "
                            "order by (state = 'idle'), random() limit 1) a")
                .size());
    });
} catch (const std::exception& error) {
    check_.fail(std::string("the watch itself failed: ") + error.what());
}

Check Watch::finish() {
    thread_.request_stop();
    thread_.join();
    database_.reset();
    return std::move(check_);
}

void Check::fail(std::string example) {
    if (examples.size() < kShown) examples.push_back(std::move(example));
    ++wrong;
}

std::vector<Check> check_all(db::Database& database, const std::vector<House>& houses,
                             const std::vector<Journal>& journals) {
    std::vector<Places> places;
    const auto rows = database.snapshot([&](db::Session& session) {
        places = read_places(session);
        return read_rows(session);
    });
    const auto notes = by_note(rows);
    return {within_quantity(rows),
            taken_as_booked(rows, houses),
            places_as_booked(rows),
            within_places(rows, places, houses),
            promises(journals, notes),
            refusals(journals, notes),
            answers(journals),
            holds_kept(journals),
            history(rows),
            jobs(rows),
            integrity(database)};
}

}  // namespace torture
