#include "customers/visits.h"

#include "db/db.h"

#include <algorithm>
#include <array>

namespace customers {
namespace {

constexpr std::int64_t kNever = 0;

std::optional<Instant> moment(std::int64_t stored) {
    if (stored == kNever) return std::nullopt;
    return Instant{Seconds{stored}};
}

std::int64_t stored(std::optional<Instant> at) { return at ? at->time_since_epoch().count() : kNever; }

}  // namespace

std::map<CustomerId, Visits> list_visits(db::Session& session, BusinessId business,
                                         const std::vector<CustomerId>& customers) {
    constexpr std::size_t kAtOnce = 100;
    static const auto sql = [] {
        std::string out = "select customer_id, last_at, next_at from customer_visits where business_id = :business "
                          "and customer_id in (";
        for (std::size_t n = 0; n < kAtOnce; ++n) out += fmt::format("{}:c{}", n ? ", " : "", n);
        return out + ")";
    }();
    std::map<CustomerId, Visits> out;
    for (std::size_t from = 0; from < customers.size(); from += kAtOnce) {
        std::array<CustomerId, kAtOnce> some{};  // 0 is nobody's id
        std::copy_n(customers.begin() + static_cast<std::ptrdiff_t>(from), std::min(kAtOnce, customers.size() - from),
                    some.begin());
        const auto found = std::apply(
            [&](const auto&... id) {
                return session.rows<CustomerId, std::int64_t, std::int64_t>(sql, business, id...);
            },
            some);
        for (const auto& [id, last, next] : found) out[id] = {moment(last), moment(next)};
    }
    return out;
}

void set_visits(db::Tx& tx, BusinessId business, CustomerId customer, const Visits& visits) {
    tx.execute("update customer_visits set last_at = :last, next_at = :next "
               "where business_id = :business and customer_id = :customer",
               stored(visits.last), stored(visits.next), business, customer);
}

void note_coming(db::Tx& tx, BusinessId business, CustomerId customer, Instant starts_at) {
    tx.execute("update customer_visits set next_at = :start where business_id = :business and customer_id = :customer "
               "and (next_at = 0 or next_at > :start)",
               starts_at, business, customer);
}

}  // namespace customers
