#include "office/hours/plan.h"

#include "http/typed.h"

#include <charconv>

namespace office {
namespace {

using availability::Hours;
using availability::WeeklyHours;

std::size_t index(int weekday) { return static_cast<std::size_t>(weekday - 1); }

bool same_turn(const Plan& plan, const WeeklyHours& weekly) {
    return plan.every_weeks == weekly.every_weeks && (plan.every_weeks == 1 || plan.monday == weekly.monday) &&
           plan.valid_from == weekly.valid_from && plan.valid_to == weekly.valid_to;
}

Plan plan_for(const WeeklyHours& weekly) {
    return {weekly.hours.location, weekly.every_weeks, weekly.monday, weekly.valid_from, weekly.valid_to, {}, {}};
}

bool is_within(const std::vector<WeeklyHours>& openings, const Plan& plan, const WeeklyHours& pause) {
    return std::ranges::any_of(openings, [&](const WeeklyHours& opening) {
        return same_turn(plan, opening) && opening.hours.location == plan.location &&
               opening.weekday == pause.weekday && opening.hours.from <= pause.hours.from &&
               pause.hours.to <= opening.hours.to;
    });
}

// The lines of a day become one text.
void add(std::string& text, const Hours& hours) {
    if (!text.empty()) text += ", ";
    text += staff::hours_text(hours);
}

// Reads the plan's lines and fields of the form.
class PlanReader {
public:
    PlanReader(TypedPlans& out, std::size_t number) : out_(out), number_(number) {}

    void read_lines() {
        const auto& plan = out_.plans[number_];
        for (int weekday = 1; weekday <= 7; ++weekday) {
            const auto hours = parse(plan.hours[index(weekday)], "hours", weekday);
            const auto breaks = staff::settle_breaks(parse(plan.breaks[index(weekday)], "breaks", weekday), hours);
            for (const auto& each : hours)
                out_.week.hours.push_back(weekly(weekday, {each.from, each.to, plan.location}));
            for (const auto& each : breaks) out_.week.breaks.push_back(weekly(weekday, each));
        }
    }

private:
    std::vector<Hours> parse(const std::string& text, std::string_view name, int weekday) {
        auto read = staff::parse_hours(text);
        if (read) return *std::move(read);
        out_.errors.push_back({plan_field(number_, name, weekday), read.error().code, read.error().parameters});
        return {};
    }
    WeeklyHours weekly(int weekday, const Hours& hours) const {
        const auto& plan = out_.plans[number_];
        return {weekday, hours, plan.every_weeks, plan.monday, plan.valid_from, plan.valid_to};
    }

    TypedPlans& out_;
    std::size_t number_;
};

int whole_number(std::string_view text) {
    int out = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
    return read.ec == std::errc() && read.ptr == text.data() + text.size() ? out : 0;
}

// A day that was left out is none; one that cannot be read is an error.
std::optional<Day> read_day(const http::Form& form, const std::string& name, std::vector<FieldError>& errors) {
    const auto text = http::line(form, name);
    auto day = base::parse_day(text);
    if (!day && !text.empty()) errors.push_back({name, "page.date_not_understood", {}});
    return day;
}

Plan read_plan(const http::Form& form, std::size_t number, std::vector<FieldError>& errors) {
    Plan plan;
    plan.location = base::parse_id<LocationId>(form.get(plan_field(number, "location")));
    plan.every_weeks = std::max(1, whole_number(form.get(plan_field(number, "every"))));
    if (const auto day = read_day(form, plan_field(number, "monday"), errors); day && plan.every_weeks > 1)
        plan.monday = *day - (std::chrono::weekday{*day} - std::chrono::Monday);
    plan.valid_from = read_day(form, plan_field(number, "from"), errors);
    plan.valid_to = read_day(form, plan_field(number, "to"), errors);
    if (plan.valid_from && plan.valid_to && *plan.valid_from > *plan.valid_to)
        errors.push_back({plan_field(number, "to"), "schedule.days", {}});
    for (int weekday = 1; weekday <= 7; ++weekday) {
        plan.hours[index(weekday)] = http::line(form, plan_field(number, "hours", weekday));
        plan.breaks[index(weekday)] = http::line(form, plan_field(number, "breaks", weekday));
    }
    return plan;
}

}  // namespace

std::string plan_field(std::size_t plan, std::string_view name) { return fmt::format("p{}_{}", plan, name); }
std::string plan_field(std::size_t plan, std::string_view name, int weekday) {
    return fmt::format("p{}_{}_{}", plan, name, weekday);
}

std::vector<Plan> plans_of(const staff::Week& week) {
    std::vector<Plan> plans;
    const auto find_or_add = [&](const WeeklyHours& weekly, const auto& fits) -> Plan& {
        const auto found = std::ranges::find_if(plans, fits);
        return found != plans.end() ? *found : plans.emplace_back(plan_for(weekly));
    };
    for (const auto& opening : week.hours) {
        auto& plan = find_or_add(opening, [&](const Plan& each) {
            return same_turn(each, opening) && each.location == opening.hours.location;
        });
        add(plan.hours[index(opening.weekday)], opening.hours);
    }
    for (const auto& pause : week.breaks) {
        const auto holds = [&](const Plan& each) {
            return same_turn(each, pause) && is_within(week.hours, each, pause);
        };
        auto& plan = std::ranges::any_of(plans, holds)
                         ? find_or_add(pause, holds)
                         : find_or_add(pause, [&](const Plan& each) { return same_turn(each, pause); });
        add(plan.breaks[index(pause.weekday)], pause.hours);
    }
    if (plans.empty()) plans.emplace_back();
    return plans;
}

TypedPlans read_plans(std::vector<Plan> plans) {
    TypedPlans out;
    out.plans = std::move(plans);
    for (std::size_t number = 0; number < out.plans.size(); ++number) PlanReader(out, number).read_lines();
    return out;
}

TypedPlans read_plans(const http::Form& form) {
    std::vector<Plan> plans;
    std::vector<FieldError> errors;
    const auto count =
        std::clamp<std::size_t>(static_cast<std::size_t>(std::max(0, whole_number(form.get("plans")))), 1, kPlansMax);
    for (std::size_t number = 0; number < count; ++number) plans.push_back(read_plan(form, number, errors));
    auto out = read_plans(std::move(plans));
    out.errors.insert(out.errors.begin(), errors.begin(), errors.end());
    return out;
}

std::vector<FieldError> place_errors(const std::vector<Plan>& plans, const std::vector<FieldError>& errors) {
    std::vector<FieldError> out;
    for (auto error : errors) {
        const auto mark = error.field.rfind('_');
        const auto weekday =
            mark == std::string::npos ? 0 : whole_number(std::string_view(error.field).substr(mark + 1));
        if (weekday < 1 || weekday > 7) continue;
        const bool is_break = error.field.starts_with("breaks");
        const auto has = [&](const Plan& plan) {
            return !(is_break ? plan.breaks : plan.hours)[index(weekday)].empty();
        };
        const auto found = std::ranges::find_if(plans, has);
        const auto number = found == plans.end() ? 0 : static_cast<std::size_t>(found - plans.begin());
        error.field = plan_field(number, is_break ? "breaks" : "hours", weekday);
        out.push_back(std::move(error));
    }
    return out;
}

}  // namespace office
