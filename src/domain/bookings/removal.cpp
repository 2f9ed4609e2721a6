#include "bookings/removal.h"

#include "activity/activity_log.h"
#include "bookings/booking_store.h"
#include "db/db.h"
#include "db/remove.h"

namespace bookings {

void remove(db::Tx& tx, BusinessId business, BookingId id) {
    const auto status =
        tx.value<std::string>("select status from bookings where business_id = :business and id = :id", business, id);
    if (!status) return;
    CHECK(!is_live(parse_status(*status).value()));
    db::remove_rows(tx, {{"business_id", business.value}, {"booking_id", id.value}});
    store::erase_booking(tx, business, id);
    activity::remove(tx, business, id.value);
}

bool has_booked(db::Session& session, BusinessId business, CustomerId customer) {
    return session
        .value<int>("select 1 from bookings where business_id = :business and customer_id = :customer limit 1",
                    business, customer)
        .has_value();
}

}  // namespace bookings
