#include "i18n/amount.h"

#include "i18n/names.h"

#include <unicode/ucurr.h>
#include <unicode/unistr.h>

#include <charconv>

namespace i18n {
namespace {

constexpr std::size_t kMostDigits = 15;

int digits_of(std::string_view currency) {
    auto code =
        icu::UnicodeString::fromUTF8(icu::StringPiece(currency.data(), static_cast<std::int32_t>(currency.size())));
    UErrorCode status = U_ZERO_ERROR;
    const auto digits = ucurr_getDefaultFractionDigits(code.getTerminatedBuffer(), &status);
    CHECK(U_SUCCESS(status));
    return digits;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_same_word(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char x, char y) { return (x | 0x20) == (y | 0x20); });
}

// What may stand around an amount: the currency's code, "kr", "R$" or a sign ("$", what is not ASCII), with spaces;
// before the amount also the point of "kr.", behind it the stroke of "450,-".
bool is_beside(std::string_view text, std::string_view also, std::string_view currency) {
    while (!text.empty()) {
        const auto end = std::ranges::find_if_not(text, is_letter) - text.begin();
        if (const auto word = text.substr(0, static_cast<std::size_t>(end)); !word.empty()) {
            text.remove_prefix(word.size());
            const bool is_real = is_same_word(word, "r") && text.starts_with('$');
            if (!is_real && !is_same_word(word, "kr") && !is_same_word(word, currency)) return false;
            continue;
        }
        const char c = text.front();
        if (c != '$' && c != ' ' && static_cast<unsigned char>(c) < 0x80 && !also.contains(c)) return false;
        text.remove_prefix(1);
    }
    return true;
}

// The amount alone: from its first digit to its last, without spaces and apostrophes, which part thousands.
std::optional<std::string> bare(std::string_view typed, std::string_view currency) {
    const auto first = std::ranges::find_if(typed, is_digit) - typed.begin();
    if (static_cast<std::size_t>(first) == typed.size()) return std::nullopt;
    const auto last = typed.find_last_of("0123456789");
    const auto before = typed.substr(0, static_cast<std::size_t>(first));
    // A point stands behind a currency's name.
    if (!is_beside(before, ".", currency) || before.starts_with('.')) return std::nullopt;
    if (!is_beside(typed.substr(last + 1), ",.-", currency)) return std::nullopt;
    std::string out;
    for (auto rest = typed.substr(static_cast<std::size_t>(first), last + 1 - static_cast<std::size_t>(first));
         !rest.empty();) {
        // The spaces that languages part thousands with: U+00A0, U+2009, U+202F; and U+2019, the curly apostrophe.
        const auto space = [&](std::string_view sign) {
            if (!rest.starts_with(sign)) return false;
            rest.remove_prefix(sign.size());
            return true;
        };
        if (space(" ") || space("'") || space("\u00a0") || space("\u2009") || space("\u202f") || space("\u2019"))
            continue;
        if (!is_digit(rest.front()) && rest.front() != ',' && rest.front() != '.') return std::nullopt;
        out += rest.front();
        rest.remove_prefix(1);
    }
    return out;
}

// Whole thousands between the signs: "1.450.000".
bool is_grouped(std::string_view whole, char sign) {
    bool first = true;
    while (true) {
        const auto end = std::min(whole.find(sign), whole.size());
        const auto group = whole.substr(0, end);
        if (!std::ranges::all_of(group, is_digit)) return false;
        const bool fits = first ? !group.empty() && group.size() <= 3 : group.size() == 3;
        if (!fits) return false;
        if (end == whole.size()) return true;
        whole.remove_prefix(end + 1);
        first = false;
    }
}

// Where the decimals begin: the sign before them, npos where there are none; nullopt: it makes no sense.
std::optional<std::size_t> find_decimals(std::string_view text, std::size_t digits) {
    const auto last = text.find_last_of(",.");
    if (last == text.npos) return text.npos;
    const char sign = text[last], other = sign == ',' ? '.' : ',';
    const auto behind = text.size() - last - 1;
    const bool is_once = text.find(sign) == last;
    if (is_once && behind >= 1 && behind <= digits) {
        const auto whole = text.substr(0, last);
        const bool fits =
            whole.find(other) == whole.npos ? std::ranges::all_of(whole, is_digit) : is_grouped(whole, other);
        return fits ? std::optional(last) : std::nullopt;
    }
    if (text.find(other) != text.npos || !is_grouped(text, sign)) return std::nullopt;
    return text.npos;
}

}  // namespace

std::optional<std::int64_t> parse_amount(std::string_view typed, std::string_view currency) {
    const auto text = bare(typed, currency);
    if (!text) return std::nullopt;
    const auto digits = static_cast<std::size_t>(digits_of(currency));
    const auto decimals = find_decimals(*text, digits);
    if (!decimals) return std::nullopt;
    auto number = text->substr(0, *decimals);
    std::erase_if(number, [](char c) { return !is_digit(c); });
    auto fine = *decimals == std::string::npos ? std::string() : text->substr(*decimals + 1);
    fine.resize(digits, '0');
    number += fine;
    if (number.size() > kMostDigits) return std::nullopt;
    std::int64_t out = 0;
    const auto read = std::from_chars(number.data(), number.data() + number.size(), out);
    return read.ec == std::errc() ? std::optional(out) : std::nullopt;
}

std::string amount(Language language, const Money& money) {
    const auto digits = digits_of(money.currency);
    std::int64_t unit = 1;
    for (int i = 0; i < digits; ++i) unit *= 10;
    if (money.amount % unit == 0) return std::to_string(money.amount / unit);
    return fmt::format("{}{}{:0{}}", money.amount / unit, decimal_sign(language), money.amount % unit, digits);
}

}  // namespace i18n
