// Settings > Booking page.
#include "notify/workflow.h"
#include "office/frame/settings.h"
#include "office/online/online.h"
#include "office/online/settings_fields.h"

namespace office {
namespace {

using businesses::Change;
using businesses::FieldRule;
using Kind = Field::Kind;

std::vector<Option> login_options(i18n::Language language) {
    return {{"off", i18n::words(language, "Off"),
             i18n::words(language, "Nobody signs in. Suits a business whose customers come once, or by phone.")},
            {"optional", i18n::words(language, "Optional"),
             i18n::words(language, "Everyone can book without a login; those who come back may have one. Suits most.")},
            {"required", i18n::words(language, "Required"),
             i18n::words(language, "Customers sign in or register before they book. Suits clubs and clinics that know "
                                   "everyone who comes.")}};
}

std::vector<Option> way_options(i18n::Language language) {
    return {{"password", i18n::words(language, "Password")},
            {"link", i18n::words(language, "Link by e-mail, without a password")}};
}

Field field_rule(i18n::Language language, std::string name, std::string label, FieldRule rule) {
    return {.kind = Kind::select,
            .name = std::move(name),
            .label = std::move(label),
            .value = std::string(to_text(rule)),
            .options = {{"hidden", i18n::words(language, "Not asked for")},
                        {"optional", i18n::words(language, "May be left empty")},
                        {"required", i18n::words(language, "Has to be filled in")}}};
}

// As they were typed, or are stored.
struct Numbers {
    std::string open_bookings_max, hold_minutes;
};
Numbers stored(const businesses::CustomerSettings& settings) {
    return {std::to_string(settings.open_bookings_max), std::to_string(settings.hold_minutes)};
}
Numbers typed(const Page& page) {
    return {line(page.request.form, "open_bookings_max"), line(page.request.form, "hold_minutes")};
}

std::vector<Field> fields_of(const Page& page, const businesses::CustomerSettings& settings, Numbers numbers) {
    const auto language = page.language;
    std::set<std::string> ways;
    if (settings.password_sign_in) ways.insert("password");
    if (settings.access_link_sign_in) ways.insert("link");
    return {
        {.kind = Kind::choice,
         .name = "logins",
         .label = i18n::words(language, "Logins of customers"),
         .value = std::string(to_text(settings.logins)),
         .options = login_options(language)},
        {.kind = Kind::checks,
         .name = "password_sign_in",
         .label = i18n::words(language, "Ways of signing in"),
         .options = way_options(language),
         .chosen = ways},
        {.kind = Kind::heading,
         .label = i18n::words(language, "What is asked for at booking"),
         .hint = i18n::words(language, "First name and e-mail address are always asked for.")},
        field_rule(language, "surname_field", i18n::words(language, "Last name"), settings.surname_field),
        field_rule(language, "phone_field", i18n::words(language, "Phone"), settings.phone_field),
        field_rule(language, "note_field", i18n::words(language, "A note for us"), settings.note_field),
        {.kind = Kind::choice,
         .name = "name_check",
         .label = i18n::words(language, "When the name is not the one stored for the address"),
         .value = std::string(to_text(settings.name_check)),
         .options = {{"off", i18n::words(language, "Do nothing")},
                     {"warn", i18n::words(language, "Mark the appointment for staff")},
                     {"refuse", i18n::words(language, "Refuse the booking kindly")}}},
        {.kind = Kind::heading, .label = i18n::words(language, "How much one customer may book")},
        {.name = "open_bookings_max",
         .label = i18n::words(language, "Coming appointments at a time"),
         .hint = i18n::words(language, "From 1 to 1000. Whoever has so many can book another online once one is over "
                                       "or cancelled; so nobody fills your whole calendar.") +
                 " " + i18n::words(language, "What is booked without signing in counts apart."),
         .value = std::move(numbers.open_bookings_max),
         .limit = 4,
         .required = true},
        {.kind = Kind::heading, .label = i18n::words(language, "While they type")},
        {.name = "hold_minutes",
         .label = i18n::words(language, "Minutes a chosen time is kept while details are typed"),
         .hint = i18n::words(language, "From 1 to 30. So long nobody else can take the time that somebody has chosen. "
                                       "With 0 it is not kept: whoever confirms first gets it."),
         .value = std::move(numbers.hold_minutes),
         .limit = 2,
         .required = true},
    };
}

Response booking_page_page(const Page& page, const businesses::Business& business, const Error* error = nullptr) {
    const auto& settings = business.customer;
    Form form;
    form.fields = fields_of(page, settings, error ? typed(page) : stored(settings));
    return settings_page(
        page, {"office/online/settings_booking", "booking-page", error}, form, [&](html::Values& values) {
            const bool answered = page.environment.database.read(
                [&](db::Session& session) { return notify::is_answered(session, page.id(), "access_link_asked"); });
            values.show_if(settings.access_link_sign_in && !answered, "NO_LINK_MAIL");
        });
}

Change booking_page_change(const Page& page) {
    return [&page](businesses::Business& business) {
        const auto& form = page.request.form;
        auto& settings = business.customer;
        const auto ways = ticks(form, "password_sign_in", way_options(page.language));
        settings.password_sign_in = ways.contains("password");
        settings.access_link_sign_in = ways.contains("link");
        read_settings(page, business,
                      {"logins", "surname_field", "phone_field", "note_field", "name_check", "open_bookings_max",
                       "hold_minutes"});
    };
}

}  // namespace

std::vector<Field> booking_page_fields(const Page& page) {
    const auto& settings = page.business().customer;
    return fields_of(page, settings, stored(settings));
}

Response booking_page_settings(const Page& page) { return booking_page_page(page, page.business(), nullptr); }
Response save_booking_page_settings(const Page& page) {
    return save_settings_page(page, "booking-page", booking_page_change(page), booking_page_page);
}

}  // namespace office
