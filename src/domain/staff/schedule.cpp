#include "staff/schedule.h"

#include "base/text.h"
#include "businesses/settings.h"
#include "db/db.h"
#include "staff/staff_store.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <numeric>
#include <set>

namespace staff {
namespace {

using availability::Hours;
using availability::WeeklyHours;
using nlohmann::json;
using Parameters = std::vector<std::pair<std::string, std::string>>;

constexpr Minutes kDay{24 * 60};
constexpr int kLongestTurnWeeks = 52;
constexpr Day kFarAhead{std::chrono::days{1'000'000}};  // of days so far there are no exceptions to read

bool is_opening(const Hours& hours) {
    return Minutes{0} <= hours.from && hours.from < kDay && hours.from < hours.to && hours.to <= hours.from + kDay;
}
bool is_pause(const Hours& hours) { return Minutes{0} <= hours.from && hours.from < hours.to && hours.to <= 2 * kDay; }
bool is_in_turn(const WeeklyHours& weekly) {
    if (weekly.every_weeks < 1 || weekly.every_weeks > kLongestTurnWeeks) return false;
    if (std::chrono::weekday{weekly.monday} != std::chrono::Monday) return false;
    return !weekly.valid_from || !weekly.valid_to || *weekly.valid_from <= *weekly.valid_to;
}

bool overlap(const Hours& a, const Hours& b) { return a.from < b.to && b.from < a.to; }

bool ends_before(const std::optional<Day>& last, const std::optional<Day>& first) {
    return last && first && *last < *first;
}

// Whether there may be a week in which both hold; `weeks_later`: of b's.
bool may_meet(const WeeklyHours& a, const WeeklyHours& b, int weeks_later = 0) {
    if (ends_before(a.valid_to, b.valid_from) || ends_before(b.valid_to, a.valid_from)) return false;
    const auto weeks = std::chrono::floor<std::chrono::weeks>(b.monday - a.monday).count() - weeks_later;
    return weeks % std::gcd(a.every_weeks, b.every_weeks) == 0;
}

Parameters both(const Hours& one, const Hours& other) {
    return {{"one", hours_text(one)}, {"other", hours_text(other)}};
}

// The errors by field, the first of each.
class Errors {
public:
    void add(std::string_view field, int weekday, std::string code, Parameters parameters = {}) {
        auto name = fmt::format("{}_{}", field, weekday);
        if (std::ranges::find(errors_, name, &FieldError::field) == errors_.end())
            errors_.push_back({std::move(name), std::move(code), std::move(parameters)});
    }
    Result<void> result() const {
        if (errors_.empty()) return {};
        return std::unexpected(Error{Fault::invalid, "form.invalid", {}, errors_});
    }

private:
    std::vector<FieldError> errors_;
};

void check_pair(const WeeklyHours& a, const WeeklyHours& b, Errors& errors) {
    if (a.weekday == b.weekday && overlap(a.hours, b.hours) && may_meet(a, b))
        errors.add("hours", a.weekday, "hours.overlap", both(a.hours, b.hours));
}

void check_night(const WeeklyHours& a, const WeeklyHours& b, Errors& errors) {
    if (b.weekday != a.weekday % 7 + 1 || b.hours.from >= a.hours.to - kDay) return;
    if (may_meet(a, b, a.weekday == 7 ? 1 : 0))
        errors.add("hours", a.weekday, "schedule.night", both(a.hours, b.hours));
}

void check_break(const WeeklyHours& pause, const std::vector<WeeklyHours>& openings, Errors& errors) {
    const bool lies_in = std::ranges::any_of(openings, [&](const WeeklyHours& opening) {
        return opening.weekday == pause.weekday && opening.hours.from <= pause.hours.from &&
               pause.hours.to <= opening.hours.to && may_meet(opening, pause);
    });
    if (!lies_in) errors.add("breaks", pause.weekday, "schedule.break_outside", {{"part", hours_text(pause.hours)}});
}

bool are_known(db::Session& session, BusinessId business, const std::vector<Hours>& list) {
    return std::ranges::all_of(
        list, [&](const Hours& hours) { return !hours.location || exists(session, business, *hours.location); });
}

std::vector<Hours> hours_of(const std::vector<WeeklyHours>& week) {
    std::vector<Hours> out;
    for (const auto& weekly : week) out.push_back(weekly.hours);
    return out;
}

std::vector<OccupantId> concerned(db::Session& session, BusinessId business, std::optional<ProviderId> provider) {
    return provider ? std::vector{occupant(*provider)} : list_provider_occupants(session, business);
}

json json_of(const Hours& hours) {
    json out{{"from", hours.from.count()}, {"to", hours.to.count()}};
    if (hours.location) out["location"] = hours.location->value;
    return out;
}
json json_of(const WeeklyHours& weekly) {
    auto out = json_of(weekly.hours);
    if (weekly.every_weeks > 1) {
        out["every_weeks"] = weekly.every_weeks;
        out["monday"] = base::to_text(weekly.monday);
    }
    if (weekly.valid_from) out["valid_from"] = base::to_text(*weekly.valid_from);
    if (weekly.valid_to) out["valid_to"] = base::to_text(*weekly.valid_to);
    return out;
}

// By field, as the log tells them: hours_1 .. hours_7, breaks_1 .. breaks_7.
json json_of(const Week& week) {
    json out = json::object();
    for (int weekday = 1; weekday <= 7; ++weekday)
        for (const auto& [name, list] : {std::pair("hours", &week.hours), std::pair("breaks", &week.breaks)}) {
            auto& of_day = out[fmt::format("{}_{}", name, weekday)] = json::array();
            for (const auto& weekly : *list)
                if (weekly.weekday == weekday) of_day.push_back(json_of(weekly));
        }
    return out;
}

json json_of(const std::vector<OpeningHours>& hours, std::optional<LocationId> location) {
    Week week;
    for (const auto& each : hours)
        if (each.hours.location == location) week.hours.push_back({each.weekday, {each.hours.from, each.hours.to}});
    auto out = json_of(week);
    for (int weekday = 1; weekday <= 7; ++weekday) out.erase(fmt::format("breaks_{}", weekday));
    return out;
}

json json_of(const TimeOff& time_off) {
    json out{{"first_day", base::to_text(time_off.days.first)}, {"reason", time_off.reason}};
    if (time_off.hours)
        out["hours"] = json::array({json_of(*time_off.hours)});
    else
        out["last_day"] = base::to_text(time_off.days.last);
    if (time_off.days.yearly) out["yearly"] = true;
    return out;
}

// Without what stays as it is; false where that is everything.
bool keep_differences(json& before, json& after) {
    const auto all = before;
    for (const auto& [name, value] : all.items())
        if (after.value(name, json()) == value) {
            before.erase(name);
            after.erase(name);
        }
    return !before.empty() || !after.empty();
}

void record(db::Tx& tx, const Context& context, BusinessId business, std::string_view type, std::int64_t subject,
            activity::Actor actor, const json& data) {
    activity::record(tx, context.registry, business, context.clock.now(), {type, subject, actor, data.dump()});
}

std::int64_t subject_of(BusinessId business, std::optional<ProviderId> provider) {
    return provider ? provider->value : business.value;
}

void write(db::Tx& tx, BusinessId business, ProviderId provider, const Week& week) {
    erase_weekly_hours(tx, business, provider);
    for (const auto& opening : week.hours) insert(tx, business, provider, opening, HoursKind::opening);
    for (const auto& pause : week.breaks) insert(tx, business, provider, pause, HoursKind::pause);
}

// False: it was so already.
bool change_one(db::Tx& tx, const Context& context, BusinessId business, ProviderId provider, const Week& week,
                activity::Actor actor) {
    auto before = json_of(find_week(tx, business, provider)), after = json_of(week);
    if (!keep_differences(before, after)) return false;
    write(tx, business, provider, week);
    record(tx, context, business, "hours.changed", provider.value, actor, {{"before", before}, {"after", after}});
    return true;
}

std::vector<Hours> special_hours(db::Session& session, BusinessId business, ProviderId provider, Day day) {
    const auto all = list_schedules(session, business, day);
    for (const auto& special : all.at(provider).special_days)
        if (special.day == day) return special.hours;
    return {};
}

json array_of(const std::vector<Hours>& list) {
    json out = json::array();
    for (const auto& hours : list) out.push_back(json_of(hours));
    return out;
}

Result<void> check_special(std::vector<Hours> hours) {
    if (hours.size() > kOpeningsMax || !std::ranges::all_of(hours, is_opening)) return invalid("schedule.hours");
    std::ranges::sort(hours);
    const auto over = std::ranges::adjacent_find(hours, overlap);
    if (over != hours.end()) return invalid("hours.overlap", both(*over, *std::next(over)));
    return {};
}

Result<void> check_time_off(const TimeOff& draft) {
    if (draft.days.first > draft.days.last) return invalid("schedule.days");
    const auto most = draft.days.yearly ? kTimeOffDaysMax - 1 : kTimeOffDaysMax;
    if (draft.days.last - draft.days.first >= std::chrono::days{most})
        return invalid("schedule.too_many_days", {{"max", std::to_string(most)}});
    if (draft.hours && (!is_opening(*draft.hours) || draft.days.first != draft.days.last || draft.days.yearly))
        return invalid("schedule.hours");
    if (base::length(draft.reason) > kReasonMax)
        return invalid("field.too_long", {{"limit", std::to_string(kReasonMax)}});
    return {};
}

}  // namespace

Result<void> check_week(const Week& week) {
    if (week.hours.size() + week.breaks.size() > kWeekRowsMax) return invalid("schedule.hours");
    Errors errors;
    for (const auto& [name, list, fits] :
         {std::tuple("hours", &week.hours, &is_opening), std::tuple("breaks", &week.breaks, &is_pause)})
        for (const auto& weekly : *list) {
            if (weekly.weekday < 1 || weekly.weekday > 7) return invalid("schedule.hours");
            if (!is_in_turn(weekly) || !fits(weekly.hours)) errors.add(name, weekly.weekday, "schedule.hours");
        }
    if (auto shaped = errors.result(); !shaped) return shaped;
    for (auto a = week.hours.begin(); a != week.hours.end(); ++a) {
        for (auto b = a + 1; b != week.hours.end(); ++b) check_pair(*a, *b, errors);
        for (const auto& b : week.hours) check_night(*a, b, errors);
    }
    for (const auto& pause : week.breaks) check_break(pause, week.hours, errors);
    return errors.result();
}

std::string stamp(const Week& week) { return std::to_string(std::hash<std::string>{}(json_of(week).dump())); }

Week find_week(db::Session& session, BusinessId business, ProviderId provider) {
    auto all = list_schedules(session, business, kFarAhead);
    const auto found = all.find(provider);
    return found == all.end() ? Week{} : Week{std::move(found->second.hours), std::move(found->second.breaks)};
}

Result<void> change_weekly_hours(db::Tx& tx, const Context& context, BusinessId business, ProviderId provider,
                                 const Week& week, activity::Actor actor, const std::optional<std::string>& drawn_from,
                                 const std::vector<ProviderId>& also) {
    if (auto checked = check_week(week); !checked) return checked;
    std::set<ProviderId> all(also.begin(), also.end());
    all.insert(provider);
    std::vector<OccupantId> occupants;
    for (const auto each : all) {
        if (!exists(tx, business, each)) return not_found("provider.not_offered");
        occupants.push_back(occupant(each));
    }
    if (!are_known(tx, business, hours_of(week.hours))) return not_found("location.unknown");

    lock(tx, business, std::move(occupants));
    if (drawn_from && *drawn_from != stamp(find_week(tx, business, provider)))
        return conflict("schedule.changed_meanwhile");
    bool changed = false;
    for (const auto each : all) changed |= change_one(tx, context, business, each, week, actor);
    if (changed) businesses::touch(tx, business);
    return {};
}

Week copy_day(const Week& week, int from, const std::vector<int>& to) {
    const std::set<int> others(to.begin(), to.end());
    const auto copied = [&](const std::vector<WeeklyHours>& list) {
        std::vector<WeeklyHours> out;
        for (const auto& weekly : list) {
            if (weekly.weekday == from || !others.contains(weekly.weekday)) out.push_back(weekly);
            if (weekly.weekday != from) continue;
            for (const auto other : others)
                if (other != from) out.emplace_back(weekly).weekday = other;
        }
        std::ranges::stable_sort(out, {}, [](const WeeklyHours& each) { return std::pair(each.weekday, each.hours); });
        return out;
    };
    return {copied(week.hours), copied(week.breaks)};
}

Result<void> change_special_day(db::Tx& tx, const Context& context, BusinessId business, ProviderId provider,
                                const availability::SpecialDay& day, activity::Actor actor) {
    if (auto checked = check_special(day.hours); !checked) return checked;
    if (!exists(tx, business, provider)) return not_found("provider.not_offered");
    if (!are_known(tx, business, day.hours)) return not_found("location.unknown");

    lock(tx, business, {occupant(provider)});
    const auto before = array_of(special_hours(tx, business, provider, day.day)), after = array_of(day.hours);
    if (before == after) return {};
    replace(tx, business, provider, day);
    businesses::touch(tx, business);
    record(tx, context, business, "special_day.changed", provider.value, actor,
           {{"day", base::to_text(day.day)}, {"before", {{"hours", before}}}, {"after", {{"hours", after}}}});
    return {};
}

Result<void> change_special_day_of_all(db::Tx& tx, const Context& context, BusinessId business,
                                       const availability::SpecialDay& day, activity::Actor actor) {
    lock(tx, business, concerned(tx, business, std::nullopt));
    for (const auto& provider : list_providers(tx, business)) {
        if (!provider.bookable) continue;
        if (auto changed = change_special_day(tx, context, business, provider.id, day, actor); !changed) return changed;
    }
    return {};
}

Result<TimeOffId> add_time_off(db::Tx& tx, const Context& context, BusinessId business, const TimeOff& draft,
                               activity::Actor actor) {
    if (auto checked = check_time_off(draft); !checked) return std::unexpected(checked.error());
    if (draft.provider && !exists(tx, business, *draft.provider)) return not_found("provider.not_offered");

    lock(tx, business, concerned(tx, business, draft.provider));
    const auto id = base::make_id<TimeOffId>();
    if (draft.hours)
        insert(tx, business, id, draft.provider, availability::Blocked{draft.days.first, *draft.hours}, draft.reason);
    else
        insert(tx, business, id, draft.provider, draft.days, draft.reason);
    businesses::touch(tx, business);
    record(tx, context, business, "time_off.added", subject_of(business, draft.provider), actor,
           {{"after", json_of(draft)}});
    return id;
}

Result<void> remove_time_off(db::Tx& tx, const Context& context, BusinessId business, TimeOffId id,
                             activity::Actor actor) {
    const auto found = find_time_off(tx, business, id);
    if (!found) return not_found("schedule.time_off_gone");
    lock(tx, business, concerned(tx, business, found->provider));
    if (!erase(tx, business, id)) return not_found("schedule.time_off_gone");
    businesses::touch(tx, business);
    record(tx, context, business, "time_off.removed", subject_of(business, found->provider), actor,
           {{"after", json_of(*found)}});
    return {};
}

Result<void> set_opening_hours(db::Tx& tx, const Context& context, BusinessId business,
                               std::optional<LocationId> location, const std::vector<OpeningHours>& hours,
                               activity::Actor actor) {
    Week week;
    for (const auto& each : hours) week.hours.push_back({each.weekday, {each.hours.from, each.hours.to}});
    if (auto checked = check_week(week); !checked) return checked;
    if (location && !exists(tx, business, *location)) return not_found("location.unknown");

    businesses::lock(tx, business);
    auto placed = hours;
    for (auto& each : placed) each.hours.location = location;
    auto before = json_of(list_opening_hours(tx, business), location), after = json_of(placed, location);
    if (!keep_differences(before, after)) return {};
    replace(tx, business, location, placed);
    businesses::touch(tx, business);
    record(tx, context, business, "opening_hours.changed", location ? location->value : business.value, actor,
           {{"before", before}, {"after", after}});
    return {};
}

std::vector<ProviderId> list_who_follow(db::Session& session, BusinessId business,
                                        const std::vector<OpeningHours>& hours) {
    std::vector<ProviderId> out;
    for (const auto& provider : list_providers(session, business)) {
        const auto week = starting_week(hours, provider.location_id);
        if (!week.hours.empty() && find_week(session, business, provider.id) == week) out.push_back(provider.id);
    }
    return out;
}

Week starting_week(const std::vector<OpeningHours>& hours, std::optional<LocationId> location) {
    const auto of_place = [&](const std::optional<LocationId>& place) {
        Week week;
        for (const auto& each : hours)
            if (each.hours.location == place) week.hours.push_back({each.weekday, {each.hours.from, each.hours.to}});
        return week;
    };
    auto own = of_place(location);
    return own.hours.empty() ? of_place(std::nullopt) : own;
}

Result<void> set_opening_hours_and_followers(db::Tx& tx, const Context& context, BusinessId business,
                                             std::optional<LocationId> location, const std::vector<OpeningHours>& hours,
                                             activity::Actor actor) {
    const auto followers = list_who_follow(tx, business, list_opening_hours(tx, business));
    if (auto set = set_opening_hours(tx, context, business, location, hours, actor); !set) return set;
    const auto now = list_opening_hours(tx, business);
    for (const auto& provider : list_providers(tx, business)) {
        if (std::ranges::find(followers, provider.id) == followers.end()) continue;
        const auto week = starting_week(now, provider.location_id);
        if (auto changed = change_weekly_hours(tx, context, business, provider.id, week, actor); !changed)
            return changed;
    }
    return {};
}

}  // namespace staff
