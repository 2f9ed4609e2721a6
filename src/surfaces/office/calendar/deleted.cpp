// What was deleted and can still be restored: the list, and the page of one.
#include "booking_page/shown.h"
#include "bookings/edit.h"
#include "office/calendar/booking_view.h"

namespace office {
namespace {

using bookings::Booking;

constexpr int kRows = 50;

Response list_page(const Page& page) {
    const auto after = base::parse_id<BookingId>(page.request.query.get("after"));
    const auto found = page.environment.database.read(
        [&](db::Session& session) { return bookings::list_deleted(session, page.id(), after, kRows); });
    const auto title = i18n::words(page.language, "Deleted appointments");
    return render(page, {"office/calendar/deleted_list", title, "appointments"}, [&](html::Values& values) {
        values.set("BACK_URL", page.home()).show_if(found.bookings.empty(), "NONE");
        if (found.bookings.empty()) return;
        auto& list = values.add("SOME");
        for (const auto& booking : found.bookings)
            list.add("ROW")
                .set("ROW_URL", booking_path(page, booking))
                .set("ROW_NAME", person(booking))
                .set("ROW_SERVICE", service_name(page, booking))
                .set("ROW_WHEN", pages::when(page, booking.time))
                .set("ROW_DELETED", moment_with_year(page, *booking.deleted_at));
        if (found.more)
            values.add("MORE").set("MORE_URL", fmt::format("{}/bookings/deleted?after={}", page.home(),
                                                           base::to_text(found.bookings.back().id)));
    });
}

}  // namespace

std::optional<Booking> find_deleted_booking(const Page& page) {
    const auto id = base::parse_id<BookingId>(page.request.param("id"));
    if (!id || !page.may(bookings::kManageBookings)) return std::nullopt;
    return page.environment.database.read(
        [&](db::Session& session) { return bookings::find_deleted(session, page.id(), *id); });
}

Response deleted_page(const Page& page, const Booking& booking, const std::string& notice, int status) {
    const Frame frame{"office/calendar/deleted", service_name(page, booking), "appointments", status};
    return render(page, frame, [&](html::Values& values) {
        values.set("BACK_URL", page.home() + "/bookings/deleted");
        if (!notice.empty()) values.add("NOTICE").set("NOTICE_TEXT", notice);
        values.set("WHEN", pages::when(page, booking.time)).set("PERSON", person(booking));
        values.set("PROVIDER", booking_page::provider_name(page, booking));
        values.set("DELETED_TEXT",
                   i18n::words(page.language, "Deleted on {moment}. It can be restored until {until}.",
                               {{"moment", moment_with_year(page, *booking.deleted_at)},
                                {"until", moment_with_year(page, *booking.deleted_at + bookings::kDeletedKept)}}));
        Form form{.action = booking_path(page, booking, "/restoration"), .token = form_token(page)};
        form.submit = i18n::words(page.language, "Restore the appointment");
        include_form(values, "RESTORE_FORM", page, form);
    });
}

Response deleted_appointments(const Page& page) { return list_page(page); }

}  // namespace office
