#include "booking_page/time_step.h"

#include "booking_page/visit_choice.h"
#include "waiting/waiting.h"

#include <algorithm>

namespace booking_page {

using namespace bookings;
using namespace pages;
namespace {

using catalog::Service;
using std::chrono::days;
using std::chrono::months;

Day first_of_month(Day day) {
    const std::chrono::year_month_day date{day};
    return Day{std::chrono::local_days{date.year() / date.month() / 1}};
}
Day plus_months(Day first, int n) {
    return Day{std::chrono::local_days{std::chrono::year_month_day{first} + months{n}}};
}
Day last_of_month(Day first) { return plus_months(first, 1) - days{1}; }

// The month that is asked for, or that of the day, or the first that has a free time.
Day month_to_show(const Page& page, const FreeSource& source, const Choice& choice, const Times& times) {
    if (choice.day) return first_of_month(*choice.day);
    if (choice.month) return *choice.month;
    if (times.present) return first_of_month(std::min(page.zone().day(times.present->start), times.last));
    return first_of_month(source.first_day(times.today).value_or(times.today));
}

std::chrono::weekday week_start(const Page& page) {
    return i18n::week_starts_on_sunday(page.language) ? std::chrono::Sunday : std::chrono::Monday;
}
Day first_of_week(const Page& page, Day day) { return day - (std::chrono::weekday{day} - week_start(page)); }

// In the middle of what is shown: the chosen day, else the month's first that can be booked.
Day shown_day(const Times& times) { return times.day.value_or(std::max(times.month, times.today)); }

bool in_range(const Choice& choice, const Times& times) {
    if (choice.day && (*choice.day < times.today || *choice.day > times.last)) return false;
    return !choice.month || (*choice.month >= first_of_month(times.today) && *choice.month <= times.last);
}

// From memory, so asking month and day one after the other costs little.
void fill_in(Times& times, const Page& page, const FreeSource& source, const Choice& choice) {
    times.month = month_to_show(page, source, choice, times);
    const auto from = std::max(times.month, times.today), to = std::min(last_of_month(times.month), times.last);
    if (from <= to) times.free_days = source.days(from, to);
    times.day = choice.day;
    if (!times.day && times.present) {
        const auto present = page.zone().day(times.present->start);
        if (std::ranges::binary_search(times.free_days, present)) times.day = present;
    }
    if (!times.day && !times.free_days.empty()) times.day = times.free_days.front();
    const auto week = first_of_week(page, shown_day(times));
    const auto around = std::max(week - days{7}, times.today), end = std::min(week + days{13}, times.last);
    if (around <= end) times.near_days = source.days(around, end);
    if (times.day) times.starts = source.list(*times.day);
    if (!times.starts.empty()) return;
    times.next = source.first_day(times.day ? *times.day : from);
    if (!times.next) times.next = source.first_day(times.today);
}

std::string long_date(const Page& page, const Times& times, Day day) {
    return i18n::long_date(page.language, day, static_cast<int>(std::chrono::year_month_day{times.today}.year()));
}

void fill_weekdays(html::Values& values, const Page& page, Day first) {
    for (int i = 0; i < 7; ++i) {
        auto& weekday = values.add("WEEKDAY");
        weekday.set("WEEKDAY_LONG", i18n::weekday_long(page.language, first + days{i}));
        weekday.set("WEEKDAY_SHORT", i18n::weekday_short(page.language, first + days{i}));
    }
}

std::string label_of(const Page& page, Day day) {
    return i18n::words(page.language, "{day}, free times", {{"day", i18n::long_date(page.language, day)}});
}

// The first free day of that week, else its first that can be booked; nullopt: none of it can.
std::optional<Day> into_week(const Times& times, Day first) {
    const auto last = first + days{6};
    if (last < times.today || first > times.last) return std::nullopt;
    const auto free = std::ranges::lower_bound(times.near_days, first);
    return free != times.near_days.end() && *free <= last ? *free : std::max(first, times.today);
}

// The week of the shown day, for narrow screens.
void fill_strip(html::Values& values, const Page& page, const Choice& choice, const Times& times) {
    const auto first = first_of_week(page, shown_day(times));
    values.show_if(choice.month.has_value(), "WITH_MONTH");
    values.set("WHOLE_MONTH_URL", choice.in_month(times.month).path());
    for (const auto& [section, week] : {std::pair("WEEK_EARLIER", first - days{7}), {"WEEK_LATER", first + days{7}}})
        if (const auto day = into_week(times, week))
            values.add(section).set(fmt::format("{}_URL", section), choice.on(*day).path());
        else
            values.show(fmt::format("NO_{}", section));
    for (auto day = first; day < first + days{7}; day += days{1}) {
        auto& cell = values.add("STRIP_DAY");
        const auto number = std::int64_t{static_cast<unsigned>(std::chrono::year_month_day{day}.day())};
        const auto brief = i18n::weekday_short(page.language, day);
        if (!std::ranges::binary_search(times.near_days, day)) {
            cell.add("STRIP_PLAIN")
                .set("STRIP_NUMBER", number)
                .set("STRIP_WEEKDAY", brief)
                .show_if(day == times.today, "STRIP_TODAY");
            continue;
        }
        cell.add("STRIP_FREE")
            .set("STRIP_NUMBER", number)
            .set("STRIP_WEEKDAY", brief)
            .set("STRIP_URL", choice.on(day).path())
            .set("STRIP_LABEL", label_of(page, day))
            .show_if(day == times.today, "STRIP_TODAY")
            .show_if(day == times.day, "STRIP_CHOSEN");
    }
}

void fill_cell(html::Values& cell, const Page& page, const Choice& choice, const Times& times, Day day) {
    if (first_of_month(day) != times.month) return;
    const auto number = static_cast<unsigned>(std::chrono::year_month_day{day}.day());
    if (!std::ranges::binary_search(times.free_days, day)) {
        cell.add("CELL_PLAIN").set("CELL_DAY", std::int64_t{number}).show_if(day == times.today, "CELL_TODAY");
        return;
    }
    auto& free = cell.add("CELL_FREE");
    const bool is_today = day == times.today;
    const bool is_present = times.present && page.zone().day(times.present->start) == day;
    auto label = label_of(page, day);
    if (is_today) label += ", " + i18n::words(page.language, "today");
    if (is_present) label += ", " + i18n::words(page.language, "your present day");
    free.set("CELL_DAY", std::int64_t{number}).set("CELL_URL", choice.on(day).path()).set("CELL_LABEL", label);
    free.set("CELL_CLASSES", fmt::format("{}{}", is_today ? " tb-today" : "", is_present ? " tb-present" : ""));
    free.show_if(times.day == day, "CELL_CHOSEN");
}

void fill_month(html::Values& values, const Page& page, const Choice& choice, const Times& times) {
    values.set("MONTH_NAME", i18n::month_name(page.language, times.month));
    const auto previous = plus_months(times.month, -1), next = plus_months(times.month, 1);
    if (previous >= first_of_month(times.today))
        values.add("EARLIER").set("EARLIER_URL", choice.in_month(previous).path());
    else
        values.show("NO_EARLIER");
    if (next <= times.last)
        values.add("LATER").set("LATER_URL", choice.in_month(next).path());
    else
        values.show("NO_LATER");

    const auto first = first_of_week(page, times.month);
    fill_weekdays(values, page, first);
    for (auto monday = first; monday <= last_of_month(times.month); monday += days{7}) {
        auto& week = values.add("WEEK");
        for (int i = 0; i < 7; ++i) fill_cell(week.add("CELL"), page, choice, times, monday + days{i});
    }
}

// Two starts of a repeated hour read the same on the wall; the second says its offset.
std::string time_text(const Page& page, const std::vector<FreeStart>& starts, std::size_t i) {
    const auto& zone = page.zone();
    auto text = i18n::time_of_day(page.language, zone.wall(starts[i].start));
    if (zone.instant(zone.wall(starts[i].start)) == starts[i].start) return text;
    const auto minutes = std::chrono::duration_cast<Minutes>(zone.offset(starts[i].start)).count();
    return fmt::format("{} (UTC{}{}:{:02})", text, minutes < 0 ? "-" : "+", std::abs(minutes) / 60,
                       std::abs(minutes) % 60);
}

// "3 places left", of a service for groups.
std::string places_left(const Page& page, ServiceId id, const FreeStart& free) {
    const auto* service = page.snapshot->service(id);
    if (!service || !service->is_for_groups()) return {};
    return i18n::count(page.language, "{n} place left", "{n} places left", free.left);
}

void fill_part(html::Values& day, const Page& page, const Choice& choice, const Times& times, std::string_view name,
               int from, int to) {
    html::Values* part = nullptr;
    for (std::size_t i = 0; i < times.starts.size(); ++i) {
        const auto& free = times.starts[i];
        const auto wall = page.zone().wall(free.start);
        const auto hour = std::chrono::duration_cast<std::chrono::hours>(wall - std::chrono::floor<days>(wall)).count();
        if (hour < from || hour >= to) continue;
        if (!part) part = &day.add("PART").set("PART_NAME", name);
        const bool is_present =
            times.present && free.start == times.present->start && free.provider_id == times.present->provider_id;
        auto& time = part->add("TIME").add(is_present ? "TIME_PRESENT" : times.keep_token ? "TIME_KEPT" : "TIME_FREE");
        time.set("TIME_INSTANT", base::to_text(free.start));
        time.set("TIME_TEXT", time_text(page, times.starts, i));
        if (is_present) continue;
        if (const auto left = places_left(page, choice.service_id, free); !left.empty())
            time.add("TIME_PLACES").set("TIME_LEFT", left);
        if (times.keep_token)
            time.set("TIME_START",
                     times.visits.empty() ? to_text(Start{free.start, free.provider_id}) : times.visits[i].start);
        else
            time.set("TIME_URL", times.visits.empty()
                                     ? choice.at(free).path()
                                     : fmt::format("{}&start={}", choice.without_time().path(), times.visits[i].start));
        if (!times.visits.empty()) time.add("TIME_NAMED").set("TIME_NAME", times.visits[i].note);
        const auto* provider = choice.any && times.visits.empty() ? page.snapshot->provider(free.provider_id) : nullptr;
        if (provider) time.add("TIME_NAMED").set("TIME_NAME", provider->name);
    }
}

std::string count_of_times(const Page& page, const Choice& choice, const Times& times) {
    const auto n = static_cast<std::int64_t>(times.starts.size());
    const auto* provider = choice.provider_id ? page.snapshot->provider(*choice.provider_id) : nullptr;
    if (!provider) return i18n::count(page.language, "{n} time", "{n} times", n);
    return i18n::count(page.language, "{n} time with {name}", "{n} times with {name}", n, {{"name", provider->name}});
}

void fill_day(html::Values& values, const Page& page, const Choice& choice, const Times& times) {
    auto& day = values.add("DAY");
    day.set("DAY_NAME", long_date(page, times, *times.day));
    day.set("DAY_COUNT", count_of_times(page, choice, times));
    fill_part(day, page, choice, times, i18n::words(page.language, "Night"), 0, 5);
    fill_part(day, page, choice, times, i18n::words(page.language, "Morning"), 5, 12);
    fill_part(day, page, choice, times, i18n::words(page.language, "Afternoon"), 12, 17);
    fill_part(day, page, choice, times, i18n::words(page.language, "Evening"), 17, 24);
}

void fill_no_day(html::Values& values, const Page& page, const Choice& choice, const Times& times) {
    auto& none = values.add("NO_DAY");
    none.set("NO_DAY_TITLE",
             times.day ? long_date(page, times, *times.day) : i18n::month_name(page.language, times.month));
    none.set("NO_DAY_TEXT", times.day ? i18n::words(page.language, "Nothing is free on this day.")
                                      : i18n::words(page.language, "Nothing is free in this month."));
    auto& next = none.add("NEXT");
    next.set("NEXT_URL", choice.on(*times.next).path());
    next.set("NEXT_TEXT",
             i18n::words(page.language, "Next free: {day}", {{"day", long_date(page, times, *times.next)}}));
}

// Where one provider has nothing that suits, the others may.
void fill_switch(html::Values& values, const Page& page, const Choice& choice, std::string_view section) {
    if (choice.only_one || !choice.provider_id) return;
    auto& other = values.add(section);
    other.set(fmt::format("{}_URL", section), choice.with(std::nullopt).path());
    other.set(fmt::format("{}_TEXT", section), i18n::words(page.language, "Show the times of anyone who is free"));
}

CalendarWords words_of(const Page& page, const Service& service, const Choice& choice, bool moving) {
    const auto* provider = choice.provider_id ? page.snapshot->provider(*choice.provider_id) : nullptr;
    CalendarWords out;
    out.title = provider ? i18n::words(page.language, "{service} with {name}",
                                       {{"service", page.text(service.name)}, {"name", provider->name}})
                         : page.text(service.name);
    out.note = moving ? i18n::words(page.language,
                                    "Choose a time to go on. Your appointment stays as it is until you confirm.")
                      : i18n::words(page.language, "Choose a time to go on. Nothing is booked before you confirm.");
    out.facts = length_of(page, service, choice.taker()) + " · " + price_of(page, service, choice.taker());
    out.keep_action = home_path(page) + "/book";
    out.keep_fields = [&choice](html::Values& form) { include_choice(form, choice); };
    if (!moving) out.more = another_service(page, choice);
    out.may_wait = true;
    return out;
}

void fill_summary(html::Values& values, const CalendarWords& words) {
    auto& summary = values.add("SUMMARY");
    summary.set("SUMMARY_TITLE", words.title).set("SUMMARY_NOTE", words.note).set("SUMMARY_TEXT", words.facts);
    if (words.more) summary.add("MORE").set("MORE_URL", words.more->path).set("MORE_TEXT", words.more->words);
}

// Where none suits: to wait for one. Not for who moves an appointment, nor by a secret link.
void fill_waiting(html::Values& values, const Page& page, const Choice& choice, const Times& times) {
    if (times.present || !choice.link.empty() || !page.business().has(waiting::kModule)) return;
    auto path = fmt::format("{}/waiting?service={}", home_path(page), base::to_text(choice.service_id));
    if (choice.provider_id && !choice.only_one) path += "&provider=" + base::to_text(*choice.provider_id);
    if (choice.location_id) path += "&location=" + base::to_text(*choice.location_id);
    if (choice.day && times.starts.empty()) path += "&day=" + base::to_text(*choice.day);
    values.add("WAIT").set("WAIT_URL", path);
}

void fill_closed(html::Values& closed, const Page& page, const CalendarWords& words, const Choice& choice,
                 const Times& times) {
    closed.set(
        "CLOSED_TEXT",
        i18n::words(page.language, "Everything that can be booked online is taken. New times may come up later."));
    include_contact(closed, page);
    fill_switch(closed, page, choice, "SWITCH_CLOSED");
    if (words.may_wait) fill_waiting(closed, page, choice, times);
}

void fill_open(html::Values& open, const Page& page, const CalendarWords& words, const Choice& choice,
               const Times& times) {
    fill_strip(open, page, choice, times);
    fill_month(open, page, choice, times);
    open.set("TIMES_IN",
             i18n::words(page.language, "Times in {city}.", {{"city", i18n::zone_city(page.language, page.zone())}}));
    open.set("ZONE_NAME", page.zone().name());
    const auto first = times.starts.empty() ? page.now : times.starts.front().start;
    open.set("ZONE_TEXT", i18n::words(page.language, "When it is {here} here, it is {time} for you in {city}.",
                                      {{"here", i18n::time_of_day(page.language, page.zone().wall(first))}}));
    open.set("ZONE_AT", base::to_text(first));
    if (times.keep_token) {
        auto& form = open.add("KEEPING");
        form.set("KEEP_ACTION", words.keep_action).set("KEEP_TOKEN", *times.keep_token);
        words.keep_fields(form);
    }
    if (times.starts.empty())
        fill_no_day(open, page, choice, times);
    else
        fill_day(open, page, choice, times);
    fill_summary(open, words);
    fill_switch(open, page, choice, "SWITCH");
    if (words.may_wait) fill_waiting(open, page, choice, times);
}

void fill_near(html::Values& near, const Page& page, const Service& service, const FreeStart& free, bool focused) {
    near.set("NEAR_START", to_text(Start{free.start, free.provider_id}));
    near.set("NEAR_TEXT", when(page, span_of(service, free.start, free.provider_id)));
    near.show_if(focused, "NEAR_FOCUS");
    if (const auto* provider = page.snapshot->provider(free.provider_id))
        near.add("NEAR_NAMED").set("NEAR_NAME", i18n::words(page.language, "with {name}", {{"name", provider->name}}));
    if (const auto left = places_left(page, service.id, free); !left.empty())
        near.add("NEAR_PLACES").set("NEAR_LEFT", left);
}

}  // namespace

Result<Times> ask_times(const Page& page, const Service& service, const Wanted& wanted, const Choice& choice,
                        const std::optional<FreeStart>& present) {
    auto& free_times = page.environment.free_times;
    return page.environment.database.read([&](db::Session& session) {
        const FreeSource source{
            [&](Day first, Day last) {
                return free_times.days(session, *page.snapshot, wanted, first, last, page.now);
            },
            [&](Day day) { return free_times.list(session, *page.snapshot, wanted, day, day, page.now); },
            [&](Day from) { return free_times.first_day(session, *page.snapshot, wanted, from, page.now); }};
        return ask_times(page, page.zone().day(page.now) + service.booking_horizon, source, choice, present);
    });
}

Result<Times> ask_times(const Page& page, Day last, const FreeSource& source, const Choice& choice,
                        const std::optional<FreeStart>& present) {
    Times times;
    times.today = page.zone().day(page.now);
    times.last = last;
    times.present = present;
    if (!in_range(choice, times)) return base::invalid("page.date_out_of_range");
    fill_in(times, page, source, choice);
    return times;
}

void include_calendar(html::Values& values, const Page& page, const CalendarWords& words, const Choice& choice,
                      const Times& times) {
    html::Values calendar;
    if (times.starts.empty() && !times.next)
        fill_closed(calendar.add("CLOSED"), page, words, choice, times);
    else
        fill_open(calendar.add("OPEN"), page, words, choice, times);
    values.include("CALENDAR", "booking_page/calendar", std::move(calendar));
}

void include_calendar(html::Values& values, const Page& page, const Service& service, const Choice& choice,
                      const Times& times) {
    include_calendar(values, page, words_of(page, service, choice, times.present.has_value()), choice, times);
}

void include_choice(html::Values& values, const Choice& choice) {
    html::Values fields;
    fields.set("SERVICE_ID", base::to_text(choice.service_id));
    if (!choice.link.empty()) fields.add("FORM_LINK").set("FORM_LINK_KEY", choice.link);
    if (choice.for_another) fields.add("FORM_FOR").set("FORM_FOR_ID", base::to_text(*choice.customer));
    if (choice.has_provider())
        fields.add("FORM_PROVIDER").set("FORM_PROVIDER_ID", choice.any ? "any" : base::to_text(*choice.provider_id));
    if (choice.asked_extras) fields.add("FORM_EXTRAS").set("FORM_EXTRA_IDS", to_text(choice.add_ons));
    if (choice.location_id) fields.add("FORM_LOCATION").set("FORM_LOCATION_ID", base::to_text(*choice.location_id));
    values.include("CHOICE_FIELDS", "booking_page/choice_fields", std::move(fields));
}

void include_nearest(html::Values& values, const Page& page, const Service& service,
                     const std::vector<FreeStart>& nearest) {
    html::Values list;
    if (nearest.empty()) {
        list.show("NOTHING_NEAR");
        include_contact(list, page);
    } else {
        auto& radios = list.add("NEAREST");
        for (const auto& free : nearest) fill_near(radios.add("NEAR"), page, service, free, &free == &nearest.front());
    }
    values.include("CHOICES_LIST", "booking_page/choices", std::move(list));
}

}  // namespace booking_page
