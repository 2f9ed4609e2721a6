#include "privacy/archive.h"

#include "accounts/account.h"
#include "base/hex.h"
#include "bookings/booking.h"
#include "catalog/catalog.h"
#include "db/db.h"
#include "notify/message.h"
#include "privacy/zip.h"
#include "staff/staff.h"

#include <nlohmann/json.hpp>

namespace privacy {
namespace {

using json = nlohmann::ordered_json;

constexpr auto kPiece = "archive.piece";
constexpr int kMostBookings = 5000, kMostMessages = 5000, kMostChanges = 5000;
constexpr Seconds kAskedAgain = std::chrono::hours{1};

// What it is put together from. Each is one job; the last one packs.
enum class Stage { profile, bookings, messages, changes, pack };
constexpr int kStages = 5;

struct Making {
    BusinessId business;
    ArchiveId id;
    CustomerId customer;
    html::Language language = html::Language::en;
    int stage = 0;
};

std::optional<Making> find_making(db::Tx& tx, BusinessId business, ArchiveId id) {
    const std::string lock = tx.engine() == db::Engine::postgres ? " for update" : "";
    const auto found = tx.row<CustomerId, std::string, int>(
        "select customer_id, language, stage from archives where business_id = :business and id = :id and "
        "state = 'making'" +
            lock,
        business, id);
    if (!found) return std::nullopt;
    const auto& [customer, language, stage] = *found;
    return Making{business, id, customer, html::parse_language(language).value_or(html::Language::en), stage};
}

void keep_piece(db::Tx& tx, const Making& making, std::string_view name, std::string_view content) {
    tx.execute("insert into archive_pieces (business_id, archive_id, name, content_hex) "
               "values (:business, :archive, :name, :content)",
               making.business, making.id, name, base::hex(content));
}

json time_of(std::optional<Instant> at) { return at ? json(base::to_text(*at)) : json(nullptr); }

// ---- The pieces ----------------------------------------------------------------------------------------------------

json profile_of(const customers::Customer& customer) {
    json out{{"id", base::to_text(customer.id)},
             {"name", customer.name},
             {"surname", customer.surname},
             {"email", customer.email.value_or("")},
             {"phone", customer.phone},
             {"language", customer.language},
             {"reminders_by", customers::to_text(customer.reminder)},
             {"gender", customer.gender},
             {"note", customer.note},
             {"important_note", customer.important_note},
             {"email_trouble", customer.email_trouble},
             {"created_at", time_of(customer.created_at)}};
    if (customer.date_of_birth) out["date_of_birth"] = base::to_text(*customer.date_of_birth);
    return out;
}

json account_of(db::Session& session, const Clock& clock, BusinessId business, const accounts::Account& account) {
    json out{{"email", account.email},
             {"has_password", account.has_password},
             {"email_confirmed", account.email_confirmed},
             {"may_sign_in", account.allowed},
             {"created_at", time_of(account.created_at)},
             {"last_sign_in_at", time_of(account.last_sign_in_at)},
             {"last_sign_in_address", account.last_sign_in_address},
             {"sessions", json::array()},
             {"people", json::array()}};
    for (const auto& each : accounts::list_sessions(session, clock, business, account.id))
        out["sessions"].push_back({{"browser", each.user_agent},
                                   {"address", each.address},
                                   {"since", time_of(each.created_at)},
                                   {"last_seen", time_of(each.seen_at)}});
    for (const auto& person : accounts::list_people(session, business, account.id))
        if (!person.self) out["people"].push_back({{"name", person.name}, {"surname", person.surname}});
    return out;
}

void make_profile(db::Tx& tx, const Clock& clock, const Making& making) {
    const auto customer = customers::find(tx, making.business, making.customer);
    CHECK(customer);
    keep_piece(tx, making, "profile.json", profile_of(*customer).dump(2));
    if (const auto account = accounts::find_by_customer(tx, making.business, making.customer))
        keep_piece(tx, making, "account.json", account_of(tx, clock, making.business, *account).dump(2));
    if (const auto picture = customers::find_picture(tx, making.business, making.customer))
        keep_piece(tx, making, "picture." + picture->media_type.substr(picture->media_type.find('/') + 1),
                   picture->content);
}

template <class Items, class Id>
std::string name_in(const Items& items, Id id, auto&& name) {
    for (const auto& item : items)
        if (item.id == id) return name(item);
    return {};
}

void make_bookings(db::Tx& tx, const Making& making) {
    const auto business = businesses::find(tx, making.business);
    CHECK(business);
    const auto services = catalog::list_services(tx, making.business, business->currency);
    const auto providers = staff::list_providers(tx, making.business);
    json out = json::array();
    for (const auto& booking : bookings::list_all_of_customer(tx, making.business, making.customer, kMostBookings))
        out.push_back(
            {{"id", base::to_text(booking.id)},
             {"service", name_in(services, booking.service_id,
                                 [&](const auto& each) { return each.name.in(html::tag(making.language)); })},
             {"provider", name_in(providers, booking.provider_id, [](const auto& each) { return each.name; })},
             {"starts_at", base::to_text(booking.time.begin, business->zone)},
             {"ends_at", base::to_text(booking.time.end, business->zone)},
             {"status", to_text(booking.status)},
             {"price", {{"amount", booking.price.amount}, {"currency", booking.price.currency}}},
             {"paid_at", time_of(booking.paid_at)},
             {"given_name", booking.name},
             {"given_surname", booking.surname},
             {"given_email", booking.email},
             {"given_phone", booking.phone},
             {"note", booking.note},
             {"language", booking.language},
             {"time_zone", booking.visitor_zone},
             {"booked_at", time_of(booking.created_at)},
             {"changed_at", time_of(booking.changed_at)}});
    keep_piece(tx, making, "bookings.json", out.dump(2));
}

void make_messages(db::Tx& tx, const Making& making) {
    json out = json::array();
    notify::MessageFilter filter;
    filter.customer = making.customer;
    filter.limit = 200;
    for (bool more = true; more && out.size() < kMostMessages;) {
        const auto page = notify::list_messages(tx, making.business, filter);
        for (const auto& listed : page) {
            const auto message = notify::find_message(tx, making.business, listed.id);
            CHECK(message);
            out.push_back({{"to", message->address},
                           {"subject", message->subject},
                           {"text", message->text},
                           {"state", notify::to_text(message->state)},
                           {"made_at", time_of(message->created_at)},
                           {"sent_at", time_of(message->finished_at)}});
        }
        more = page.size() == static_cast<std::size_t>(filter.limit);
        if (more) filter.before = page.back().id;
    }
    keep_piece(tx, making, "messages.json", out.dump(2));
}

void make_changes(db::Tx& tx, const Making& making) {
    json out = json::array();
    const auto add = [&](std::int64_t subject) {
        for (const auto& event : events::list(tx, making.business, subject, kMostChanges))
            out.push_back({{"at", time_of(event.at)},
                           {"what", event.type},
                           {"by", event.actor},
                           {"details", json::parse(event.data)}});
    };
    add(making.customer.value);
    for (const auto& booking : bookings::list_all_of_customer(tx, making.business, making.customer, kMostBookings)) {
        if (out.size() >= kMostChanges) break;
        add(booking.id.value);
    }
    keep_piece(tx, making, "changes.json", out.dump(2));
}

// ---- The page to read ----------------------------------------------------------------------------------------------

// What a member of the files means; the page is for people. Empty: only the files have it.
std::string label(html::Language language, std::string_view member) {
    const std::pair<std::string_view, std::string> labels[] = {
        {"name", html::words(language, "First name")},
        {"surname", html::words(language, "Last name")},
        {"email", html::words(language, "E-mail")},
        {"phone", html::words(language, "Phone")},
        {"language", html::words(language, "Language")},
        {"date_of_birth", html::words(language, "Date of birth")},
        {"note", html::words(language, "Note")},
        {"important_note", html::words(language, "Important note")},
        {"created_at", html::words(language, "Since")},
        {"last_sign_in_at", html::words(language, "Last signed in")},
        {"last_sign_in_address", html::words(language, "From the address")},
        {"sessions", html::words(language, "Signed in on")},
        {"people", html::words(language, "People I book for")},
        {"service", html::words(language, "Service")},
        {"provider", html::words(language, "With")},
        {"starts_at", html::words(language, "Begins")},
        {"ends_at", html::words(language, "Ends")},
        {"status", html::words(language, "Status")},
        {"price", html::words(language, "Price")},
        {"given_name", html::words(language, "First name")},
        {"given_surname", html::words(language, "Last name")},
        {"given_email", html::words(language, "E-mail")},
        {"given_phone", html::words(language, "Phone")},
        {"booked_at", html::words(language, "Booked")},
        {"to", html::words(language, "To")},
        {"subject", html::words(language, "Subject")},
        {"text", html::words(language, "Text")},
        {"sent_at", html::words(language, "Sent")},
        {"at", html::words(language, "When")},
        {"what", html::words(language, "What")},
        {"by", html::words(language, "By whom")},
    };
    for (const auto& [name, text] : labels)
        if (name == member) return text;
    return {};
}

std::string plain(const json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_null()) return {};
    return value.dump();
}

void fill_rows(html::Values& values, html::Language language, const json& object) {
    for (const auto& [name, value] : object.items()) {
        const auto text = plain(value), name_text = label(language, name);
        if (!text.empty() && !name_text.empty()) values.add("ROW").set("ROW_NAME", name_text).set("ROW_TEXT", text);
    }
}

std::string heading(html::Language language, std::string_view piece) {
    if (piece == "profile.json") return html::words(language, "Profile");
    if (piece == "account.json") return html::words(language, "Account");
    if (piece == "bookings.json") return html::words(language, "Appointments");
    if (piece == "messages.json") return html::words(language, "Messages");
    return html::words(language, "Changes");
}

std::string index_page(const html::Pages& pages, const Making& making, const businesses::Business& business,
                       Instant now, const std::vector<std::pair<std::string, std::string>>& files) {
    const auto language = making.language;
    html::Values values;
    const auto title =
        html::words(language, "What {name} has stored about you", {{"name", business.name.in(html::tag(language))}});
    values.set("LANG", html::tag(language)).set("TITLE", title);
    values.set("MADE", html::words(language, "As of {day}, {time}.",
                                   {{"day", html::long_date(language, business.zone.day(now), 0)},
                                    {"time", html::time_of_day(language, business.zone.wall(now))}}));
    for (const auto& [name, content] : files) {
        if (!name.ends_with(".json")) continue;
        auto& part = values.add("PART");
        const auto data = json::parse(content);
        part.set("PART_NAME", heading(language, name)).set("PART_FILE", name);
        part.show_if(data.empty(), "EMPTY");
        if (data.is_object()) fill_rows(part.add("ITEM"), language, data);
        if (data.is_array())
            for (const auto& item : data) fill_rows(part.add("ITEM"), language, item);
    }
    return pages.render("privacy/archive", language, values);
}

void pack(db::Tx& tx, const Clock& clock, const html::Pages& pages, const Making& making) {
    const auto business = businesses::find(tx, making.business);
    CHECK(business);
    std::vector<std::pair<std::string, std::string>> files;
    for (const auto& [name, content] :
         tx.rows<std::string, std::string>("select name, content_hex from archive_pieces where business_id = :business "
                                           "and archive_id = :archive order by name",
                                           making.business, making.id))
        files.emplace_back(name, base::from_hex(content));
    files.emplace_back("index.html", index_page(pages, making, *business, clock.now(), files));
    tx.execute("update archives set state = 'ready', ready_at = :now, expires_at = :expires, content_hex = :content "
               "where business_id = :business and id = :id",
               clock.now(), clock.now() + kArchiveLifetime, base::hex(zip(files)), making.business, making.id);
    tx.execute("delete from archive_pieces where business_id = :business and archive_id = :archive", making.business,
               making.id);
}

// ---- The job -------------------------------------------------------------------------------------------------------

void make(db::Tx& tx, const Clock& clock, const html::Pages& pages, const Making& making) {
    switch (static_cast<Stage>(making.stage)) {
        case Stage::profile: return make_profile(tx, clock, making);
        case Stage::bookings: return make_bookings(tx, making);
        case Stage::messages: return make_messages(tx, making);
        case Stage::changes: return make_changes(tx, making);
        case Stage::pack: return pack(tx, clock, pages, making);
    }
    CHECK(false);
}

std::vector<events::Wanted> next_piece(const Clock& clock, const events::Event& event) {
    return {{kPiece, clock.now(), event.data}};
}

// One piece, and the wish for the next. A job that was done twice finds its stage passed.
events::Outcome make_piece(db::Tx& tx, const Clock& clock, const events::Registry& registry, const html::Pages& pages,
                           BusinessId business, const nlohmann::json& payload) {
    const ArchiveId id{payload.at("archive_id").get<std::int64_t>()};
    const auto making = find_making(tx, business, id);
    if (!making || making->stage != payload.at("stage").get<int>()) return events::Outcome::dropped;
    make(tx, clock, pages, *making);
    const int done = making->stage + 1;
    tx.execute("update archives set stage = :stage where business_id = :business and id = :id", done, business, id);
    if (done < kStages)
        events::record(tx, registry, business, clock.now(),
                       {"archive.continued", id.value, {}, json{{"archive_id", id.value}, {"stage", done}}.dump()});
    return events::Outcome::done;
}

}  // namespace

ArchiveId ask(db::Tx& tx, const Context& context, BusinessId business, CustomerId customer, html::Language language,
              events::Actor actor) {
    const auto now = context.clock.now();
    const auto current = newest(tx, context.clock, business, customer);
    if (current && (current->state == State::making || current->asked_at > now - kAskedAgain)) return current->id;
    const auto id = base::make_id<ArchiveId>();
    tx.execute("insert into archives (business_id, id, customer_id, language, state, stages, asked_at, expires_at) "
               "values (:business, :id, :customer, :language, 'making', :stages, :now, :expires)",
               business, id, customer, html::tag(language), kStages, now, now + kArchiveLifetime);
    events::record(tx, context.registry, business, now,
                   {"archive.asked", customer.value, actor, json{{"archive_id", id.value}, {"stage", 0}}.dump()});
    return id;
}

bool stop(db::Tx& tx, BusinessId business, CustomerId customer, ArchiveId id) {
    if (tx.execute("update archives set state = 'stopped' where business_id = :business and id = :id "
                   "and customer_id = :customer and state = 'making'",
                   business, id, customer) == 0)
        return false;
    tx.execute("delete from archive_pieces where business_id = :business and archive_id = :archive", business, id);
    return true;
}

std::optional<Archive> newest(db::Session& session, const Clock& clock, BusinessId business, CustomerId customer) {
    const auto found = session.row<ArchiveId, std::string, int, int, Instant, Instant, std::int64_t>(
        "select id, state, stage, stages, asked_at, expires_at, length(content_hex) / 2 from archives "
        "where business_id = :business and customer_id = :customer and state <> 'stopped' and expires_at > :now "
        "order by id desc limit 1",
        business, customer, clock.now());
    if (!found) return std::nullopt;
    const auto& [id, state, stage, stages, asked, expires, bytes] = *found;
    return Archive{id,
                   state == "ready" ? State::ready : State::making,
                   stage,
                   stages,
                   asked,
                   expires,
                   static_cast<std::size_t>(bytes)};
}

std::optional<std::string> content(db::Session& session, const Clock& clock, BusinessId business, CustomerId customer,
                                   ArchiveId id) {
    const auto found = session.value<std::string>(
        "select content_hex from archives where business_id = :business and id = :id and customer_id = :customer "
        "and state = 'ready' and expires_at > :now",
        business, id, customer, clock.now());
    if (!found) return std::nullopt;
    return base::from_hex(*found);
}

void subscribe(events::Registry& registry, const Clock& clock, const html::Pages& pages) {
    for (const auto* type : {"archive.asked", "archive.continued"})
        registry.subscribe(type, [&clock](db::Tx&, BusinessId, EventId, const events::Event& event) {
            return next_piece(clock, event);
        });
    registry.handle(kPiece,
                    [&clock, &registry, &pages](db::Tx& tx, BusinessId business, const nlohmann::json& payload) {
                        return make_piece(tx, clock, registry, pages, business, payload);
                    });
}

void forget_old(db::Tx& tx, Instant now) {
    tx.execute("delete from archive_pieces where exists (select 1 from archives a where a.business_id = "
               "archive_pieces.business_id and a.id = archive_pieces.archive_id and a.expires_at <= :now)",
               now);
    tx.execute("delete from archives where expires_at <= :now", now);
}

}  // namespace privacy
