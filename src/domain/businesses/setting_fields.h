// What a business sets, described once. From it come the columns that are written and read, what is checked, the
// difference that the activity tells, what a form's text means, and the words of the log. A new setting is a member, a
// line here and a migration; its page draws it.
#pragma once

#include "base/msgid.h"
#include "businesses/business.h"

#include <tuple>
#include <type_traits>

namespace businesses {

// `Owner` holds it: Business, whose row has the column, or CustomerSettings, of customer_settings.
template <class Owner, class Value>
struct Setting {
    std::string_view name;  // of its column, of its field in forms and in settings.changed
    Value Owner::*member;
    const char* words;
    // What is wrong with it, as a code; null: nothing, or that nothing can be.
    const char* (*wrong)(const Owner&) = nullptr;
    int from = 0, to = 0;  // of a number: field.number_between
};

namespace wrong {

const char* name(const Business& business);
const char* kind(const Business& business);
const char* country(const Business& business);
const char* currency(const Business& business);
const char* languages(const Business& business);
const char* tagline(const Business& business);
const char* address(const Business& business);
const char* phone(const Business& business);
const char* email(const Business& business);
const char* accent_colour(const Business& business);
const char* privacy_url(const Business& business);
const char* cancellation_policy(const Business& business);

const char* ways_of_signing_in(const CustomerSettings& settings);
const char* reschedule_statuses(const CustomerSettings& settings);
const char* status_changes(const CustomerSettings& settings);
const char* paid_text(const CustomerSettings& settings);
const char* panel_welcome(const CustomerSettings& settings);
const char* panel_address(const CustomerSettings& settings);
const char* offers_until_hour(const CustomerSettings& settings);
const char* embed_origins(const CustomerSettings& settings);
const char* sender_name(const CustomerSettings& settings);
const char* reply_to(const CustomerSettings& settings);

}  // namespace wrong

inline constexpr std::tuple kBusinessSettings{
    Setting{"name", &Business::name, N_("Name"), wrong::name},
    Setting{"kind", &Business::kind, N_("Kind of business"), wrong::kind},
    Setting{"country", &Business::country, N_("Country"), wrong::country},
    Setting<Business, Zone>{"time_zone", &Business::zone, N_("Time zone")},
    Setting{"currency", &Business::currency, N_("Currency"), wrong::currency},
    Setting{"languages", &Business::languages, N_("Languages"), wrong::languages},
    Setting{"tagline", &Business::tagline, N_("A line about you"), wrong::tagline},
    Setting{"address", &Business::address, N_("Address"), wrong::address},
    Setting{"phone", &Business::phone, N_("Phone"), wrong::phone},
    Setting{"email", &Business::email, N_("E-mail"), wrong::email},
    Setting{"accent_colour", &Business::accent_colour, N_("Colour"), wrong::accent_colour},
    Setting{"privacy_url", &Business::privacy_url, N_("Page about how their details are used"), wrong::privacy_url},
    Setting{"cancellation_policy", &Business::cancellation_policy, N_("If they cannot come"),
            wrong::cancellation_policy},
    Setting{"look_layout", &Business::look_layout, N_("Services stand as")},
    Setting{"look_font", &Business::look_font, N_("Typeface")},
    Setting{"look_corners", &Business::look_corners, N_("Corners")},
    Setting{"look_density", &Business::look_density, N_("Space between things")},
};

inline constexpr std::tuple kCustomerSettings{
    Setting{"logins", &CustomerSettings::logins, N_("Logins of customers")},
    Setting{"password_sign_in", &CustomerSettings::password_sign_in, N_("Signing in by password"),
            wrong::ways_of_signing_in},
    Setting{"access_link_sign_in", &CustomerSettings::access_link_sign_in, N_("Signing in by a link in a mail")},
    Setting{"name_check", &CustomerSettings::name_check, N_("When the name is not the one stored for the address")},
    Setting{"surname_field", &CustomerSettings::surname_field, N_("Last name")},
    Setting{"phone_field", &CustomerSettings::phone_field, N_("Phone")},
    Setting{"note_field", &CustomerSettings::note_field, N_("A note for us")},
    Setting{"reschedule_statuses", &CustomerSettings::reschedule_statuses, N_("Customers may move it while it is"),
            wrong::reschedule_statuses},
    Setting{"status_changes", &CustomerSettings::status_changes, N_("Customers may set it to"), wrong::status_changes},
    Setting{"paid_reschedule", &CustomerSettings::paid_reschedule, N_("Paid appointments may be moved")},
    Setting{"paid_cancel", &CustomerSettings::paid_cancel, N_("Paid appointments may be cancelled")},
    Setting{"paid_text", &CustomerSettings::paid_text, N_("What to do instead"), wrong::paid_text},
    Setting<CustomerSettings, int>{"open_bookings_max", &CustomerSettings::open_bookings_max,
                                   N_("Coming appointments at a time"), nullptr, 1, 1000},
    Setting<CustomerSettings, int>{"hold_minutes", &CustomerSettings::hold_minutes,
                                   N_("Minutes a chosen time is kept while details are typed"), nullptr, 0, 30},
    Setting<CustomerSettings, int>{"offer_minutes", &CustomerSettings::offer_minutes,
                                   N_("Minutes an offer of the waiting list is kept"), nullptr, 5, 1440},
    Setting<CustomerSettings, int>{"offers_from_hour", &CustomerSettings::offers_from_hour,
                                   N_("Offers are made from this hour on"), nullptr, 0, 23},
    Setting<CustomerSettings, int>{"offers_until_hour", &CustomerSettings::offers_until_hour,
                                   N_("Offers are made until this hour"), wrong::offers_until_hour, 1, 24},
    Setting{"mail_reschedule", &CustomerSettings::mail_reschedule, N_("Move by the link in a mail")},
    Setting{"mail_cancel", &CustomerSettings::mail_cancel, N_("Cancel by the link in a mail")},
    Setting{"panel_welcome", &CustomerSettings::panel_welcome, N_("Words of welcome"), wrong::panel_welcome},
    Setting{"panel_address", &CustomerSettings::panel_address, N_("Your own page that shows the panel"),
            wrong::panel_address},
    Setting{"panel_by_script", &CustomerSettings::panel_by_script, N_("It is put there by the script")},
    Setting{"embed_origins", &CustomerSettings::embed_origins, N_("Sites that may show it"), wrong::embed_origins},
    Setting{"sender_name", &CustomerSettings::sender_name, N_("Sender's name"), wrong::sender_name},
    Setting{"reply_to", &CustomerSettings::reply_to, N_("Answers go to"), wrong::reply_to},
    Setting{"totp_roles", &CustomerSettings::totp_roles, N_("Who has to give a code from an app at signing in")},
};

// Calls `body` with each setting of such a list.
template <class List, class Body>
void for_each(const List& list, Body&& body) {
    std::apply([&](const auto&... setting) { (body(setting), ...); }, list);
}
// Calls `body(setting, value)` with each of them all and its place in that business.
template <class MaybeConst, class Body>
void for_each_setting(MaybeConst& business, Body&& body) {
    for_each(kBusinessSettings, [&](const auto& setting) { body(setting, business.*setting.member); });
    for_each(kCustomerSettings, [&](const auto& setting) { body(setting, business.customer.*setting.member); });
}

template <class Owner, class List>
void add_wrong(std::vector<FieldError>& out, const Owner& owner, const List& list) {
    for_each(list, [&](const auto& setting) {
        if (setting.wrong)
            if (const char* code = setting.wrong(owner)) out.push_back({std::string(setting.name), code, {}});
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(owner.*setting.member)>, int>)
            if (const int value = owner.*setting.member; value < setting.from || value > setting.to)
                out.push_back({std::string(setting.name),
                               "field.number_between",
                               {{"from", std::to_string(setting.from)}, {"to", std::to_string(setting.to)}}});
    });
}

// The choices of a setting as text; nullopt: no such one.
inline std::optional<Logins> parse_choice(std::type_identity<Logins>, std::string_view text) {
    return parse_logins(text);
}
inline std::optional<NameCheck> parse_choice(std::type_identity<NameCheck>, std::string_view text) {
    return parse_name_check(text);
}
inline std::optional<FieldRule> parse_choice(std::type_identity<FieldRule>, std::string_view text) {
    return parse_field_rule(text);
}
inline std::optional<PaidRule> parse_choice(std::type_identity<PaidRule>, std::string_view text) {
    return parse_paid_rule(text);
}
inline std::optional<Layout> parse_choice(std::type_identity<Layout>, std::string_view text) {
    return parse_layout(text);
}
inline std::optional<Font> parse_choice(std::type_identity<Font>, std::string_view text) { return parse_font(text); }
inline std::optional<Corners> parse_choice(std::type_identity<Corners>, std::string_view text) {
    return parse_corners(text);
}
inline std::optional<Density> parse_choice(std::type_identity<Density>, std::string_view text) {
    return parse_density(text);
}

}  // namespace businesses
