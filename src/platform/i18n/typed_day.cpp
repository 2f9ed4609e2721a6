#include "i18n/typed_day.h"

#include <array>
#include <charconv>

namespace i18n {
namespace {

using namespace std::chrono;

std::vector<std::string> parts_of(std::string_view typed) {
    std::vector<std::string> out;
    const auto text = base::folded(typed);
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    for (std::size_t at = 0; at < text.size();) {
        const auto end = text.find_first_of(" .,/-", at);
        const auto part = text.substr(at, end - at);
        // "4dec" is two.
        const auto letter = std::ranges::find_if_not(part, is_digit) - part.begin();
        if (letter > 0) out.push_back(part.substr(0, static_cast<std::size_t>(letter)));
        if (letter < std::ssize(part)) out.push_back(part.substr(static_cast<std::size_t>(letter)));
        if (end == std::string::npos) break;
        at = end + 1;
    }
    return out;
}

std::optional<int> number_of(std::string_view part) {
    int out = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), out);
    if (error != std::errc() || end != part.data() + part.size() || part.size() > 4) return std::nullopt;
    return out;
}

// Of any language, as far as it was typed.
std::optional<unsigned> month_of(std::string_view part) {
    if (part.size() < 3) return std::nullopt;
    static const auto names = [] {
        std::vector<std::pair<std::string, unsigned>> out;
        for (const auto language : languages)
            for (unsigned month = 1; month <= 12; ++month) {
                const auto name = month_name(language, Day{year{2026} / static_cast<int>(month) / 1});
                // "december 2026", "dezembro de 2026"
                out.emplace_back(base::folded(name.substr(0, name.find(' '))), month);
            }
        return out;
    }();
    for (const auto& [name, month] : names)
        if (name.starts_with(part)) return month;
    return std::nullopt;
}

std::optional<Day> day_of(year_month_day date) { return date.ok() ? std::optional(Day{date}) : std::nullopt; }

std::optional<Day> nearest(unsigned month_number, unsigned day_number, Day today) {
    const auto here = year_month_day{today}.year();
    for (const auto each : {here - years{1}, here, here + years{1}})
        if (const auto found = day_of(each / month{month_number} / day{day_number});
            found && *found >= today - days{91})
            return found;
    return std::nullopt;
}

}  // namespace

std::optional<Day> parse_typed_day(std::string_view typed, Day today) {
    if (!base::is_clean_text(typed) || typed.size() > 60) return std::nullopt;
    if (const auto exact = base::parse_day(typed)) return exact;
    auto parts = parts_of(typed);
    std::erase(parts, "de");  // "4 de dezembro de 2026"
    if (parts.size() < 2 || parts.size() > 3) return std::nullopt;
    if (!number_of(parts[0])) std::swap(parts[0], parts[1]);
    const auto number = number_of(parts[0]);
    const auto named = month_of(parts[1]);
    const auto month_number = named ? std::optional(static_cast<int>(*named)) : number_of(parts[1]);
    if (!number || !month_number || *number < 1 || *month_number < 1 || *month_number > 12) return std::nullopt;
    const auto day_number = static_cast<unsigned>(*number), month = static_cast<unsigned>(*month_number);
    if (parts.size() == 2) return nearest(month, day_number, today);
    auto in_year = number_of(parts[2]);
    if (!in_year || parts[2].size() == 3) return std::nullopt;
    if (parts[2].size() <= 2) *in_year += 2000;
    return day_of(year{*in_year} / std::chrono::month{month} / day{day_number});
}

}  // namespace i18n
