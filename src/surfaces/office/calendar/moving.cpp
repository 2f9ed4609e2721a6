// Moving a booking, or all who share its appointment, to another time or provider: choose, confirm, move. Staff's rules
// hold (bookings/rules.h).
#include "booking_page/moving.h"
#include "booking_page/shown.h"
#include "bookings/free_times.h"
#include "bookings/tailored.h"
#include "notify/foreseen.h"
#include "office/calendar/booking_view.h"
#include "office/calendar/picking.h"
#include "pages/shown_in.h"

#include <algorithm>

namespace office {
namespace {

using bookings::Booking;
using bookings::FreeStart;
using bookings::Rules;

// Where to: what the addresses of the two pages and the form hold.
struct Choice : Picked {
    ProviderId provider{};
    std::optional<int> version{};  // of the booking, as the page showed it
    bool whole = false;            // all who share its appointment, whom the page showed as `seen`
    bookings::Seen seen{};
    std::optional<Minutes> length{};  // of the whole appointment; none: it keeps it
};

std::string moving_path(const Page& page, const Booking& booking) { return booking_path(page, booking, "/move"); }

std::string at_day(const Page& page, const Booking& booking, const Choice& choice) {
    return fmt::format("{}?day={}&provider={}{}", moving_path(page, booking), base::to_text(choice.day),
                       base::to_text(choice.provider), choice.whole ? "&whole=yes" : "");
}

// The bookings that move.
std::vector<Booking> who_moves(const Page& page, const Booking& booking, const Choice& choice) {
    return choice.whole ? who_share(page, booking) : std::vector{booking};
}

std::string people(const std::vector<Booking>& those) {
    std::string out;
    for (const auto& each : those) out += (out.empty() ? "" : ", ") + person(each);
    return out;
}

Minutes length_of(const Booking& booking) {
    return std::chrono::duration_cast<Minutes>(booking.time.end - booking.time.begin);
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
    out.whole = booking.seats.capacity > 1 && form.get("whole") == "yes";
    out.seen = read_seen(form.get("seen"));
    if (const auto length = pages::whole_number<int>(form.get("length"));
        out.whole && length && Minutes{*length} != length_of(booking))
        out.length = Minutes{*length};
    return out;
}

std::string now_text(const Page& page, const Booking& booking) {
    return booking_page::with_provider(page, booking.time, booking.provider_id);
}

std::optional<LocationId> kept_place(const Page& page, const Booking& booking) {
    return bookings::location_to_keep(*page.snapshot, booking.service_id, booking.location_id, page.now);
}

std::string place_name(const Page& page, const std::optional<LocationId>& place) {
    const auto* location = page.snapshot->location(place);
    return location ? location->name : i18n::words(page.language, "not said");
}

// Where it would be then; several where the hours leave it open.
std::string new_place(const Page& page, const Booking& booking, const Choice& choice) {
    std::string out;
    for (const auto& place : bookings::places_at(*page.snapshot, booking_page::service_of(page, booking),
                                                 choice.provider, kept_place(page, booking), *choice.start)) {
        if (!out.empty()) out += " / ";
        out += place_name(page, place);
    }
    return out;
}

bool has_places(const Page& page) { return page.snapshot->locations.size() > 1; }

// Its own time is no other.
FreeDay free_on(const Page& page, const Booking& booking, const Choice& choice) {
    auto out = find_free(page,
                         {.service_id = booking.service_id,
                          .provider_id = choice.provider,
                          .moving = booking.appointment_id,
                          .location_id = kept_place(page, booking),
                          .rules = Rules::staff,
                          .whole = choice.whole},
                         choice.day);
    std::erase_if(out.times, [&](const FreeStart& each) {
        return each.start == booking.time.begin && each.provider_id == booking.provider_id;
    });
    return out;
}

Response choose(const Page& page, const Booking& booking, const Choice& choice, const std::string& notice = {},
                int status = 200) {
    const auto title = i18n::words(page.language, "Move: {service}",
                                   {{"service", page.text(booking_page::service_of(page, booking).name)}});
    const auto free = free_on(page, booking, choice);
    return render(page, {"office/calendar/move", title, "appointments", status}, [&](html::Values& values) {
        values.set("BACK_URL", booking_path(page, booking)).set("ACTION", moving_path(page, booking));
        const auto shared = who_share(page, booking);
        values.set("NOW_TEXT", now_text(page, booking)).set("PERSON", choice.whole ? people(shared) : person(booking));
        if (has_places(page)) values.add("PLACE").set("PLACE_TEXT", place_name(page, booking.location_id));
        values.set("DAY", base::to_text(choice.day));
        if (shared.size() > 1)
            values.add("SHARED")
                .set("SHARED_TEXT", i18n::words(page.language, "Move all {count} who share the appointment",
                                                {{"count", std::to_string(shared.size())}}))
                .show_if(choice.whole, "SHARED_ON");
        if (!notice.empty()) values.add("NOTICE").set("NOTICE_TEXT", notice);
        for (const auto* provider : providers_of(page, booking))
            values.add("PROVIDER")
                .set("OPTION_ID", base::to_text(provider->id))
                .set("OPTION_NAME", provider->name)
                .show_if(provider->id == choice.provider, "OPTION_ON");
        Kept kept{{"provider", base::to_text(choice.provider)}};
        if (choice.whole) kept.emplace_back("whole", "yes");
        include_times(values, page, choice, offered(page, free, booking_page::service_of(page, booking)),
                      moving_path(page, booking), kept);
    });
}

// Why it comes back, and what may make it go.
struct Again {
    Wrong wrong{};
    bool outside_hours = false, why_over = false;
};

// The mails about the new time, to be read before.
void fill_mails(html::Values& values, const Page& page, const Booking& booking, const Choice& choice, Span time) {
    auto moved = booking;
    moved.time = time;
    moved.provider_id = choice.provider;
    const auto mails = page.environment.database.read([&](db::Session& session) {
        return notify::list_answering(session, page.snapshot, moved, "rescheduled", page.now);
    });
    for (const auto& mail : mails)
        values.add("MAIL")
            .set("MAIL_URL",
                 booking_path(page, booking,
                              fmt::format("/mail?workflow={}&start={}&provider={}", base::to_text(mail.workflow_id),
                                          base::to_text(*choice.start), base::to_text(choice.provider))))
            .set("MAIL_NAME", mail.name);
}

// A whole appointment may take longer or shorter from now on.
Field length_field(const Page& page, const Booking& booking, const Choice& choice) {
    return {.name = "length",
            .label = i18n::words(page.language, "Minutes"),
            .value = std::to_string(choice.length.value_or(length_of(booking)).count()),
            .type = "number",
            .required = true};
}

Response confirm(const Page& page, const Booking& booking, const Choice& choice, const Again& again = {}) {
    const auto service = bookings::tailor(booking_page::service_of(page, booking), booking.time, booking.provider_id);
    const Span time{*choice.start, *choice.start + choice.length.value_or(service.duration_with(choice.provider))};
    const auto those = who_moves(page, booking, choice);
    const auto title = i18n::words(page.language, "Move the appointment?");
    const Frame frame{"office/calendar/move_confirm", title, "appointments", again.wrong.page_status()};
    return render(page, frame, [&](html::Values& values) {
        values.set("BACK_URL", at_day(page, booking, choice)).set("KEEP_URL", booking_path(page, booking));
        values.set("SERVICE", page.text(service.name)).set("PERSON", people(those));
        values.set("OLD_TEXT", now_text(page, booking));
        values.set("NEW_TEXT", booking_page::with_provider(page, time, choice.provider));
        if (has_places(page)) {
            const auto before = place_name(page, booking.location_id), after = new_place(page, booking, choice);
            auto& place = values.add("PLACE").set("PLACE_TEXT", after);
            if (before != after) place.add("OLD_PLACE").set("OLD_PLACE_TEXT", before);
        }
        values.set("MAIL_TEXT", moved_mail_text(page, those));
        fill_mails(values, page, booking, choice, time);
        pages::fill_notice(values, again.wrong);
        Form form{.action = moving_path(page, booking), .token = form_token(page)};
        form.hidden = {{"start", base::to_text(*choice.start)},
                       {"provider", base::to_text(choice.provider)},
                       {"version", std::to_string(choice.version.value_or(booking.version))},
                       pages::shown_in_field(page)};
        form.submit = i18n::words(page.language, "Move the appointment");
        form.wrong.fields = again.wrong.fields;  // the notice stands above
        if (choice.whole) {
            form.hidden.emplace_back("whole", "yes");
            form.hidden.emplace_back("seen", to_text(choice.seen.empty() ? seen_of(those) : choice.seen));
            form.fields.push_back(length_field(page, booking, choice));
        }
        if (again.outside_hours) {
            form.hidden.emplace_back("outside_hours", "yes");
            form.submit = i18n::words(page.language, "Move it outside the hours");
        }
        if (again.why_over) {
            form.fields.push_back(why_over_field(page, line(page.request.form, "overbooking")));
            form.submit = i18n::words(page.language, "Move it over the other one");
        }
        if (auto telling = telling_field(page, those, "rescheduled")) {
            if (again.wrong.any()) telling->value = page.request.form.get(telling->name);
            form.fields.push_back(*std::move(telling));
            form.hidden.emplace_back("asked_to_tell", "rescheduled");
        }
        include_form(values, "MOVE_FORM", page, form);
    });
}

Response refuse_move(const Page& page, const Booking& booking, const Choice& choice, const Error& error) {
    const auto& form = page.request.form;
    Again again{.wrong = {.status = 409},
                .outside_hours = form.get("outside_hours") == "yes",
                .why_over = !form.get("overbooking").empty()};
    if (error.code == "booking.time_taken" && page.may(bookings::kOverbooking)) {
        again.why_over = true;
        again.wrong.notice =
            i18n::words(page.language, "Another appointment is in the way then. You may put this one over it, "
                                       "if you say why.");
        return confirm(page, booking, choice, again);
    }
    if (error.code == "form.invalid") {
        again.wrong.fields = error.fields;
        for (auto& each : again.wrong.fields)
            if (each.field == "duration") each.field = "length";
        return confirm(page, booking, choice, again);
    }
    // What is now stands above what is to be; sending it once more is meant.
    if (error.code == "booking.changed_meanwhile") {
        auto now = choice;
        now.version.reset();
        now.seen.clear();
        again.wrong.notice = i18n::message(page.language, error.code);
        return confirm(page, booking, now, again);
    }
    if (error.code == "booking.zone_changed") {
        again.wrong.notice = pages::sentence(page, error);
        return confirm(page, booking, choice, again);
    }
    if (error.code == "booking.time_taken")
        return choose(page, booking, choice,
                      i18n::words(page.language, "Another appointment is in the way then. Choose another time, or "
                                                 "another provider."),
                      409);
    if (error.code == "booking.outside_hours" && page.may(bookings::kOutsideHours)) {
        again.outside_hours = true;
        again.wrong.notice =
            i18n::words(page.language, "The provider is not at work then, or has a break. You may move it "
                                       "there all the same.");
        return confirm(page, booking, choice, again);
    }
    if (error.code.starts_with("booking.outside_hours"))
        return choose(page, booking, choice,
                      i18n::words(page.language, "The provider is not at work then, or has a break. Choose another "
                                                 "time, or ask an owner or a manager to move it there."),
                      409);
    return refuse_change(page, booking, error);
}

}  // namespace

std::string moved_mail_text(const Page& page, const std::vector<Booking>& those) {
    const i18n::Parameters who{{"name", people(those)}};
    if (hears_of(page, those, "rescheduled"))
        return i18n::words(page.language, "Your workflows send {name} a mail about the new time.", who);
    if (std::ranges::all_of(those, [](const Booking& each) { return each.email.empty(); }))
        return i18n::words(page.language, "{name} has no e-mail address here. Tell them of the new time yourself.",
                           who);
    return i18n::words(
        page.language,
        "No active workflow answers when an appointment is moved, so no mail goes out. Tell {name} of the "
        "new time yourself.",
        who);
}

Response moving_form(const Page& page) {
    const auto booking = find_booking(page);
    if (!booking) return nothing_here(page);
    if (!bookings::is_live(booking->status))
        return refuse_change(
            page, *booking,
            {Fault::conflict,
             bookings::is_given_up(booking->status) ? "booking.already_cancelled" : "booking.already_over",
             {},
             {}});
    const auto choice = read_choice(page, *booking, page.request.query);
    if (choice.start && choice.by_another_clock)
        return refuse_move(page, *booking, choice, pages::shown_otherwise(page));
    if (choice.start) return confirm(page, *booking, choice);
    if (choice.typed.empty()) return choose(page, *booking, choice);
    return choose(page, *booking, choice, i18n::words(page.language, "This is no time of day. Write it as 14:05."),
                  422);
}

Response move_booking(const Page& page) {
    const auto booking = find_booking(page);
    const auto provider = base::parse_id<ProviderId>(page.request.form.get("provider"));
    if (!booking || !provider) return nothing_here(page);
    auto choice = read_choice(page, *booking, page.request.form);
    choice.version = version_of(page.request.form);
    if (!choice.start) return choose(page, *booking, choice, i18n::message(page.language, "field.choose_time"), 422);
    const bookings::Move move{.starts_at = *choice.start,
                              .provider_id = *provider,
                              .outside_hours = choice.outside_hours,
                              .duration = choice.length,
                              .version = choice.version,
                              .seen = choice.seen,
                              .overbooking = line(page.request.form, "overbooking"),
                              .telling = read_telling(page.request.form)};
    if (choice.whole && choice.seen.empty())
        return refuse_move(page, *booking, choice, {Fault::conflict, "booking.changed_meanwhile", {}, {}});
    const auto moved = page.environment.database.write([&](db::Tx& tx) -> Result<void> {
        const auto context = pages::context_of(page, page.request.form);
        if (choice.whole) {
            const auto all =
                bookings::move_appointment(tx, context, page.id(), booking->appointment_id, move, page.actor());
            return all ? Result<void>{} : std::unexpected(all.error());
        }
        const auto one = bookings::reschedule(tx, context, page.id(), booking->id, move, page.actor(), Rules::staff);
        return one ? Result<void>{} : std::unexpected(one.error());
    });
    return moved ? back_to(booking_path(page, *booking), "moved") : refuse_move(page, *booking, choice, moved.error());
}

}  // namespace office
