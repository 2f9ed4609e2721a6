// Every route, asked rightfully and as every other kind of visitor. The walk is made from the table of routes: a route
// without an entry in kRecipes fails it.
#include "accounts/passkey.h"
#include "accounts/quick_login.h"
#include "accounts/staff_account.h"
#include "accounts/staff_link.h"
#include "api/test_recipes.h"
#include "api_keys/api_key.h"
#include "app/test_house.h"
#include "app/test_touched.h"
#include "archives/test_recipes.h"
#include "booking_page/test_recipes.h"
#include "bookings/answers.h"
#include "bookings/edit.h"
#include "bookings/session.h"
#include "businesses/host_request.h"
#include "businesses/standing.h"
#include "catalog/add_ons.h"
#include "catalog/extra_field_editing.h"
#include "customers/contacts.h"
#include "customers/custom_fields.h"
#include "customers/erasure.h"
#include "customers/labels.h"
#include "customers/list_views.h"
#include "daybook/day_notes.h"
#include "duplicates/merge.h"
#include "event_pages/test_recipes.h"
#include "events/event.h"
#include "exports/customer_export.h"
#include "gallery/gallery.h"
#include "imports/imports.h"
#include "notify/message.h"
#include "notify/notice_address.h"
#include "office/access/test_recipes.h"
#include "office/api_keys/test_recipes.h"
#include "office/calendar/test_recipes.h"
#include "office/customers/test_recipes.h"
#include "office/days/test_recipes.h"
#include "office/demo/test_recipes.h"
#include "office/duplicates/test_recipes.h"
#include "office/events/test_recipes.h"
#include "office/groups/test_recipes.h"
#include "office/hours/test_recipes.h"
#include "office/imports/test_recipes.h"
#include "office/messages/test_recipes.h"
#include "office/online/test_recipes.h"
#include "office/panel/test_recipes.h"
#include "office/people/test_recipes.h"
#include "office/reports/test_recipes.h"
#include "office/search/test_recipes.h"
#include "office/series/test_recipes.h"
#include "office/services/test_recipes.h"
#include "office/settings/test_recipes.h"
#include "office/start/test_recipes.h"
#include "office/today/test_recipes.h"
#include "office/ways_in/test_recipes.h"
#include "operator_pages/test_recipes.h"
#include "operators/operator.h"
#include "portal/test_recipes.h"
#include "portal/ways_in.h"
#include "privacy/deletion.h"
#include "privacy/everybody.h"
#include "selections/selection.h"
#include "series/series.h"
#include "series_panel/test_recipes.h"
#include "staff/schedule.h"
#include "support/pictures.h"
#include "support/plans.h"
#include "waiting/waiting.h"
#include "waiting_list/test_recipes.h"
#include "webauthn/test_device.h"

#include <liboath/oath.h>

#include <nlohmann/json.hpp>

#include <bit>
#include <ranges>

namespace app::test {
namespace {

using namespace std::chrono_literals;
using http::test::Answer;

constexpr std::string_view kMetricsToken = "metrics-token-of-the-operators";
constexpr std::string_view kPng = "\x89PNG\r\n\x1a\n";

using namespace support::walk;

// Of the program itself.
Recipes own_recipes() {
    return {
        {"GET /{business}/brand.css",
         [](const SignedIn& who) { return get(fmt::format("/{}/brand.css", who("slug"))); }},
        {"GET /{business}/logo", [](const SignedIn& who) { return get(fmt::format("/{}/logo", who("slug"))); }},
        {"GET /{business}/pictures/{picture}",
         [](const SignedIn& who) { return get(fmt::format("/{}/pictures/{}-24", who("slug"), who("picture"))); }},
        {"GET /assets/{file}", [](const SignedIn&) { return get(html::asset("app.css")); }},
        {"GET /embed.js", [](const SignedIn&) { return get("/embed.js"); }},
        {"GET /robots.txt", [](const SignedIn&) { return get("/robots.txt"); }},
        {"GET /healthz", [](const SignedIn&) { return get("/healthz"); }},
        {"GET /metrics", [](const SignedIn&) { return get("/metrics"); }},
    };
}

Recipes all_recipes() {
    auto out = own_recipes();
    for (const auto of : {booking_page::test::recipes,
                          portal::test::recipes,
                          archives::test::recipes,
                          office::access_test::recipes,
                          office::calendar_test::recipes,
                          office::customers_test::recipes,
                          office::days_test::recipes,
                          office::groups_test::recipes,
                          office::hours_test::recipes,
                          office::messages_test::recipes,
                          office::online_test::recipes,
                          office::panel_test::recipes,
                          office::settings_test::recipes,
                          office::people_test::recipes,
                          office::reports_test::recipes,
                          office::api_keys_test::recipes,
                          office::search_test::recipes,
                          office::services_test::recipes,
                          office::start_test::recipes,
                          office::today_test::recipes,
                          office::demo_test::recipes,
                          office::duplicates_test::recipes,
                          api::test::recipes,
                          operator_pages::test::recipes,
                          waiting_list::test::recipes,
                          event_pages::test::recipes,
                          office_events::test::recipes,
                          office::series_test::recipes,
                          series_panel::test::recipes,
                          office::imports_test::recipes,
                          office::ways_in_test::recipes}) {
        auto area = of();
        const auto n = out.size() + area.size();
        out.merge(area);
        CHECK(out.size() == n);
    }
    return out;
}

const Recipes kRecipes = all_recipes();

std::string name_of(const Route& route) { return fmt::format("{} {}", to_text(route.method), route.pattern); }
bool is_success(int status) { return (status >= 200 && status < 300) || status == 303 || status == 304; }

// What an authenticator app shows at that moment.
std::string code_of(const std::string& key, Instant now) {
    char* secret = nullptr;
    std::size_t size = 0;
    EXPECT_EQ(oath_base32_decode(key.data(), key.size(), &secret, &size), OATH_OK);
    char code[8] = {};
    EXPECT_EQ(oath_totp_generate(secret, size, now.time_since_epoch().count(), OATH_TOTP_DEFAULT_TIME_STEP_SIZE,
                                 OATH_TOTP_DEFAULT_START_TIME, 6, code),
              OATH_OK);
    std::free(secret);
    return code;
}

// To where the missing proof can be given, or back to the start.
bool is_turned_away(const Answer& answer) {
    const auto to = answer.header("Location");
    const auto path = to.substr(0, to.find('?'));
    return answer.status == 303 && (path.ends_with("/sign-in") || path.ends_with("/office/code") ||
                                    path.ends_with("/office") || path.starts_with("/operator"));
}

constexpr std::string_view kKeepTime = "POST /{business}/book", kKeepVisit = "POST /{business}/visit/times";
// What is done with all parts of a booking's visit.
bool is_of_visit(std::string_view route) {
    return route.ends_with("/visit/reschedule") || route.ends_with("/visit/cancellation");
}
constexpr std::string_view kUndoMerge = "POST /{business}/office/customers/{id}/merges/{other}/removal";
constexpr std::string_view kNewGroup = "POST /{business}/office/groups/new";
// What takes back comes after what is taken back.
const std::map<std::string_view, std::string_view> kAfter{
    {"POST /{business}/office/settings/pictures/{subject}/removal",
     "POST /{business}/office/settings/pictures/{subject}"},
    {"POST /{business}/office/events/{id}/picture/removal", "POST /{business}/office/events/{id}/picture"},
    {"POST /{business}/office/settings/business/host/withdrawal", "POST /{business}/office/settings/business/host"},
    {"POST /{business}/office/start/live/test/removal", "POST /{business}/office/start/live/test"},
    {"POST /{business}/office/customers/duplicates/stop", "POST /{business}/office/customers/duplicates"},
    {"POST /{business}/office/customers/{id}/duplicates/{other}/difference/removal",
     "POST /{business}/office/customers/{id}/duplicates/{other}/difference"},
};

// A program with these features, and the people who ask it.
class Walk : public testing::Test {
protected:
    Walk(db::Engine engine, const std::vector<Feature>& with)
        : site(engine,
               {"--rate-limits", "off", "--trusted-proxies", "127.0.0.1", "--metrics-token", std::string(kMetricsToken),
                "--sign-up", "open", "--mail-server", "smtp://127.0.0.1:25?security=none", "--mail-from",
                "post@book.example"},
               std::chrono::milliseconds{5000}, with) {
        site.world.fresh->write([&](db::Tx& tx) {
            for (const support::House* house :
                 {static_cast<support::House*>(&site.world.salon), static_cast<support::House*>(&site.world.neighbour)})
                businesses::set_logo(tx, house->id, "image/png", kPng);
        });
    }

    static std::string when(std::string_view time) { return fmt::format("mon+1 {}", time); }
    bookings::Made booked(const customers::Details& who, ServiceId service, ProviderId provider) {
        return site.world.book(who, service, provider, when("10:00")).value();
    }

    // A moment ago, so that it can be undone.
    bookings::Booking moved_by_staff(const customers::Details& who, const support::House& house, ServiceId service,
                                     ProviderId provider) {
        auto& world = site.world;
        const auto made = world.book(who, service, provider, when("15:00")).value().booking;
        const bookings::Move move{.starts_at = world.at(when("16:00"), house.zone),
                                  .telling = bookings::Telling::after_undo};
        return world.fresh
            ->write([&](db::Tx& tx) {
                return bookings::reschedule(tx, world.context(), house.id, made.id, move,
                                            {activity::ActorKind::staff, 1}, bookings::Rules::staff);
            })
            .value();
    }

    // A customer with everything a customer has, and a staff member of the business with what they work on.
    SignedIn make(const customers::Details& details, const support::House& house, ServiceId service,
                  ProviderId provider) {
        auto& world = site.world;
        const auto& tokens = site.app.environment().tokens;
        const auto made = booked(details, service, provider);
        const auto mistake = site.world.book(details, service, provider, when("13:00")).value();
        const auto now = world.clock.now();
        SignedIn out;
        out["slug"] = house.slug;
        out["business"] = base::to_text(house.id);
        out["token"] = made.manage_token;
        out["booking"] = base::to_text(made.booking.id);
        out["service"] = base::to_text(service);
        out["provider"] = base::to_text(provider);
        out["start"] = base::to_text(world.at(when("14:00"), house.zone), house.zone);
        out["door_token"] = tokens.make("portal:" + house.slug, "", now);
        out["keep_token"] = out["door_token"];  // without one the booking goes on, and no time is kept
        out["everywhere_token"] = tokens.make("portal", "", now);
        out["office_door_token"] = tokens.make("office.sign-in:" + house.slug, "", now);
        out["setup_token"] = tokens.make("office.sign-in", "", now);
        out["setup_code"] = out["recovery_code"] = out["totp_code"] = out["location"] =
            "none";  // until prepare() knows better
        out["visit_start"] = "none";
        out["own_booking"] = out["office_booking"] = out["booking"];
        const auto moved = moved_by_staff(details, house, service, provider);
        out["moved_booking"] = base::to_text(moved.id);
        out["moved_version"] = std::to_string(moved.version);
        out["own_customer"] = out["office_customer"] = base::to_text(made.booking.customer_id);
        site.world.fresh->write([&](db::Tx& tx) {
            make_extras(tx, out, house, made.booking);
            CHECK(bookings::discard(tx, world.context(), house.id, mistake.booking.id, std::nullopt, {}));
            out["deleted_booking"] = base::to_text(mistake.booking.id);
            // Who books what they wait for waits no more.
            make_visit(tx, out, house, made.booking);
            make_account(tx, out, house, made.booking, details);
            make_waiting(tx, out, house, made.booking);
            make_event(tx, out, house, provider);
            make_group(tx, out, house, made.booking);
            make_series(tx, out, house, made.booking);
            make_staff(tx, out, house);
            make_operator(tx, out);
        });
        return out;
    }

    // One who operates the installation, with a second factor, signed in.
    void make_operator(db::Tx& tx, SignedIn& out) {
        auto& world = site.world;
        const auto& secret = site.app.environment().secret;
        const auto email = base::parse_email(fmt::format("operator{}@example.com", base::new_id())).value();
        const auto token = operators::make_link(tx, world.clock, email, "Oda").value().token;
        operators::set_password_by_link(tx, world.clock, token, password_hash).value();
        out["operator_link"] = operators::make_link(tx, world.clock, email, "Oda").value().token;
        out["operator_email"] = email.text;
        const auto id = tx.value<OperatorId>("select id from operators where email_key = :key", email.key).value();
        const auto session = base::make_id<OperatorSessionId>();
        out["operator_session"] = base::new_token();
        const auto now = world.clock.now();
        tx.execute("insert into operator_sessions (id, operator_id, token_hash, passed_totp, created_at, seen_at, "
                   "expires_at) values (:id, :operator, :hash, 0, :now, :now, :expires)",
                   session, id, base::hash(out["operator_session"]), now, now + 4h);
        const auto key = operators::begin_totp(tx, id, "Timebok", secret).value().key;
        out["operator_recovery"] =
            operators::confirm_totp(tx, world.clock, id, session, code_of(key, now), secret).value().front();
        out["operator_token"] = site.app.environment().tokens.make("operator", base::to_text(session), now);
        out["operator_code"] = out["operator_first"] = "none";  // until prepare() knows better
        out["new_slug"] = fmt::format("new-{}", base::new_id());
        out["dead_job"] = out["business"];
        out["waiting_owner"] = base::to_text(
            accounts::staff::add(tx, {world.clock, registry}, parse<BusinessId>(out["business"]), "Late",
                                 fmt::format("late{}@example.com", base::new_id()), businesses::Role::owner, {})
                .value());
    }

    // An add-on, and a field that the booking was answered with a file.
    void make_extras(db::Tx& tx, SignedIn& out, const support::House& house, const bookings::Booking& booking) {
        const activity::Context context{site.world.clock, registry};
        const auto service = parse<ServiceId>(out["service"]);
        out["add_on"] = base::to_text(
            catalog::create_add_on(tx, context, house.id, {.id = {}, .name = {"Drink", {}}, .services = {service}}, {})
                .value());
        catalog::ExtraField draft;
        draft.kind = catalog::ExtraField::Kind::file;
        draft.label.fallback = "Picture";
        const auto field = catalog::create_extra_field(tx, context, house.id, draft, {}).value();
        out["file_field"] = base::to_text(field);
        bookings::Answers answers{.files = {{field, {"me.png", {}, std::string(kPng)}}}};
        const auto snapshot = bookings::load_snapshot(tx, house.id);
        bookings::keep_answers(tx, house.id, booking.id,
                               bookings::check_answers(*snapshot, service, answers, bookings::Rules::customer).value(),
                               answers);
    }

    // A published event with one date, before the hours begin.
    void make_event(db::Tx& tx, SignedIn& out, const support::House& house, ProviderId provider) {
        auto& world = site.world;
        events::Draft draft;
        draft.name.fallback = "Workshop";
        draft.leader = provider;
        draft.duration = 60min;
        const bookings::Context context{world.clock, registry, world.snapshots};
        const auto made = events::create(tx, context, house.id, draft, {world.at(when("07:00"), house.zone)},
                                         {.outside_hours = true}, {})
                              .value();
        const auto event = events::publish(tx, context, house.id, made.id, {}).value();
        out["office_event"] = base::to_text(event.id);
        out["event_version"] = std::to_string(event.version);
        out["event_date"] = base::to_text(events::dates_of(tx, house.id, event.service_id).front().id);
    }

    // Two entries of the waiting list: one that waits, and one that is offered a time.
    void make_waiting(db::Tx& tx, SignedIn& out, const support::House& house, const bookings::Booking& booking) {
        auto& world = site.world;
        const bookings::Context context{world.clock, registry, world.snapshots};
        const auto first = house.zone.day(world.clock.now());
        waiting::Wish wish{.service = booking.service_id,
                           .provider = booking.provider_id,
                           .first_day = first,
                           .last_day = first + std::chrono::days{60}};
        const auto join = [&] {
            return waiting::join(tx, context, house.id, wish, {.customer = booking.customer_id}, waiting::Rules::staff)
                .value()
                .id;
        };
        const auto waits = join();
        wish.parts = waiting::kMorning;
        const auto offered = join();
        out["waiting_offer"] = base::to_text(
            waiting::offer(tx, context, house.id, offered, world.at(when("11:00"), house.zone), booking.provider_id, {})
                .value()
                .id);
        out["waiting_token"] = waiting::make_link(tx, world.clock, house.id, offered);
        out["waiting_entry"] = out["office_waiting"] = base::to_text(waits);
        out["waiting_start"] = base::to_text(world.at(when("12:45"), house.zone));
    }

    // A group that begins soon, and a booking in it.
    void make_group(db::Tx& tx, SignedIn& out, const support::House& house, const bookings::Booking& booking) {
        auto& world = site.world;
        const bookings::Context context{world.clock, registry, world.snapshots};
        bookings::SessionDraft draft{.service_id = booking.service_id,
                                     .provider_id = booking.provider_id,
                                     .starts_at = world.clock.now() + 30min};
        draft.capacity = 5;
        draft.outside_hours = true;
        draft.overbooking = "the walk";
        const auto group = bookings::add_session(tx, context, house.id, draft, {}).value();
        bookings::Wish wish{};
        wish.customer = booking.customer_id;
        wish.appointment = group.id;
        const auto made = bookings::book(tx, context, house.id, wish, bookings::Rules::staff).value();
        out["office_group"] = base::to_text(group.id);
        out["group_booking"] = base::to_text(made.booking.id);
    }

    // Two appointments of a series, a week apart, and the times that they may be moved to.
    void make_series(db::Tx& tx, SignedIn& out, const support::House& house, const bookings::Booking& booking) {
        auto& world = site.world;
        const auto first = world.at(when("09:00"), house.zone);
        const auto a_week_later = [&](Instant at) {
            return house.zone.instant(house.zone.wall(at) + std::chrono::days{7});
        };
        const auto made = series::add(tx, {world.clock, registry, world.snapshots}, house.id,
                                      {.wish = {.service_id = booking.service_id,
                                                .provider_id = booking.provider_id,
                                                .starts_at = {},
                                                .note = {},
                                                .visitor_zone = {},
                                                .customer = booking.customer_id,
                                                .actor = {}},
                                       .rule = {.times = 2},
                                       .first = house.zone.day(first),
                                       .time_of_day = std::chrono::hours{9},
                                       .chosen = {{1, first}, {2, a_week_later(first)}}},
                                      bookings::Rules::staff)
                              .value();
        const auto moved = first + std::chrono::minutes{15};
        series::set_most_by_customers(tx, {world.clock, registry, world.snapshots}, house.id, booking.service_id, 12,
                                      {})
            .value();
        out["own_series"] = out["office_series"] = base::to_text(made.series.id);
        out["own_series_booking"] = base::to_text(made.bookings.front().id);
        out["repeat_start"] = base::to_text(a_week_later(booking.time.begin));
        out["office_series_booking"] = base::to_text(made.bookings.front().id);
        out["series_day"] = base::to_text(made.series.first);
        out["series_moved_1"] = base::to_text(moved);
        out["series_moved_2"] = base::to_text(a_week_later(moved));
        out["start_later"] = base::to_text(a_week_later(world.at(when("14:00"), house.zone)));
    }

    // Two services booked in one go, outside the hours, and the time that they may be moved to.
    void make_visit(db::Tx& tx, SignedIn& out, const support::House& house, const bookings::Booking& booking) {
        auto& world = site.world;
        std::vector<bookings::Wish> wishes;
        for (const auto* at : {"18:30", "20:00"}) {
            bookings::Wish wish{};
            wish.service_id = booking.service_id;
            wish.provider_id = booking.provider_id;
            wish.starts_at = world.at(when(at), house.zone);
            wish.customer = booking.customer_id;
            wish.outside_hours = true;
            wishes.push_back(std::move(wish));
        }
        const auto made = bookings::book_all(tx, {world.clock, registry, world.snapshots}, house.id, wishes,
                                             {.one_visit = true}, bookings::Rules::staff)
                              .value();
        out["visit_booking"] = base::to_text(made.front().booking.id);
        out["visit_start"] = base::to_text(world.at(when("18:45"), house.zone));
        out["visit_seen"] = fmt::format("{}-{} {}-{}", base::to_text(made[0].booking.id), made[0].booking.version,
                                        base::to_text(made[1].booking.id), made[1].booking.version);
    }

    // A passkey, as `PREFIX` who holds it, with what its device answers to the two challenges, of signing in and of
    // making another.
    static void make_passkey(db::Tx& tx, SignedIn& out, BusinessId business, std::string_view table,
                             std::string_view owner_column, std::int64_t owner, const std::string& prefix,
                             const std::string& to_use, const std::string& to_make) {
        using webauthn::test::Device;
        const auto place = webauthn::place_of("http://book.example");
        const auto made = [&](const Device& device, const std::string& challenge) {
            const auto client = Device::client_data("webauthn.create", challenge, place.origin);
            return std::pair(client, device.attestation(place.host));
        };
        const Device device, another;
        const auto [client, attestation] = made(device, "challenge");
        const auto credential = webauthn::check_registration(place, "challenge", client, attestation).value();
        const auto id = base::new_id();
        tx.execute(
            fmt::format("insert into {} (business_id, id, {}, name, credential_id, public_key, created_at) values "
                        "(:business, :id, :owner, 'Phone', :credential, :key, 0)",
                        table, owner_column),
            business, id, owner, signing::base64url(credential.id), signing::base64url(credential.public_key));
        out[prefix + "_passkey"] = base::id_text(id);
        const auto used = Device::client_data("webauthn.get", signing::base64url_decoded(to_use).value(), place.origin);
        const auto data = device.data(place.host, false);
        out[prefix + "_credential"] = signing::base64url(credential.id);
        out[prefix + "_client_data"] = signing::base64url(used);
        out[prefix + "_authenticator_data"] = signing::base64url(data);
        out[prefix + "_signature"] = signing::base64url(device.sign(data, used));
        const auto [new_client, new_attestation] = made(another, signing::base64url_decoded(to_make).value());
        out[prefix + "_new_client_data"] = signing::base64url(new_client);
        out[prefix + "_new_attestation"] = signing::base64url(new_attestation);
    }

    // A provider to sign in by, which needs no network to begin with; an identity there and a passkey; and what a
    // browser holds that comes back from there.
    void make_ways_in(db::Tx& tx, SignedIn& out, const support::House& house, AccountId account) {
        const auto& clock = site.world.clock;
        const auto& secret = site.app.environment().secret;
        const auto insert = [&](IdentityProviderId id, std::string_view kind, const std::string& issuer) {
            tx.execute("insert into identity_providers (business_id, id, kind, name, issuer, client_id, enabled, "
                       "created_at) values (:business, :id, :kind, 'Elsewhere', :issuer, 'client', 1, 0) "
                       "on conflict do nothing",
                       house.id, id, kind, issuer);
        };
        insert(base::make_id<IdentityProviderId>(), "facebook", "https://www.facebook.com");
        const auto provider = tx.value<IdentityProviderId>(
            "select id from identity_providers where business_id = :business and kind = 'facebook'", house.id);
        out["identity_provider"] = base::to_text(provider.value());
        const auto other = base::make_id<IdentityProviderId>();
        insert(other, "openid", "https://id.invalid/" + base::to_text(other));
        out["office_identity_provider"] = base::to_text(other);
        out["new_identity_provider"] = base::to_text(base::make_id<IdentityProviderId>());
        const auto identity = base::make_id<IdentityId>();
        tx.execute("insert into account_identities (business_id, id, account_id, issuer, subject, linked_at) "
                   "values (:business, :id, :account, 'https://id.invalid', :subject, 0)",
                   house.id, identity, account, base::to_text(identity));
        out["own_identity"] = base::to_text(identity);
        portal::Attempt attempt{.provider = provider.value(), .keys = openid::begin(), .until = clock.now() + 600s};
        openid::Person person{.issuer = "https://www.facebook.com/client", .subject = base::to_text(identity)};
        person.email = fmt::format("from-there{}@example.com", identity.value);
        person.email_verified = true;
        const auto ticket = [&] { return portal::seal_ticket(secret, house.id, attempt, person, attempt.until); };
        out["attempt_state"] = attempt.keys.state;
        out["arriving_email"] = person.email;
        out["attempt"] = portal::seal_attempt(secret, house.id, attempt);
        out["ticket"] = ticket();
        attempt.connecting = account;
        person.subject += "-other";
        out["connecting_attempt"] = portal::seal_attempt(secret, house.id, attempt);
        out["connecting_ticket"] = ticket();
        make_passkey(tx, out, house.id, "account_passkeys", "account_id", account.value, "own",
                     accounts::begin_passkey_sign_in(tx, clock, house.id),
                     accounts::begin_passkey(tx, clock, house.id, account));
    }

    void make_account(db::Tx& tx, SignedIn& out, const support::House& house, const bookings::Booking& booking,
                      const customers::Details& details) {
        using accounts::Purpose;
        auto& world = site.world;
        const accounts::Context context{world.clock, registry};
        const auto account = accounts::find_by_customer(tx, house.id, booking.customer_id).value();
        const auto link = [&](Purpose purpose, std::int64_t subject) {
            return accounts::make_link(tx, world.clock, house.id, purpose, subject, details.email.key);
        };
        const auto enter = [&] {
            return accounts::sign_in_by_link(tx, context, house.id, link(Purpose::access, account.id.value), {})
                .value();
        };
        // The first link takes away what somebody set before the address was shown to be theirs.
        enter();
        accounts::set_password(tx, context, house.id, account.id, password_hash, {});
        const auto other = enter(), here = enter();
        const auto session = base::to_text(here.session_id);
        out["customer_session"] = here.session_token;
        out["other_session"] = base::to_text(other.session_id);
        out["panel_token"] = site.app.environment().tokens.make("portal:" + house.slug, session, world.clock.now());
        out["access"] = link(Purpose::access, account.id.value);
        out["password_link"] = link(Purpose::password, account.id.value);
        make_ways_in(tx, out, house, account.id);
        out["feed"] = accounts::make_feed(tx, world.clock, house.id, account.id);
        out["dependant"] = base::to_text(
            accounts::add_dependant(tx, context, house.id, account.id, "Little", "Dependant", "en").value());
        const auto registration = base::new_id();
        const auto address = fmt::format("newcomer{}@example.com", registration);
        tx.execute("insert into registrations (business_id, id, email, email_key, name, surname, phone, language, "
                   "consent_at, created_at, expires_at, device_hash) values (:business, :id, :email, :email_key, "
                   "'New', 'Comer', '', "
                   "'en', :now, :now, :expires, '')",
                   house.id, registration, address, address, world.clock.now(), world.clock.now() + 24h);
        out["registration"] =
            accounts::make_link(tx, world.clock, house.id, Purpose::registration, registration, address);
        auto ended =
            world.wish(details, parse<ServiceId>(out["service"]), parse<ProviderId>(out["provider"]), when("11:00"));
        const auto over =
            bookings::book(tx, world.context(), house.id, ended, bookings::Rules::customer).value().booking;
        bookings::cancel(tx, world.context(), house.id, over.id, {activity::ActorKind::staff, 1},
                         bookings::Rules::staff)
            .value();
        out["ended_booking"] = base::to_text(over.id);
        customers::set_picture(tx, {world.clock, registry}, house.id, booking.customer_id,
                               {"image/png", std::string(kPng), world.clock.now()}, {});
        out["picture"] = base::to_text(gallery::set(tx, {world.clock, registry}, house.id,
                                                    {.provider_id = parse<ProviderId>(out["provider"])},
                                                    {{24, 24, "image/png", std::string(kPng)}}, {})
                                           .value());
        for (const auto* name : {"label", "other_label"})
            out[name] =
                base::to_text(customers::create_label(tx, {world.clock, registry}, house.id,
                                                      {.id = {}, .name = fmt::format("{} {}", name, registration)}, {})
                                  .value());
        out["custom_field"] = base::to_text(
            customers::create_custom_field(tx, {world.clock, registry}, house.id,
                                           {.id = {}, .label = {fmt::format("Shoe size {}", registration), {}}}, {})
                .value());
        out["contact_person"] = base::to_text(customers::add_contact_person(tx, {world.clock, registry}, house.id, "NO",
                                                                            booking.customer_id, {.name = "Kari"}, {})
                                                  .value());
        for (const auto* name : {"deletable_customer", "deleted_customer", "erasable_customer"}) {
            customers::Changes changes;
            changes.name = name;
            changes.language = "en";
            const auto made = customers::create(tx, {world.clock, registry}, house.id, "NO", changes, {}).value();
            if (std::string_view(name) == "deleted_customer")
                CHECK(privacy::delete_customer(tx, {world.clock, registry}, house.id, made, {}));
            out[name] = base::to_text(made);
        }
        make_imports(tx, out, house);
        out["customer_version"] = std::to_string(customers::find(tx, house.id, booking.customer_id)->version);
        out["archive"] = base::to_text(
            privacy::ask(tx, {world.clock, registry}, house.id, booking.customer_id, i18n::Language::en, {}).value());
        out["office_archive"] = out["archive"];
        out["office_everybody"] =
            base::to_text(privacy::everybody::ask(tx, {world.clock, registry}, house.id, i18n::Language::en, {}));
    }

    // One in each state that a route asks for.
    void make_imports(db::Tx& tx, SignedIn& out, const support::House& house) {
        const std::pair<const char*, const char*> states[] = {{"import", "mapping"},
                                                              {"checked_import", "checked"},
                                                              {"running_import", "importing"},
                                                              {"done_import", "done"},
                                                              {"removable_import", "done"}};
        const auto now = site.world.clock.now();
        for (const auto& [name, state] : states) {
            const auto id = base::make_id<ImportId>();
            tx.execute("insert into imports (business_id, id, state, file_name, bytes, encoding, delimiter, columns, "
                       "row_count, asked_by, created_at, expires_at) values (:business, :id, :state, 'Kari.csv', 20, "
                       "'UTF-8', ',', :columns, 2, 1, :now, :expires)",
                       house.id, id, state,
                       R"([{"name":"Name","dates":"any","samples":[]},{"name":"E-mail","dates":"any","samples":[]}])",
                       now, now + 24h);
            out[name] = base::to_text(id);
        }
    }

    // A day has room for few notes, and one is there for each who is made of the same business.
    DayNoteId day_note(db::Tx& tx, const support::House& house) {
        const auto day = *base::parse_day("2026-12-09");
        if (const auto notes = daybook::list_notes(tx, house.id, day, day); !notes.empty()) return notes.front().id;
        return daybook::add_note(tx, {site.world.clock, registry}, house.id, {.day = day, .text = "Closed early"}, {})
            .value();
    }
    // Of all areas; none where the program has none.
    void make_api_key(db::Tx& tx, SignedIn& out, const support::House& house, StaffId by) {
        api_keys::Draft draft{.name = "Till", .grants = {}, .expires_at = {}};
        for (const auto& area : registry.all<api_keys::Area>())
            draft.grants.insert(
                {std::string(area.name), area.can_be_changed ? api_keys::Access::write : api_keys::Access::read});
        const auto made = api_keys::make(tx, {site.world.clock, registry}, house.id, draft, by);
        // Used a moment ago, so that what only reads has nothing to note.
        if (made)
            tx.execute("update api_keys set used_at = :now where business_id = :business and id = :id",
                       site.world.clock.now(), house.id, made->id);
        out["api_key"] = made ? made->key : "none";
        out["api_key_id"] = made ? base::to_text(made->id) : "none";
    }
    void make_staff(db::Tx& tx, SignedIn& out, const support::House& house) {
        auto& world = site.world;
        const accounts::Context context{world.clock, registry};
        const auto member = [&](std::string_view name) {
            const auto email = fmt::format("{}{}@example.com", name, base::new_id());
            const auto id =
                accounts::staff::add(tx, context, house.id, name, email, businesses::Role::owner, {}).value();
            accounts::staff::set_login(tx, context, house.id, id, base::parse_email(email).value(), password_hash, {})
                .value();
            return std::pair(id, email);
        };
        const auto [id, email] = member("owner");
        out["colleague"] = base::to_text(member("colleague").first);
        out["staff_email"] = email;
        out["staff"] = base::to_text(id);
        out["staff_link"] = accounts::staff::make_link(tx, world.clock, house.id, id);
        const auto asked = base::make_id<notify::NoticeAddressId>();
        tx.execute("insert into notice_addresses (business_id, id, address, address_key) "
                   "values (:business, :id, :address, :address)",
                   house.id, asked, fmt::format("desk{}@example.com", base::new_id()));
        out["notice_link"] = notify::make_notice_link(tx, world.clock, house.id, asked);
        out["staff_session"] = open_session(tx, house.id, id, true);
        const auto session =
            accounts::staff::find_signed_in(tx, world.clock, house.id, out["staff_session"])->session_id;
        const auto other = open_session(tx, house.id, id, true);
        out["office_other_session"] =
            base::to_text(accounts::staff::find_signed_in(tx, world.clock, house.id, other)->session_id);
        out["office_token"] = site.app.environment().tokens.make("office", base::to_text(session), world.clock.now());
        make_passkey(tx, out, house.id, "staff_passkeys", "staff_member_id", id.value, "office",
                     accounts::staff::begin_passkey_sign_in(tx, world.clock, house.id),
                     accounts::staff::begin_passkey(tx, world.clock, house.id, id));
        out["day_note"] = base::to_text(day_note(tx, house));
        out["customer_view"] = base::to_text(
            customers::save_view(tx, world.clock, house.id, id,
                                 {.id = {}, .name = "Newest", .query = "order=created&down=yes", .columns = "name"})
                .value());
        make_lists(tx, out, house, id);
        make_quick_login(tx, out, house);
        make_api_key(tx, out, house, id);
        out["category"] = base::to_text(catalog::add_category(tx, house.id, {{}, {"Hair", {}}, 1}));
        out["resource"] = base::to_text(staff::add_resource(tx, house.id, {{}, "Chair"}));
        const auto far_ahead = house.zone.day(world.clock.now()) + std::chrono::days{300};
        out["time_off"] =
            base::to_text(staff::add_time_off(tx, context, house.id, {.days = {far_ahead, far_ahead}}, {}).value());
        if (notify::list_workflows(tx, house.id).empty())
            notify::install_defaults(tx, world.clock, businesses::find(tx, house.id).value());
        const auto workflows = notify::list_workflows(tx, house.id);
        const auto booked = std::ranges::find(workflows, std::string_view("booked"), &notify::Workflow::trigger);
        notify::set_active(tx, {world.clock, registry}, house.id, booked->id, true, {}).value();
        const auto now = notify::find_workflow(tx, house.id, booked->id).value();
        out["workflow"] = base::to_text(now.id);
        out["workflow_version"] = std::to_string(now.version);
        const auto text = now.actions.at(0).template_id.value();
        out["template"] = base::to_text(text);
        out["template_version"] = std::to_string(notify::find_template(tx, house.id, text)->version);
        out["message"] = base::to_text(notify::test_send(tx, {world.clock, registry}, "http://book.example", house.id,
                                                         now.id, i18n::Language::en, "Olga", "olga@example.com", false)
                                           .value()
                                           .front());
    }

    // What the member has done with many customers.
    void make_lists(db::Tx& tx, SignedIn& out, const support::House& house, StaffId id) {
        const customers::Context context{site.world.clock, registry};
        const activity::Actor actor{activity::ActorKind::staff, id.value};
        customers::Changes changes;
        changes.name = "Selected";
        changes.language = "en";
        const auto made = customers::create(tx, context, house.id, "NO", changes, {}).value();
        out["selection"] =
            base::to_text(selections::begin(tx, context, house.id, {.customers = {made}}, actor).value());
        out["export"] =
            base::to_text(exports::ask(tx, context, house.id, {.format = exports::Format::csv, .columns = {"name"}},
                                       i18n::Language::en, actor)
                              .value());
    }

    void make_quick_login(db::Tx& tx, SignedIn& out, const support::House& house) {
        auto& world = site.world;
        const auto who = accounts::staff::find_signed_in(tx, world.clock, house.id, out["staff_session"]).value();
        // Another route may have refused them.
        const auto account = accounts::find_by_customer(tx, house.id, parse<CustomerId>(out["own_customer"])).value();
        accounts::set_allowed(tx, {world.clock, registry}, house.id, account.id, true, {});
        out["quick_session"] = accounts::begin_quick_login(tx, {world.clock, registry}, house.id, who,
                                                           parse<CustomerId>(out["own_customer"]), "A question", {})
                                   .value()
                                   .session_token;
        const auto session = accounts::find_signed_in(tx, world.clock, house.id, out["quick_session"])->session_id;
        out["quick_token"] =
            site.app.environment().tokens.make("portal:" + house.slug, base::to_text(session), world.clock.now());
    }

    std::string open_session(db::Tx& tx, BusinessId business, StaffId member, bool passed) {
        auto token = base::new_token();
        const auto now = site.world.clock.now();
        tx.execute(
            "insert into staff_sessions (business_id, id, staff_member_id, token_hash, device_hash, passed_totp, "
            "created_at, seen_at, expires_at) "
            "values (:business, :id, :member, :hash, :device, :passed, :now, :now, :expires)",
            business, base::new_id(), member, base::hash(token), base::hash(base::new_token()), passed, now, now + 12h);
        return token;
    }

    static bool is_prepared(std::string_view route) {
        return route.contains("/services/locations") || route == kKeepTime || route == kKeepVisit ||
               is_of_visit(route) || route == kNewGroup || route == kUndoMerge || kAfter.contains(route) ||
               std::ranges::any_of(
                   std::initializer_list<std::string_view>{
                       "erasure/withdrawal", "customers/{id}/erasure", "archive.zip", "/export/{export}/file",
                       "/selections/{selection}/stop", "/data", "/setup", "/setup/address", "codes/confirmation",
                       "codes/removal", "/office/code", "sessions/end", "/operator/begin", "/operator/code",
                       "/operator/codes", "/health/jobs", "/reopening", "/host/grant", "/host/refusal"},
                   [&](std::string_view end) { return route.ends_with(end); });
    }
    // What some routes need on top: a request that waits, a second factor in force.
    void prepare(const std::string& route) {
        if (const auto before_it = kAfter.find(route); before_it != kAfter.end())
            ask(kRecipes.at(std::string(before_it->second))(mine));
        auto& world = site.world;
        const auto business = world.salon.id;
        const auto customer = parse<CustomerId>(mine["own_customer"]);
        world.fresh->write([&](db::Tx& tx) {
            if (route.ends_with("erasure/withdrawal") || route.ends_with("customers/{id}/erasure"))
                customers::ask_erasure(tx, {world.clock, registry}, business, customer, {}).value();
            if (route == kNewGroup) {
                tx.execute("update services set capacity = 5 where business_id = :business and id = :id", business,
                           parse<ServiceId>(mine["service"]));
                businesses::touch(tx, business);
            }
            if (route == kKeepTime || route == kKeepVisit) {
                auto settings = businesses::find(tx, business)->customer;
                settings.hold_minutes = 10;
                CHECK(businesses::set_customer_settings(tx, business, settings));
            }
            if (is_of_visit(route)) make_visit(tx);
            if (route == kUndoMerge)
                duplicates::merge(tx, {world.clock, registry}, business, "NO",
                                  {.survivor = parse<CustomerId>(mine["erasable_customer"]),
                                   .other = parse<CustomerId>(mine["deletable_customer"]),
                                   .survivor_version = 1,
                                   .other_version = 1},
                                  {})
                    .value();
            if (route.ends_with("archive.zip")) {
                tx.execute("update archives set state = 'ready', content = :content", db::Bytes{"PK"});
                tx.execute("update everybody_archives set state = 'ready'");
            }
            if (route.ends_with("/selections/{selection}/stop"))
                tx.execute("update customer_selections set state = 'doing'");
            if (route.ends_with("/export/{export}/file")) tx.execute("update customer_exports set state = 'ready'");
            if (route.starts_with("POST") && route.ends_with("/data")) {
                tx.execute("update archives set state = 'stopped'");
                tx.execute("update everybody_archives set state = 'stopped'");
            }
            if (route.contains(" /setup")) {
                for (const auto* table :
                     {"staff_sessions", "staff_recovery_codes", "staff_links", "staff_passkeys", "staff_logins"})
                    tx.execute(fmt::format("delete from {}", table));
                mine["setup_code"] = accounts::staff::make_setup_code(tx, site.app.environment().secret).value();
            }
            if (route == "POST /{business}/office/security/codes/confirmation") begin_codes(tx);
            if (route == "POST /{business}/office/security/codes/removal") {
                confirm_codes(tx);
            }
            if (route.ends_with("/operator/begin")) {
                tx.execute("update operators set password_hash = null");
                mine["operator_first"] = operators::make_first_code(tx, site.app.environment().secret).value();
            }
            if (route.contains("/operator/code"))
                tx.execute("update operator_sessions set passed_totp = 0 where token_hash = :hash",
                           base::hash(mine["operator_session"]));
            if (route.contains("/operator/codes")) {
                tx.execute("update operators set totp_secret = null");
                begin_operators_codes(tx);
            }
            if (route.ends_with("/health/jobs")) kill_a_job(tx);
            if (route.ends_with("/host/grant") || route.ends_with("/host/refusal"))
                businesses::ask_for_host(tx, {world.clock, registry}, business, "asked.salon.example", "", {}).value();
            if (route.ends_with("/reopening")) businesses::suspend(tx, business, world.clock.now(), "");
            if (route.ends_with("/office/code")) {
                confirm_codes(tx);
                tx.execute("update staff_sessions set passed_totp = 0 where token_hash = :hash",
                           base::hash(mine["staff_session"]));
            }
            // While there is one, appointments are at it, so it is there for these alone.
            if (route.contains("/services/locations"))
                for (auto* const who : {&mine, &foreign}) {
                    const auto house = who == &mine ? world.salon.id : world.neighbour.id;
                    (*who)["location"] = base::to_text(staff::add_location(tx, house, {{}, "Harbour", "", 1}));
                }
            if (route.ends_with("sessions/end")) open_session(tx, business, parse<StaffId>(mine["staff"]), true);
        });
    }
    // The rightful customer's booking is one of two parts.
    void make_visit(db::Tx& tx) {
        auto& world = site.world;
        const auto& salon = world.salon;
        const auto wish = world.wish(world.anna, salon.cut, salon.jonas, "tue+1 10:00");
        const auto second =
            bookings::book(tx, {world.clock, registry, world.snapshots}, salon.id, wish, bookings::Rules::customer)
                .value()
                .booking.id;
        const auto first = parse<BookingId>(mine["own_booking"]);
        tx.execute("update bookings set visit_part = 1 where business_id = :business and id = :id", salon.id, first);
        tx.execute("update bookings set visit_part = 2, visit_id = (select visit_id from bookings where business_id = "
                   ":business and id = :first) where business_id = :business and id = :id",
                   salon.id, first, second);
        const auto start = [&](std::string_view at, ProviderId with) {
            return booking_page::to_text(booking_page::Start{world.at(at), with});
        };
        mine["visit_start"] = start("mon+1 14:00", salon.mira) + "-" + start("tue+1 11:00", salon.jonas);
    }
    void begin_operators_codes(db::Tx& tx) {
        const auto who = operators::find_signed_in(tx, site.world.clock, mine["operator_session"]).value();
        const auto set_up = operators::begin_totp(tx, who.id, "Timebok", site.app.environment().secret).value();
        mine["operator_code"] = code_of(set_up.key, site.world.clock.now());
    }
    void kill_a_job(db::Tx& tx) {
        const auto business = site.world.salon.id;
        const auto activity =
            activity::record(tx, registry, business, site.world.clock.now(), {"settings.changed", business.value, {}});
        const auto job = base::make_id<JobId>();
        tx.execute("insert into jobs (business_id, id, activity_id, kind, run_at, state, attempts, finished_at) "
                   "values (:business, :id, :activity, 'message.decide', :now, 'dead', 10, :now)",
                   business, job, activity, site.world.clock.now());
        mine["dead_job"] = base::to_text(job);
    }
    void begin_codes(db::Tx& tx) {
        const auto set_up = accounts::staff::begin_totp(tx, site.world.salon.id, parse<StaffId>(mine["staff"]),
                                                        "Timebok", site.app.environment().secret);
        mine["totp_code"] = code_of(set_up.key, site.world.clock.now());
    }
    void confirm_codes(db::Tx& tx) {
        begin_codes(tx);
        const auto visitor =
            accounts::staff::find_signed_in(tx, site.world.clock, site.world.salon.id, mine["staff_session"]);
        const auto codes =
            accounts::staff::confirm_totp(tx, {site.world.clock, registry}, site.world.salon.id, visitor->id,
                                          visitor->session_id, mine["totp_code"], site.app.environment().secret);
        mine["recovery_code"] = codes.value().front();
    }

    // The database is used again by other tests.
    void TearDown() override {
        site.world.fresh->write([&](db::Tx& tx) { kept.forget(tx); });
    }
    void restore_rows() {
        site.world.fresh->write([&](db::Tx& tx) {
            // Versions only grow, else what the program remembers of a round before would hold for this one. So they
            // are always counted on from where they began.
            stale.insert({"businesses", "occupants"});
            kept.restore(tx, stale);
            stale.clear();
            const auto later = 1000 * ++restored;
            tx.execute("update businesses set version = version + :later", later);
            tx.execute("update occupants set version = version + :later", later);
        });
        note_state();
    }
    // What is written from now on is a change.
    void note_state() { what_changed(); }
    // The tables that were written to since.
    std::string what_changed() {
        const auto touched = site.world.fresh->write([](db::Tx& tx) { return KeptTables::take(tx); });
        stale.insert(touched.begin(), touched.end());
        return fmt::format("{}", fmt::join(touched, " "));
    }

    // All as it was at first where the round before was used up by a rightful request or prepared for its route.
    void start_round(const std::string& route = {}) {
        const bool special = is_prepared(route);
        if (!spoiled && !special) return mine.forget_uses();
        spoiled = special;
        const auto& world = site.world;
        if (!kept.telling()) {
            made_first = {make(world.anna, world.salon, world.salon.cut, world.salon.mira),
                          make(world.ben, world.salon, world.salon.cut, world.salon.jonas),
                          make(world.ben, world.neighbour, world.neighbour.trim, world.neighbour.eva)};
            site.world.fresh->write([&](db::Tx& tx) { kept.keep(tx); });
        } else {
            restore_rows();
        }
        std::tie(mine, theirs, foreign) = made_first;
        prepare(route);
        note_state();
    }

    // What holds for every answer.
    Answer ask(const Ask& ask) {
        const auto answer = site.ask(ask);
        EXPECT_GE(answer.status, 200) << ask.bytes().substr(0, 400);
        EXPECT_LT(answer.status, 500) << ask.bytes().substr(0, 400) << answer.body;
        EXPECT_EQ(answer.count("X-Content-Type-Options"), 1u) << answer.head;
        EXPECT_EQ(answer.count("X-Request-Id"), 1u) << answer.head;
        if (ask.method != "GET" && answer.status < 400) spoiled = true;
        return answer;
    }
    // All that refused() sees, but for whether anything was changed.
    Answer turned_down(const Ask& wrong) {
        const auto answer = ask(wrong);
        if (answer.status == 308) {  // a slash too many: the address that is meant has to be closed too
            EXPECT_TRUE(wrong.target.contains("//")) << wrong.target;
            auto meant = wrong;
            meant.target = answer.header("Location");
            return turned_down(meant);
        }
        if (!is_turned_away(answer)) {
            EXPECT_GE(answer.status, 400) << wrong.bytes().substr(0, 400);
            EXPECT_NE(answer.body, "");
        }
        // Of somebody else nothing is told, and to whoever has shown nothing, nothing of anybody.
        const auto sent = wrong.bytes();
        EXPECT_EQ(answer.body.find("ben@example.com"), std::string::npos);
        if (sent.contains(mine["customer_session"]) || sent.contains(mine["staff_session"]) ||
            sent.contains(mine["quick_session"]) || sent.contains("anna%40"))
            return answer;
        EXPECT_EQ(answer.body.find("anna@example.com"), std::string::npos);
        EXPECT_EQ(answer.body.find("Berg"), std::string::npos);
        return answer;
    }
    void expect_nothing_changed() { EXPECT_EQ(what_changed(), ""); }
    Answer refused(const Ask& wrong) {
        auto answer = turned_down(wrong);
        expect_nothing_changed();
        return answer;
    }

    template <class Id>
    static Id parse(const std::string& text) {
        return base::parse_id<Id>(text).value();
    }

    Site site;
    // Who asks was made by a program with all features.
    const notify::Options mailing;
    const Registered registry{features(), {site.world.clock, mailing, Site::all_pages()}};
    std::string password_hash = accounts::Hasher::cheap().hash(kPassword).value();
    KeptTables kept;            // as they were made
    Tables stale;               // that are so no more
    std::int64_t restored = 0;  // how often
    bool spoiled = true;
    SignedIn mine, theirs, foreign;
    std::tuple<SignedIn, SignedIn, SignedIn> made_first;  // as they were made
};

class GuardWalk : public Walk, public testing::WithParamInterface<db::Engine> {
protected:
    GuardWalk() : Walk(GetParam(), features()) {}
};

INSTANTIATE_TEST_SUITE_P(Engines, GuardWalk, testing::ValuesIn(support::engines()), support::engine_name);

// One thing of the rightful visitor's is someone else's, or nobody's.
struct Swap {
    std::string name, field;
    std::function<void(SignedIn&)> apply;
};

std::vector<Swap> swaps(SignedIn& theirs, SignedIn& foreign) {
    std::vector<Swap> out;
    const auto swap = [&](std::string what, std::string field, std::function<void(SignedIn&)> apply) {
        out.push_back({fmt::format("{} for {}", what, field), std::move(field), std::move(apply)});
    };
    const auto set = [&](std::string what, const std::string& field, std::string value) {
        swap(std::move(what), field, [field, value](SignedIn& who) { who[field] = value; });
    };
    set("another business's", "slug", foreign["slug"]);
    set("nobody's", "slug", "nobody-here");
    // What grants access by itself.
    for (const std::string field : {"token", "access", "password_link", "registration", "feed", "customer_session",
                                    "staff_session", "staff_link", "notice_link", "waiting_token", "api_key"}) {
        set("another business's", field, foreign[field]);
        set("a random one", field, base::new_token());
        // Without its link's token that is the address of the form by which anybody joins.
        if (field != "waiting_token") set("nothing", field, "");
        set("10 kB", field, std::string(10'000, 'a'));
        swap("something after it", field, [field](SignedIn& who) { who[field] += "a"; });
    }
    // Customers are not staff, and staff are no customers.
    swap("a staff session", "customer_session", [](SignedIn& who) { who["customer_session"] = who["staff_session"]; });
    swap("a customer's session", "staff_session",
         [](SignedIn& who) { who["staff_session"] = who["customer_session"]; });
    swap("an access link", "customer_session", [](SignedIn& who) { who["customer_session"] = who["access"]; });
    swap("an access link", "password_link", [](SignedIn& who) { who["password_link"] = who["access"]; });
    swap("a password link", "access", [](SignedIn& who) { who["access"] = who["password_link"]; });
    swap("a password link", "registration", [](SignedIn& who) { who["registration"] = who["password_link"]; });
    swap("a customer's link", "staff_link", [](SignedIn& who) { who["staff_link"] = who["password_link"]; });
    swap("a staff link", "password_link", [](SignedIn& who) { who["password_link"] = who["staff_link"]; });
    swap("a staff link", "notice_link", [](SignedIn& who) { who["notice_link"] = who["staff_link"]; });
    swap("an address's link", "staff_link", [](SignedIn& who) { who["staff_link"] = who["notice_link"]; });
    swap("a staff link", "access", [](SignedIn& who) { who["access"] = who["staff_link"]; });
    swap("a staff link", "staff_session", [](SignedIn& who) { who["staff_session"] = who["staff_link"]; });
    swap("a manage token", "api_key", [](SignedIn& who) { who["api_key"] = who["token"]; });
    swap("a key of the API", "token", [](SignedIn& who) { who["token"] = who["api_key"]; });
    // Those who operate the installation are neither.
    for (const std::string field : {"operator_session", "operator_link"}) {
        set("a random one", field, base::new_token());
        set("nothing", field, "");
        set("10 kB", field, std::string(10'000, 'a'));
        swap("a staff session", field, [field](SignedIn& who) { who[field] = who["staff_session"]; });
        swap("a customer's session", field, [field](SignedIn& who) { who[field] = who["customer_session"]; });
        swap("a staff link", field, [field](SignedIn& who) { who[field] = who["staff_link"]; });
    }
    swap("an operator's link", "operator_session",
         [](SignedIn& who) { who["operator_session"] = who["operator_link"]; });
    swap("an operator's", "staff_session", [](SignedIn& who) { who["staff_session"] = who["operator_session"]; });
    swap("an operator's", "customer_session", [](SignedIn& who) { who["customer_session"] = who["operator_session"]; });
    // What belongs to one customer.
    for (const std::string field :
         {"booking", "own_booking", "ended_booking", "own_customer", "dependant", "archive", "other_session",
          "waiting_entry", "waiting_offer", "own_series", "own_series_booking", "own_identity", "own_passkey"}) {
        set("another customer's", field, theirs[field]);
        set("another business's", field, foreign[field]);
        set("nonsense", field, "nonsense");
    }
    set("another customer's", "office_archive", theirs["archive"]);
    set("a colleague's", "office_passkey", theirs["office_passkey"]);
    set("a colleague's", "office_other_session", theirs["office_other_session"]);
    // What belongs to one business.
    for (const std::string field : {"office_booking",
                                    "moved_booking",
                                    "deleted_booking",
                                    "office_customer",
                                    "contact_person",
                                    "deletable_customer",
                                    "deleted_customer",
                                    "erasable_customer",
                                    "label",
                                    "custom_field",
                                    "selection",
                                    "export",
                                    "api_key_id",
                                    "office_archive",
                                    "office_everybody",
                                    "import",
                                    "checked_import",
                                    "running_import",
                                    "done_import",
                                    "removable_import",
                                    "office_other_session",
                                    "office_passkey",
                                    "office_identity_provider",
                                    "colleague",
                                    "message",
                                    "workflow",
                                    "template",
                                    "service",
                                    "provider",
                                    "category",
                                    "resource",
                                    "location",
                                    "time_off",
                                    "add_on",
                                    "file_field",
                                    "office_waiting",
                                    "office_event",
                                    "event_date",
                                    "office_group",
                                    "group_booking",
                                    "office_series",
                                    "office_series_booking",
                                    "visit_booking"}) {
        set("another business's", field, foreign[field]);
        set("nonsense", field, "nonsense");
    }
    swap("a provider", "service", [](SignedIn& who) { who["service"] = who["provider"]; });
    for (const std::string field : {"door_token", "panel_token", "quick_token", "office_token", "office_door_token",
                                    "everywhere_token", "setup_token", "operator_token"}) {
        // These two are of no business.
        if (field != "setup_token" && field != "everywhere_token") set("another business's", field, foreign[field]);
        set("nothing", field, "");
        set("nonsense", field, "a.b.c");
    }
    for (const std::string field : {"panel_token", "quick_token", "office_token", "operator_token"})
        set("another session's", field, theirs[field]);
    set("a wrong one", "setup_code", "0000-0000");
    set("a wrong one", "recovery_code", "0000-0000");
    set("a wrong one", "totp_code", "000000");
    set("a wrong one", "operator_first", "0000-0000");
    set("a wrong one", "operator_recovery", "0000-0000");
    set("a wrong one", "operator_code", "000000");
    set("nobody's", "dead_job", base::to_text(base::make_id<JobId>()));
    return out;
}

bool uses_a_secret(const SignedIn& who) {
    return std::ranges::any_of(
        std::initializer_list<std::string_view>{"token", "access", "password_link", "registration", "feed",
                                                "staff_link", "waiting_token", "api_key"},
        [&](std::string_view field) { return who.used(field); });
}

bool is_of_operators(const Route& route) {
    return route.policy.guard == Guard::operators || route.policy.guard == Guard::operator_halfway;
}

TEST_P(GuardWalk, EveryRouteHasARightfulRequest) {
    std::set<std::string> routes;
    for (const auto& route : site.app.routes()) {
        routes.insert(name_of(route));
        EXPECT_TRUE(kRecipes.contains(name_of(route))) << name_of(route) << " has no entry in kRecipes";
    }
    for (const auto& [name, recipe] : kRecipes) EXPECT_TRUE(routes.contains(name)) << name << " is no route";
}

TEST_P(GuardWalk, ARightfulRequestIsServedAndOnlyAPostChangesAnything) {
    for (const auto& route : site.app.routes()) {
        SCOPED_TRACE(name_of(route));
        start_round(name_of(route));
        const auto answer = ask(kRecipes.at(name_of(route))(mine));
        EXPECT_TRUE(is_success(answer.status)) << answer.status << answer.body;
        // The demo's door is closed where there are real businesses; who goes to a provider takes all along that they
        // are known again by.
        const bool reads = route.method == http::Method::get || route.pattern.ends_with("/preview") ||
                           route.pattern == "/demo" || route.pattern.ends_with("/sign-in/with/{provider}") ||
                           route.pattern.ends_with("/sign-in-with/{provider}") ||
                           route.pattern.ends_with("/settings/sign-in/{id}/test");
        EXPECT_EQ(what_changed().empty(), reads) << answer.body;
    }
    const auto look = [](db::Session& session) {
        EXPECT_GT(session.value<int>("select count(*) from sqlite_stmt").value(), 10);
        for (const auto& scan : support::table_scans(session)) ADD_FAILURE() << "walks through a whole table: " << scan;
    };
    if (GetParam() != db::Engine::sqlite) return;
    site.world.fresh->write([&](db::Tx& tx) { kept.stop_telling(tx); });
    site.database.read(look);
    site.database.write([&](db::Tx& tx) { look(tx); });
}

TEST_P(GuardWalk, NothingOfSomebodyElseOpensARoute) {
    for (const auto& route : site.app.routes()) {
        SCOPED_TRACE(name_of(route));
        start_round(name_of(route));
        const auto recipe = kRecipes.at(name_of(route));
        const auto rightful = recipe(mine);
        for (const auto& swap : swaps(theirs, foreign)) {
            if (!mine.used(swap.field)) continue;
            // What another business shows to all is open to all.
            const bool open = route.method == http::Method::get && route.policy.guard == Guard::business;
            if (swap.name == "another business's for slug" && open && !mine.used("service") && !uses_a_secret(mine))
                continue;
            SCOPED_TRACE(swap.name);
            auto who = mine;
            swap.apply(who);
            turned_down(recipe(who));
        }
        // With all that somebody else has, apart from the address of the business.
        if (mine.used("token") && mine.used("booking")) {
            auto who = mine;
            who["token"] = theirs["token"];
            const auto answer = turned_down(recipe(who));
            if (route.policy.guard == Guard::manage_bearer) {
                EXPECT_NE(answer.body.find("\"booking.unknown\""), std::string::npos) << answer.body;
            }
        }
    }
}

// The program without some of its features, as if their folders and lines were gone.
class Without : public Walk {
protected:
    // Those that may go: all but what the others stand on.
    static std::vector<std::string_view> names() {
        std::vector<std::string_view> out;
        for (const auto& feature : features())
            if (feature.name != "core") out.push_back(feature.name);
        return out;
    }
    static std::vector<Feature> others(const std::set<std::string_view>& gone) {
        std::vector<Feature> out;
        for (const auto& feature : features())
            if (!gone.contains(feature.name)) out.push_back(feature);
        return out;
    }

    explicit Without(const std::set<std::string_view>& gone) : Walk(db::Engine::sqlite, others(gone)) {
        const auto all = routes_of(features());
        for (const auto& route : all) {
            whole.add(route.method, route.pattern, patterns.size());
            patterns.push_back(name_of(route));
        }
        for (const auto& route : site.app.routes()) there.insert(name_of(route));
    }

    // The links and forms of a page that lead to no route of this program. Those that are about something by its id,
    // and those to where a business begins, are left out.
    std::vector<std::string> dead_links(std::string_view page, std::string_view body) const {
        std::vector<std::string> out;
        for (const std::string_view mark : {" href=\"", " action=\""})
            for (auto at = body.find(mark); at != body.npos; at = body.find(mark, at + 1)) {
                const auto begin = at + mark.size();
                auto to = std::string(body.substr(begin, body.find_first_of("\"?#", begin) - begin));
                if (to.empty() || to.find(':') != to.npos) continue;
                if (to.front() != '/') to = std::string(page.substr(0, page.rfind('/') + 1)) + to;
                const auto method = mark == " action=\"" ? http::Method::post : http::Method::get;
                const auto match = whole.match(method, to);
                if (!match.index || there.contains(patterns[*match.index])) continue;
                const auto& name = patterns[*match.index];
                const bool begins = name == "GET /{business}" || name == "GET /{business}/office";
                if (!begins && !name.ends_with("id}")) out.push_back(fmt::format("{} ({})", to, name));
            }
        return out;
    }

    void expect_gone(const std::string& name) {
        const auto status = ask(kRecipes.at(name)(mine)).status;
        EXPECT_TRUE(status == 404 || status == 405) << status;
    }
    void expect_served(const std::string& name) {
        const auto& modules = site.registry.all<businesses::Module>();
        const auto& route = *std::ranges::find(site.app.routes(), name, name_of);
        const auto rightful = kRecipes.at(name)(mine);
        const auto answer = ask(rightful);
        if (const auto& of = route.policy.module; of && std::ranges::find(modules, *of) == modules.end()) {
            EXPECT_EQ(answer.status, 404) << "of a module that is not there";
            return;
        }
        EXPECT_TRUE(is_success(answer.status)) << answer.status << answer.body;
        for (const auto& link : dead_links(rightful.target, answer.body)) ADD_FAILURE() << "leads to " << link;
    }

    http::Matcher whole;
    std::vector<std::string> patterns;
    std::set<std::string> there;
};

class WithoutOne : public Without, public testing::WithParamInterface<std::string_view> {
public:
    using Without::names;

protected:
    WithoutOne() : Without({GetParam()}) {}
};

TEST_P(WithoutOne, NothingOfItIsThere) {
    ASSERT_LT(there.size(), patterns.size()) << "there is no feature of that name";
    for (const auto& [name, recipe] : kRecipes) {
        const bool begins = name == "GET /{business}" || name == "GET /{business}/office" ||
                            name == "GET /{business}/my" || name == "GET /{business}/office/settings";
        if (there.contains(name) && !begins) continue;
        SCOPED_TRACE(name);
        start_round();
        if (there.contains(name))
            expect_served(name);
        else
            expect_gone(name);
    }
}

INSTANTIATE_TEST_SUITE_P(Features, WithoutOne, testing::ValuesIn(WithoutOne::names()), [](const auto& feature) {
    std::string out(feature.param);
    std::ranges::replace(out, ' ', '_');
    return out;
});

// Each feature is gone from three of seven rounds, no two features from the same three. So whatever stays is served
// without each of the others, at the price of a few walks instead of one for each feature.
class WithoutSome : public Without, public testing::WithParamInterface<int> {
public:
    static constexpr int kRounds = 7;

protected:
    WithoutSome() : Without(gone_in(GetParam())) {}

private:
    static std::set<std::string_view> gone_in(int round) {
        std::vector<unsigned> threes;
        for (unsigned rounds = 0; rounds < 1u << kRounds; ++rounds)
            if (std::popcount(rounds) == 3) threes.push_back(rounds);
        const auto all = names();
        CHECK(all.size() <= threes.size());
        std::set<std::string_view> out;
        for (std::size_t i = 0; i < all.size(); ++i)
            // Spread, so that each round goes without about as many.
            if (threes[i * 12 % threes.size()] >> round & 1u) out.insert(all[i]);
        return out;
    }
};

TEST_P(WithoutSome, TheOthersAreServedAndGuardedAsEver) {
    for (const auto& [name, recipe] : kRecipes) {
        if (!there.contains(name)) continue;
        SCOPED_TRACE(name);
        start_round(name);
        recipe(mine);  // notes what it uses
        for (const auto& swap : swaps(theirs, foreign)) {
            if (swap.name != "nothing for customer_session" && swap.name != "nothing for staff_session") continue;
            if (!mine.used(swap.field)) continue;
            SCOPED_TRACE(swap.name);
            auto who = mine;
            swap.apply(who);
            turned_down(recipe(who));
        }
        expect_served(name);
    }
}

INSTANTIATE_TEST_SUITE_P(Rounds, WithoutSome, testing::Range(0, WithoutSome::kRounds));

TEST_P(GuardWalk, WithoutItsTokenABookingIsClosed) {
    for (const auto& route : site.app.routes()) {
        if (route.policy.guard != Guard::manage_bearer) continue;
        SCOPED_TRACE(name_of(route));
        start_round(name_of(route));
        auto ask = kRecipes.at(name_of(route))(mine);
        std::erase_if(ask.headers, [](const auto& header) { return header.first == "Authorization"; });
        for (const auto& wrong :
             {ask, ask.with("Authorization", ""), ask.with("Authorization", "Bearer"),
              ask.with("Authorization", "Bearer "), ask.with("Authorization", mine["token"]),
              ask.with("Authorization", "Basic " + mine["token"]), ask.with("Cookie", "token=" + mine["token"])}) {
            const auto answer = refused(wrong);
            EXPECT_EQ(answer.status, 401);
            EXPECT_EQ(answer.header("WWW-Authenticate"), "Bearer");
            EXPECT_NE(answer.body.find("\"request.token_needed\""), std::string::npos) << answer.body;
        }
    }
}

TEST_P(GuardWalk, AManageLinkShowsItsOwnBookingOnly) {
    for (const auto& route : site.app.routes()) {
        if (route.policy.guard != Guard::manage_link || route.method != http::Method::get) continue;
        SCOPED_TRACE(name_of(route));
        start_round(name_of(route));
        const auto answer = ask(kRecipes.at(name_of(route))(theirs));
        // Theirs is no part of a visit: what is done with all parts is done on its own page.
        const bool leads_on = is_of_visit(name_of(route));
        EXPECT_EQ(answer.status, leads_on ? 303 : 200);
        if (leads_on) EXPECT_NE(answer.header("Location").find("/bookings/" + theirs["token"]), std::string::npos);
        EXPECT_EQ(answer.body.find("anna@example.com"), std::string::npos);
        EXPECT_EQ(answer.body.find("Berg"), std::string::npos);
        EXPECT_EQ(answer.header("Cache-Control"), "no-store");
        EXPECT_EQ(answer.header("Referrer-Policy"), "no-referrer");
    }
}

TEST_P(GuardWalk, AModuleThatIsSwitchedOffIsNotThere) {
    const auto set = [&](const businesses::Module& module, std::string_view sql) {
        site.world.fresh->write([&](db::Tx& tx) {
            tx.execute(sql, site.world.salon.id, std::string(module.name));
            businesses::touch(tx, site.world.salon.id);
        });
    };
    for (const auto& route : site.app.routes()) {
        if (!route.policy.module) {
            const bool of_staff = route.pattern.starts_with("/{business}/office");
            // Mails, the panel and the back office show them too.
            const bool of_all = route.pattern == "/{business}/brand.css" || route.pattern == "/{business}/logo" ||
                                route.pattern == "/{business}/pictures/{picture}";
            EXPECT_TRUE(of_staff || of_all || route.policy.guard == Guard::everyone ||
                        route.policy.guard == Guard::this_machine || is_of_operators(route));
            continue;
        }
        SCOPED_TRACE(name_of(route));
        start_round(name_of(route));
        const auto rightful = kRecipes.at(name_of(route))(mine);
        set(*route.policy.module, "insert into switched_off_modules (business_id, module) values (:business, :module)");
        note_state();
        EXPECT_EQ(refused(rightful).status, 404);
        set(*route.policy.module,
            "delete from switched_off_modules where business_id = :business and module = :module");
        EXPECT_TRUE(is_success(ask(rightful).status));
    }
}

TEST_P(GuardWalk, AFormFromAnotherSiteIsRefused) {
    for (const auto& route : site.app.routes()) {
        if (route.method == http::Method::get || route.policy.surface != Surface::page) continue;
        SCOPED_TRACE(name_of(route));
        start_round(name_of(route));
        const auto rightful = kRecipes.at(name_of(route))(mine);
        for (const auto& [name, value] :
             std::vector<std::pair<std::string, std::string>>{{"Origin", "https://evil.example"},
                                                              {"Origin", "null"},
                                                              {"Origin", "https://book.example.evil.example"},
                                                              {"Origin", "http://book.example:81"},
                                                              {"Sec-Fetch-Site", "cross-site"},
                                                              {"Sec-Fetch-Site", "same-site"},
                                                              {"Sec-Fetch-Site", "nonsense"}}) {
            SCOPED_TRACE(name + ": " + value);
            EXPECT_EQ(turned_down(rightful.with(name, value)).status, 403);
        }
        expect_nothing_changed();
        const auto answer = ask(rightful.with("Origin", "http://book.example").with("Sec-Fetch-Site", "same-origin"));
        EXPECT_TRUE(is_success(answer.status)) << answer.status << answer.body;
    }
}

bool needs_a_session(const Route& route) {
    const auto guard = route.policy.guard;
    return guard == Guard::customer || guard == Guard::staff || guard == Guard::staff_halfway || is_of_operators(route);
}

TEST_P(GuardWalk, WithoutASessionOnlyTheSignInIsShown) {
    start_round();
    for (const auto& route : site.app.routes()) {
        if (!needs_a_session(route)) continue;
        SCOPED_TRACE(name_of(route));
        auto ask = kRecipes.at(name_of(route))(mine);
        std::erase_if(ask.headers, [](const auto& header) { return header.first == "Cookie"; });
        const auto answer = turned_down(ask);
        EXPECT_TRUE(is_turned_away(answer)) << answer.status;
        EXPECT_EQ(answer.header("Cache-Control"), "no-store");
    }
    expect_nothing_changed();
}

TEST_P(GuardWalk, ASessionThatEndedOpensNothing) {
    start_round();
    site.world.fresh->write([&](db::Tx& tx) {
        tx.execute("update account_sessions set expires_at = :now", site.world.clock.now());
        tx.execute("update staff_sessions set expires_at = :now", site.world.clock.now());
        tx.execute("update operator_sessions set expires_at = :now", site.world.clock.now());
    });
    note_state();
    for (const auto& route : site.app.routes()) {
        if (!needs_a_session(route)) continue;
        SCOPED_TRACE(name_of(route));
        EXPECT_TRUE(is_turned_away(turned_down(kRecipes.at(name_of(route))(mine))));
    }
    expect_nothing_changed();
}

TEST_P(GuardWalk, ARoleWithoutThePermissionIsRefused) {
    for (const auto role : {businesses::Role::manager, businesses::Role::receptionist, businesses::Role::provider}) {
        spoiled = true;
        start_round();
        site.world.fresh->write([&](db::Tx& tx) {
            tx.execute("update staff_members set role = :role where id = :id", to_text(role),
                       parse<StaffId>(mine["staff"]));
        });
        note_state();
        for (const auto& route : site.app.routes()) {
            if (!route.policy.permission || businesses::may(role, *route.policy.permission)) continue;
            SCOPED_TRACE(fmt::format("{} as {}", name_of(route), to_text(role)));
            EXPECT_EQ(turned_down(kRecipes.at(name_of(route))(mine)).status, 403);
        }
        expect_nothing_changed();
    }
}

TEST_P(GuardWalk, BeforeTheSecondFactorNothingOfTheBackOfficeIsOpen) {
    start_round();
    site.world.fresh->write([&](db::Tx& tx) {
        confirm_codes(tx);
        tx.execute("update staff_sessions set passed_totp = 0 where token_hash = :hash",
                   base::hash(mine["staff_session"]));
    });
    note_state();
    for (const auto& route : site.app.routes()) {
        if (route.policy.guard != Guard::staff && route.policy.guard != Guard::staff_halfway) continue;
        if (route.pattern.ends_with("/office/code") || route.pattern.ends_with("/office/sign-out")) continue;
        SCOPED_TRACE(name_of(route));
        const auto answer = turned_down(kRecipes.at(name_of(route))(mine));
        EXPECT_TRUE(is_turned_away(answer)) << answer.status << answer.header("Location");
    }
    expect_nothing_changed();
}

TEST_P(GuardWalk, BeforeTheSecondFactorNothingOfTheOperatorsPagesIsOpen) {
    start_round();
    site.world.fresh->write([&](db::Tx& tx) { tx.execute("update operator_sessions set passed_totp = 0"); });
    note_state();
    for (const auto& route : site.app.routes()) {
        if (route.policy.guard != Guard::operators) continue;
        SCOPED_TRACE(name_of(route));
        const auto answer = turned_down(kRecipes.at(name_of(route))(mine));
        EXPECT_TRUE(answer.header("Location").starts_with("/operator/code")) << answer.status;
    }
    expect_nothing_changed();
}

// The staff get in, and owners fetch what is theirs; nothing else of it is there.
TEST_P(GuardWalk, ASuspendedBusinessSaysSoAndChangesNothing) {
    start_round();
    site.world.fresh->write(
        [&](db::Tx& tx) { businesses::suspend(tx, site.world.salon.id, site.world.clock.now(), "The bill of March"); });
    note_state();
    for (const auto& route : site.app.routes()) {
        if (!route.pattern.contains("{business}") || route.policy.while_suspended) continue;
        SCOPED_TRACE(name_of(route));
        const auto answer = site.ask(kRecipes.at(name_of(route))(mine));
        const bool of_staff = route.policy.guard == Guard::staff;
        EXPECT_EQ(answer.status, of_staff ? 403 : 503);
        EXPECT_EQ(answer.body.contains("The bill of March"), of_staff && route.policy.surface == Surface::page);
        EXPECT_TRUE(answer.header("X-Robots-Tag").starts_with("noindex"));
        expect_nothing_changed();
    }
}

TEST_P(GuardWalk, AFormThatWasOpenTooLongIsSentAgain) {
    start_round();
    const auto stale = booking_page::test::book_by_form(mine);
    site.world.clock.advance(13h);
    const auto answer = ask(stale);
    EXPECT_EQ(answer.status, 422);
    EXPECT_NE(answer.body.find("cara@example.com"), std::string::npos) << "what was typed is kept";
    expect_nothing_changed();
}

TEST_P(GuardWalk, OtherMethodsAreRefusedAndToldWhichOnesThereAre) {
    http::Matcher matcher;
    const auto& routes = site.app.routes();
    for (std::size_t i = 0; i < routes.size(); ++i) matcher.add(routes[i].method, routes[i].pattern, i);
    start_round();
    for (const auto& route : routes) {
        SCOPED_TRACE(name_of(route));
        auto ask = kRecipes.at(name_of(route))(mine);
        for (const auto method :
             {http::Method::get, http::Method::post, http::Method::put, http::Method::patch, http::Method::del}) {
            const auto path = std::string_view(ask.target).substr(0, ask.target.find('?'));
            const auto match = matcher.match(method, path);
            if (match.index) continue;
            ask.method = to_text(method);
            const auto answer = turned_down(ask);
            EXPECT_EQ(answer.status, 405);
            EXPECT_EQ(answer.header("Allow"), http::allow_header(match.allowed));
        }
        ask.method = "OPTIONS";
        EXPECT_EQ(this->ask(ask).status, 204);
        ask.method = "BREW";
        EXPECT_EQ(site.ask(ask).status, 501);
    }
    expect_nothing_changed();
}

TEST_P(GuardWalk, HeadAnswersAsGetWithoutABody) {
    start_round();
    for (const auto& route : site.app.routes()) {
        if (route.method != http::Method::get) continue;
        SCOPED_TRACE(name_of(route));
        auto request = kRecipes.at(name_of(route))(mine);
        const auto get = ask(request);
        request.method = "HEAD";
        http::test::Client client(site.server.port());
        client.send(request.with("Connection", "close").bytes());
        const auto answer = client.receive(true);
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->status, get.status);
        EXPECT_EQ(answer->header("Content-Type"), get.header("Content-Type"));
        EXPECT_TRUE(client.closed()) << "a body came";
    }
    expect_nothing_changed();
}

TEST_P(GuardWalk, TheOperatorsRoutesAnswerOperatorsOnly) {
    for (const auto& route : site.app.routes()) {
        if (route.policy.guard != Guard::this_machine) continue;
        SCOPED_TRACE(name_of(route));
        start_round(name_of(route));
        const auto here = kRecipes.at(name_of(route))(mine);
        const auto away = here.with("X-Forwarded-For", "203.0.113.9");
        EXPECT_EQ(ask(here).status, 200);
        for (const auto& wrong :
             {away, here.with("X-Forwarded-For", "127.0.0.1, 203.0.113.9"), here.with("Forwarded", "for=203.0.113.9"),
              here.with("X-Forwarded-For", ""), here.with("X-Forwarded-For", "").with("X-Forwarded-For", "203.0.113.9"),
              here.with("X-Forwarded-Host", "book.example"), here.with("X-Forwarded-Proto", "https"),
              here.with("Forwarded", ""), here.with("Via", "1.1 proxy"), here.with("X-Real-IP", "203.0.113.9"),
              here.with("X-Real-IP", "127.0.0.1"), away.with("Authorization", "Bearer "),
              away.with("Authorization", "Bearer nonsense"),
              away.with("Authorization", "Bearer " + std::string(kMetricsToken) + "x"),
              away.with("Authorization", std::string(kMetricsToken))})
            EXPECT_EQ(refused(wrong).status, 403);
        EXPECT_EQ(ask(away.with("Authorization", "Bearer " + std::string(kMetricsToken))).status, 200);
    }
}

TEST_P(GuardWalk, WhereToGoOnAfterSigningInIsInTheBusiness) {
    start_round();
    const auto led = [&](const Ask& ask) { return this->ask(ask).header("Location"); };
    for (const std::string door : {"", "/office"}) {
        const auto asked = [&](const std::string& next) {
            const auto page = get(at(mine, door + "/sign-in?next=" + base::percent_encoded(next)));
            return led(door.empty() ? as_customer(mine, page) : as_staff(mine, page));
        };
        const auto home = at(mine, door.empty() ? "/my" : door);
        for (const std::string out :
             {"/../salong-nord/my", "/%2e%2e/salong-nord/my", "/%2E%2e/salong-nord/my", "/.%2e/salong-nord/my",
              "/%252e%252e/salong-nord/my", "/..%5csalong-nord", "/..\\salong-nord", "/..%2fsalong-nord",
              "/./%2e./salong-nord", "/office/%2e%2e/%2e%2e/salong-nord", "//evil.example", "/%00", "/%"})
            EXPECT_EQ(asked(at(mine, door + out)), home) << out;
        EXPECT_EQ(asked("//evil.example" + home), home);
        EXPECT_EQ(asked(home + "/security?a=1"), home + "/security?a=1");
    }
    expect_nothing_changed();
}

TEST_P(GuardWalk, TheSchemeOfATokenIsReadInAnyCase) {
    start_round();
    auto ask = get(api::test::api_booking(mine));
    EXPECT_EQ(this->ask(ask.with("Authorization", "bearer " + mine["token"])).status, 200);
    EXPECT_EQ(this->ask(ask.with("Authorization", "BEARER " + mine["token"])).status, 200);
}

TEST_P(GuardWalk, ABookingsIdIsReadInAnyCase) {
    start_round();
    auto lower = mine;
    for (char& c : lower["booking"]) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    EXPECT_EQ(ask(api::test::by_bearer(lower, get(api::test::api_booking(lower)))).status, 200);
}

TEST(RateLimits, TellAnEagerMachineToWaitWhateverTheClockSays) {
    Site site(db::Engine::sqlite, {});
    const auto& salon = site.world.salon;
    const auto post = form_post("/" + salon.slug + "/bookings", {});
    auto answer = site.ask(post);
    for (int i = 0; i < 200 && answer.status == 404; ++i) answer = site.ask(post);
    ASSERT_EQ(answer.status, 429);
    EXPECT_EQ(answer.header("Retry-After"), "1");
    EXPECT_EQ(site.ask(get("/" + salon.slug)).status, 200) << "another route has a limit of its own";
    site.world.clock.advance(-1h);
    const auto began = std::chrono::steady_clock::now();
    while (site.ask(post).status == 429 && std::chrono::steady_clock::now() - began < 5s)
        std::this_thread::sleep_for(20ms);
    EXPECT_LT(std::chrono::steady_clock::now() - began, 2s);
}

// As a trusted proxy tells the addresses.
TEST(RateLimits, CountANetworkHoweverItsAddressIsWritten) {
    Site site(db::Engine::sqlite, {"--trusted-proxies", "127.0.0.1"});
    const auto post = form_post("/" + site.world.salon.slug + "/bookings", {});
    const auto from = [&](const std::string& address) {
        return site.ask(post.with("X-Forwarded-For", address)).status;
    };
    for (int i = 0; i < 100; ++i) from(i % 2 ? fmt::format("2002:cb00:7109:{:x}::1", i) : "64:ff9b::203.0.113.9");
    EXPECT_EQ(from("203.0.113.9"), 429);
    EXPECT_EQ(from("203.0.113.10"), 404);
    for (int i = 0; i < 700; ++i) from(fmt::format("2001:db8:1:{:x}::1", i));
    EXPECT_EQ(from("2001:db8:1:ffff::1"), 429) << "a fresh /64 of a /48 that asked too often";
    EXPECT_EQ(from("2001:db8:2:ffff::1"), 404);
}

}  // namespace
}  // namespace app::test
