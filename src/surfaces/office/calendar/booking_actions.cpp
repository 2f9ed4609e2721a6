// The page of one booking, its files, its status and whether it is paid.
#include "office/calendar/booking_view.h"

namespace office {

Response appointment(const Page& page) {
    if (const auto booking = find_booking(page)) return booking_page(page, *booking);
    const auto deleted = find_deleted_booking(page);
    return deleted ? deleted_page(page, *deleted) : nothing_here(page);
}

Response appointment_file(const Page& page) {
    const auto booking = find_booking(page);
    return booking ? pages::stored_file(page, *booking) : nothing_here(page);
}

Response set_appointment_status(const Page& page) {
    const auto booking = find_booking(page);
    const auto status = bookings::parse_status(page.request.form.get("status"));
    if (!booking || !status) return nothing_here(page);
    const auto changed = page.environment.database.write([&](db::Tx& tx) {
        return bookings::change_status(tx, page.environment.context(), page.id(), booking->id, *status, page.actor(),
                                       bookings::Rules::staff, read_telling(page.request.form));
    });
    if (!changed) return refuse_change(page, *booking, changed.error());
    const auto& back = page.request.form.get("back");
    return back_to(back.empty() ? booking_path(page, *booking) : safe_next(page, back), "status");
}

Response set_appointment_paid(const Page& page) {
    const auto booking = find_booking(page);
    if (!booking) return nothing_here(page);
    const bool paid = page.request.form.get("paid") == "yes";
    const auto changed = page.environment.database.write([&](db::Tx& tx) {
        return bookings::set_paid(tx, page.environment.context(), page.id(), booking->id, paid, page.actor());
    });
    return changed ? back_to(booking_path(page, *booking), "saved") : refuse_change(page, *booking, changed.error());
}

}  // namespace office
