// The step of the opening hours: a line for each day, which the people who work here begin with.
#include "office/start/step_page.h"
#include "staff/schedule.h"

namespace office {
namespace {

constexpr int kDaysOfWeek = 7;
// What stands there before anybody has said anything: Monday to Friday.
constexpr std::string_view kUsual = "9-17";

using Lines = std::array<std::string, kDaysOfWeek>;

std::string field_name(int weekday) { return fmt::format("hours_{}", weekday); }

Lines stored(const Page& page) {
    const auto hours = page.environment.database.read(
        [&](db::Session& session) { return staff::list_opening_hours(session, page.id()); });
    Lines out;
    if (hours.empty() && !done_of(page).contains(onboarding::to_text(Step::hours)))
        for (std::size_t day = 0; day < 5; ++day) out.at(day) = kUsual;
    for (int weekday = 1; weekday <= kDaysOfWeek; ++weekday) {
        std::vector<availability::Hours> of_day;
        for (const auto& each : hours)
            if (each.weekday == weekday && !each.hours.location) of_day.push_back(each.hours);
        if (!of_day.empty()) out.at(static_cast<std::size_t>(weekday - 1)) = staff::hours_text(of_day);
    }
    return out;
}

Response hours_page(const Page& page, const Lines& lines, const Wrong& wrong = {}) {
    Form form{.action = step_path(page, Step::hours), .token = form_token(page)};
    form.submit = i18n::words(page.language, "Save and go on");
    form.wrong = wrong;
    for (int weekday = 1; weekday <= kDaysOfWeek; ++weekday) {
        const auto day = availability::kSomeMonday + std::chrono::days{weekday - 1};
        form.fields.push_back({.name = field_name(weekday),
                               .label = i18n::weekday_long(page.language, day),
                               .value = lines.at(static_cast<std::size_t>(weekday - 1)),
                               .limit = staff::kHoursTextMax});
    }
    return step_page(page, Step::hours, "office/start/hours", wrong.page_status(),
                     [&](html::Values& values) { include_form(values, "FORM", page, form); });
}

}  // namespace

Response start_hours(const Page& page) { return hours_page(page, stored(page)); }

Response save_hours(const Page& page) {
    Lines lines;
    Wrong wrong;
    std::vector<staff::OpeningHours> hours;
    for (int weekday = 1; weekday <= kDaysOfWeek; ++weekday) {
        auto& typed = lines.at(static_cast<std::size_t>(weekday - 1));
        typed = line(page.request.form, field_name(weekday));
        const auto parsed = staff::parse_hours(typed);
        if (!parsed)
            wrong.add(field_name(weekday), parsed.error());
        else
            for (const auto& each : *parsed) hours.push_back({weekday, each});
    }
    if (!wrong.any() && hours.empty()) wrong.add(field_name(1), "onboarding.no_hours");
    if (wrong.any()) return hours_page(page, lines, wrong);
    const auto saved = page.environment.database.write([&](db::Tx& tx) {
        return staff::set_opening_hours(tx, {page.environment.clock, page.environment.registry}, page.id(), {}, hours,
                                        page.actor());
    });
    if (!saved) return hours_page(page, lines, pages::wrong_of(page, saved.error()));
    return go_on(page, Step::hours);
}

}  // namespace office
