#include "bookings/changing.h"

#include "accounts/account.h"
#include "bookings/allowed.h"

namespace bookings {
namespace {

using i18n::words;

enum class Can { until, too_late, never };

struct One {
    Can can;
    std::string until{};
    friend bool operator==(const One&, const One&) = default;
};

// Those whose mailed links may not may do it once they are signed in.
Way best_way(const businesses::Business& business) {
    const bool signs_in = business.customer.logins != businesses::Logins::off && business.has(accounts::kCustomerPanel);
    return signs_in ? Way::panel : Way::mailed_link;
}

One one(const Result<void>& allowed, const businesses::ChangeRule& rule, const businesses::Business& business,
        i18n::Language language, const Booking& booking, Instant now) {
    if (allowed) return {Can::until, moment(language, business.zone, rule.until(booking.time.begin).value(), now)};
    return {allowed.error().code.ends_with("_too_late") ? Can::too_late : Can::never};
}

std::string both_text(i18n::Language language, const One& both) {
    switch (both.can) {
        case Can::until:
            return words(language, "This appointment can be moved or cancelled online until {until}.",
                         {{"until", both.until}});
        case Can::too_late:
            return words(language, "This appointment begins so soon that it cannot be moved or cancelled online.");
        case Can::never: return words(language, "This appointment cannot be moved or cancelled online.");
    }
    return {};
}

std::string move_text(i18n::Language language, const One& move) {
    switch (move.can) {
        case Can::until: return words(language, "It can be moved online until {until}.", {{"until", move.until}});
        case Can::too_late: return words(language, "It begins so soon that it cannot be moved online.");
        case Can::never: return words(language, "It cannot be moved online.");
    }
    return {};
}

std::string cancel_text(i18n::Language language, const One& cancel) {
    switch (cancel.can) {
        case Can::until: return words(language, "It can be cancelled online until {until}.", {{"until", cancel.until}});
        case Can::too_late: return words(language, "It begins so soon that it cannot be cancelled online.");
        case Can::never: return words(language, "It cannot be cancelled online.");
    }
    return {};
}

}  // namespace

std::string moment(i18n::Language language, const Zone& zone, Instant at, Instant now) {
    const auto this_year = static_cast<int>(std::chrono::year_month_day{zone.day(now)}.year());
    return words(language, "{day} at {time}",
                 {{"day", i18n::long_date(language, zone.day(at), this_year)},
                  {"time", i18n::time_of_day(language, zone.wall(at))}});
}

Changing changing(const businesses::Business& business, i18n::Language language, const Booking& booking, Instant now) {
    const auto may = what_may(business, booking, true, now, best_way(business));
    const auto move = one(may.reschedule, business.reschedule, business, language, booking, now);
    const auto cancel = one(may.cancel, business.cancel, business, language, booking, now);
    const bool over = move.can != Can::until && cancel.can != Can::until &&
                      (move.can == Can::too_late || cancel.can == Can::too_late);
    if (move == cancel) return {both_text(language, move), over};
    return {move_text(language, move) + " " + cancel_text(language, cancel), over};
}

Changing changing(const businesses::Business& business, i18n::Language language, const catalog::Service& service,
                  Instant start, Instant now) {
    Booking booking{};
    booking.time = {start, start + service.duration};
    booking.status = service.needs_approval ? Status::pending : Status::approved;
    return changing(business, language, booking, now);
}

std::string with_policy(const Changing& changing, const businesses::Business& business, i18n::Language language) {
    const auto& policy = business.cancellation_policy.in(i18n::tag(language));
    if (changing.text.empty() || policy.empty()) return changing.text + policy;
    return changing.text + "\n" + policy;
}

}  // namespace bookings
