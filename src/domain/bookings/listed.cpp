#include "bookings/listed.h"

#include <fmt/format.h>

#include <array>
#include <string>

namespace bookings {
namespace {

// One look into an index for each customer.
std::string first_is(Source source) {
    return fmt::format("coalesce((select b.source from bookings b where b.business_id = c.business_id "
                       "and b.customer_id = c.id and b.deleted_at is null order by b.id limit 1), '') = '{}'",
                       to_text(source));
}

}  // namespace

const customers::Condition& came_by(Source source) {
    constexpr std::size_t kSources = 6;
    static const auto texts = [] {
        std::array<std::string, kSources> out;
        for (std::size_t n = 0; n < kSources; ++n) out.at(n) = first_is(static_cast<Source>(n));
        return out;
    }();
    static const auto all = [] {
        std::array<customers::Condition, kSources> out{};
        for (std::size_t n = 0; n < kSources; ++n) out.at(n) = {texts.at(n)};
        return out;
    }();
    return all.at(static_cast<std::size_t>(source));
}

}  // namespace bookings
