#include "office/history.h"

#include "bookings/shown.h"
#include "office/business_history.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace office {
namespace {

using html::Language;
using nlohmann::json;

std::string of_account(Language language, std::string_view type) {
    if (type == "account.created") return html::words(language, "A login was made");
    if (type == "account.signed_in") return html::words(language, "Signed in");
    if (type == "account.new_device") return html::words(language, "Signed in with a new browser");
    if (type == "account.password_set") return html::words(language, "The password was set");
    if (type == "account.password_changed") return html::words(language, "The password was changed");
    if (type == "account.allowed") return html::words(language, "Was allowed to sign in");
    if (type == "account.refused") return html::words(language, "Was no longer allowed to sign in");
    if (type == "account.email_changed") return html::words(language, "The address of the login was changed");
    if (type == "account.erased") return html::words(language, "The login was erased");
    if (type == "customer.left_account") return html::words(language, "Is no longer looked after by another customer");
    if (type == "access.sent") return html::words(language, "The details for signing in were sent");
    if (type == "access_link.wanted") return html::words(language, "Asked for a sign-in link without having a login");
    if (type == "access_link.asked") return html::words(language, "A sign-in link was asked for");
    if (type == "password_reset.asked") return html::words(language, "A new password was asked for");
    return {};
}

std::string of_customer(Language language, std::string_view type) {
    if (type == "customer.created") return html::words(language, "The customer was added");
    if (type == "customer.changed") return html::words(language, "The details were changed");
    if (type == "customer.picture_changed") return html::words(language, "The picture was changed");
    if (type == "customer.email_refused") return html::words(language, "The e-mail address was refused");
    if (type == "customer.erasure_asked") return html::words(language, "Asked to be erased");
    if (type == "customer.erasure_decided") return html::words(language, "The request to be erased was decided");
    if (type == "archive.asked") return html::words(language, "A file with everything stored was asked for");
    if (type == "customer.anonymised") return html::words(language, "Everything personal was erased");
    return {};
}

std::string of_booking(Language language, std::string_view type) {
    if (type == "booking.made") return html::words(language, "Booked");
    if (type == "booking.approved") return html::words(language, "Approved");
    if (type == "booking.declined") return html::words(language, "Declined");
    if (type == "booking.rescheduled") return html::words(language, "Moved");
    if (type == "booking.cancelled") return html::words(language, "Cancelled");
    if (type == "booking.completed") return html::words(language, "Completed");
    if (type == "booking.no_show") return html::words(language, "Missed");
    if (type == "booking.links_revoked") return html::words(language, "Links in mails taken back");
    if (type == "booking.hidden") return html::words(language, "Taken out of the customer's own list");
    if (type == "booking.paid") return html::words(language, "Paid");
    if (type == "booking.unpaid") return html::words(language, "Marked as not paid");
    return {};
}

std::string what(Language language, std::string_view type) {
    for (const auto of : {of_booking, of_customer, of_account})
        if (auto out = of(language, type); !out.empty()) return out;
    return html::words(language, "Something was changed");
}

std::string field_name(Language language, std::string_view field) {
    if (field == "name") return html::words(language, "First name");
    if (field == "surname") return html::words(language, "Last name");
    if (field == "email") return html::words(language, "E-mail");
    if (field == "phone") return html::words(language, "Phone");
    if (field == "language") return html::words(language, "Language");
    if (field == "reminder") return html::words(language, "Reminders");
    if (field == "remind_by_email") return html::words(language, "Reminders by e-mail");
    if (field == "remind_by_sms") return html::words(language, "Reminders by SMS");
    if (field == "date_of_birth") return html::words(language, "Date of birth");
    if (field == "gender") return html::words(language, "Gender");
    if (field == "note") return html::words(language, "Note");
    if (field == "important_note") return html::words(language, "Important note");
    if (field == "starts_at") return html::words(language, "Time");
    if (field == "provider_id") return html::words(language, "With");
    if (field == "status") return html::words(language, "Status");
    return {};
}

std::string day_text(Language language, const std::string& text) {
    const auto day = base::parse_day(text);
    return day ? html::long_date(language, *day, 0) : text;
}

std::string value_text(const Page& page, std::string_view field, const json& value) {
    const auto language = page.language;
    if (value.is_number_integer()) {
        const auto number = value.get<std::int64_t>();
        if (field == "starts_at") return moment_with_year(page, Instant{Seconds{number}});
        if (field != "provider_id") return html::number(language, number);
        const auto* provider = page.offer->provider(ProviderId{number});
        return provider ? provider->name : std::string();
    }
    if (!value.is_string()) return plain_value(language, value);
    const auto text = value.get<std::string>();
    if (text.empty()) return html::words(language, "empty");
    if (field == "status")
        if (const auto status = bookings::parse_status(text)) return pages::status_name(language, *status);
    if (field == "reminder") return reminder_name(language, text);
    if (field == "gender") return gender_name(language, text);
    if (field == "date_of_birth") return day_text(language, text);
    if (field == "language")
        if (const auto known = html::parse_language(text)) return std::string(html::native_name(*known));
    return text;
}

void fill_change(html::Values& row, const ShownChange& shown) {
    auto& change = row.add("CHANGE").set("FIELD", shown.field).set("AFTER", shown.after);
    if (shown.before) change.add("HAS_BEFORE").set("BEFORE", *shown.before);
}

void fill_changes(html::Values& row, const Page& page, const json& data) {
    const auto before = data.value("before", json::object()), after = data.value("after", json::object());
    if (!before.is_object() || !after.is_object()) return;
    for (const auto& [field, value] : after.items()) {
        // The end follows the start.
        if (field == "ends_at" || (before.contains(field) && before[field] == value)) continue;
        auto name = field_name(page.language, field);
        if (name.empty()) name = plain_name(field);
        ShownChange change{name, {}, value_text(page, field, value)};
        if (before.contains(field)) change.before = value_text(page, field, before[field]);
        fill_change(row, change);
    }
}

std::string who(const Page& page, const events::Recorded& event, const HistoryNames& names) {
    const auto language = page.language;
    if (event.actor == "staff") {
        const auto found = names.staff.find(event.actor_id);
        return found == names.staff.end() ? html::words(language, "someone of the staff") : found->second;
    }
    if (event.actor == "customer") return html::words(language, "the customer");
    if (event.actor == "visitor") return html::words(language, "a visitor of the booking page");
    if (event.actor == "manage_link") return html::words(language, "the customer, by the link in a mail");
    if (event.actor == "api_key") return html::words(language, "another program");
    return html::words(language, "Timebok by itself");
}

}  // namespace

void include_history(html::Values& values, const Page& page, const std::vector<events::Recorded>& events) {
    const auto names = find_names(page, events);
    html::Values log;
    log.show_if(events.empty(), "NOTHING");
    for (const auto& event : events) {
        auto& row = log.add("EVENT").set("AT", moment_with_year(page, event.at)).set("WHO", who(page, event, names));
        const auto data = json::parse(event.data, nullptr, false);
        if (const auto own = shown_event(page, names, event, data)) {
            row.set("WHAT", own->what);
            if (!own->about.empty()) row.add("ABOUT").set("ABOUT_TEXT", own->about);
            for (const auto& change : own->changes) fill_change(row, change);
            continue;
        }
        row.set("WHAT", what(page.language, event.type));
        fill_changes(row, page, data);
    }
    values.include("HISTORY", "office/history", std::move(log));
}

std::string reminder_name(Language language, std::string_view reminder) {
    if (reminder == "email") return html::words(language, "by e-mail");
    if (reminder == "sms") return html::words(language, "by SMS");
    return html::words(language, "none");
}

std::string gender_name(Language language, std::string_view gender) {
    if (gender == "female") return html::words(language, "female");
    if (gender == "male") return html::words(language, "male");
    if (gender == "other") return html::words(language, "other");
    return html::words(language, "not given");
}

}  // namespace office
