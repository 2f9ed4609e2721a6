// Settings > Business: what the business is, chosen at the set-up and changeable later (FEATURES 8.12).
#include "bookings/identity.h"
#include "bookings/wall_clock.h"
#include "bookings/words.h"
#include "businesses/countries.h"
#include "office/frame/address_check.h"
#include "office/frame/settings.h"
#include "office/settings/settings_fields.h"
#include "office/settings/settings_pages.h"

namespace office {
namespace {

using businesses::Business;
using Kind = Field::Kind;

std::vector<Option> kind_options(i18n::Language language) {
    std::vector<Option> out{{"", i18n::words(language, "not said")}};
    for (const auto kind : businesses::kKinds)
        out.push_back({std::string(kind), businesses::kind_name(language, kind)});
    return out;
}

std::vector<Option> country_options(const Business& business) {
    std::vector<Option> out;
    bool known = false;
    for (const auto& country : businesses::kCountries) {
        out.push_back({std::string(country.code), std::string(country.name)});
        known = known || country.code == business.country;
    }
    if (!known) out.push_back({business.country, business.country});
    return out;
}

std::vector<Option> language_options() {
    std::vector<Option> out;
    for (const auto language : i18n::languages)
        out.push_back({std::string(i18n::tag(language)), std::string(i18n::native_name(language))});
    return out;
}

// The first comes first; the others in the order in which they were and then as listed.
std::vector<std::string> read_languages(const Page& page, const Business& business) {
    const auto options = language_options();
    auto chosen = ticks(page.request.form, "languages", options);
    const auto main = line(page.request.form, "main_language");
    std::vector<std::string> out;
    const auto take = [&](const std::string& tag) {
        if (std::ranges::find(out, tag) == out.end()) out.push_back(tag);
    };
    if (std::ranges::find(options, main, &Option::value) != options.end()) take(main);
    for (const auto& tag : business.languages)
        if (chosen.contains(tag)) take(tag);
    for (const auto& option : options)
        if (chosen.contains(option.value)) take(option.value);
    return out;
}

// What was typed; the zone as it was written, which may be none.
struct Typed {
    Business business;
    std::string zone;
};

Typed read_typed(const Page& page, const Business& stored) {
    Typed out{stored, line(page.request.form, "time_zone")};
    read_settings(page, out.business, {"name", "kind", "country", "time_zone", "currency"});
    const auto languages = read_languages(page, stored);
    if (!languages.empty()) out.business.languages = languages;
    return out;
}

Form business_form(const Page& page, const Typed& typed) {
    const auto language = page.language;
    const auto& business = typed.business;
    Form out{.action = settings_path(page, "business"), .token = form_token(page)};
    out.submit = i18n::words(language, "Save");
    add_text_fields(out.fields, page, "name", i18n::words(language, "Name"), {}, business.name, 200, true);
    out.fields.front().required = true;
    out.fields.push_back({.kind = Kind::select,
                          .name = "kind",
                          .label = i18n::words(language, "Kind of business"),
                          .value = business.kind,
                          .options = kind_options(language)});
    out.fields.push_back({.kind = Kind::select,
                          .name = "country",
                          .label = i18n::words(language, "Country"),
                          .hint = i18n::words(language, "Phone numbers without a country code are of this country."),
                          .value = business.country,
                          .options = country_options(business)});
    Field zone{.name = "time_zone",
               .label = i18n::words(language, "Time zone"),
               .hint = i18n::words(language, "Such as Europe/Oslo. Your hours are by the clock on the wall there."),
               .value = typed.zone,
               .limit = 60,
               .required = true};
    std::set<std::string> zones;
    for (const auto& country : businesses::kCountries) zones.emplace(country.zone);
    for (const auto& each : zones) zone.options.push_back({each, {}});
    out.fields.push_back(std::move(zone));
    out.fields.push_back({.name = "currency",
                          .label = i18n::words(language, "Currency"),
                          .hint = i18n::words(language, "Three letters, such as NOK. It stays once there are prices."),
                          .value = business.currency,
                          .limit = 3,
                          .required = true});
    out.fields.push_back({.kind = Kind::heading,
                          .label = i18n::words(language, "Languages"),
                          .hint = i18n::words(language, "In which customers read your pages and get their mails.")});
    out.fields.push_back({.kind = Kind::select,
                          .name = "main_language",
                          .label = i18n::words(language, "Main language"),
                          .hint = i18n::words(language, "What has no text in another language is shown in this one."),
                          .value = business.languages.front(),
                          .options = language_options()});
    out.fields.push_back({.kind = Kind::checks,
                          .name = "languages",
                          .label = i18n::words(language, "All that you offer"),
                          .options = language_options(),
                          .chosen = {business.languages.begin(), business.languages.end()}});
    return out;
}

// What is asked before the zone changes: the appointments that stand in the book, by the clock then and now, and which
// of them cannot keep their hour.
struct Question {
    std::vector<bookings::Booking> coming;
    Zone to = Zone::utc();
    bool many = false;  // more than can be moved
    std::vector<std::pair<bookings::Booking, bookings::WallTrouble>> troubles{};
};

constexpr std::size_t kShown = 5;

Question question_of(const Page& page, const Zone& to) {
    return page.environment.database.snapshot([&](db::Session& session) {
        Question out{bookings::list_coming(session, page.id(), std::nullopt, page.now, static_cast<int>(kShown) + 1),
                     to};
        const auto plan = bookings::plan_by_wall(session, *page.snapshot, to, page.now);
        out.many = plan.too_many;
        for (const auto& [appointment, trouble] : plan.troubles) {
            auto of = bookings::list_of_appointment(session, page.id(), appointment);
            if (!of.empty()) out.troubles.emplace_back(std::move(of.front()), trouble);
            if (out.troubles.size() > kShown) break;
        }
        return out;
    });
}

std::string why_not(i18n::Language language, bookings::WallTrouble trouble) {
    switch (trouble) {
        case bookings::WallTrouble::no_such_hour: return i18n::words(language, "the clocks skip that hour on that day");
        case bookings::WallTrouble::over: return i18n::words(language, "it would have begun by now");
        case bookings::WallTrouble::taken: return i18n::words(language, "it would be in the way of another one");
    }
    CHECK(false);
}

void fill_troubles(html::Values& part, const Page& page, const Question& question) {
    part.show_if(question.many, "TOO_MANY");
    if (question.troubles.empty()) return;
    auto& some = part.add("TROUBLES");
    for (const auto& [booking, trouble] : question.troubles | std::views::take(kShown))
        some.add("TROUBLE")
            .set("TROUBLE_WHO", bookings::who_comes(booking))
            .set("TROUBLE_WHEN", pages::when(page, booking.time))
            .set("TROUBLE_WHY", why_not(page.language, trouble));
    some.show_if(question.troubles.size() > kShown, "TROUBLE_MORE");
}

bool keeps_wall(const Page& page) { return line(page.request.form, "keep") == "wall"; }

void add_choice(const Page& page, const Question& question, Form& form) {
    const auto language = page.language;
    const bool possible = !question.many && question.troubles.empty();
    std::vector<Option> options{{"moment", i18n::words(language, "The moment"),
                                 i18n::words(language, "Nobody is moved; the clock on the wall says another hour.")}};
    if (possible)
        options.push_back({"wall", i18n::words(language, "The hour on the wall"),
                           i18n::words(language, "All of them move, so that what is at 14:00 is at 14:00 there.")});
    std::vector<Field> fields{{.kind = Kind::choice,
                               .name = "keep",
                               .label = i18n::words(language, "What your appointments keep"),
                               .value = possible && keeps_wall(page) ? "wall" : "moment",
                               .options = std::move(options)}};
    if (possible)
        fields.push_back({.kind = Kind::toggle,
                          .name = "tell",
                          .label = i18n::words(language, "Tell the customers whose appointments move"),
                          .value = line(page.request.form, "tell")});
    form.fields.insert(form.fields.begin(), fields.begin(), fields.end());
}

void fill_question(html::Values& values, const Page& page, const Question& question, Form& form) {
    auto& part = values.add("QUESTION");
    part.set("FROM_ZONE", page.zone().name()).set("TO_ZONE", question.to.name());
    for (const auto& booking : question.coming | std::views::take(kShown))
        part.add("COMING")
            .set("COMING_WHO", bookings::who_comes(booking))
            .set("COMING_NOW", pages::when(page, booking.time))
            .set("COMING_THEN", pages::when(page, booking.time, question.to));
    part.show_if(question.coming.size() > kShown, "COMING_MORE");
    fill_troubles(part, page, question);
    add_choice(page, question, form);
    form.hidden.emplace_back("zone_confirmed", question.to.name());
    form.submit = i18n::words(page.language, "Save, in the new time zone");
}

Response business_page(const Page& page, const Typed& typed, const Error* error = nullptr,
                       const Question* question = nullptr) {
    auto form = business_form(page, typed);
    if (error) {
        form.wrong = pages::wrong_of(page, *error);
        name_text_fields(form.wrong.fields, page, {"name"});
    }
    const int status = error ? http::status_of(error->fault) : question ? 409 : 200;
    const auto title = i18n::words(page.language, "Settings");
    return render(page, {"office/settings/settings_business", title, "settings", status}, [&](html::Values& values) {
        include_settings_head(values, page, "business");
        if (question) fill_question(values, page, *question, form);
        include_form(values, "FORM", page, form);
        values.set("ADDRESS_TEXT", page.request.origin + pages::home_path(page));
        values.set("ADDRESS_URL", settings_path(page, "business/address"));
        values.set("HOST_URL", settings_path(page, "business/host"));
    });
}

Response save(const Page& page) {
    const auto typed = read_typed(page, page.business());
    const auto zone = Zone::find(typed.zone);
    if (!zone) {
        const Error wrong{Fault::invalid, "form.invalid", {}, {{"time_zone", "zone.invalid", {}}}};
        return business_page(page, typed, &wrong);
    }
    std::optional<Question> question;
    if (*zone != page.zone()) question = question_of(page, *zone);
    if (question && !question->coming.empty() && line(page.request.form, "zone_confirmed") != zone->name())
        return business_page(page, typed, nullptr, &*question);
    using Keep = bookings::InAnotherZone::Keep;
    const bookings::InAnotherZone in_another{keeps_wall(page) ? Keep::wall : Keep::moment,
                                             ticked(page.request.form, "tell")};
    const auto saved = page.environment.database.write([&](db::Tx& tx) {
        return bookings::change_identity(
            tx, page.environment.context(), page.id(),
            [&](Business& business) { business = read_typed(page, business).business; }, page.actor(), in_another);
    });
    if (saved) return back_to(settings_path(page, "business"), "saved");
    return business_page(page, typed, &saved.error(), question ? &*question : nullptr);
}

// Settings > Business > Address.

Response address_page(const Page& page, const std::string& typed, int status = 200) {
    const auto title = i18n::words(page.language, "Settings");
    return render(page, {"office/settings/settings_address", title, "settings", status}, [&](html::Values& values) {
        include_settings_head(values, page, "business");
        values.set("ACTION", settings_path(page, "business/address")).set("TOKEN", form_token(page));
        values.set("CHECK_URL", settings_path(page, "business/address/check"));
        values.set("ORIGIN", page.request.origin + "/").set("SLUG", typed);
        values.set("BACK_URL", settings_path(page, "business"));
        values.show_if(status != 200, "BAD");
        include_address_check(values, "CHECK", page, page.id(), typed);
    });
}

}  // namespace

std::vector<Field> business_fields(const Page& page) {
    return business_form(page, {page.business(), page.zone().name()}).fields;
}

Response business_settings(const Page& page) { return business_page(page, {page.business(), page.zone().name()}); }

Response save_business_settings(const Page& page) { return save(page); }

Response address_settings(const Page& page) {
    const auto typed = line(page.request.query, "slug");
    return address_page(page, typed.empty() ? page.business().slug : typed);
}

Response check_address(const Page& page) { return address_check(page, page.id(), line(page.request.query, "slug")); }

Response save_address(const Page& page) {
    const auto slug = businesses::slug_of(line(page.request.form, "slug"));
    const auto saved = page.environment.database.write([&](db::Tx& tx) {
        return businesses::change_slug(tx, {page.environment.clock, page.environment.registry}, page.id(), slug,
                                       page.actor());
    });
    if (!saved) return address_page(page, line(page.request.form, "slug"), http::status_of(saved.error().fault));
    auto response = back_to("/" + slug + "/office/settings/business/address", "saved");
    // The cookie is of the former path.
    http::set_cookie(response, page.request,
                     {std::string(pages::kStaffCookie),
                      std::string(page.request.cookie(pages::kStaffCookie)),
                      {},
                      "/" + slug + "/office",
                      true});
    return response;
}

}  // namespace office
