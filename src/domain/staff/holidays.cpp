#include "staff/holidays.h"

#include <algorithm>
#include <array>

namespace staff {
namespace {

using std::chrono::days;
using std::chrono::month;
using std::chrono::weekday;

enum class By {
    date,          // month and day
    easter,        // days after Easter Sunday
    nth,           // the n-th weekday of the month; 5: the last
    weekday_from,  // the first such weekday from the date on
    not_sunday,    // the date, or the day before it where that is a Sunday
    bank,          // the date, or the next day that is neither a Saturday or Sunday nor taken by another
};
struct Rule {
    std::string_view country;
    By by;
    int a = 0, b = 0,
        c = 0;  // date: month, day; easter: days; nth: month, weekday (ISO), n; weekday_from: month, day, weekday
    std::string_view name;
};

constexpr std::array kRules{
    Rule{"NO", By::date, 1, 1, 0, "Første nyttårsdag"},
    Rule{"NO", By::easter, -3, 0, 0, "Skjærtorsdag"},
    Rule{"NO", By::easter, -2, 0, 0, "Langfredag"},
    Rule{"NO", By::easter, 0, 0, 0, "Første påskedag"},
    Rule{"NO", By::easter, 1, 0, 0, "Andre påskedag"},
    Rule{"NO", By::date, 5, 1, 0, "Arbeidernes dag"},
    Rule{"NO", By::date, 5, 17, 0, "Grunnlovsdagen"},
    Rule{"NO", By::easter, 39, 0, 0, "Kristi himmelfartsdag"},
    Rule{"NO", By::easter, 49, 0, 0, "Første pinsedag"},
    Rule{"NO", By::easter, 50, 0, 0, "Andre pinsedag"},
    Rule{"NO", By::date, 12, 25, 0, "Første juledag"},
    Rule{"NO", By::date, 12, 26, 0, "Andre juledag"},
    Rule{"DK", By::date, 1, 1, 0, "Nytårsdag"},
    Rule{"DK", By::easter, -3, 0, 0, "Skærtorsdag"},
    Rule{"DK", By::easter, -2, 0, 0, "Langfredag"},
    Rule{"DK", By::easter, 0, 0, 0, "Påskedag"},
    Rule{"DK", By::easter, 1, 0, 0, "2. påskedag"},
    Rule{"DK", By::easter, 39, 0, 0, "Kristi himmelfartsdag"},
    Rule{"DK", By::easter, 49, 0, 0, "Pinsedag"},
    Rule{"DK", By::easter, 50, 0, 0, "2. pinsedag"},
    Rule{"DK", By::date, 12, 25, 0, "Juledag"},
    Rule{"DK", By::date, 12, 26, 0, "2. juledag"},
    Rule{"NL", By::date, 1, 1, 0, "Nieuwjaarsdag"},
    Rule{"NL", By::easter, 0, 0, 0, "Eerste paasdag"},
    Rule{"NL", By::easter, 1, 0, 0, "Tweede paasdag"},
    Rule{"NL", By::not_sunday, 4, 27, 0, "Koningsdag"},
    Rule{"NL", By::date, 5, 5, 0, "Bevrijdingsdag"},
    Rule{"NL", By::easter, 39, 0, 0, "Hemelvaartsdag"},
    Rule{"NL", By::easter, 49, 0, 0, "Eerste pinksterdag"},
    Rule{"NL", By::easter, 50, 0, 0, "Tweede pinksterdag"},
    Rule{"NL", By::date, 12, 25, 0, "Eerste kerstdag"},
    Rule{"NL", By::date, 12, 26, 0, "Tweede kerstdag"},
    Rule{"BR", By::date, 1, 1, 0, "Confraternização Universal"},
    Rule{"BR", By::easter, -48, 0, 0, "Carnaval (ponto facultativo)"},
    Rule{"BR", By::easter, -47, 0, 0, "Carnaval (ponto facultativo)"},
    Rule{"BR", By::easter, -2, 0, 0, "Paixão de Cristo"},
    Rule{"BR", By::date, 4, 21, 0, "Tiradentes"},
    Rule{"BR", By::date, 5, 1, 0, "Dia do Trabalho"},
    Rule{"BR", By::easter, 60, 0, 0, "Corpus Christi (ponto facultativo)"},
    Rule{"BR", By::date, 9, 7, 0, "Independência do Brasil"},
    Rule{"BR", By::date, 10, 12, 0, "Nossa Senhora Aparecida"},
    Rule{"BR", By::date, 11, 2, 0, "Finados"},
    Rule{"BR", By::date, 11, 15, 0, "Proclamação da República"},
    Rule{"BR", By::date, 11, 20, 0, "Dia da Consciência Negra"},
    Rule{"BR", By::date, 12, 25, 0, "Natal"},
    Rule{"GB", By::bank, 1, 1, 0, "New Year's Day"},
    Rule{"GB", By::easter, -2, 0, 0, "Good Friday"},
    Rule{"GB", By::easter, 1, 0, 0, "Easter Monday"},
    Rule{"GB", By::nth, 5, 1, 1, "Early May bank holiday"},
    Rule{"GB", By::nth, 5, 1, 5, "Spring bank holiday"},
    Rule{"GB", By::nth, 8, 1, 5, "Summer bank holiday"},
    Rule{"GB", By::bank, 12, 25, 0, "Christmas Day"},
    Rule{"GB", By::bank, 12, 26, 0, "Boxing Day"},
    Rule{"US", By::date, 1, 1, 0, "New Year's Day"},
    Rule{"US", By::nth, 1, 1, 3, "Martin Luther King Jr. Day"},
    Rule{"US", By::nth, 2, 1, 3, "Washington's Birthday"},
    Rule{"US", By::nth, 5, 1, 5, "Memorial Day"},
    Rule{"US", By::date, 6, 19, 0, "Juneteenth"},
    Rule{"US", By::date, 7, 4, 0, "Independence Day"},
    Rule{"US", By::nth, 9, 1, 1, "Labor Day"},
    Rule{"US", By::nth, 10, 1, 2, "Columbus Day"},
    Rule{"US", By::date, 11, 11, 0, "Veterans Day"},
    Rule{"US", By::nth, 11, 4, 4, "Thanksgiving Day"},
    Rule{"US", By::date, 12, 25, 0, "Christmas Day"},
    Rule{"DE", By::date, 1, 1, 0, "Neujahr"},
    Rule{"DE", By::easter, -2, 0, 0, "Karfreitag"},
    Rule{"DE", By::easter, 1, 0, 0, "Ostermontag"},
    Rule{"DE", By::date, 5, 1, 0, "Tag der Arbeit"},
    Rule{"DE", By::easter, 39, 0, 0, "Christi Himmelfahrt"},
    Rule{"DE", By::easter, 50, 0, 0, "Pfingstmontag"},
    Rule{"DE", By::date, 10, 3, 0, "Tag der Deutschen Einheit"},
    Rule{"DE", By::date, 12, 25, 0, "1. Weihnachtstag"},
    Rule{"DE", By::date, 12, 26, 0, "2. Weihnachtstag"},
    Rule{"SE", By::date, 1, 1, 0, "Nyårsdagen"},
    Rule{"SE", By::date, 1, 6, 0, "Trettondedag jul"},
    Rule{"SE", By::easter, -2, 0, 0, "Långfredagen"},
    Rule{"SE", By::easter, 0, 0, 0, "Påskdagen"},
    Rule{"SE", By::easter, 1, 0, 0, "Annandag påsk"},
    Rule{"SE", By::date, 5, 1, 0, "Första maj"},
    Rule{"SE", By::easter, 39, 0, 0, "Kristi himmelsfärdsdag"},
    Rule{"SE", By::easter, 49, 0, 0, "Pingstdagen"},
    Rule{"SE", By::date, 6, 6, 0, "Sveriges nationaldag"},
    Rule{"SE", By::weekday_from, 6, 20, 6, "Midsommardagen"},
    Rule{"SE", By::weekday_from, 10, 31, 6, "Alla helgons dag"},
    Rule{"SE", By::date, 12, 25, 0, "Juldagen"},
    Rule{"SE", By::date, 12, 26, 0, "Annandag jul"},
};

Day date(int year, int month_number, int day) {
    return Day{std::chrono::year{year} / month{static_cast<unsigned>(month_number)} / day};
}

weekday iso(int number) { return weekday{static_cast<unsigned>(number)}; }

Day nth_weekday(int year, int month_number, weekday of_week, int n) {
    const auto of_month = std::chrono::year{year} / month{static_cast<unsigned>(month_number)};
    if (n == 5) return Day{of_month / of_week[std::chrono::last]};
    return Day{of_month / of_week[static_cast<unsigned>(n)]};
}

Day day_of(const Rule& rule, int year, const std::vector<Holiday>& before) {
    switch (rule.by) {
        case By::date: return date(year, rule.a, rule.b);
        case By::easter: return easter(year) + days{rule.a};
        case By::nth: return nth_weekday(year, rule.a, iso(rule.b), rule.c);
        case By::weekday_from: {
            const auto from = date(year, rule.a, rule.b);
            return from + (iso(rule.c) - weekday{from});
        }
        case By::not_sunday: {
            const auto day = date(year, rule.a, rule.b);
            return weekday{day} == std::chrono::Sunday ? day - days{1} : day;
        }
        case By::bank: break;
    }
    auto day = date(year, rule.a, rule.b);
    const auto is_free = [&](Day each) {
        return weekday{each}.iso_encoding() < 6 && std::ranges::find(before, each, &Holiday::day) == before.end();
    };
    while (!is_free(day)) day += days{1};
    return day;
}

}  // namespace

Day easter(int year) {
    // Meeus, Jones and Butcher.
    const int a = year % 19, b = year / 100, c = year % 100;
    const int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    const int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    const int m = (a + 11 * h + 22 * l) / 451;
    const int of_year = h + l - 7 * m + 114;
    return date(year, of_year / 31, of_year % 31 + 1);
}

std::vector<Holiday> list_holidays(std::string_view country, int year) {
    std::vector<Holiday> out;
    for (const auto& rule : kRules)
        if (rule.country == country) out.push_back({day_of(rule, year, out), std::string(rule.name)});
    std::ranges::stable_sort(out, {}, &Holiday::day);
    return out;
}

}  // namespace staff
