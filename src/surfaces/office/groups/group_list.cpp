// The check-in list on paper: who comes, what is paid, a box to tick.
#include "office/groups/group_page.h"

namespace office {

Response group_list(const Page& page) {
    const auto found = find_group(page);
    if (!found) return nothing_here(page);
    const auto& appointment = found->appointment;
    return render(page, {"office/groups/group_list", group_name(page, *found), "groups"}, [&](html::Values& values) {
        values.set("BACK_URL", group_path(page, appointment.id)).set("WHEN", pages::when(page, appointment.time));
        values.set("BUSINESS", page.name()).set("AS_OF", moment_with_year(page, page.now));
        fill_head(values, page, *found);
        html::Values* table = nullptr;
        int number = 0;
        for (const auto& booking : found->bookings) {
            if (bookings::is_given_up(booking.status)) continue;
            if (!table) table = &values.add("TABLE");
            auto& row = table->add("ROW").set("NUMBER", std::to_string(++number)).set("NAME", person_of(page, booking));
            row.set("PHONE", base::phone_for_reading(booking.phone));
            row.set("NOTE", booking.note).set("OWN_NOTE", booking.internal_note);
            row.show_if(booking.paid_at.has_value(), "PAID");
            row.show_if(booking.status == bookings::Status::completed, "CAME");
            row.show_if(booking.status == bookings::Status::pending, "PENDING");
        }
        if (!table) return void(values.show("NOBODY"));
        // For who comes without having booked.
        for (int i = appointment.seats.taken;
             i < appointment.seats.capacity && i < appointment.seats.taken + kEmptyLines; ++i)
            table->add("EMPTY");
    });
}

}  // namespace office
