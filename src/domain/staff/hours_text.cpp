#include "staff/hours_text.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace staff {
namespace {

using availability::Hours;

constexpr Minutes kDay{24 * 60}, kNoon{12 * 60}, kLatestNight{6 * 60};

// Long dashes become short ones and hard spaces plain ones; ASCII letters small ones.
std::string plain(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, char>, 7> kSigns{{{"\u2010", '-'},
                                                                       {"\u2011", '-'},
                                                                       {"\u2012", '-'},
                                                                       {"\u2013", '-'},
                                                                       {"\u2014", '-'},
                                                                       {"\u2212", '-'},
                                                                       {"\u00a0", ' '}}};
    std::string out;
    while (!text.empty()) {
        const auto sign = std::ranges::find_if(kSigns, [&](const auto& each) { return text.starts_with(each.first); });
        if (sign != kSigns.end()) {
            out += sign->second;
            text.remove_prefix(sign->first.size());
            continue;
        }
        const char c = text.front();
        out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        text.remove_prefix(1);
    }
    return out;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_between(char c) { return is_space(c) || c == ',' || c == ';'; }

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_between(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_between(text.back())) text.remove_suffix(1);
    return text;
}

bool is_closed(std::string_view text) {
    constexpr std::array<std::string_view, 9> kWords{"",       "-",        "closed",  "off",    "stengt",
                                                     "lukket", "gesloten", "fechado", "fechada"};
    return std::ranges::find(kWords, text) != kWords.end();
}

class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    Result<std::vector<Hours>> all() {
        std::vector<Hours> out;
        for (skip(is_between); !rest_.empty(); skip(is_between)) {
            if (out.size() == kOpeningsMax) return invalid("hours.too_many", {{"max", std::to_string(kOpeningsMax)}});
            begin_ = rest_;
            const auto opening = one();
            if (!opening) return std::unexpected(opening.error());
            out.push_back(*opening);
        }
        std::ranges::sort(out);
        const auto over = std::ranges::adjacent_find(out, [](const Hours& a, const Hours& b) { return b.from < a.to; });
        if (over == out.end()) return out;
        return invalid("hours.overlap", {{"one", hours_text(*over)}, {"other", hours_text(*std::next(over))}});
    }

    // The text is one time and nothing else.
    std::optional<Minutes> only_time() {
        begin_ = rest_;
        const auto out = time();
        skip(is_space);
        return out && rest_.empty() && *out < kDay ? std::optional(*out) : std::nullopt;
    }

private:
    template <class Is>
    void skip(Is is) {
        while (!rest_.empty() && is(rest_.front())) rest_.remove_prefix(1);
    }
    bool take(std::string_view what) {
        if (!rest_.starts_with(what)) return false;
        rest_.remove_prefix(what.size());
        return true;
    }
    // What was typed of the opening, as far as the next comma.
    std::string part() const {
        const auto end = std::min(begin_.find_first_of(",;\n"), begin_.size());
        return std::string(trimmed(begin_.substr(0, end)));
    }
    std::string read_so_far() const { return std::string(trimmed(begin_.substr(0, begin_.size() - rest_.size()))); }
    std::unexpected<Error> unreadable() const { return invalid("hours.unreadable", {{"part", part()}}); }

    std::string digits(std::size_t most) {
        std::string out;
        while (out.size() < most && !rest_.empty() && is_digit(rest_.front())) {
            out += rest_.front();
            rest_.remove_prefix(1);
        }
        return out;
    }

    // Nothing: it is none.
    std::optional<int> minutes_of(std::string& hour) {
        if (hour.size() > 2) {
            const auto minutes = hour.substr(hour.size() - 2);
            hour.resize(hour.size() - 2);
            return std::stoi(minutes);
        }
        const bool hour_sign = take("h");
        if (!hour_sign && !take(":") && !take(".")) return 0;
        const auto minutes = digits(2);
        if (minutes.empty() && hour_sign) return 0;
        return minutes.size() == 2 ? std::optional(std::stoi(minutes)) : std::nullopt;
    }

    Result<Minutes> time() {
        skip(is_space);
        const auto from = rest_;
        auto hour = digits(4);
        if (hour.empty()) return unreadable();
        const auto minutes = minutes_of(hour);
        if (!minutes || (!rest_.empty() && is_digit(rest_.front()))) return unreadable();
        const auto typed = std::string(from.substr(0, from.size() - rest_.size()));
        auto hours = std::stoi(hour);
        const auto behind = rest_;
        skip(is_space);
        const bool morning = take("am");
        if (!morning && !take("pm")) {
            rest_ = behind;
        } else {
            if (hours < 1 || hours > 12) return invalid("hours.no_time", {{"time", typed}});
            hours = hours % 12 + (morning ? 0 : 12);
        }
        const Minutes out{hours * 60 + *minutes};
        if (*minutes > 59 || out > kDay) return invalid("hours.no_time", {{"time", typed}});
        return out;
    }

    Result<Hours> one() {
        const auto from = time();
        if (!from) return std::unexpected(from.error());
        skip(is_space);
        if (!take("-")) return unreadable();
        const auto to = time();
        if (!to) return std::unexpected(to.error());
        const bool marked = take("+1") || take("+");
        if (!rest_.empty() && !is_between(rest_.front())) return unreadable();
        if (*from == kDay) return invalid("hours.no_time", {{"time", "24:00"}});
        return end_of(*from, *to, marked);
    }

    Result<Hours> end_of(Minutes from, Minutes to, bool marked) const {
        if (marked && to <= from) return Hours{from, to + kDay};
        if (marked) return unreadable();
        if (to == from) return invalid("hours.no_length", {{"part", read_so_far()}});
        if (to > from) return Hours{from, to};
        if (from >= kNoon && to <= kLatestNight) return Hours{from, to + kDay};
        return invalid("hours.backwards", {{"part", read_so_far()}, {"marked", read_so_far() + "+1"}});
    }

    std::string_view rest_, begin_;
};

std::string time_text(Minutes time) { return fmt::format("{:02}:{:02}", time.count() / 60, time.count() % 60); }

}  // namespace

Result<std::vector<Hours>> parse_hours(std::string_view text) {
    if (text.size() > kHoursTextMax) return invalid("hours.too_long");
    const auto typed = plain(text);
    if (is_closed(trimmed(typed))) return std::vector<Hours>{};
    return Reader(typed).all();
}

std::optional<Minutes> parse_time_of_day(std::string_view text) {
    if (text.size() > kHoursTextMax) return std::nullopt;
    const auto typed = plain(text);
    return Reader(typed).only_time();
}

std::string hours_text(const Hours& hours) {
    const auto begins = hours.from >= kDay ? kDay : Minutes{0};
    const auto from = hours.from - begins, to = hours.to - begins;
    if (to <= kDay) return fmt::format("{}-{}", time_text(from), time_text(to));
    const auto next = to - kDay;
    const bool is_plain = from >= kNoon && next <= kLatestNight && next < from;
    return fmt::format("{}-{}{}", time_text(from), time_text(next), is_plain ? "" : "+1");
}

std::string hours_text(const std::vector<Hours>& hours) {
    std::vector<std::string> out;
    for (const auto& each : hours) out.push_back(hours_text(each));
    return fmt::format("{}", fmt::join(out, ", "));
}

std::vector<Hours> settle_breaks(std::vector<Hours> breaks, const std::vector<Hours>& openings) {
    const auto lies_in = [&](const Hours& pause) {
        return std::ranges::any_of(
            openings, [&](const Hours& opening) { return opening.from <= pause.from && pause.to <= opening.to; });
    };
    for (auto& pause : breaks) {
        const Hours next{pause.from + kDay, pause.to + kDay};
        if (!lies_in(pause) && lies_in(next)) pause = next;
    }
    std::ranges::sort(breaks);
    return breaks;
}

}  // namespace staff
