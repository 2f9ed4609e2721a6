// What staff change on the page of one booking: its forms, deleting and restoring.
#include "booking_page/booking_form.h"
#include "bookings/answers.h"
#include "bookings/edit.h"
#include "i18n/amount.h"
#include "office/calendar/booking_view.h"

namespace office {
namespace {

using bookings::Booking;
using Part = Shown::Part;

// The page once more, as it is now, with what was typed and why it was not saved.
Response refuse_edit(const Page& page, const Booking& booking, Part part, const Error& error) {
    Shown shown{.open = part, .wrong = pages::wrong_of(page, error), .typed = true};
    const auto now = page.environment.database.read(
        [&](db::Session& session) { return bookings::find(session, page.id(), booking.id); });
    if (!now) return nothing_here(page);
    if (error.code == "booking.changed_meanwhile") {
        shown.seen = base::parse_id<ActivityId>(page.request.form.get("seen")).value_or(ActivityId{});
        shown.wrong.notice =
            i18n::words(page.language, "What you typed is still here. Save it once more if you still mean it.");
    } else if (error.code == "booking.time_taken" && page.may(bookings::kOverbooking)) {
        shown.ask_why_over = true;
        shown.wrong.notice =
            i18n::words(page.language, "Another appointment is in the way then. You may put this one over it, "
                                       "if you say why.");
    } else if (error.code == "booking.outside_hours" && page.may(bookings::kOutsideHours)) {
        shown.ask_outside = true;
        shown.wrong.notice =
            i18n::words(page.language, "The provider is not at work then, or has a break. You may save it all "
                                       "the same.");
    }
    if (!page.request.form.get("overbooking").empty()) shown.ask_why_over = true;
    if (page.request.form.get("outside_hours") == "yes") shown.ask_outside = true;
    return booking_page(page, *now, shown);
}

// What differs from what the form showed; what stands there as it was is the booking's own, or the service's.
Result<bookings::Edit> read_what(const Page& page, const Booking& booking) {
    const auto& form = page.request.form;
    bookings::Edit out{.overbooking = line(form, "overbooking"), .version = version_of(form)};
    out.outside_hours = form.get("outside_hours") == "yes";
    out.telling = read_telling(form);
    std::vector<FieldError> wrong;
    constexpr std::string_view kAddOn = "add_on_";
    std::vector<bookings::AddOnId> add_ons;
    for (const auto& [key, value] : form.pairs()) {
        if (!key.starts_with(kAddOn) || value != "yes") continue;
        const auto id = base::parse_id<bookings::AddOnId>(key.substr(kAddOn.size()));
        if (!id) return not_found("add_on.not_offered");
        add_ons.push_back(*id);
    }
    if (form.has("service")) {
        out.service_id = base::parse_id<ServiceId>(form.get("service"));
        out.provider_id = base::parse_id<ProviderId>(form.get("provider"));
        if (!out.service_id) wrong.push_back({"service", "field.invalid", {}});
        if (!out.provider_id) wrong.push_back({"provider", "field.invalid", {}});
        if (out.service_id == booking.service_id) out.add_ons = std::move(add_ons);
        const auto now = std::chrono::floor<Minutes>(booking.time.end - booking.time.begin);
        const auto length = typed_minutes(form, "duration");
        if (length <= Minutes{0}) wrong.push_back({"duration", "field.invalid", {}});
        if (length != now) out.duration = length;
    }
    if (form.has("price")) {
        const auto typed = line(form, "price");
        const auto amount = i18n::parse_amount(typed.empty() ? "0" : typed, booking.price.currency);
        if (!amount) wrong.push_back({"price", "field.invalid", {}});
        if (amount && *amount != booking.price.amount) out.price = Money{*amount, booking.price.currency};
    }
    if (!wrong.empty()) return std::unexpected(Error{Fault::invalid, "form.invalid", {}, std::move(wrong)});
    return out;
}

template <class Verb>
Response edit(const Page& page, Part part, const Verb& verb) {
    const auto booking = find_booking(page);
    if (!booking) return nothing_here(page);
    const auto done = verb(*booking);
    return done ? back_to(booking_path(page, *booking), "saved") : refuse_edit(page, *booking, part, done.error());
}

// A field that cannot be one of the answers, by its name.
bool has_unknown_field(const std::vector<http::Part>& parts) {
    constexpr std::string_view kField = "field_";
    return std::ranges::any_of(parts, [&](const http::Part& part) {
        return part.name.starts_with(kField) &&
               !base::parse_id<catalog::ExtraFieldId>(std::string_view(part.name).substr(kField.size()));
    });
}

}  // namespace

Response change_appointment_what(const Page& page) {
    return edit(page, Part::what, [&](const Booking& booking) -> Result<Booking> {
        const auto wanted = read_what(page, booking);
        if (!wanted) return std::unexpected(wanted.error());
        return page.environment.database.write([&](db::Tx& tx) {
            return bookings::change(tx, page.environment.context(), page.id(), booking.id, *wanted, page.actor());
        });
    });
}

Response change_appointment_notes(const Page& page) {
    return edit(page, Part::notes, [&](const Booking& booking) {
        const auto& form = page.request.form;
        const bookings::Notes notes{
            .note = text(form, "note"), .internal_note = text(form, "internal_note"), .version = version_of(form)};
        return page.environment.database.write([&](db::Tx& tx) {
            return bookings::change_notes(tx, page.environment.context(), page.id(), booking.id, notes, page.actor());
        });
    });
}

Response change_appointment_answers(const Page& page, const std::vector<http::Part>& parts) {
    const auto booking = find_booking(page);
    auto sent = booking_page::read_sent(page.request);
    if (!booking || !sent || has_unknown_field(parts)) return nothing_here(page);
    const auto asked = catalog::fields_of(page.snapshot->extra_fields, booking->service_id);
    const auto is_asked = [&](catalog::ExtraFieldId id) {
        return std::ranges::any_of(asked, [&](const auto* field) { return field->id == id; });
    };
    auto answers = booking_page::read_form(sent->form).answers;
    answers.files = std::move(sent->files);
    for (const auto& [id, value] : answers.values)
        if (!is_asked(id)) return nothing_here(page);
    for (const auto& [id, file] : answers.files)
        if (!is_asked(id)) return nothing_here(page);
    std::set<catalog::ExtraFieldId> without_files;
    for (const auto* field : asked)
        if (sent->form.get("without_" + field->form_name()) == "yes") without_files.insert(field->id);
    const auto done = page.environment.database.write([&](db::Tx& tx) {
        return bookings::change_answers(tx, page.environment.context(), page.id(), booking->id, answers, without_files,
                                        version_of(sent->form), page.actor());
    });
    if (done) return back_to(booking_path(page, *booking), "saved");
    auto as_sent = page.request;
    as_sent.form = sent->form;
    const Page again{{as_sent, page.environment, page.snapshot, page.language, page.now}, page.who};
    return refuse_edit(again, *booking, Part::answers, done.error());
}

Response delete_appointment(const Page& page) {
    const auto booking = find_booking(page);
    if (!booking) return nothing_here(page);
    const auto done = page.environment.database.write([&](db::Tx& tx) {
        return bookings::discard(tx, page.environment.context(), page.id(), booking->id, version_of(page.request.form),
                                 page.actor());
    });
    return done ? back_to(booking_path(page, *booking), "deleted")
                : refuse_edit(page, *booking, Part::none, done.error());
}

Response restore_appointment(const Page& page) {
    const auto booking = find_deleted_booking(page);
    if (!booking) return nothing_here(page);
    const auto done = page.environment.database.write([&](db::Tx& tx) {
        return bookings::restore(tx, page.environment.context(), page.id(), booking->id, page.actor());
    });
    if (done) return back_to(booking_path(page, *booking), "restored");
    const bool taken = done.error().code == "booking.time_taken";
    return deleted_page(page, *booking,
                        taken ? i18n::words(page.language, "Its time has been given to somebody else meanwhile, so it "
                                                           "cannot be restored. Make a new appointment instead.")
                              : pages::sentence(page, done.error()),
                        http::status_of(done.error().fault));
}

}  // namespace office
