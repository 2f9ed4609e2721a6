#include "bookings/attendee.h"

#include "base/search.h"
#include "db/db.h"

#include <algorithm>
#include <set>

namespace bookings {
namespace {

constexpr int kLookedAt = 100, kMost = 20;
constexpr std::size_t kMostWords = 3;

std::vector<BookingId> by_words(db::Session& session, BusinessId business, std::string_view column,
                                const std::vector<std::string>& words) {
    // Words are letters and digits, so no pattern has to be escaped.
    const auto other = [&](std::size_t i) {
        return i < words.size() ? fmt::format("% {}%", words[i]) : std::string("%");
    };
    const auto first = " " + words.front();
    std::vector<BookingId> out;
    for (const auto& [id] : session.rows<BookingId>(
             fmt::format("select id from bookings where business_id = :business and {0} <> '' and {0} >= :from and "
                         "{0} < :to and {0} like :one and {0} like :other and deleted_at is null "
                         "order by {0} limit :limit",
                         column),
             // No letter or digit of a key is as high.
             business, first, first + "\U0010FFFF", other(1), other(2), kLookedAt))
        out.push_back(id);
    return out;
}

}  // namespace

std::vector<Booking> find_by_attendee(db::Session& session, BusinessId business, std::string_view typed, Instant now,
                                      int limit) {
    limit = std::clamp(limit, 1, kMost);
    std::vector<Booking> out;
    if (!base::is_clean_text(typed)) return out;
    auto words = base::search_words(typed);
    if (words.empty()) return out;
    words.resize(std::min(words.size(), kMostWords));
    std::set<BookingId> seen;
    for (const auto* column : {"attendee_key", "attendee_surname_key"})
        for (const auto id : by_words(session, business, column, words))
            if (seen.insert(id).second)
                if (auto booking = find(session, business, id)) out.push_back(*std::move(booking));
    std::ranges::sort(out, {}, [&](const Booking& each) {
        const auto from_now = (each.time.begin - now).count();
        const bool coming = is_live(each.status) && each.time.end > now;
        return std::tuple(!coming, coming ? from_now : -from_now, each.id.value);
    });
    if (std::ssize(out) > limit) out.erase(out.begin() + limit, out.end());
    return out;
}

}  // namespace bookings
