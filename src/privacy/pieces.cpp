#include "privacy/pieces.h"

#include "accounts/account.h"
#include "bookings/booking.h"
#include "db/db.h"
#include "notify/message.h"

#include <nlohmann/json.hpp>

namespace privacy {
namespace {

using json = nlohmann::ordered_json;

constexpr int kMostBookings = 5000, kMostMessages = 5000, kMostChanges = 5000;

json time_of(std::optional<Instant> at) { return at ? json(base::to_text(*at)) : json(nullptr); }

json profile_of(const customers::Customer& customer) {
    json out{{"id", base::to_text(customer.id)},
             {"name", customer.name},
             {"surname", customer.surname},
             {"email", customer.email.value_or("")},
             {"phone", customer.phone},
             {"language", customer.language},
             {"remind_by_email", customer.reminders.email},
             {"remind_by_sms", customer.reminders.sms},
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

template <class Items, class Id>
std::string name_in(const Items& items, Id id, auto&& name) {
    for (const auto& item : items)
        if (item.id == id) return name(item);
    return {};
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

}  // namespace

House find_house(db::Session& session, BusinessId id) {
    auto business = businesses::find(session, id);
    CHECK(business);
    auto services = catalog::list_services(session, id, business->currency);
    return {*std::move(business), std::move(services), staff::list_providers(session, id)};
}

Files profile_files(db::Session& session, const Clock& clock, const Subject& subject) {
    const auto business = subject.house.business.id;
    const auto customer = customers::find(session, business, subject.customer);
    CHECK(customer);
    Files out{{"profile.json", profile_of(*customer).dump(2)}};
    if (const auto account = accounts::find_by_customer(session, business, subject.customer))
        out.emplace_back("account.json", account_of(session, clock, business, *account).dump(2));
    if (auto picture = customers::find_picture(session, business, subject.customer))
        out.emplace_back("picture." + picture->media_type.substr(picture->media_type.find('/') + 1),
                         std::move(picture->content));
    return out;
}

Files bookings_files(db::Session& session, const Subject& subject) {
    const auto& [business, services, providers] = subject.house;
    json out = json::array();
    for (const auto& booking : bookings::list_all_of_customer(session, business.id, subject.customer, kMostBookings))
        out.push_back(
            {{"id", base::to_text(booking.id)},
             {"service", name_in(services, booking.service_id,
                                 [&](const auto& each) { return each.name.in(html::tag(subject.language)); })},
             {"provider", name_in(providers, booking.provider_id, [](const auto& each) { return each.name; })},
             {"starts_at", base::to_text(booking.time.begin, business.zone)},
             {"ends_at", base::to_text(booking.time.end, business.zone)},
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
    return {{"bookings.json", out.dump(2)}};
}

Files messages_files(db::Session& session, const Subject& subject) {
    const auto business = subject.house.business.id;
    json out = json::array();
    notify::MessageFilter filter;
    filter.customer = subject.customer;
    filter.limit = 200;
    for (bool more = true; more && out.size() < kMostMessages;) {
        const auto page = notify::list_messages(session, business, filter);
        for (const auto& listed : page) {
            const auto message = notify::find_message(session, business, listed.id);
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
    return {{"messages.json", out.dump(2)}};
}

Files changes_files(db::Session& session, const Subject& subject) {
    const auto business = subject.house.business.id;
    json out = json::array();
    const auto add = [&](std::int64_t of) {
        for (const auto& event : events::list(session, business, of, kMostChanges))
            out.push_back({{"at", time_of(event.at)},
                           {"what", event.type},
                           {"by", event.actor},
                           {"details", json::parse(event.data)}});
    };
    add(subject.customer.value);
    for (const auto& booking : bookings::list_all_of_customer(session, business, subject.customer, kMostBookings)) {
        if (out.size() >= kMostChanges) break;
        add(booking.id.value);
    }
    return {{"changes.json", out.dump(2)}};
}

std::string index_page(const html::Pages& pages, const Subject& subject, Instant now, const Files& files) {
    const auto& business = subject.house.business;
    const auto language = subject.language;
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

}  // namespace privacy
