// Moving a booking to another time or provider: choose, confirm, move. Staff's rules hold (bookings/rules.h).
#include "booking_page/moving.h"
#include "booking_page/shown.h"
#include "bookings/free_times.h"
#include "bookings/tailored.h"
#include "notify/workflow.h"
#include "office/calendar/one_booking.h"
#include "office/calendar/picking.h"
#include "office/frame/form.h"

#include <algorithm>

namespace office {
namespace {

using bookings::Booking;
using bookings::FreeStart;
using bookings::Rules;

// Where to: what the addresses of the two pages and the form hold.
struct Choice : Picked {
    ProviderId provider{};
};

std::string person(const Booking& booking) { return base::full_name(booking.name, booking.surname); }

std::string moving_path(const Page& page, const Booking& booking) { return booking_path(page, booking, "/move"); }

std::string at_day(const Page& page, const Booking& booking, const Choice& choice) {
    return fmt::format("{}?day={}&provider={}", moving_path(page, booking), base::to_text(choice.day),
                       base::to_text(choice.provider));
}

std::vector<const staff::Provider*> providers_of(const Page& page, const Booking& booking) {
    return page.snapshot->providers_of(booking_page::service_of(page, booking));
}

// What cannot be read is as if it had not been given: the day and provider that the booking has.
Choice read_choice(const Page& page, const Booking& booking, const http::Form& form) {
    const auto& zone = page.zone();
    Choice out{read_picked(page, form, std::max(zone.day(page.now), zone.day(booking.time.begin)))};
    const auto all = providers_of(page, booking);
    const auto wanted = base::parse_id<ProviderId>(form.get("provider")).value_or(booking.provider_id);
    const auto gives = [&](ProviderId id) { return std::ranges::find(all, id, &staff::Provider::id) != all.end(); };
    out.provider = gives(wanted) || all.empty() ? wanted : all.front()->id;
    return out;
}

std::string now_text(const Page& page, const Booking& booking) {
    return booking_page::with_provider(page, booking.time, booking.provider_id);
}

// Its own time is no other.
FreeDay free_on(const Page& page, const Booking& booking, const Choice& choice) {
    auto out = find_free(page,
                         {.service_id = booking.service_id,
                          .provider_id = choice.provider,
                          .moving = booking.appointment_id,
                          .rules = Rules::staff},
                         choice.day);
    std::erase(out.times, FreeStart{booking.time.begin, booking.provider_id});
    return out;
}

Response choose(const Page& page, const Booking& booking, const Choice& choice, const std::string& notice = {},
                int status = 200) {
    const auto title = i18n::words(page.language, "Move: {service}",
                                   {{"service", page.text(booking_page::service_of(page, booking).name)}});
    const auto free = free_on(page, booking, choice);
    return render(page, {"office/calendar/move", title, "appointments", status}, [&](html::Values& values) {
        values.set("BACK_URL", booking_path(page, booking)).set("ACTION", moving_path(page, booking));
        values.set("NOW_TEXT", now_text(page, booking)).set("PERSON", person(booking));
        values.set("DAY", base::to_text(choice.day));
        if (!notice.empty()) values.add("NOTICE").set("NOTICE_TEXT", notice);
        for (const auto* provider : providers_of(page, booking))
            values.add("PROVIDER")
                .set("OPTION_ID", base::to_text(provider->id))
                .set("OPTION_NAME", provider->name)
                .show_if(provider->id == choice.provider, "OPTION_ON");
        include_times(values, page, choice, free, moving_path(page, booking),
                      {{"provider", base::to_text(choice.provider)}});
    });
}

// What the customer will hear of it.
std::string mail_text(const Page& page, const Booking& booking) {
    const i18n::Parameters who{{"name", person(booking)}};
    if (booking.email.empty())
        return i18n::words(page.language, "{name} has no e-mail address here. Tell them of the new time yourself.",
                           who);
    const bool answered = page.environment.database.read(
        [&](db::Session& session) { return notify::is_answered(session, page.id(), "rescheduled"); });
    if (answered) return i18n::words(page.language, "Your workflows send {name} a mail about the new time.", who);
    return i18n::words(
        page.language,
        "No active workflow answers when an appointment is moved, so no mail goes out. Tell {name} of the "
        "new time yourself.",
        who);
}

// `refused`: why it was not moved the first time.
Response confirm(const Page& page, const Booking& booking, const Choice& choice, const std::string& refused = {}) {
    const auto service = bookings::tailor(booking_page::service_of(page, booking), booking.time, booking.provider_id);
    const Span time{*choice.start, *choice.start + service.duration_with(choice.provider)};
    const bool anyway = !refused.empty();
    const auto title = i18n::words(page.language, "Move the appointment?");
    const Frame frame{"office/calendar/move_confirm", title, "appointments", anyway ? 409 : 200};
    return render(page, frame, [&](html::Values& values) {
        values.set("BACK_URL", at_day(page, booking, choice)).set("KEEP_URL", booking_path(page, booking));
        values.set("SERVICE", page.text(service.name)).set("PERSON", person(booking));
        values.set("OLD_TEXT", now_text(page, booking));
        values.set("NEW_TEXT", booking_page::with_provider(page, time, choice.provider));
        values.set("MAIL_TEXT", mail_text(page, booking));
        if (anyway) values.add("NOTICE").set("NOTICE_TEXT", refused);
        Form form{.action = moving_path(page, booking), .token = form_token(page)};
        form.hidden = {{"start", base::to_text(*choice.start)}, {"provider", base::to_text(choice.provider)}};
        form.submit = i18n::words(page.language, "Move the appointment");
        if (anyway) {
            form.hidden.emplace_back("outside_hours", "yes");
            form.submit = i18n::words(page.language, "Move it outside the hours");
        }
        include_form(values, "MOVE_FORM", page, form);
    });
}

Response refuse_move(const Page& page, const Booking& booking, const Choice& choice, const Error& error) {
    if (error.code == "booking.time_taken")
        return choose(page, booking, choice,
                      i18n::words(page.language, "Another appointment is in the way then. Choose another time, or "
                                                 "another provider."),
                      409);
    if (error.code == "booking.outside_hours" && page.may(bookings::kOutsideHours))
        return confirm(page, booking, choice,
                       i18n::words(page.language, "The provider is not at work then, or has a break. You may move it "
                                                  "there all the same."));
    if (error.code.starts_with("booking.outside_hours"))
        return choose(page, booking, choice,
                      i18n::words(page.language, "The provider is not at work then, or has a break. Choose another "
                                                 "time, or ask an owner or a manager to move it there."),
                      409);
    return refuse_change(page, booking, error);
}

}  // namespace

Response moving_form(const Request& request, Environment& environment) {
    return as_staff(request, environment, [&](const Page& page) {
        const auto booking = find_booking(page);
        if (!booking) return nothing_here(page);
        if (!bookings::is_live(booking->status))
            return refuse_change(
                page, *booking,
                {Fault::conflict,
                 bookings::is_given_up(booking->status) ? "booking.already_cancelled" : "booking.already_over",
                 {},
                 {}});
        const auto choice = read_choice(page, *booking, request.query);
        if (choice.start) return confirm(page, *booking, choice);
        if (choice.typed.empty()) return choose(page, *booking, choice);
        return choose(page, *booking, choice, i18n::words(page.language, "This is no time of day. Write it as 14:05."),
                      422);
    });
}

Response move_booking(const Request& request, Environment& environment) {
    return posted(request, environment, [&](const Page& page) {
        const auto booking = find_booking(page);
        const auto provider = base::parse_id<ProviderId>(request.form.get("provider"));
        if (!booking || !provider) return nothing_here(page);
        const auto choice = read_choice(page, *booking, request.form);
        if (!choice.start)
            return choose(page, *booking, choice, i18n::message(page.language, "field.choose_time"), 422);
        const bookings::Move move{
            .starts_at = *choice.start, .provider_id = *provider, .outside_hours = choice.outside_hours};
        const auto moved = environment.database.write([&](db::Tx& tx) {
            return bookings::reschedule(tx, environment.context(), page.id(), booking->id, move, page.actor(),
                                        Rules::staff);
        });
        return moved ? back_to(booking_path(page, *booking), "moved")
                     : refuse_move(page, *booking, choice, moved.error());
    });
}

}  // namespace office
