#include "bookings/deletion.h"

#include "bookings/booking.h"
#include "bookings/booking_store.h"
#include "bookings/removal.h"
#include "db/db.h"
#include "personal/deletion.h"
#include "personal/merge.h"

namespace bookings {

void add_deletion(activity::Registry& registry) {
    registry.add(personal::DeletionPart{
        .name = "bookings",
        .forbids = [](db::Session& session, Instant now, BusinessId business,
                      CustomerId customer) -> std::optional<Error> {
            if (list_of_customers(session, business, {customer}, Which::upcoming, now, {}, 1).bookings.empty())
                return std::nullopt;
            return Error{Fault::conflict, "customer.has_bookings_ahead", {}, {}};
        },
        .tells = [](db::Session& session, BusinessId business, CustomerId customer,
                    i18n::Language language) -> std::vector<std::string> {
            if (!has_booked(session, business, customer)) return {};
            return {i18n::words(language, "Their past appointments stay for the books, with prices and without the "
                                          "name. So after 30 days the customer is anonymised rather than gone.")};
        }});
}

namespace {

// The visits that these bookings are parts of go with them; there is no index of visits by customer.
void take_visits_along(db::Tx& tx, BusinessId business, CustomerId from, CustomerId to) {
    tx.execute("update visits set customer_id = :to where business_id = :business and customer_id = :from "
               "and id in (select b.visit_id from bookings b where b.business_id = :business and b.customer_id = :to)",
               to, business, from);
}

void keep_visits(db::Tx& tx, const personal::Merging& merging) {
    for (const auto customer : {merging.survivor, merging.other}) store::keep_visits(tx, merging.business, customer);
}

}  // namespace

void add_merging(activity::Registry& registry) {
    auto part = personal::rows_move("bookings", {"bookings"});
    part.tables.push_back({"visits"});
    part.move = [move = part.move](db::Tx& tx, const personal::Merging& merging) {
        auto moved = move(tx, merging);
        take_visits_along(tx, merging.business, merging.other, merging.survivor);
        keep_visits(tx, merging);
        return moved;
    };
    part.take_back = [take_back = part.take_back](db::Tx& tx, const personal::Merging& merging,
                                                  const std::string& moved) {
        take_back(tx, merging, moved);
        take_visits_along(tx, merging.business, merging.survivor, merging.other);
        keep_visits(tx, merging);
    };
    registry.add(std::move(part));
}

}  // namespace bookings
