#include "waiting/words.h"

#include <fmt/ranges.h>

namespace waiting {
namespace {

using i18n::words;
using std::chrono::days;

// 1970-01-05 was a Monday.
constexpr Day kSomeMonday{days{4}};

std::string wall(i18n::Language language, Minutes minute) {
    return i18n::time_of_day(language, WallTime{kSomeMonday} + minute);
}

std::string weekdays(i18n::Language language, int bits) {
    std::vector<std::string> out;
    for (auto day = kSomeMonday; day < kSomeMonday + days{7}; day += days{1})
        if (bits & base::weekday_bit(day)) out.push_back(i18n::weekday_long(language, day));
    return fmt::format("{}", fmt::join(out, ", "));
}

std::string parts(i18n::Language language, int bits) {
    std::vector<std::string> out;
    for (const auto part : {kMorning, kAfternoon, kEvening})
        if (bits & part) out.push_back(part_name(language, part));
    return fmt::format("{}", fmt::join(out, ", "));
}

}  // namespace

std::string part_name(i18n::Language language, Part part) {
    if (part == kMorning) return words(language, "Morning");
    return part == kAfternoon ? words(language, "Afternoon") : words(language, "Evening");
}

std::string days_in_words(i18n::Language language, const Wish& wish) {
    const auto first = i18n::long_date(language, wish.first_day);
    std::vector<std::string> out{
        wish.first_day == wish.last_day
            ? first
            : words(language, "{from} to {to}", {{"from", first}, {"to", i18n::long_date(language, wish.last_day)}})};
    if (wish.first_day != wish.last_day && wish.weekdays != kAllWeekdays)
        out.push_back(weekdays(language, wish.weekdays));
    if (wish.parts != kAllParts) out.push_back(parts(language, wish.parts));
    if (wish.from != Minutes{0} || wish.until != kMidnight)
        out.push_back(words(language, "from {from} until {until}",
                            {{"from", wall(language, wish.from)}, {"until", wall(language, wish.until)}}));
    return fmt::format("{}", fmt::join(out, "; "));
}

std::string state_name(i18n::Language language, State state) {
    switch (state) {
        case State::waiting: return words(language, "Waiting");
        case State::offered: return words(language, "Offered");
        case State::booked: return words(language, "Booked");
        case State::left: return words(language, "Has left");
        case State::expired: return words(language, "Ended");
    }
    CHECK(false);
}

std::string state_name(i18n::Language language, OfferState state) {
    switch (state) {
        case OfferState::open: return words(language, "Not answered yet");
        case OfferState::accepted: return words(language, "Taken");
        case OfferState::declined: return words(language, "Declined");
        case OfferState::expired: return words(language, "Ran out unanswered");
        case OfferState::withdrawn: return words(language, "Withdrawn");
    }
    CHECK(false);
}

std::string why_in_words(i18n::Language language, const Entry& entry) {
    if (entry.why == "over") return words(language, "The days are over.");
    if (entry.why == "cancelled") return words(language, "It was cancelled.");
    if (entry.why == "unanswered") return words(language, "Several offers ran out unanswered.");
    return {};
}

}  // namespace waiting
