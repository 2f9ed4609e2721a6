#include "office/calendar/visit_parts.h"

#include "booking_page/shown.h"
#include "bookings/visit.h"
#include "bookings/words.h"
#include "office/calendar/booking_view.h"

#include <algorithm>

namespace office {

using bookings::Booking;

std::vector<Booking> parts_of_visit(const Page& page, const Booking& booking) {
    if (booking.visit_part == 0) return {};
    auto out = page.environment.database.read(
        [&](db::Session& session) { return bookings::list_of_visit(session, page.id(), booking.visit_id); });
    std::ranges::stable_sort(out, {}, [](const Booking& part) { return part.time.begin; });
    if (out.size() < 2) out.clear();
    return out;
}

std::vector<Booking> live_parts(const Page& page, const std::vector<Booking>& parts) {
    std::vector<Booking> out;
    std::ranges::copy_if(parts, std::back_inserter(out),
                         [](const Booking& part) { return bookings::is_live(part.status); });
    const auto only = page.only_provider();
    const bool has_others =
        only && std::ranges::any_of(out, [&](const Booking& part) { return part.provider_id != *only; });
    if (out.size() < 2 || has_others) out.clear();
    return out;
}

namespace {

void fill_part(html::Values& row, const Page& page, const Booking& part, const std::vector<Booking>& parts,
               bool is_here) {
    const auto wall = page.zone().wall(part.time.begin);
    row.set("PART_TIME", i18n::time_of_day(page.language, wall));
    row.set("PART_WITH", booking_page::provider_name(page, part));
    row.set("PART_STATUS", bookings::status_name(page.language, part.status));
    row.set("PART_STATUS_CLASS", to_text(part.status));
    if (const auto person = bookings::person_of(part, parts); !person.empty()) row.add("FOR").set("FOR_NAME", person);
    const bool may_see = !page.only_provider() || *page.only_provider() == part.provider_id;
    auto& name = row.add(!is_here && may_see ? "LINKED" : "PLAIN").set("PART_NAME", service_name(page, part));
    if (!is_here && may_see) name.set("PART_URL", booking_path(page, part));
    row.show_if(is_here, "HERE");
}

Form cancel_form(const Page& page, const Booking& booking) {
    Form form{.action = booking_path(page, booking, "/visit/cancellation"), .token = form_token(page)};
    form.submit = i18n::words(page.language, "Cancel all of it");
    form.weight = Form::Weight::danger;
    if (const auto telling = telling_field(page, {booking}, "cancelled")) {
        form.fields.push_back(*telling);
        form.hidden.emplace_back("asked_to_tell", "cancelled");
    }
    return form;
}

}  // namespace

void fill_visit(html::Values& values, const Page& page, const Booking& booking) {
    const auto parts = parts_of_visit(page, booking);
    if (parts.empty()) return;
    auto& visit = values.add("VISIT");
    for (const auto& part : parts) fill_part(visit.add("PART"), page, part, parts, part.id == booking.id);
    if (!page.may(bookings::kManageBookings) || live_parts(page, parts).empty()) return;
    auto& whole = visit.add("WHOLE").set("MOVE_URL", booking_path(page, booking, "/visit/move"));
    include_form(whole, "CANCEL_FORM", page, cancel_form(page, booking));
}

Response cancel_visit(const Page& page) {
    const auto booking = find_booking(page);
    if (!booking || booking->visit_part == 0) return nothing_here(page);
    const auto parts = parts_of_visit(page, *booking);
    if (page.only_provider() && live_parts(page, parts).empty()) return nothing_here(page);
    const auto done = page.environment.database.write([&](db::Tx& tx) {
        return bookings::cancel_visit(tx, page.environment.context(), page.id(), booking->visit_id, page.actor(),
                                      bookings::Rules::staff, read_telling(page.request.form));
    });
    return done ? back_to(booking_path(page, *booking), "status") : refuse_change(page, *booking, done.error());
}

}  // namespace office
