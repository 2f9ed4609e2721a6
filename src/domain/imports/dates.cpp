#include "imports/dates.h"

#include "i18n/typed_day.h"

#include <array>
#include <charconv>

namespace imports {
namespace {

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

bool is_digits(std::string_view text) { return !text.empty() && text.find_first_not_of("0123456789") == text.npos; }

int number(std::string_view digits) {
    int out = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), out);
    return out;
}

// "2026-12-04T10:00:00Z" and "04/12/2026 10:00" without their time.
std::string_view without_time(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == text.npos) return text;
    const auto end = text.find_last_of(" T", colon);
    return end == text.npos ? text : trimmed(text.substr(0, end));
}

struct Groups {
    std::array<std::string_view, 3> parts;
    char separator = 0;
};
// Three numbers with one and the same sign between them.
std::optional<Groups> groups_of(std::string_view text) {
    Groups out;
    for (std::size_t n = 0; n < 3; ++n) {
        const auto end = n < 2 ? text.find_first_not_of("0123456789") : text.size();
        if (end == text.npos) return std::nullopt;
        out.parts[n] = text.substr(0, end);
        if (!is_digits(out.parts[n]) || out.parts[n].size() > 4) return std::nullopt;
        if (n == 2) break;
        const char sign = text[end];
        if (std::string_view("./- ").find(sign) == std::string_view::npos || (n == 1 && sign != out.separator))
            return std::nullopt;
        out.separator = sign;
        text.remove_prefix(end + 1);
        if (sign == '.') text = trimmed(text);
    }
    return out;
}

bool is_year_first(const Groups& groups) { return groups.parts[0].size() == 4; }
bool depends_on_order(const Groups& groups) { return !is_year_first(groups) && groups.separator != '.'; }

std::optional<Day> day_of(int year, int month, int day) {
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    if (year < 1 || year > 9999 || !date.ok()) return std::nullopt;
    return Day{date};
}

std::optional<int> year_of(std::string_view digits, Day today) {
    if (digits.size() == 4) return number(digits);
    if (digits.size() != 2) return std::nullopt;
    const auto this_year = static_cast<int>(std::chrono::year_month_day{today}.year());
    const int year = this_year / 100 * 100 + number(digits);
    return year > this_year ? year - 100 : year;
}

bool has_year(std::string_view text) {
    std::size_t digits = 0;
    for (const char c : text) {
        digits = c >= '0' && c <= '9' ? digits + 1 : 0;
        if (digits == 4) return true;
    }
    return false;
}

bool has_letters(std::string_view text) { return text.find_first_not_of("0123456789 .,/-") != text.npos; }

}  // namespace

std::string_view to_text(DateOrder order) {
    switch (order) {
        case DateOrder::any: return "any";
        case DateOrder::day_month: return "day_month";
        case DateOrder::month_day: return "month_day";
        case DateOrder::open: return "open";
    }
    CHECK(false);
}

DateOrder parse_date_order(std::string_view text) {
    for (const auto order : {DateOrder::day_month, DateOrder::month_day, DateOrder::open})
        if (to_text(order) == text) return order;
    return DateOrder::any;
}

void DateOrderSeen::see(std::string_view cell) {
    if (cell.size() > 40) return;
    const auto groups = groups_of(without_time(trimmed(cell)));
    if (!groups || !depends_on_order(*groups) || groups->parts[0].size() > 2 || groups->parts[1].size() > 2) return;
    const int first = number(groups->parts[0]), second = number(groups->parts[1]);
    if (first < 1 || second < 1 || first > 31 || second > 31 || first == second) return;
    if (first > 12 && second > 12) return;
    (first > 12 ? day_first_ : second > 12 ? month_first_ : open_) = true;
}

DateOrder DateOrderSeen::order() const {
    if (day_first_ && month_first_) return DateOrder::open;
    if (day_first_) return DateOrder::day_month;
    if (month_first_) return DateOrder::month_day;
    return open_ ? DateOrder::open : DateOrder::any;
}

std::optional<Day> read_day(std::string_view cell, DateOrder order, Day today) {
    constexpr std::size_t kLongest = 40;
    constexpr int kLastSerial = 73'050;  // in 2099; of five digits from 1927 on, so that no year is taken for one
    const auto text = without_time(trimmed(cell));
    if (text.empty() || text.size() > kLongest) return std::nullopt;
    if (is_digits(text)) {
        if (text.size() == 8)
            return day_of(number(text.substr(0, 4)), number(text.substr(4, 2)), number(text.substr(6)));
        const int serial = text.size() == 5 ? number(text) : 0;
        if (serial == 0 || serial > kLastSerial) return std::nullopt;
        return std::chrono::local_days{std::chrono::year{1899} / 12 / 30} + std::chrono::days{serial};
    }
    if (const auto groups = groups_of(text)) {
        const auto& [first, second, third] = groups->parts;
        if (is_year_first(*groups)) return day_of(number(first), number(second), number(third));
        const auto year = year_of(third, today);
        if (!year || first.size() > 2 || second.size() > 2) return std::nullopt;
        const bool month_first = depends_on_order(*groups) && order == DateOrder::month_day;
        return day_of(*year, number(month_first ? first : second), number(month_first ? second : first));
    }
    // With the month in letters. Without a year it would be a day of this one, and nobody's birthday.
    return has_year(text) && has_letters(text) ? i18n::parse_typed_day(text, today) : std::nullopt;
}

}  // namespace imports
