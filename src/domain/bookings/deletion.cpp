#include "bookings/deletion.h"

#include "bookings/booking.h"
#include "bookings/removal.h"
#include "personal/deletion.h"

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

}  // namespace bookings
