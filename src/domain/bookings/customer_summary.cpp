#include "bookings/customer_summary.h"

#include "db/db.h"

namespace bookings {

CustomerSummary summary_of_customer(db::Session& session, BusinessId business, CustomerId customer, Instant now) {
    CustomerSummary out;
    auto coming = list_of_customers(session, business, {customer}, Which::upcoming, now, {}, 1);
    if (!coming.bookings.empty()) out.next = std::move(coming.bookings.front());
    for (auto& [status, currency, count, amount] :
         session.rows<std::string, std::string, int, std::int64_t>(R"sql(
            select status, currency, cast(count(*) as integer), cast(sum(price_amount) as bigint) from bookings
            where business_id = :business and customer_id = :customer and status in ('completed', 'no_show') and deleted_at is null
            group by status, currency order by currency)sql",
                                                                   business, customer)) {
        if (parse_status(status) == Status::no_show) {
            out.no_shows += count;
            continue;
        }
        out.completed += count;
        if (amount > 0) out.spent.push_back({amount, std::move(currency)});
    }
    return out;
}

}  // namespace bookings
