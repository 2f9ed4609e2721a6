#include "support/world.h"

#include "catalog/offer.h"

#include "accounts/account.h"
#include "activity/jobs.h"
#include "businesses/settings.h"
#include "personal/personal.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace support {
namespace {

using namespace std::chrono_literals;
using availability::WeeklyHours;
using businesses::Role;

constexpr std::array<std::string_view, 7> kDays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

struct Country {
    std::string country, zone, currency;
    std::vector<std::string> languages;
};
const Country kNorway{"NO", "Europe/Oslo", "NOK", {"nb", "en"}};
const Country kAmerica{"US", "America/New_York", "USD", {"en"}};

void open(db::Tx& tx, const Clock& clock, House& house, std::string slug, std::string name, const Country& where) {
    businesses::Business draft;
    draft.slug = house.slug = std::move(slug);
    draft.name.fallback = std::move(name);
    draft.country = where.country;
    draft.zone = house.zone = Zone::find(where.zone).value();
    draft.currency = where.currency;
    draft.languages = where.languages;
    draft.accent_colour = "#0f766e";
    draft.listed = true;
    house.id = businesses::create(tx, clock, draft).value();
}

ProviderId hire(db::Tx& tx, const House& house, std::string name, int position, bool with_break) {
    staff::Provider draft;
    draft.name = std::move(name);
    draft.position = position;
    const auto id = staff::add_provider(tx, house.id, draft, Role::provider, "");
    std::vector<WeeklyHours> hours, breaks;
    for (int weekday = 1; weekday <= 5; ++weekday) {
        hours.push_back({weekday, {9h, 17h}});
        if (with_break) breaks.push_back({weekday, {12h, 12h + 30min}});
    }
    staff::set_weekly_hours(tx, house.id, id, hours, breaks).value();
    return id;
}

catalog::Service service(std::string name, Minutes duration, std::int64_t price, std::vector<ProviderId> providers) {
    catalog::Service draft;
    draft.name.fallback = std::move(name);
    draft.duration = duration;
    draft.price.amount = price;
    draft.providers = std::move(providers);
    return draft;
}

Salon open_salon(db::Tx& tx, const Clock& clock) {
    Salon salon;
    open(tx, clock, salon, "studio-lind", "Studio Lind", kNorway);
    salon.mira = hire(tx, salon, "Mira", 1, true);
    salon.jonas = hire(tx, salon, "Jonas", 2, true);
    auto cut = service("Klipp", 45min, 69000, {salon.mira, salon.jonas});
    cut.name.translations = {{"en", "Haircut"}};
    cut.position = 1;
    salon.cut = catalog::add_service(tx, salon.id, cut);
    auto colour = service("Farge", 90min, 149000, {salon.mira, salon.jonas});
    colour.name.translations = {{"en", "Colour"}};
    colour.buffer_after = 15min;
    colour.needs_approval = true;
    colour.position = 2;
    salon.colour = catalog::add_service(tx, salon.id, colour);
    return salon;
}

Clinic open_clinic(db::Tx& tx, const Clock& clock) {
    using Kind = staff::Resource::Kind;
    Clinic clinic;
    open(tx, clock, clinic, "fjord-clinic", "Fjord Clinic", kAmerica);
    clinic.ada = hire(tx, clinic, "Ada", 1, false);
    clinic.max = hire(tx, clinic, "Max", 2, false);
    clinic.room = staff::add_resource(tx, clinic.id, {{}, "Room", Kind::room, 1});
    clinic.scanner = staff::add_resource(tx, clinic.id, {{}, "Scanner", Kind::equipment, 2});
    auto consultation = service("Consultation", 30min, 12000, {clinic.ada, clinic.max});
    consultation.needs = {{clinic.room, 1}};
    clinic.consultation = catalog::add_service(tx, clinic.id, consultation);
    auto scan = service("Scan", 60min, 30000, {clinic.ada, clinic.max});
    scan.needs = {{clinic.scanner, 1}};
    clinic.scan = catalog::add_service(tx, clinic.id, scan);
    return clinic;
}

Neighbour open_neighbour(db::Tx& tx, const Clock& clock) {
    Neighbour neighbour;
    open(tx, clock, neighbour, "salong-nord", "Salong Nord", kNorway);
    neighbour.eva = hire(tx, neighbour, "Eva", 1, true);
    neighbour.trim = catalog::add_service(tx, neighbour.id, service("Stuss", 30min, 49000, {neighbour.eva}));
    return neighbour;
}

customers::Details person(std::string name, std::string surname, std::string_view email, std::string phone) {
    return {std::move(name), std::move(surname), base::parse_email(email).value(), std::move(phone), "nb"};
}

}  // namespace

World::World(db::Engine engine)
    : clock(base::parse_instant("2026-11-30T08:00:00Z").value()),
      fresh(engine, Schema::migrated, &clock),
      anna(person("Anna", "Berg", "anna@example.com", "+4741234567")),
      ben(person("Ben", "Dahl", "ben@example.com", "+4748123456")) {
    businesses::subscribe(registry);
    staff::subscribe(registry);
    catalog::subscribe(registry);
    gallery::subscribe(registry);
    customers::subscribe(registry);
    accounts::subscribe(registry, clock);
    personal::subscribe(registry);
    bookings::subscribe(registry);
    fresh->write([&](db::Tx& tx) {
        salon = open_salon(tx, clock);
        clinic = open_clinic(tx, clock);
        neighbour = open_neighbour(tx, clock);
    });
}

Instant World::at(std::string_view when, const Zone& zone) const {
    const auto weekday = std::ranges::find(kDays, when.substr(0, 3)) - kDays.begin();
    const auto space = when.find(' ');
    if (weekday == 7 || space == when.npos || when.size() != space + 6)
        throw std::invalid_argument(fmt::format("not a weekday and a time: {}", when));
    const auto weeks = space == 3 ? 0 : std::stoi(std::string(when.substr(4, space - 4)));
    const auto time = std::chrono::hours{std::stoi(std::string(when.substr(space + 1, 2)))} +
                      std::chrono::minutes{std::stoi(std::string(when.substr(space + 4, 2)))};
    const auto today = zone.day(clock.now());
    auto day = today;
    while (static_cast<int>(std::chrono::weekday{day}.iso_encoding()) != weekday + 1) day += std::chrono::days{1};
    if (zone.instant(WallTime{day} + time) <= clock.now()) day += std::chrono::days{7};
    return zone.instant(WallTime{day + std::chrono::days{7 * weeks}} + time);
}

const House& World::house_of(ServiceId service) const {
    if (service == clinic.consultation || service == clinic.scan) return clinic;
    if (service == neighbour.trim) return neighbour;
    return salon;
}

bookings::Wish World::wish(const customers::Details& details, ServiceId service, std::optional<ProviderId> provider,
                           std::string_view when) const {
    bookings::Wish wish{};
    wish.service_id = service;
    wish.provider_id = provider;
    wish.starts_at = at(when, house_of(service).zone);
    wish.details = details;
    wish.consent = true;
    wish.actor = {activity::ActorKind::visitor, 0};
    return wish;
}

Result<bookings::Made> World::book(const customers::Details& details, ServiceId service,
                                   std::optional<ProviderId> provider, std::string_view when) {
    const auto wanted = wish(details, service, provider, when);
    return fresh->write([&](db::Tx& tx) {
        return bookings::book(tx, context(), house_of(service).id, wanted, bookings::Rules::customer);
    });
}

catalog::Service World::change(ServiceId id, const std::function<void(catalog::Service&)>& change) {
    const auto business = house_of(id).id;
    return db()
        .write([&](db::Tx& tx) -> Result<catalog::Service> {
            const auto currency = businesses::find(tx, business)->currency;
            auto typed = catalog::find_service(tx, business, id, currency).value();
            change(typed);
            catalog::change_service(tx, {clock, registry}, business, typed, {}).value();
            return catalog::find_service(tx, business, id, currency).value();
        })
        .value();
}

std::vector<Span> World::diary(OccupantId occupant) {
    std::vector<Span> out;
    for (const auto& [begin, end] : fresh->read([&](db::Session& session) {
             return session.rows<Instant, Instant>(
                 "select starts_at, ends_at from occupancies where occupant_id = :id order by starts_at, ends_at",
                 occupant);
         }))
        out.push_back({begin, end});
    return out;
}

std::vector<std::string> World::activities_of(BookingId booking) {
    std::vector<std::string> out;
    for (auto& [type] : fresh->read([&](db::Session& session) {
             return session.rows<std::string>("select type from activities where subject_id = :id order by id",
                                              booking);
         }))
        out.push_back(std::move(type));
    return out;
}

bookings::Status World::status_of(BookingId booking) {
    const auto status = fresh->read([&](db::Session& session) {
        return session.value<std::string>("select status from bookings where id = :id", booking);
    });
    return bookings::parse_status(status.value()).value();
}

void World::run_jobs() {
    while (activity::run_due(*fresh, registry, clock) > 0) {
    }
}

}  // namespace support
