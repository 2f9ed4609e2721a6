#include "i18n/length.h"

#include <array>
#include <charconv>

namespace i18n {
namespace {

constexpr std::array<std::string_view, 14> kHours{"h",     "hr",    "hrs", "hour", "hours", "t",    "time",
                                                  "timer", "timen", "u",   "uur",  "uren",  "hora", "horas"};
constexpr std::array<std::string_view, 13> kMinutes{"m",      "min",      "mins",  "minute", "minutes",
                                                    "minutt", "minutter", "minut", "minuut", "minuten",
                                                    "minuto", "minutos",  "mn"};
constexpr std::array<std::string_view, 4> kAnd{"and", "og", "en", "e"};
constexpr Minutes kLongest{9'999'999};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_among(const auto& words, std::string_view word) { return std::ranges::find(words, word) != words.end(); }

// Reads one part after the other.
class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    bool at_end() {
        skip_space();
        return rest_.empty();
    }
    std::optional<std::int64_t> number() {
        skip_space();
        std::int64_t out = 0;
        const auto [end, fault] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), out);
        if (fault != std::errc() || !is_digit(rest_.front()) || out > kLongest.count()) return std::nullopt;
        rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
        return out;
    }
    bool sign(std::string_view any_of) {
        if (rest_.empty() || !any_of.contains(rest_.front())) return false;
        rest_.remove_prefix(1);
        return true;
    }
    // In small letters, without the point behind an abbreviation; empty: there is none.
    std::string word() {
        skip_space();
        std::string out;
        while (!rest_.empty() && is_letter(rest_.front())) {
            out += static_cast<char>(rest_.front() | 0x20);
            rest_.remove_prefix(1);
        }
        if (!out.empty()) sign(".");
        return out;
    }
    // "0,25" behind the comma, of an hour; nullopt: no whole minutes.
    std::optional<Minutes> of_an_hour() {
        std::int64_t parts = 0, whole = 1;
        if (rest_.empty() || !is_digit(rest_.front())) return std::nullopt;
        for (; !rest_.empty() && is_digit(rest_.front()); rest_.remove_prefix(1)) {
            if (whole >= 1000) return std::nullopt;
            parts = parts * 10 + (rest_.front() - '0');
            whole *= 10;
        }
        if (parts * 60 % whole != 0) return std::nullopt;
        return Minutes{parts * 60 / whole};
    }

private:
    void skip_space() {
        while (!rest_.empty() && rest_.front() == ' ') rest_.remove_prefix(1);
    }
    std::string_view rest_;
};

// What follows the hours: nothing, or minutes with or without their word.
std::optional<Minutes> minutes_behind(Reader& reader) {
    if (reader.at_end()) return Minutes{0};
    auto copy = reader;
    if (is_among(kAnd, copy.word())) reader = copy;
    const auto minutes = reader.number();
    if (!minutes || *minutes > 59) return std::nullopt;
    const auto word = reader.word();
    const bool is_fine = word.empty() || is_among(kMinutes, word);
    return is_fine && reader.at_end() ? std::optional(Minutes{*minutes}) : std::nullopt;
}

std::optional<Minutes> parse(Reader reader) {
    const auto first = reader.number();
    if (!first) return std::nullopt;
    const Minutes hours{*first * 60};
    if (reader.sign(":")) {
        const auto minutes = reader.number();
        const bool is_fine = minutes && *minutes <= 59 && reader.at_end();
        return is_fine ? std::optional(hours + Minutes{*minutes}) : std::nullopt;
    }
    if (reader.sign(",.")) {
        const auto part = reader.of_an_hour();
        const bool is_hours = is_among(kHours, reader.word());
        return part && is_hours && reader.at_end() ? std::optional(hours + *part) : std::nullopt;
    }
    const auto word = reader.word();
    if (word.empty() || is_among(kMinutes, word))
        return reader.at_end() ? std::optional(Minutes{*first}) : std::nullopt;
    if (!is_among(kHours, word)) return std::nullopt;
    const auto minutes = minutes_behind(reader);
    return minutes ? std::optional(hours + *minutes) : std::nullopt;
}

}  // namespace

std::optional<Minutes> parse_length(std::string_view typed) {
    const auto out = parse(Reader(typed));
    return out && *out <= kLongest ? out : std::nullopt;
}

}  // namespace i18n
