#include "bench/stage.h"

#include "accounts/account.h"
#include "bookings/booking.h"
#include "bookings/booking_store.h"
#include "gallery/gallery.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <random>
#include <sstream>

namespace bench {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

constexpr int booked_by_calls = 500;  // the rest is written straight into the tables
constexpr std::size_t rows_at_once = 5'000;
constexpr auto opens = 9h, closes = 19h;
constexpr Minutes length{30};

struct Slot {
    std::size_t provider;
    Instant start;
};

struct House {
    businesses::Business business;
    std::vector<ServiceId> services;
    std::vector<ProviderId> providers;
    std::vector<CustomerId> customers;
};

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream out;
    out << file.rdbuf();
    return std::move(out).str();
}

ProviderId hire(db::Tx& tx, BusinessId business, int number) {
    staff::Provider draft;
    draft.name = fmt::format("Provider {}", number);
    draft.title.fallback = "Stylist";
    draft.position = number;
    const auto id = staff::add_provider(tx, business, draft, businesses::Role::provider, "");
    std::vector<availability::WeeklyHours> hours;
    for (int weekday = 1; weekday <= 6; ++weekday) hours.push_back({weekday, {opens, closes}});
    staff::set_weekly_hours(tx, business, id, hours, {}).value();
    return id;
}

ServiceId offer_service(db::Tx& tx, const House& house, CategoryId category, int number) {
    catalog::Service draft;
    draft.name = {fmt::format("Service {}", number), {{"nb", fmt::format("Tjeneste {}", number)}}};
    draft.description = {"What is done, for whom, and what to bring along.", {}};
    draft.category_id = category;
    draft.duration = length;
    draft.booking_horizon = horizon;
    draft.price.amount = 50'000;
    draft.position = number;
    draft.providers = house.providers;
    return catalog::add_service(tx, house.business.id, draft);
}

// What a picture shows says nothing of how long its page takes, so that of the business's logo does.
void add_pictures(db::Tx& tx, const Clock& clock, const House& house) {
    const activity::Registry registry;
    const auto content = read_file(BENCH_LOGO);
    const auto add = [&](const gallery::Subject& subject) {
        gallery::set(tx, {clock, registry}, house.business.id, subject, {{320, 240, "image/png", content}}, {}).value();
    };
    add({});
    for (const auto service : house.services) add({.service_id = service});
    for (const auto provider : house.providers) add({.provider_id = provider});
}

House open(db::Tx& tx, const Clock& clock, std::string_view name, const Size& size) {
    House house;
    auto& business = house.business;
    business.slug = name;
    business.name.fallback = "The Bench";
    business.tagline.fallback = "Where everything is measured.";
    business.address = "Storgata 1, 0155 Oslo";
    business.phone = "+4722000000";
    business.email = "hello@bench.example.com";
    business.country = "NO";
    business.zone = Zone::find("Europe/Oslo").value();
    business.currency = "NOK";
    business.languages = {"en", "nb"};
    business.accent_colour = "#0f766e";
    business.listed = name == slug;
    business.id = businesses::create(tx, clock, business).value();
    business.customer.open_bookings_max = 1000;  // a few people book for all
    businesses::set_customer_settings(tx, business.id, business.customer).value();
    const auto category = catalog::add_category(tx, business.id, {{}, {"Everything", {}}, 1});
    for (int i = 0; i < size.providers; ++i) house.providers.push_back(hire(tx, business.id, i + 1));
    for (int i = 0; i < size.services; ++i) house.services.push_back(offer_service(tx, house, category, i + 1));
    if (size.pictures) add_pictures(tx, clock, house);
    return house;
}

customers::Details person(std::size_t number) {
    return {fmt::format("Guest{}", number), "Berg",
            base::parse_email(fmt::format("guest{}@example.com", number)).value(),
            fmt::format("+474{:07}", number % 10'000'000), "en"};
}

// Calls `write(tx, i)` for all i below n, many in one transaction.
template <class Write>
void in_bulk(db::Database& database, std::size_t n, const Write& write) {
    for (std::size_t from = 0; from < n; from += rows_at_once)
        database.write([&](db::Tx& tx) {
            for (auto i = from; i < std::min(n, from + rows_at_once); ++i) write(tx, i);
        });
}

void add_customers(db::Database& database, House& house, const Clock& clock, std::size_t n) {
    house.customers.resize(n);
    const activity::Registry registry;
    in_bulk(database, n, [&](db::Tx& tx, std::size_t i) {
        const auto customer = customers::join(tx, house.business.id, clock, person(i)).customer;
        accounts::ensure(tx, {clock, registry}, house.business.id, customer, {});
        house.customers[i] = customer.id;
    });
}

// `n` of all half hours in which the business is open on the days, chosen at random.
std::vector<Slot> choose_slots(const House& house, Day first, Day last, std::size_t n, std::mt19937_64& random) {
    std::vector<Slot> all;
    const auto& zone = house.business.zone;
    for (auto day = first; day <= last; day += days{1}) {
        if (std::chrono::weekday{day} == std::chrono::Sunday) continue;
        for (auto time = Minutes{opens}; time < closes; time += length)
            for (std::size_t i = 0; i < house.providers.size(); ++i)
                all.push_back({i, zone.instant(WallTime{day} + time)});
    }
    CHECK(n <= all.size());
    std::ranges::shuffle(all, random);
    all.resize(n);
    return all;
}

bookings::Booking past_booking(const House& house, const Slot& slot, std::size_t i) {
    const auto& who = person(i % house.customers.size());
    bookings::Booking out;
    out.business_id = house.business.id;
    out.id = base::make_id<BookingId>();
    out.appointment_id = base::make_id<AppointmentId>();
    out.customer_id = house.customers[i % house.customers.size()];
    out.service_id = house.services[i % house.services.size()];
    out.provider_id = house.providers[slot.provider];
    out.time = {slot.start, slot.start + length};
    out.status = bookings::Status::completed;
    out.price = {50'000, "NOK"};
    out.name = who.name;
    out.surname = who.surname;
    out.email = who.email.text;
    out.phone = who.phone;
    out.language = "en";
    out.created_at = out.changed_at = slot.start - days{7};
    return out;
}

void write_appointment(db::Tx& tx, const House& house, const bookings::Booking& booking) {
    bookings::store::insert_appointment(tx, booking, house.business.zone);
    CHECK(bookings::store::occupy(tx, booking.business_id, booking.appointment_id,
                                  {{staff::occupant(booking.provider_id), booking.time}}));
}

void write_booking(db::Tx& tx, const House& house, bookings::Booking booking, bool is_past) {
    if (!is_past) booking.status = bookings::Status::approved;
    booking.visit_id = base::make_id<VisitId>();
    bookings::store::insert_visit(tx, booking.business_id, booking.visit_id, booking.customer_id, booking.created_at);
    write_appointment(tx, house, booking);
    bookings::store::insert_booking(tx, booking, base::hash(base::to_text(booking.id)), false, booking.created_at,
                                    bookings::Source::page);
    static const activity::Registry nobody;
    const activity::Actor visitor{activity::ActorKind::visitor, 0};
    activity::record(tx, nobody, booking.business_id, booking.created_at, {"booking.made", booking.id.value, visitor});
    if (is_past)
        activity::record(tx, nobody, booking.business_id, booking.time.end,
                         {"booking.completed", booking.id.value, {}});
}

void add_past(db::Database& database, const House& house, Day today, const Size& size, std::mt19937_64& random) {
    if (size.past == 0) return;
    const auto slots = choose_slots(house, today - days{365 * size.years}, today - days{1},
                                    static_cast<std::size_t>(size.past), random);
    in_bulk(database, slots.size(), [&](db::Tx& tx, std::size_t i) {
        const auto booking = past_booking(house, slots[i], i);
        if (size.lean)
            write_appointment(tx, house, booking);
        else
            write_booking(tx, house, booking, true);
    });
}

void add_ahead(db::Database& database, const House& house, const Clock& clock, const Size& size,
               std::mt19937_64& random) {
    const auto today = house.business.zone.day(clock.now());
    const auto slots =
        choose_slots(house, today + days{1}, today + days_ahead, static_cast<std::size_t>(size.ahead), random);
    const auto by_calls = std::min<std::size_t>(booked_by_calls, slots.size());
    in_bulk(database, slots.size() - by_calls,
            [&](db::Tx& tx, std::size_t i) { write_booking(tx, house, past_booking(house, slots[i], i), false); });
    activity::Registry registry;
    bookings::add_sweep(registry);
    bookings::Snapshots snapshots;
    in_bulk(database, by_calls, [&](db::Tx& tx, std::size_t i) {
        const auto& slot = slots[slots.size() - by_calls + i];
        bookings::Wish wish;
        wish.service_id = house.services[i % house.services.size()];
        wish.provider_id = house.providers[slot.provider];
        wish.starts_at = slot.start;
        wish.details = person(i);
        bookings::book(tx, {clock, registry, snapshots}, house.business.id, wish, bookings::Rules::customer).value();
    });
}

void make(const std::string& url, const Size& size) {
    const base::SystemClock clock;
    db::Database database({.url = url});
    db::migrate(database);
    auto house = database.write([&](db::Tx& tx) {
        auto opened = open(tx, clock, slug, size);
        businesses::set_logo(tx, opened.business.id, "image/png", read_file(BENCH_LOGO));
        return opened;
    });
    in_bulk(database, static_cast<std::size_t>(size.others),
            [&](db::Tx& tx, std::size_t i) { open(tx, clock, slug_of_other(static_cast<int>(i) + 1), size); });
    std::mt19937_64 random(7);
    add_customers(database, house, clock, static_cast<std::size_t>(size.customers));
    add_past(database, house, house.business.zone.day(clock.now()), size, random);
    add_ahead(database, house, clock, size, random);
}

// Made, and with this program's schema.
bool is_usable(const std::filesystem::path& file) try {
    if (!std::filesystem::exists(file)) return false;
    db::Database database({.url = file.string(), .readers = 1});
    return db::pending_migrations(database).empty();
} catch (const db::Unavailable&) {
    return false;
}

// A copy of the day's file at `file`.
void stage_file(const std::filesystem::path& folder, const Size& size, const std::filesystem::path& file) {
    namespace fs = std::filesystem;
    const auto today = base::to_text(Zone::utc().day(base::SystemClock{}.now()));
    const auto original = folder / fmt::format("{}-{}.db", today, size.name());
    if (!is_usable(original)) {
        // What was made on another day says nothing of today.
        for (const auto& entry : fs::directory_iterator(folder))
            if (!entry.path().filename().string().starts_with(today) || entry.path() == original)
                fs::remove_all(entry.path());
        auto unfinished = original;
        unfinished += ".new";
        fs::remove(unfinished);
        make(unfinished.string(), size);
        fs::rename(unfinished, original);
    }
    fs::copy_file(original, file);
    // Else the system is still writing the copy while the first figures are measured.
    const int copy = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (copy < 0 || ::fsync(copy) != 0) throw std::runtime_error("the copy of the data cannot be written");
    ::close(copy);
}

// Databases are made outside of transactions; a read has none.
void run(const Place& place, const std::string& sql) {
    db::Database database({.url = place.postgres, .readers = 1});
    database.read([&](db::Session& session) { session.row<int>(sql); });
}

std::string url_of(const Place& place, const std::string& name) {
    if (place.on_sqlite()) return (place.folder / (name + ".db")).string();
    auto url = place.postgres;
    const auto begin = url.find('/', url.find("//") + 2) + 1;
    return url.replace(begin, url.find('?') - begin, "bench_" + name);
}

void remove(const Place& place, const std::string& name) {
    if (!place.on_sqlite()) return run(place, fmt::format("drop database if exists bench_{} with (force)", name));
    std::filesystem::create_directories(place.folder);
    for (const auto* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(url_of(place, name) + suffix);
}

// A copy of the server's database with that data.
void stage_on_server(const Place& place, const Size& size, const std::string& name) {
    static std::map<std::string, std::string> made;  // names of data sets -> names of databases
    auto [original, is_new] = made.try_emplace(size.name(), fmt::format("data_{}", made.size()));
    if (is_new) {
        make(empty_database(place, original->second), size);
        run(place, "checkpoint");
    }
    run(place, fmt::format("create database bench_{} template bench_{} strategy file_copy", name, original->second));
}

}  // namespace

std::string Size::name() const {
    return fmt::format("{}-providers-{}-services-{}-customers-{}-past-{}-ahead-{}-years-{}-others{}", providers,
                       services, customers, past, ahead, years, others, pictures ? "-pictures" : "");
}

std::string slug_of_other(int n) { return fmt::format("{}-{}", slug, n); }

std::string empty_database(const Place& place, const std::string& name) {
    remove(place, name);
    if (!place.on_sqlite()) run(place, fmt::format("create database bench_{} template template0", name));
    return url_of(place, name);
}

std::string stage(const Place& place, const Size& size, const std::string& name) {
    remove(place, name);
    const auto url = url_of(place, name);
    if (place.on_sqlite())
        stage_file(place.folder, size, url);
    else
        stage_on_server(place, size, name);
    return url;
}

std::shared_ptr<const bookings::Snapshot> snapshot(const std::string& url) {
    db::Database database({.url = url, .readers = 1});
    return database.read([](db::Session& session) { return bookings::Snapshots{}.find(session, slug); });
}

}  // namespace bench
