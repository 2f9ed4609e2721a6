// A group that staff put into the calendar, or one of each week: a table first that says which of them are free, then
// all that were ticked in one transaction.
#include "office/frame/menu.h"
#include "office/groups/group_page.h"
#include "pages/shown_in.h"
#include "staff/hours_text.h"

#include <algorithm>

namespace office {
namespace {

using bookings::Obstacle;
using bookings::SessionDraft;
using bookings::SessionPlan;
using Kind = Field::Kind;

// What was typed; empty texts are as the service says.
struct Typed {
    const catalog::Service* service = nullptr;
    std::optional<ProviderId> provider{};
    std::optional<LocationId> location{};  // none: where the provider works then
    std::string day, time, duration, capacity, minimum, weeks;
    bool outside_hours = false;
};

std::vector<const catalog::Service*> services_of(const Page& page) {
    std::vector<const catalog::Service*> out;
    for (const auto& service : page.snapshot->services)
        if (service.active && service.is_for_groups() && !page.snapshot->providers_of(service).empty())
            out.push_back(&service);
    return out;
}

Typed read_typed(const Page& page, const http::Form& form) {
    Typed out;
    const auto services = services_of(page);
    const auto id = base::parse_id<ServiceId>(form.get("service"));
    const auto found = std::ranges::find_if(services, [&](const auto* each) { return id && each->id == *id; });
    out.service = found != services.end() ? *found : services.empty() ? nullptr : services.front();
    if (!out.service) return out;
    const auto givers = page.snapshot->providers_of(*out.service);
    out.provider = base::parse_id<ProviderId>(form.get("provider"));
    if (!out.provider || std::ranges::find(givers, *out.provider, &staff::Provider::id) == givers.end())
        out.provider = givers.front()->id;
    out.location = base::parse_id<LocationId>(form.get("location"));
    if (out.location && std::ranges::find(page.snapshot->locations, *out.location, &staff::Location::id) ==
                            page.snapshot->locations.end())
        out.location.reset();
    const auto text = [&](std::string_view name, std::string otherwise) {
        auto typed = line(form, name);
        return typed.empty() ? std::move(otherwise) : typed;
    };
    out.day = text("day", base::to_text(page.zone().day(page.now) + std::chrono::days{1}));
    out.time = text("time", "09:00");
    out.duration = text("duration", std::to_string(out.service->duration_with(*out.provider).count()));
    out.capacity = text("capacity", std::to_string(out.service->capacity_with(*out.provider)));
    out.minimum = text("minimum", std::to_string(out.service->minimum));
    out.weeks = text("weeks", "1");
    out.outside_hours = ticked(form, "outside_hours");
    return out;
}

std::vector<Field> when_fields(const Page& page, const Typed& typed) {
    const auto language = page.language;
    Field service{.kind = Kind::select, .name = "service", .label = i18n::words(language, "Service")};
    for (const auto* each : services_of(page))
        service.options.push_back({base::to_text(each->id), page.text(each->name)});
    service.value = base::to_text(typed.service->id);
    Field provider{.kind = Kind::select, .name = "provider", .label = i18n::words(language, "With")};
    for (const auto& each : page.snapshot->providers)
        if (each.bookable) provider.options.push_back({base::to_text(each.id), each.name});
    provider.value = base::to_text(*typed.provider);
    const auto number = [&](std::string name, std::string label, std::string value, std::string hint = {}) {
        return Field{.name = std::move(name),
                     .label = std::move(label),
                     .hint = std::move(hint),
                     .value = std::move(value),
                     .limit = 8,
                     .required = true};
    };
    std::vector<Field> out{std::move(service), std::move(provider)};
    if (page.snapshot->locations.size() > 1) {
        Field where{.kind = Kind::select, .name = "location", .label = i18n::words(language, "Where")};
        where.options.push_back({"", i18n::words(language, "Where they work then")});
        for (const auto& each : page.snapshot->locations) where.options.push_back({base::to_text(each.id), each.name});
        where.value = typed.location ? base::to_text(*typed.location) : "";
        out.push_back(std::move(where));
    }
    out.push_back(day_field(page, typed.day));
    out.push_back(time_field(page, typed.time));
    out.push_back(number("duration", i18n::words(language, "Length in minutes"), typed.duration));
    out.push_back(number("capacity", i18n::words(language, "Places"), typed.capacity));
    out.push_back(minimum_field(page, typed.minimum));
    out.push_back(number("weeks", i18n::words(language, "Weeks"), typed.weeks,
                         i18n::words(language, "1 for this day alone, 10 for the same hour of ten weeks.")));
    out.push_back(outside_field(page));
    return out;
}

Result<SessionDraft> draft_of(const Page& page, const http::Form& form, const Typed& typed) {
    Wrong wrong;
    SessionDraft out{.service_id = typed.service->id, .provider_id = *typed.provider, .starts_at = {}};
    if (const auto start = read_start(page, form))
        out.starts_at = *start;
    else
        wrong = start_wrong(form);
    out.duration = typed_minutes(form, "duration");
    if (out.duration < Minutes{1}) wrong.add("duration", "field.invalid");
    const auto number = [&](std::string_view name, const std::string& text) {
        const auto value = pages::whole_number<int>(text);
        if (!value) wrong.add(std::string(name), "field.invalid");
        return value.value_or(0);
    };
    out.location_id = typed.location;
    out.capacity = number("capacity", typed.capacity);
    out.minimum = number("minimum", typed.minimum);
    out.outside_hours = typed.outside_hours;
    if (!wrong.fields.empty()) return std::unexpected(Error{Fault::invalid, "form.invalid", {}, wrong.fields});
    return out;
}

std::string obstacle_text(const Page& page, Obstacle obstacle) {
    switch (obstacle) {
        case Obstacle::none: return i18n::words(page.language, "free");
        case Obstacle::taken: return i18n::words(page.language, "taken");
        case Obstacle::outside_hours: return i18n::words(page.language, "outside the hours");
        case Obstacle::past: return i18n::words(page.language, "over");
        case Obstacle::no_such_hour: return i18n::words(page.language, "the clocks skip this hour");
    }
    CHECK(false);
}

std::string start_field(Instant start) { return "start_" + std::to_string(start.time_since_epoch().count()); }

Response form_page(const Page& page, const Typed& typed, const Wrong& wrong, const std::vector<SessionPlan>& plan) {
    const auto title = i18n::words(page.language, "New group");
    return render(page, {"office/groups/new_group", title, "groups", wrong.page_status()}, [&](html::Values& values) {
        values.set("LIST_URL", page.home() + "/groups");
        pages::fill_notice(values, wrong);
        if (!typed.service) {
            auto& none = values.add("NO_SERVICE");
            if (const auto services = menu_path(page, "services")) none.add("SERVICES").set("SERVICES_URL", *services);
            return;
        }
        auto& form = values.add("FORM").set("ACTION", page.home() + "/groups/new");
        form.set("TOKEN", form_token(page)).set("SHOWN_IN", pages::shown_in_field(page).second);
        bool focused = false;
        include_fields(form, "FIELDS", page, when_fields(page, typed), wrong, focused);
        form.show(plan.empty() ? "ASK" : "ASK_AGAIN");
        if (plan.empty()) return;
        auto& table = form.add("PLAN");
        const auto clear = std::ranges::count(plan, Obstacle::none, &SessionPlan::obstacle);
        table.set("COUNT", i18n::words(page.language, "{n} of {max} are free",
                                       {{"n", std::to_string(clear)}, {"max", std::to_string(plan.size())}}));
        for (const auto& each : plan) {
            const bool is_free = each.obstacle == Obstacle::none;
            auto& row = table.add("ROW").set("START_TEXT", pages::moment(page, each.starts_at));
            row.set("OBSTACLE", obstacle_text(page, each.obstacle));
            if (is_free) row.add("FREE").set("START_FIELD", start_field(each.starts_at));
            row.show_if(!is_free, "NOT_FREE");
        }
        if (clear > 0) table.show("MAKE");
    });
}

}  // namespace

Field day_field(const Page& page, std::string value) {
    return {.name = "day",
            .label = i18n::words(page.language, "Day"),
            .value = std::move(value),
            .type = "date",
            .limit = 10,
            .required = true};
}

Field time_field(const Page& page, std::string value) {
    return {.name = "time",
            .label = i18n::words(page.language, "Begins at"),
            .value = std::move(value),
            .type = "time",
            .limit = 8,
            .required = true};
}

Field outside_field(const Page& page) {
    return {.kind = Field::Kind::toggle,
            .name = "outside_hours",
            .label = i18n::words(page.language, "Outside the hours too"),
            .value = page.request.form.get("outside_hours") == "yes" ? "yes" : ""};
}

Field minimum_field(const Page& page, std::string value) {
    return {.name = "minimum",
            .label = i18n::words(page.language, "Fewest who have to come"),
            .hint = i18n::words(page.language, "With fewer it is cancelled in time, and everybody is told. 0: it takes "
                                               "place in any case."),
            .value = std::move(value),
            .limit = 4,
            .required = true};
}

std::string clock_text(WallTime wall) {
    const auto minutes =
        std::chrono::duration_cast<Minutes>(wall - std::chrono::floor<std::chrono::days>(wall)).count();
    return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
}

std::optional<Instant> read_start(const Page& page, const http::Form& form) {
    const auto day = base::parse_day(line(form, "day"));
    const auto time = staff::parse_time_of_day(line(form, "time"));
    if (!day || !time) return std::nullopt;
    const auto wall = WallTime{*day} + *time;
    const auto start = page.zone().instant(wall);
    return page.zone().wall(start) == wall ? std::optional(start) : std::nullopt;
}

Wrong start_wrong(const http::Form& form) {
    Wrong out;
    if (!base::parse_day(line(form, "day")))
        out.add("day", "day.invalid");
    else
        out.add("time", "field.invalid");
    return out;
}

Response new_group(const Page& page) { return form_page(page, read_typed(page, page.request.query), {}, {}); }

Response add_groups(const Page& page) {
    const auto& form = page.request.form;
    const auto typed = read_typed(page, form);
    if (!typed.service) return form_page(page, typed, {}, {});
    if (pages::is_shown_otherwise(page, form))
        return form_page(page, typed, pages::wrong_of(page, pages::shown_otherwise(page)), {});
    auto draft = draft_of(page, form, typed);
    if (!draft) return form_page(page, typed, pages::wrong_of(page, draft.error()), {});
    const auto weeks = pages::whole_number<int>(typed.weeks).value_or(0);
    if (weeks < 1 || weeks > bookings::kMostSessionsAtOnce) {
        Wrong wrong;
        wrong.fields.push_back(
            {"weeks", "field.number_between", {{"from", "1"}, {"to", std::to_string(bookings::kMostSessionsAtOnce)}}});
        return form_page(page, typed, wrong, {});
    }
    const auto plan = page.environment.database.read(
        [&](db::Session& session) { return bookings::plan_weekly(session, *page.snapshot, *draft, weeks, page.now); });
    std::vector<Instant> chosen;
    for (const auto& each : plan)
        if (ticked(form, start_field(each.starts_at))) chosen.push_back(each.starts_at);
    if (form.get("make") != "yes" || chosen.empty()) return form_page(page, typed, {}, plan);
    const auto added = page.environment.database.write([&](db::Tx& tx) {
        return bookings::add_sessions(tx, pages::context_of(page, form), page.id(), *draft, chosen, page.actor());
    });
    if (!added) return form_page(page, typed, pages::wrong_of(page, added.error()), plan);
    return back_to(added->size() == 1 ? fmt::format("{}/groups/{}", page.home(), base::to_text(added->front().id))
                                      : page.home() + "/groups",
                   "added");
}

}  // namespace office
