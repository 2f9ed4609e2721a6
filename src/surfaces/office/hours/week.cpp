// A person's week, typed a line for each day.
#include "bookings/free_times.h"
#include "office/hours/hours_page.h"
#include "office/hours/plan.h"

#include <algorithm>
#include <set>

namespace office {
namespace {

using std::chrono::days;

// The week as it stands in the form, and what is to be said of it.
struct Drawn {
    TypedPlans typed;
    std::string stamp;   // of the week that the form was drawn from
    Wrong wrong{};       // why it was not saved
    std::string told{};  // what happened to the form
    bookings::LeftOut left_out{};
    std::set<ProviderId> also{};         // who gets the same week
    std::optional<ServiceId> service{};  // whose times are shown beside it; none: the first one's
};

std::string weekday_name(const Page& page, int weekday) {
    return i18n::weekday_long(page.language, availability::kSomeMonday + days{weekday - 1});
}

std::string path_of(const Page& page, const staff::Provider& provider, std::string_view rest = {}) {
    return hours_path(page, fmt::format("/people/{}{}", base::to_text(provider.id), rest));
}

staff::Week stored_week(const Page& page, ProviderId provider) {
    return page.environment.database.read(
        [&](db::Session& session) { return staff::find_week(session, page.id(), provider); });
}

availability::Schedule with_week(const Page& page, ProviderId provider, const staff::Week& week) {
    auto out = page.snapshot->schedule(provider);
    out.hours = week.hours;
    out.breaks = week.breaks;
    return out;
}

void fill_line(html::Values& row, const Page& page, const Drawn& drawn, const std::string& field,
               std::string_view section, const std::string& value) {
    auto& input = row.add(section).set("INPUT_NAME", field).set("INPUT_VALUE", value);
    const auto* error = pages::error_of(drawn.typed.errors, field);
    input.show_if(error && error == &drawn.typed.errors.front(), "FOCUS");
    if (error) input.add("WRONG").set("WRONG_TEXT", sentence(page, *error));
    input.show_if(error, "BAD");
}

std::string day_text(const std::optional<Day>& day) { return day ? base::to_text(*day) : std::string(); }

void fill_more(html::Values& values, const Page& page, const Drawn& drawn, std::size_t number) {
    const auto& plan = drawn.typed.plans[number];
    auto& more = values.add("MORE");
    const bool is_plain =
        !plan.location && plan.every_weeks == 1 && !plan.valid_from && !plan.valid_to && drawn.typed.plans.size() == 1;
    const auto is_own = [&](const FieldError& error) {
        return error.field.starts_with(plan_field(number, "")) && !error.field.contains("_hours_") &&
               !error.field.contains("_breaks_");
    };
    more.show_if(!is_plain || std::ranges::any_of(drawn.typed.errors, is_own), "MORE_OPEN");
    if (!page.snapshot->locations.empty()) {
        auto& place = more.add("LOCATIONS").set("LOCATION_NAME", plan_field(number, "location"));
        for (const auto& location : page.snapshot->locations)
            place.add("LOCATION")
                .set("OPTION_ID", base::to_text(location.id))
                .set("OPTION_TEXT", location.name)
                .show_if(plan.location == location.id, "OPTION_ON");
    }
    more.set("EVERY_NAME", plan_field(number, "every"));
    for (const int weeks : {1, 2, 3, 4})
        more.add("EVERY")
            .set("EVERY_VALUE", weeks)
            .set("EVERY_TEXT", weeks == 1
                                   ? i18n::words(page.language, "Every week")
                                   : i18n::words(page.language, "Every {n} weeks", {{"n", std::to_string(weeks)}}))
            .show_if(plan.every_weeks == weeks, "EVERY_ON");
    if (plan.every_weeks > 4)
        more.add("EVERY")
            .set("EVERY_VALUE", plan.every_weeks)
            .set("EVERY_TEXT", i18n::words(page.language, "Every {n} weeks", {{"n", std::to_string(plan.every_weeks)}}))
            .show("EVERY_ON");
    fill_line(more, page, drawn, plan_field(number, "monday"), "IN_WEEK",
              plan.every_weeks > 1 ? base::to_text(plan.monday) : std::string());
    fill_line(more, page, drawn, plan_field(number, "from"), "VALID_FROM", day_text(plan.valid_from));
    fill_line(more, page, drawn, plan_field(number, "to"), "VALID_TO", day_text(plan.valid_to));
}

void fill_plans(html::Values& values, const Page& page, const Drawn& drawn) {
    const auto& plans = drawn.typed.plans;
    for (std::size_t number = 0; number < plans.size(); ++number) {
        auto& plan = values.add("PLAN");
        if (plans.size() > 1)
            plan.add("NUMBER").set("NUMBER_TEXT",
                                   i18n::words(page.language, "Hours {n}", {{"n", std::to_string(number + 1)}}));
        for (int weekday = 1; weekday <= 7; ++weekday) {
            const auto at = static_cast<std::size_t>(weekday - 1);
            auto& row = plan.add("DAY").set("WEEKDAY", weekday_name(page, weekday));
            fill_line(row, page, drawn, plan_field(number, "hours", weekday), "HOURS", plans[number].hours[at]);
            fill_line(row, page, drawn, plan_field(number, "breaks", weekday), "BREAKS", plans[number].breaks[at]);
        }
        fill_more(plan, page, drawn, number);
    }
}

// Those that customers may book with the person.
std::vector<const catalog::Service*> services_of(const Page& page, const staff::Provider& provider) {
    auto out = page.snapshot->bookable_services();
    std::erase_if(out, [&](const catalog::Service* each) {
        return !provider.bookable || std::ranges::find(each->providers, provider.id) == each->providers.end();
    });
    return out;
}

std::optional<ServiceId> asked_service(const Page& page) {
    return base::parse_id<ServiceId>(page.request.form.get("service"));
}

// What customers could book next week, were the week saved as it is typed.
html::Values preview_values(const Page& page, const staff::Provider& provider, const TypedPlans& typed,
                            std::optional<ServiceId> wanted) {
    html::Values out;
    const auto services = services_of(page, provider);
    if (services.empty()) {
        out.show("NO_SERVICE");
        return out;
    }
    const auto found = std::ranges::find(services, wanted, [](const auto* each) { return std::optional(each->id); });
    const auto& service = found == services.end() ? *services.front() : **found;
    const auto checked = staff::check_week(typed.week);
    if (!typed.errors.empty() || !checked) {
        out.show("NOT_YET");
        return out;
    }
    auto snapshot = *page.snapshot;
    snapshot.schedules[provider.id] = with_week(page, provider.id, typed.week);
    const auto monday = monday_of(page.zone().day(page.now)) + days{7};
    bookings::FreeTimes free_times;
    const auto free = page.environment.database.read([&](db::Session& session) {
        return free_times.list(session, snapshot, {.service_id = service.id, .provider_id = provider.id}, monday,
                               monday + days{6}, page.now);
    });
    auto& week = out.add("FREE").set("SERVICE", page.text(service.name));
    for (int n = 0; n < 7; ++n) {
        const auto day = monday + days{n};
        std::vector<Instant> starts;
        for (const auto& each : free)
            if (page.zone().day(each.start) == day) starts.push_back(each.start);
        auto& row = week.add("FREE_DAY").set("FREE_DAY_NAME", i18n::short_date(page.language, day));
        if (starts.empty()) {
            row.show("FREE_NONE");
            continue;
        }
        const auto text = [&](Instant at) { return i18n::time_of_day(page.language, page.zone().wall(at)); };
        row.add("FREE_SOME")
            .set("FREE_TEXT", i18n::count(page.language, "{n} time, {first}", "{n} times, {first} to {last}",
                                          static_cast<std::int64_t>(starts.size()),
                                          {{"first", text(starts.front())}, {"last", text(starts.back())}}));
    }
    return out;
}

void fill_copying(html::Values& values, const Page& page, const staff::Provider& provider, const Drawn& drawn) {
    for (int weekday = 1; weekday <= 7; ++weekday) {
        values.add("COPY_FROM").set("COPY_DAY", weekday).set("COPY_NAME", weekday_name(page, weekday));
        values.add("COPY_TO").set("COPY_DAY", weekday).set("COPY_NAME", weekday_name(page, weekday));
    }
    auto others = changeable_providers(page);
    std::erase_if(others, [&](const staff::Provider* each) { return each->id == provider.id; });
    if (others.empty()) return;
    auto& also = values.add("ALSO").show_if(!drawn.also.empty(), "ALSO_OPEN");
    for (const auto* other : others)
        also.add("OTHER")
            .set("OTHER_ID", base::to_text(other->id))
            .set("OTHER_NAME", other->name)
            .show_if(drawn.also.contains(other->id), "OTHER_ON");
}

// The services among which the preview's is chosen.
void fill_choice(html::Values& values, const Page& page, const staff::Provider& provider, const Drawn& drawn) {
    const auto services = services_of(page, provider);
    if (services.size() < 2) return;
    auto& choice = values.add("CHOICE");
    for (const auto* service : services)
        choice.add("SERVICE_OPTION")
            .set("OPTION_ID", base::to_text(service->id))
            .set("OPTION_TEXT", page.text(service->name))
            .show_if(service->id == drawn.service, "OPTION_ON");
}

Response week_page(const Page& page, const staff::Provider& provider, const Drawn& drawn) {
    const auto status = !drawn.typed.errors.empty() ? 422 : drawn.left_out.count > 0 ? 409 : drawn.wrong.page_status();
    return render(page, {"office/hours/week", provider.name, "hours", status}, [&](html::Values& values) {
        include_done(values, page);
        values.set("BACK_URL", hours_path(page)).set("ACTION", path_of(page, provider)).set("TOKEN", form_token(page));
        values.set("PREVIEW_URL", path_of(page, provider, "/preview")).set("STAMP", drawn.stamp);
        values.set("TIME_OFF_URL", hours_path(page, "/time-off"));
        values.set("PLANS", static_cast<std::int64_t>(drawn.typed.plans.size()));
        pages::fill_notice(values, drawn.wrong);
        if (!drawn.told.empty()) values.add("TOLD").set("TOLD_TEXT", drawn.told);
        values.show_if(drawn.typed.week.hours.empty() && drawn.typed.errors.empty(), "NO_HOURS");
        include_left_out(values, page, drawn.left_out);
        fill_plans(values, page, drawn);
        fill_copying(values, page, provider, drawn);
        values.show_if(drawn.typed.plans.size() < kPlansMax, "ADD_PLAN");
        values.show_if(drawn.left_out.count == 0, "SAVE").show_if(drawn.left_out.count > 0, "SAVE_ANYWAY");
        fill_choice(values, page, provider, drawn);
        values.include("PREVIEW", "office/hours/preview", preview_values(page, provider, drawn.typed, drawn.service));
    });
}

Drawn read_drawn(const Page& page, const staff::Provider& provider) {
    const auto& form = page.request.form;
    Drawn out{.typed = read_plans(form), .stamp = line(form, "stamp"), .service = asked_service(page)};
    for (auto& plan : out.typed.plans)
        if (!page.snapshot->location(plan.location)) plan.location.reset();
    for (const auto* other : changeable_providers(page))
        if (other->id != provider.id && ticked(form, "also_" + base::to_text(other->id))) out.also.insert(other->id);
    return out;
}

// One day's lines to those that were ticked, in the form alone.
Response copy_in_form(const Page& page, const staff::Provider& provider, Drawn drawn) {
    const auto& form = page.request.form;
    for (int weekday = 1; weekday <= 7; ++weekday) {
        if (form.get("copy_from") != std::to_string(weekday)) continue;
        for (auto& plan : drawn.typed.plans)
            for (std::size_t to = 0; to < 7; ++to) {
                if (!ticked(form, fmt::format("copy_to_{}", to + 1))) continue;
                plan.hours[to] = plan.hours[static_cast<std::size_t>(weekday - 1)];
                plan.breaks[to] = plan.breaks[static_cast<std::size_t>(weekday - 1)];
            }
    }
    drawn.typed = read_plans(std::move(drawn.typed.plans));
    drawn.told = i18n::words(page.language, "The day is copied. Save to keep it.");
    return week_page(page, provider, drawn);
}

Response save(const Page& page, const staff::Provider& provider, Drawn drawn) {
    auto& typed = drawn.typed;
    if (typed.errors.empty())
        if (const auto checked = staff::check_week(typed.week); !checked) {
            typed.errors = place_errors(typed.plans, checked.error().fields);
            if (typed.errors.empty()) drawn.wrong.notice = pages::sentence(page, checked.error());
        }
    if (!typed.errors.empty() || drawn.wrong.any()) return week_page(page, provider, drawn);

    Planned planned{{provider.id, with_week(page, provider.id, typed.week)}};
    for (const auto other : drawn.also) planned.emplace_back(other, with_week(page, other, typed.week));
    if (page.request.form.get("do") != "anyway") {
        drawn.left_out = find_left_out(page, planned);
        if (drawn.left_out.count > 0) return week_page(page, provider, drawn);
    }
    const std::vector<ProviderId> also(drawn.also.begin(), drawn.also.end());
    const auto drawn_from = page.request.form.has("stamp") ? std::optional(drawn.stamp) : std::nullopt;
    const auto saved = page.environment.database.write([&](db::Tx& tx) {
        return staff::change_weekly_hours(tx, hours_context(page), page.id(), provider.id, typed.week, page.actor(),
                                          drawn_from, also);
    });
    if (saved) return back_to(path_of(page, provider), "saved");
    drawn.wrong = {{}, pages::sentence(page, saved.error()), http::status_of(saved.error().fault)};
    if (saved.error().code == "schedule.changed_meanwhile") {
        const auto now = stored_week(page, provider.id);
        drawn.typed = read_plans(plans_of(now));
        drawn.stamp = staff::stamp(now);
    }
    return week_page(page, provider, drawn);
}

}  // namespace

Response weekly_hours(const Page& page) {
    const auto* provider = provider_of_path(page);
    if (!provider) return nothing_here(page);
    const auto week = stored_week(page, provider->id);
    return week_page(page, *provider, {.typed = read_plans(plans_of(week)), .stamp = staff::stamp(week)});
}

Response save_weekly_hours(const Page& page) {
    const auto* provider = provider_of_path(page);
    if (!provider) return nothing_here(page);
    auto drawn = read_drawn(page, *provider);
    const auto what = page.request.form.get("do");
    if (what == "copy") return copy_in_form(page, *provider, std::move(drawn));
    if (what == "plan" && drawn.typed.plans.size() < kPlansMax) {
        drawn.typed.plans.emplace_back();
        return week_page(page, *provider, drawn);
    }
    if (what == "show") return week_page(page, *provider, drawn);
    return save(page, *provider, std::move(drawn));
}

// A part of a page: what stands in #tb-preview.
Response preview_hours(const Page& page) {
    const auto* provider = provider_of_path(page);
    if (!provider) return nothing_here(page);
    auto response = http::html(page.environment.pages.render(
        "office/hours/preview", page.language,
        preview_values(page, *provider, read_plans(page.request.form), asked_service(page))));
    response.set("Cache-Control", "no-store");
    return response;
}

}  // namespace office
