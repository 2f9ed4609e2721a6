#include "office/frame/history.h"

#include "booking_page/shown.h"
#include "bookings/words.h"
#include "customers/fields.h"
#include "office/frame/business_history.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace office {
namespace {

using i18n::Language;
using nlohmann::json;

std::string of_account(Language language, std::string_view type) {
    if (type == "account.created") return i18n::words(language, "A login was made");
    if (type == "account.signed_in") return i18n::words(language, "Signed in");
    if (type == "account.new_device") return i18n::words(language, "Signed in with a new browser");
    if (type == "account.password_set") return i18n::words(language, "The password was set");
    if (type == "account.password_changed") return i18n::words(language, "The password was changed");
    if (type == "account.allowed") return i18n::words(language, "Was allowed to sign in");
    if (type == "account.refused") return i18n::words(language, "Was no longer allowed to sign in");
    if (type == "account.email_changed") return i18n::words(language, "The address of the login was changed");
    if (type == "account.erased") return i18n::words(language, "The login was erased");
    if (type == "customer.left_account") return i18n::words(language, "Is no longer looked after by another customer");
    if (type == "access.sent") return i18n::words(language, "The details for signing in were sent");
    if (type == "access_link.wanted") return i18n::words(language, "Asked for a sign-in link without having a login");
    if (type == "access_link.asked") return i18n::words(language, "A sign-in link was asked for");
    if (type == "password_reset.asked") return i18n::words(language, "A new password was asked for");
    return {};
}

std::string of_customer(Language language, std::string_view type) {
    if (type == "customer.created") return i18n::words(language, "The customer was added");
    if (type == "customer.changed") return i18n::words(language, "The details were changed");
    if (type == "customer.picture_changed") return i18n::words(language, "The picture was changed");
    if (type == "customer.email_refused") return i18n::words(language, "The e-mail address was refused");
    if (type == "customer.erasure_asked") return i18n::words(language, "Asked to be erased");
    if (type == "customer.erasure_decided") return i18n::words(language, "The request to be erased was decided");
    if (type == "archive.asked") return i18n::words(language, "A file with everything stored was asked for");
    if (type == "customer.anonymised") return i18n::words(language, "Everything personal was erased");
    return {};
}

std::string of_booking(Language language, std::string_view type) {
    if (type == "booking.made") return i18n::words(language, "Booked");
    if (type == "booking.approved") return i18n::words(language, "Approved");
    if (type == "booking.declined") return i18n::words(language, "Declined");
    if (type == "booking.rescheduled") return i18n::words(language, "Moved");
    if (type == "booking.cancelled") return i18n::words(language, "Cancelled");
    if (type == "booking.completed") return i18n::words(language, "Completed");
    if (type == "booking.no_show") return i18n::words(language, "Missed");
    if (type == "booking.links_revoked") return i18n::words(language, "Links in mails taken back");
    if (type == "booking.hidden") return i18n::words(language, "Taken out of the customer's own list");
    if (type == "booking.paid") return i18n::words(language, "Paid");
    if (type == "booking.unpaid") return i18n::words(language, "Marked as not paid");
    return {};
}

std::string what(Language language, std::string_view type) {
    for (const auto of : {of_booking, of_customer, of_account})
        if (auto out = of(language, type); !out.empty()) return out;
    return i18n::words(language, "Something was changed");
}

std::string field_name(Language language, std::string_view field) {
    if (const auto* words = customers::field_words(field)) return i18n::words(language, words);
    if (field == "reminder") return i18n::words(language, "Reminders");
    if (field == "starts_at") return i18n::words(language, "Time");
    if (field == "provider_id") return i18n::words(language, "With");
    if (field == "status") return i18n::words(language, "Status");
    return {};
}

std::string day_text(Language language, const std::string& text) {
    const auto day = base::parse_day(text);
    return day ? i18n::long_date(language, *day, 0) : text;
}

std::string value_text(const Page& page, std::string_view field, const json& value) {
    const auto language = page.language;
    if (value.is_number_integer()) {
        const auto number = value.get<std::int64_t>();
        if (field == "starts_at") return moment_with_year(page, Instant{Seconds{number}});
        if (field != "provider_id") return i18n::number(language, number);
        const auto* provider = page.snapshot->provider(ProviderId{number});
        return provider ? provider->name : std::string();
    }
    if (!value.is_string()) return plain_value(language, value);
    const auto text = value.get<std::string>();
    if (text.empty()) return i18n::words(language, "empty");
    if (field == "status")
        if (const auto status = bookings::parse_status(text)) return bookings::status_name(language, *status);
    if (field == "reminder") return reminder_name(language, text);
    if (field == "gender") return gender_name(language, text);
    if (field == "date_of_birth") return day_text(language, text);
    if (field == "language")
        if (const auto known = i18n::parse_language(text)) return std::string(i18n::native_name(*known));
    return text;
}

void fill_change(html::Values& row, const ShownChange& shown) {
    auto& change = row.add("CHANGE").set("FIELD", shown.field);
    // A number as it is read, and dialled where it is one.
    const auto fill = [&](html::Values& to, const std::string& name, const std::string& text) {
        to.set(name, shown.is_phone ? base::phone_for_reading(text) : text);
        if (shown.is_phone && text.starts_with('+')) to.add(name + "_CALL").set(name + "_DIAL", text);
    };
    fill(change, "AFTER", shown.after);
    if (shown.before) fill(change.add("HAS_BEFORE"), "BEFORE", *shown.before);
}

void fill_changes(html::Values& row, const Page& page, const json& data) {
    const auto before = data.value("before", json::object()), after = data.value("after", json::object());
    if (!before.is_object() || !after.is_object()) return;
    for (const auto& [field, value] : after.items()) {
        // The end follows the start.
        if (field == "ends_at" || (before.contains(field) && before[field] == value)) continue;
        auto name = field_name(page.language, field);
        if (name.empty()) name = plain_name(field);
        ShownChange change{name, {}, value_text(page, field, value), field == "phone"};
        if (before.contains(field)) change.before = value_text(page, field, before[field]);
        fill_change(row, change);
    }
}

std::string who(const Page& page, const activity::Recorded& activity, const HistoryNames& names) {
    const auto language = page.language;
    if (activity.actor == "staff") {
        const auto found = names.staff.find(activity.actor_id);
        return found == names.staff.end() ? i18n::words(language, "someone of the staff") : found->second;
    }
    if (activity.actor == "customer") return i18n::words(language, "the customer");
    if (activity.actor == "visitor") return i18n::words(language, "a visitor of the booking page");
    if (activity.actor == "manage_link") return i18n::words(language, "the customer, by the link in a mail");
    if (activity.actor == "api_key") return i18n::words(language, "another program");
    return i18n::words(language, "Timebok by itself");
}

}  // namespace

void include_history(html::Values& values, const Page& page, const std::vector<activity::Recorded>& activities) {
    const auto names = find_names(page, activities);
    html::Values log;
    log.show_if(activities.empty(), "NOTHING");
    for (const auto& activity : activities) {
        auto& row =
            log.add("EVENT").set("AT", moment_with_year(page, activity.at)).set("WHO", who(page, activity, names));
        const auto data = json::parse(activity.data, nullptr, false);
        if (const auto own = shown_activity(page, names, activity, data)) {
            row.set("WHAT", own->what);
            if (!own->about.empty()) row.add("ABOUT").set("ABOUT_TEXT", own->about);
            for (const auto& change : own->changes) fill_change(row, change);
            continue;
        }
        row.set("WHAT", what(page.language, activity.type));
        fill_changes(row, page, data);
    }
    values.include("HISTORY", "office/frame/history", std::move(log));
}

std::string reminder_name(Language language, std::string_view reminder) {
    if (reminder == "email") return i18n::words(language, "by e-mail");
    if (reminder == "sms") return i18n::words(language, "by SMS");
    return i18n::words(language, "none");
}

std::string gender_name(Language language, std::string_view gender) {
    if (gender == "female") return i18n::words(language, "female");
    if (gender == "male") return i18n::words(language, "male");
    if (gender == "other") return i18n::words(language, "other");
    return i18n::words(language, "not given");
}

}  // namespace office
