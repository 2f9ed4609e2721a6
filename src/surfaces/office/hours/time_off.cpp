// Time off by days and by hours, and days with hours of their own.
#include "office/hours/hours_page.h"

#include <algorithm>

namespace office {
namespace {

using staff::TimeOff;

constexpr int kShown = 300;

// A form as it was typed, with what is wrong.
struct Typed {
    std::vector<std::pair<std::string, std::string>> values{};
    Wrong wrong{};
    bookings::LeftOut left_out{};

    std::string value(std::string_view name) const {
        const auto found = std::ranges::find(values, name, &std::pair<std::string, std::string>::first);
        return found == values.end() ? std::string() : found->second;
    }
};

Typed typed_form(const http::Form& form) {
    Typed out;
    for (const auto* name : {"who", "first", "last", "hours", "yearly", "reason", "day"})
        out.values.emplace_back(name, line(form, name));
    return out;
}

constexpr std::string_view kEveryone = "all";

// `everyone`: what it means for all of them.
std::vector<Option> people(const Page& page, std::string everyone) {
    std::vector<Option> out;
    if (!page.only_provider()) out.push_back({std::string(kEveryone), std::move(everyone)});
    for (const auto* provider : changeable_providers(page))
        out.push_back({base::to_text(provider->id), provider->name});
    return out;
}

Form time_off_form(const Page& page, const Typed& typed) {
    const auto language = page.language;
    Form form{.action = hours_path(page, "/time-off"), .token = form_token(page)};
    form.submit = i18n::words(language, "Add time off");
    form.wrong = typed.wrong;
    if (typed.left_out.count > 0) {
        form.submit = i18n::words(language, "Save anyway");
        form.hidden = {{"anyway", "yes"}};
    }
    form.fields = {
        {.kind = Field::Kind::select,
         .name = "who",
         .label = i18n::words(language, "Who"),
         .value = typed.value("who"),
         .options = people(page, i18n::words(language, "Everyone: the business is closed"))},
        {.name = "first",
         .label = i18n::words(language, "First day"),
         .value = typed.value("first"),
         .type = "date",
         .required = true},
        {.name = "last",
         .label = i18n::words(language, "Last day"),
         .hint = i18n::words(language, "Left empty, it is one day."),
         .value = typed.value("last"),
         .type = "date"},
        {.name = "hours",
         .label = i18n::words(language, "Only these hours"),
         .hint = i18n::words(language, "Of one day, such as 13-15. Left empty, the whole day is off."),
         .value = typed.value("hours")},
        {.name = "reason",
         .label = i18n::words(language, "Reason"),
         .hint = i18n::words(language, "For staff; customers do not see it."),
         .value = typed.value("reason"),
         .limit = staff::kReasonMax},
        {.kind = Field::Kind::toggle,
         .name = "yearly",
         .label = i18n::words(language, "Every year on these days"),
         .value = typed.value("yearly")},
    };
    return form;
}

Form special_form(const Page& page, const Typed& typed) {
    const auto language = page.language;
    Form form{.action = hours_path(page, "/special-days"), .token = form_token(page)};
    form.submit = i18n::words(language, "Set the hours of the day");
    form.weight = Form::Weight::plain;
    form.wrong = typed.wrong;
    if (typed.left_out.count > 0) {
        form.submit = i18n::words(language, "Save anyway");
        form.hidden = {{"anyway", "yes"}};
    }
    form.fields = {
        {.kind = Field::Kind::select,
         .name = "who",
         .label = i18n::words(language, "Who"),
         .value = typed.value("who"),
         .options = people(page, i18n::words(language, "Everyone who can be booked"))},
        {.name = "day",
         .label = i18n::words(language, "Day"),
         .value = typed.value("day"),
         .type = "date",
         .required = true},
        {.name = "hours",
         .label = i18n::words(language, "Hours"),
         .hint =
             i18n::words(language, "Instead of the week's, without its breaks, even if the business is closed. Left "
                                   "empty, the week's hold again."),
         .value = typed.value("hours")},
    };
    return form;
}

std::string who_text(const Page& page, std::optional<ProviderId> provider) {
    if (!provider) return i18n::words(page.language, "Everyone");
    const auto* known = page.snapshot->provider(*provider);
    return known ? known->name : std::string();
}

bool may_change(const Page& page, const TimeOff& each) {
    return each.provider ? may_change_hours_of(page, *each.provider) : !page.only_provider();
}

void fill_list(html::Values& values, const Page& page) {
    auto list = page.environment.database.read([&](db::Session& session) {
        return staff::list_time_off(session, page.id(), page.zone().day(page.now), kShown);
    });
    std::erase_if(list, [&](const TimeOff& each) { return each.provider && !may_change(page, each); });
    values.show_if(list.empty(), "NOTHING_OFF");
    if (list.empty()) return;
    auto& rows = values.add("OFF");
    for (const auto& each : list) {
        auto& row = rows.add("OFF_ROW").set("WHO", who_text(page, each.provider));
        row.set("DAYS", days_text(page, each.days));
        if (each.hours) row.add("OFF_HOURS").set("OFF_HOURS_TEXT", staff::hours_text(*each.hours));
        if (!each.reason.empty()) row.add("REASON").set("REASON_TEXT", each.reason);
        row.show_if(each.days.yearly, "YEARLY");
        if (!may_change(page, each)) continue;
        row.add("REMOVE")
            .set("REMOVE_URL", hours_path(page, fmt::format("/time-off/{}/removal", base::to_text(each.id))))
            .set("TOKEN", form_token(page))
            .set("REMOVE_WHAT", days_text(page, each.days));
    }
}

void fill_special(html::Values& values, const Page& page) {
    const auto today = page.zone().day(page.now);
    std::vector<std::pair<Day, std::pair<const staff::Provider*, std::string>>> days;
    for (const auto* provider : changeable_providers(page))
        for (const auto& special : page.snapshot->schedule(provider->id).special_days)
            if (special.day >= today) days.push_back({special.day, {provider, staff::hours_text(special.hours)}});
    std::ranges::stable_sort(days, {}, [](const auto& each) { return each.first; });
    if (days.size() > kShown) days.resize(kShown);
    if (days.empty()) return;
    auto& rows = values.add("SPECIAL");
    for (const auto& [day, what] : days)
        rows.add("SPECIAL_ROW")
            .set("SPECIAL_WHO", what.first->name)
            .set("SPECIAL_DAY", days_text(page, {day, day}))
            .set("SPECIAL_HOURS", what.second);
}

enum class Which { neither, time_off, special_day };

Response list_page(const Page& page, const Typed& typed, Which which) {
    const auto status = typed.left_out.count > 0 ? 409 : typed.wrong.page_status();
    const auto title = i18n::words(page.language, "Time off and special days");
    return render(page, {"office/hours/time_off", title, "hours", status}, [&](html::Values& values) {
        include_done(values, page);
        values.set("BACK_URL", hours_path(page));
        include_left_out(values, page, typed.left_out);
        fill_list(values, page);
        fill_special(values, page);
        include_form(values, "ADD_FORM", page, time_off_form(page, which == Which::time_off ? typed : Typed()));
        if (!page.only_provider()) values.add("HOLIDAYS").set("HOLIDAYS_URL", hours_path(page, "/holidays"));
        const auto people_known = !changeable_providers(page).empty();
        if (people_known)
            include_form(values.add("SPECIAL_DAYS").show_if(which == Which::special_day, "SPECIAL_OPEN"),
                         "SPECIAL_FORM", page, special_form(page, which == Which::special_day ? typed : Typed()));
    });
}

// A day of a field, or an error for it.
std::optional<Day> read_day(Typed& typed, const std::string& name, bool needed) {
    const auto text = typed.value(name);
    if (text.empty() && !needed) return std::nullopt;
    const auto day = base::parse_day(text);
    if (!day) typed.wrong.add(name, text.empty() ? "field.required" : "page.date_not_understood");
    return day;
}

std::vector<availability::Hours> read_hours(Typed& typed) {
    const auto read = staff::parse_hours(typed.value("hours"));
    if (read) return *read;
    typed.wrong.add("hours", read.error());
    return {};
}

// Who is meant; nullopt and an error where the member may not.
std::optional<ProviderId> read_who(const Page& page, Typed& typed) {
    const auto id = base::parse_id<ProviderId>(typed.value("who"));
    if (!id || !page.snapshot->provider(*id) || !may_change_hours_of(page, *id)) {
        typed.wrong.add("who", "field.invalid");
        return std::nullopt;
    }
    return id;
}

TimeOff read_time_off(const Page& page, Typed& typed) {
    TimeOff out;
    if (typed.value("who") != kEveryone || page.only_provider()) out.provider = read_who(page, typed);
    const auto first = read_day(typed, "first", true), last = read_day(typed, "last", false);
    const auto hours = read_hours(typed);
    if (hours.size() > 1) typed.wrong.add("hours", "schedule.one_span");
    if (!hours.empty()) out.hours = hours.front();
    out.days = {first.value_or(Day{}), last.value_or(first.value_or(Day{})), ticked(page.request.form, "yearly")};
    if (out.hours && (out.days.first != out.days.last || out.days.yearly))
        typed.wrong.add("hours", "schedule.hours_of_one_day");
    if (first && last && *last < *first) typed.wrong.add("last", "schedule.days");
    out.reason = typed.value("reason");
    return out;
}

Planned with_time_off(const Page& page, const TimeOff& time_off) {
    Planned out;
    for (const auto& provider : page.snapshot->providers) {
        if (time_off.provider && *time_off.provider != provider.id) continue;
        auto schedule = page.snapshot->schedule(provider.id);
        if (time_off.hours)
            schedule.blocked.push_back({time_off.days.first, *time_off.hours});
        else
            (time_off.provider ? schedule.days_off : schedule.holidays).push_back(time_off.days);
        out.emplace_back(provider.id, std::move(schedule));
    }
    return out;
}

// Without a provider: of everybody who can be booked.
Planned with_special_day(const Page& page, std::optional<ProviderId> provider, const availability::SpecialDay& day) {
    Planned out;
    for (const auto& each : page.snapshot->providers) {
        if (provider ? each.id != *provider : !each.bookable) continue;
        auto schedule = page.snapshot->schedule(each.id);
        std::erase_if(schedule.special_days, [&](const auto& special) { return special.day == day.day; });
        if (!day.hours.empty()) schedule.special_days.push_back(day);
        out.emplace_back(each.id, std::move(schedule));
    }
    return out;
}

// Shows what the change leaves outside, unless staff have seen it.
bool leaves_out(const Page& page, Typed& typed, const Planned& planned) {
    if (ticked(page.request.form, "anyway")) return false;
    typed.left_out = find_left_out(page, planned);
    return typed.left_out.count > 0;
}

}  // namespace

Response time_off(const Page& page) {
    // From a day's page, or from a time of the calendar that is to be blocked.
    const bool is_begun = page.request.query.has("first");
    return list_page(page, is_begun ? typed_form(page.request.query) : Typed(),
                     is_begun ? Which::time_off : Which::neither);
}

Response add_time_off(const Page& page) {
    auto typed = typed_form(page.request.form);
    const auto draft = read_time_off(page, typed);
    if (typed.wrong.any()) return list_page(page, typed, Which::time_off);
    if (leaves_out(page, typed, with_time_off(page, draft))) return list_page(page, typed, Which::time_off);
    const auto added = page.environment.database.write(
        [&](db::Tx& tx) { return staff::add_time_off(tx, hours_context(page), page.id(), draft, page.actor()); });
    if (added) return back_to(hours_path(page, "/time-off"), "added");
    typed.wrong = {{}, pages::sentence(page, added.error()), http::status_of(added.error().fault)};
    return list_page(page, typed, Which::time_off);
}

Response remove_time_off(const Page& page) {
    const auto id = base::parse_id<staff::TimeOffId>(page.request.param("id"));
    if (!id) return nothing_here(page);
    const auto found = page.environment.database.read(
        [&](db::Session& session) { return staff::find_time_off(session, page.id(), *id); });
    if (!found || !may_change(page, *found)) return nothing_here(page);
    const auto removed = page.environment.database.write(
        [&](db::Tx& tx) { return staff::remove_time_off(tx, hours_context(page), page.id(), *id, page.actor()); });
    if (removed) return back_to(hours_path(page, "/time-off"), "removed");
    return refuse(page, removed.error(),
                  {hours_path(page, "/time-off"), i18n::words(page.language, "Time off and special days")});
}

Response save_special_day(const Page& page) {
    auto typed = typed_form(page.request.form);
    std::optional<ProviderId> provider;
    if (typed.value("who") != kEveryone || page.only_provider()) provider = read_who(page, typed);
    const auto day = read_day(typed, "day", true);
    const auto hours = read_hours(typed);
    if (typed.wrong.any()) return list_page(page, typed, Which::special_day);
    const availability::SpecialDay special{*day, hours};
    if (leaves_out(page, typed, with_special_day(page, provider, special)))
        return list_page(page, typed, Which::special_day);
    const auto changed = page.environment.database.write([&](db::Tx& tx) {
        const auto context = hours_context(page);
        return provider ? staff::change_special_day(tx, context, page.id(), *provider, special, page.actor())
                        : staff::change_special_day_of_all(tx, context, page.id(), special, page.actor());
    });
    if (changed) return back_to(hours_path(page, "/time-off"), "saved");
    typed.wrong = {{}, pages::sentence(page, changed.error()), http::status_of(changed.error().fault)};
    return list_page(page, typed, Which::special_day);
}

}  // namespace office
