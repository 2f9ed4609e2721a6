#include "torture/stage.h"

#include "accounts/account.h"
#include "bookings/snapshot.h"
#include "customers/customer.h"
#include "db/db.h"
#include "events/event.h"
#include "notify/workflow.h"
#include "staff/staff.h"

#include <fmt/format.h>

namespace torture {
namespace {

using namespace std::chrono_literals;
using availability::WeeklyHours;
using catalog::Service;

// Farther than any rule that forbids a change, nearer than any horizon.
constexpr std::chrono::days kAhead{5};
constexpr availability::Hours kMorning{9h, 13h};
constexpr int kPlacesOfClass = 3, kPlacesOfEvent = 9, kRegulars = 4;

// The mails whose links are fought over, and those that are decided at once but due long after: bookings have jobs, and
// nobody is mailed about them.
constexpr std::array<std::string_view, 4> kMailed{"registration_asked", "access_link_asked", "password_reset_asked",
                                                  "time_offered"};
constexpr std::array<std::string_view, 2> kMailedLater{"booked", "rescheduled"};

struct Draft {
    std::string name;
    Minutes duration{};
    Minutes before{}, after{};
    bool needs_approval = false;
    std::vector<catalog::Need> needs{};
    int capacity = 1;
};

House open(db::Tx& tx, const std::string& slug, const std::string& zone, const std::string& country) {
    businesses::Business draft;
    draft.slug = slug;
    draft.name.fallback = slug;
    draft.country = country;
    draft.zone = Zone::find(zone).value();
    draft.currency = "EUR";
    draft.languages = {"en"};
    draft.accent_colour = "#0f766e";
    const base::SystemClock clock;
    const activity::Registry registry;
    House house;
    house.id = businesses::create(tx, clock, draft).value();
    // Few clients, who book without end.
    auto settings = draft.customer;
    settings.open_bookings_max = 1000;
    settings.hold_minutes = 30;
    settings.offers_from_hour = 0;  // at whatever time of the day this runs
    settings.offers_until_hour = 24;
    CHECK(businesses::set_customer_settings(tx, house.id, settings));
    notify::install_defaults(tx, clock, businesses::find(tx, house.id).value());
    for (auto& workflow : notify::list_workflows(tx, house.id)) {
        const bool later = std::ranges::find(kMailedLater, workflow.trigger) != kMailedLater.end();
        workflow.active = later || std::ranges::find(kMailed, workflow.trigger) != kMailed.end();
        if (later) workflow.offset = notify::kLongestOffset;
        CHECK(notify::update_workflow(tx, {clock, registry}, house.id, workflow, {}));
    }
    house.slug = slug;
    house.zone = draft.zone;
    house.day = house.zone.day(clock.now()) + kAhead;
    return house;
}

ProviderId hire(db::Tx& tx, const House& house, const std::string& name) {
    staff::Provider draft;
    draft.name = name;
    const auto id = staff::add_provider(tx, house.id, draft, businesses::Role::provider, "");
    std::vector<WeeklyHours> hours;
    for (int weekday = 1; weekday <= 7; ++weekday) hours.push_back({weekday, kMorning});
    staff::set_weekly_hours(tx, house.id, id, hours, {}).value();
    return id;
}

void snapshot(db::Tx& tx, House& house, const Draft& draft, const std::vector<ProviderId>& providers) {
    Service service;
    service.name.fallback = draft.name;
    service.duration = draft.duration;
    service.buffer_before = draft.before;
    service.buffer_after = draft.after;
    service.needs_approval = draft.needs_approval;
    service.needs = draft.needs;
    service.capacity = draft.capacity;
    service.providers = providers;
    service.id = catalog::add_service(tx, house.id, service);
    house.services.push_back({std::move(service), {}});
}

House open_salon(db::Tx& tx) {
    auto salon = open(tx, "torture-salon", "Europe/Oslo", "NO");
    const std::vector all{hire(tx, salon, "Mira"), hire(tx, salon, "Jonas"), hire(tx, salon, "Eva")};
    snapshot(tx, salon, {.name = "Cut", .duration = 30min}, all);
    snapshot(tx, salon, {.name = "Wash", .duration = 20min, .before = 10min, .after = 5min}, {all[0], all[1]});
    snapshot(tx, salon, {.name = "Colour", .duration = 45min, .after = 15min, .needs_approval = true}, all);
    return salon;
}

House open_clinic(db::Tx& tx) {
    using Kind = staff::Resource::Kind;
    auto clinic = open(tx, "torture-clinic", "America/New_York", "US");
    const std::vector all{hire(tx, clinic, "Ada"), hire(tx, clinic, "Max"), hire(tx, clinic, "Ben")};
    const auto room = staff::add_resource(tx, clinic.id, {{}, "Room", Kind::room, 1});
    const auto scanner = staff::add_resource(tx, clinic.id, {{}, "Scanner", Kind::equipment, 2});
    snapshot(tx, clinic, {.name = "Consultation", .duration = 30min, .needs = {{room, 1}}}, all);
    snapshot(tx, clinic, {.name = "Scan", .duration = 45min, .after = 5min, .needs = {{scanner, 1}}}, all);
    snapshot(tx, clinic, {.name = "Both scanners", .duration = 30min, .needs = {{scanner, 2}}}, {all[2], all[0]});
    snapshot(tx, clinic, {.name = "All", .duration = 30min, .needs = {{scanner, 1}, {room, 1}}}, {all[1]});
    return clinic;
}

House open_chair(db::Tx& tx) {
    auto chair = open(tx, "torture-chair", "Asia/Kolkata", "IN");
    snapshot(tx, chair, {.name = "Shave", .duration = 15min}, {hire(tx, chair, "Ravi")});
    return chair;
}

House open_queue(db::Tx& tx) {
    auto queue = open(tx, "torture-queue", "Europe/Amsterdam", "NL");
    snapshot(tx, queue, {.name = "Massage", .duration = 30min}, {hire(tx, queue, "Noor")});
    return queue;
}

House open_gym(db::Tx& tx) {
    using Kind = staff::Resource::Kind;
    auto gym = open(tx, "torture-studio", "America/Sao_Paulo", "BR");
    const std::vector all{hire(tx, gym, "Lia"), hire(tx, gym, "Rui"), hire(tx, gym, "Ana")};
    const auto mat = staff::add_resource(tx, gym.id, {{}, "Mat", Kind::equipment, 2});
    snapshot(tx, gym, {.name = "Class", .duration = 45min, .capacity = kPlacesOfClass}, {all[0], all[1]});
    snapshot(tx, gym, {.name = "Training", .duration = 30min, .after = 5min}, all);
    snapshot(tx, gym, {.name = "Stretching", .duration = 20min, .needs = {{mat, 1}}}, {all[2], all[1]});
    return gym;
}

// Two dates with a leader of their own.
void announce(db::Tx& tx, Studio& studio) {
    const base::SystemClock clock;
    const activity::Registry registry;
    bookings::Snapshots snapshots;
    const events::Context context{clock, registry, snapshots};
    const auto business = studio.house.id;
    events::Draft draft;
    draft.name.fallback = "Workshop";
    draft.leader = hire(tx, studio.house, "Eva");
    draft.capacity = kPlacesOfEvent;
    const auto morning = studio.house.zone.instant(studio.house.day) + kMorning.from;
    const auto event =
        events::create(tx, context, business, draft, {morning, morning + draft.duration}, {}, {}).value();
    CHECK(events::publish(tx, context, business, event.id, {}));
    studio.event = base::to_text(event.id);
    for (const auto& date : events::dates_of(tx, business, event.service_id)) studio.dates.push_back(date.id);
    studio.house.others.push_back(*snapshots.current(tx, business)->service(event.service_id));
}

std::string enrol(db::Tx& tx, const House& house, int number) {
    const base::SystemClock clock;
    const activity::Registry registry;
    customers::Changes changes;
    changes.name = "Regular";
    changes.surname = std::to_string(number);
    changes.email = fmt::format("regular{}@example.com", number);
    changes.language = "en";
    const auto id = customers::create(tx, {clock, registry}, house.id, "BR", changes, {}).value();
    accounts::ensure(tx, {clock, registry}, house.id, id, {}).value();
    return base::to_text(id);
}

void find_starts(House& house, const bookings::Snapshot& snapshot) {
    const auto day = house.zone.span(house.day);
    for (auto& offered : house.services) {
        const auto& schedule = snapshot.schedule(offered.service.providers.front());
        const auto openings = availability::openings(schedule, house.zone, house.day);
        for (auto at = day.begin; at < day.end; at += 5min)
            if (availability::can_start(offered.service.timing(), openings, {}, {}, at)) offered.starts.push_back(at);
        CHECK(!offered.starts.empty());
    }
}

}  // namespace

std::vector<House> open_houses(db::Database& database) {
    auto houses = database.write([](db::Tx& tx) {
        return std::vector{open_salon(tx), open_clinic(tx), open_chair(tx)};
    });
    bookings::Snapshots snapshots;
    database.read([&](db::Session& session) {
        for (auto& house : houses) find_starts(house, *snapshots.find(session, house.slug));
    });
    return houses;
}

House open_queue_house(db::Database& database) {
    auto house = database.write([](db::Tx& tx) { return open_queue(tx); });
    bookings::Snapshots snapshots;
    database.read([&](db::Session& session) { find_starts(house, *snapshots.find(session, house.slug)); });
    return house;
}

Studio open_studio(db::Database& database) {
    auto studio = database.write([](db::Tx& tx) {
        Studio out{open_gym(tx), {}, {}, {}};
        announce(tx, out);
        for (int i = 0; i < kRegulars; ++i) out.regulars.push_back(enrol(tx, out.house, i));
        return out;
    });
    bookings::Snapshots snapshots;
    database.read(
        [&](db::Session& session) { find_starts(studio.house, *snapshots.find(session, studio.house.slug)); });
    return studio;
}

void drop_seats_constraint(db::Database& database) {
    CHECK(database.engine() == db::Engine::postgres);
    database.write([](db::Tx& tx) { tx.script("alter table appointments drop constraint appointments_seats"); });
}

void drop_constraints(db::Database& database) {
    database.write([&](db::Tx& tx) {
        if (tx.engine() == db::Engine::postgres)
            tx.script("alter table occupancies drop constraint occupancies_no_overlap;"
                      "drop trigger occupancies_check on occupancies");
        else
            tx.script("drop trigger occupancies_insert; drop trigger occupancies_no_overlap_update;"
                      "drop trigger occupancies_within_quantity_insert");
    });
}

}  // namespace torture
