// What a workflow will tell the customer of a booking, to be read before it does.
#include "notify/foreseen.h"
#include "office/calendar/booking_view.h"
#include "work/pool.h"

namespace office {
namespace {

using bookings::Booking;

// As it will be when the mail goes: with another status, or at the time that it is to move to.
Booking as_foreseen(const Page& page, Booking booking) {
    const auto& query = page.request.query;
    if (const auto status = bookings::parse_status(query.get("as"))) booking.status = *status;
    if (const auto start = base::parse_instant(query.get("start"))) {
        const auto length = booking.time.end - booking.time.begin;
        booking.time = {*start, *start + length};
        booking.provider_id = base::parse_id<ProviderId>(query.get("provider")).value_or(booking.provider_id);
    }
    return booking;
}

Response mail_page(const Page& page, const Booking& booking, WorkflowId workflow) {
    auto& environment = page.environment;
    const auto as = as_foreseen(page, booking);
    Result<notify::Preview> shown;
    const auto ran = environment.pool.run(work::Kind::quick, [&] {
        shown = environment.database.read([&](db::Session& session) {
            return notify::foresee(session, environment.clock, page.request.origin, page.snapshot, workflow, as,
                                   as.time == booking.time ? nullptr : &booking);
        });
    });
    if (!ran) shown = std::unexpected(ran.error());
    if (!shown) return refuse_change(page, booking, shown.error());
    const auto title = i18n::words(page.language, "What {name} will get", {{"name", person(booking)}});
    return render(page, {"office/calendar/booking_mail", title, "appointments"}, [&](html::Values& values) {
        values.set("BACK_URL", booking_path(page, booking)).set("SUBJECT", shown->subject).set("TEXT", shown->text);
        values.set("ADDRESS", booking.email);
    });
}

}  // namespace

Response appointment_mail(const Page& page) {
    const auto booking = find_booking(page);
    const auto workflow = base::parse_id<WorkflowId>(page.request.query.get("workflow"));
    return booking && workflow ? mail_page(page, *booking, *workflow) : nothing_here(page);
}

}  // namespace office
