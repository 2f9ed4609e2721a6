#include "series_table/rule_form.h"

namespace series_table {
namespace {

using pages::Field;
using pages::Option;
using series::Unit;
using std::chrono::days;

std::vector<Option> weekday_options(const pages::Page& page) {
    std::vector<Option> out;
    const Day monday{days{4}};  // 1970-01-05
    for (auto day = monday; day < monday + days{7}; day += days{1})
        out.push_back({std::to_string(base::weekday_bit(day)), i18n::weekday_long(page.language, day)});
    return out;
}

}  // namespace

RuleForm read_rule(const pages::Page& page, const http::Form& form, Day first, int most) {
    RuleForm out;
    auto& rule = out.rule;
    out.every = pages::line(form, "every");
    out.times = pages::line(form, "times");
    out.until = pages::line(form, "until");
    rule.unit = series::parse_unit(form.get("unit")).value_or(Unit::week);
    const auto every = pages::whole_number<int>(out.every);
    if (every && *every >= 1 && *every <= series::kLongestInterval)
        rule.interval = *every;
    else
        out.wrong.push_back(
            {"every", "field.number_between", {{"from", "1"}, {"to", std::to_string(series::kLongestInterval)}}});
    if (rule.unit == Unit::week)
        for (const auto& bit : pages::ticks(form, "weekdays", weekday_options(page)))
            rule.weekdays |= pages::whole_number<int>(bit).value_or(0);
    if (!out.until.empty()) {
        rule.until = base::parse_day(out.until);
        if (!rule.until || *rule.until < first) out.wrong.push_back({"until", "report.days", {}});
        return out;
    }
    const auto times = pages::whole_number<int>(out.times);
    if (times && *times >= 2 && *times <= most)
        rule.times = *times;
    else
        out.wrong.push_back({"times", "field.number_between", {{"from", "2"}, {"to", std::to_string(most)}}});
    return out;
}

std::vector<Field> rule_fields(const pages::Page& page, const RuleForm& typed, Day first, int most) {
    const auto language = page.language;
    Field unit{.kind = Field::Kind::select, .name = "unit", .label = i18n::words(language, "Repeated by")};
    unit.value = series::to_text(typed.rule.unit);
    unit.options = {{"day", i18n::words(language, "Days")},
                    {"week", i18n::words(language, "Weeks")},
                    {"month", i18n::words(language, "Months, on the same day of the month")},
                    {"month_weekday", i18n::words(language, "Months, on the same weekday of the month")}};
    Field weekdays{.kind = Field::Kind::checks,
                   .name = "weekdays",
                   .label = i18n::words(language, "On these days"),
                   .hint = i18n::words(language, "Where it is repeated by weeks."),
                   .options = weekday_options(page)};
    const auto bits = typed.rule.weekdays ? typed.rule.weekdays : base::weekday_bit(first);
    for (const auto& option : weekdays.options)
        if (bits & pages::whole_number<int>(option.value).value_or(0)) weekdays.chosen.insert(option.value);
    return {{.name = "every",
             .label = i18n::words(language, "Every"),
             .hint = i18n::words(language, "2: every other week."),
             .value = typed.every,
             .type = "number",
             .limit = 2,
             .required = true},
            unit,
            weekdays,
            {.name = "times",
             .label = i18n::words(language, "How many times"),
             .hint = i18n::words(language, "The first one counts; at most {max}.", {{"max", std::to_string(most)}}),
             .value = typed.times,
             .type = "number",
             .limit = 3},
            {.name = "until",
             .label = i18n::words(language, "Or until this day"),
             .hint = i18n::words(language, "Then the number of times does not count."),
             .value = typed.until,
             .type = "date",
             .limit = 10}};
}

std::vector<std::pair<std::string, std::string>> kept_of(const RuleForm& typed) {
    std::vector<std::pair<std::string, std::string>> out{{"times", typed.times},
                                                         {"unit", std::string(series::to_text(typed.rule.unit))},
                                                         {"every", typed.every},
                                                         {"until", typed.until}};
    for (int bit = 1; bit < 128; bit *= 2)
        if (typed.rule.weekdays & bit) out.emplace_back(fmt::format("weekdays_{}", bit), "yes");
    return out;
}

}  // namespace series_table
