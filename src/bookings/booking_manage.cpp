// The pages behind a manage link (FEATURES 2.15): whoever has the link sees, moves and cancels one booking. A GET
// shows, only a POST changes. What is shown is what was given with the booking, never the stored customer.
#include "bookings/allowed.h"
#include "bookings/booking_calendar.h"
#include "bookings/booking_public.h"
#include "bookings/page.h"
#include "bookings/time_step.h"

#include <algorithm>

namespace bookings::pages {
namespace {

using catalog::Service;

constexpr std::size_t kNearest = 6;

// A page, and the booking that its link leads to.
struct Visit {
    Page page;
    Booking booking;

    std::string path() const { return fmt::format("{}/bookings/{}", home_path(page), page.request.param("token")); }
    const Service& service() const {
        const auto* found = page.offer->service(booking.service_id);
        CHECK(found);
        return *found;
    }
    const staff::Provider* provider() const { return page.offer->provider(booking.provider_id); }
    std::string provider_name() const { return provider() ? provider()->name : std::string(); }
    Allowed may() const {
        return what_may(page.business(), booking, is_bookable(*page.offer, booking.service_id), page.now,
                        Way::mailed_link);
    }
    events::Actor actor() const { return {events::ActorKind::manage_link, booking.id.value}; }
};

// Errors: not_found business.unknown, booking.link_unknown.
Result<Visit> open_visit(const http::Request& request, Desk& desk) {
    auto page = open(request, desk);
    if (!page.offer) return base::not_found("business.unknown");
    auto booking = desk.database.read(
        [&](db::Session& session) { return find_by_token(session, page.business().id, request.param("token")); });
    if (!booking) return base::not_found("booking.link_unknown");
    return Visit{std::move(page), *std::move(booking)};
}

http::Response refuse_link(const http::Request& request, Desk& desk, const Error& error) {
    const auto page = open(request, desk);
    return explain(page, http::status_of(error.fault), sentence(page, error), start_again(page), Secrecy::manage);
}

std::string place_of(const Visit& visit) {
    return place(*visit.page.offer, visit.provider(), visit.booking.location_id);
}

// ---- The booking ----------------------------------------------------------------------------------------------------

std::string status_name(html::Language language, Status status) {
    switch (status) {
        case Status::pending: return html::words(language, "awaiting approval");
        case Status::approved: return html::words(language, "booked");
        case Status::declined: return html::words(language, "declined");
        case Status::cancelled: return html::words(language, "cancelled");
        case Status::completed: return html::words(language, "completed");
        case Status::no_show: return html::words(language, "missed");
    }
    return {};
}

std::string status_explained(const Page& page, Status status) {
    const html::Parameters name{{"name", page.name()}};
    if (status == Status::pending)
        return html::words(page.language, "The time is kept for you. {name} will look at it and let you know.", name);
    if (status == Status::declined) return html::words(page.language, "{name} could not take this appointment.", name);
    return {};
}

// What has just happened, from the address that the POST led to.
std::string just_done(const Visit& visit) {
    const auto& query = visit.page.request.query;
    const auto language = visit.page.language;
    if (query.has("cancelled") && visit.booking.status == Status::cancelled)
        return html::words(language, "The appointment is cancelled.");
    if (!is_live(visit.booking.status)) return {};
    if (query.has("moved")) return html::words(language, "The appointment is moved.");
    if (!query.has("new")) return {};
    return visit.booking.status == Status::pending ? html::words(language, "Your wish has arrived.")
                                                   : html::words(language, "Your appointment is booked.");
}

// The file is the visitor's own; what goes to a calendar on the web must not hold the link that manages the booking.
enum class Link { told, kept };

CalendarEntry calendar_entry(const Visit& visit, Link link) {
    const auto& page = visit.page;
    const auto& booking = visit.booking;
    const auto& origin = page.request.origin;
    const auto scheme = origin.find("://");
    const auto host = scheme == origin.npos ? origin : origin.substr(scheme + 3);
    const auto& meeting = visit.service().meeting_url;
    const auto url = origin + visit.path();
    CalendarEntry entry;
    entry.id = booking.id;
    entry.host = host.substr(0, host.rfind(':') == host.npos || host.ends_with(']') ? host.npos : host.rfind(':'));
    entry.title = html::words(page.language, "{service}, {business}",
                              {{"service", page.text(visit.service().name)}, {"business", page.name()}});
    entry.place = meeting.empty() ? place_of(visit) : meeting;
    entry.description = html::words(page.language, "With {name}.", {{"name", visit.provider_name()}});
    if (link == Link::told)
        entry.description += "\n" + html::words(page.language, "See, move or cancel it: {url}", {{"url", url}});
    const auto& email = page.business().email;
    entry.organizer = email.empty() ? origin + home_path(page) : "mailto:" + email;
    entry.organizer_name = page.name();
    entry.url = url;
    entry.time = booking.time;
    entry.zone = page.zone();
    entry.status = booking.status;
    entry.sequence = booking.calendar_sequence;
    entry.changed_at = booking.changed_at;
    return entry;
}

void fill_calendars(html::Values& values, const Visit& visit) {
    if (!is_live(visit.booking.status)) return;
    const auto entry = calendar_entry(visit, Link::kept);
    auto& calendars = values.add("CALENDARS");
    calendars.set("ICS_URL", visit.path() + "/calendar.ics");
    calendars.set("ICS_NAME", visit.page.business().slug + ".ics");
    calendars.set("GOOGLE_URL", google_calendar_url(entry));
    calendars.set("OUTLOOK_URL", outlook_calendar_url(entry));
}

bool is_by_link(const Result<void>& allowed) { return !allowed && allowed.error().code == "booking.not_by_link"; }

// To the same booking in the panel.
std::string sign_in_path(const Visit& visit) {
    const auto path = fmt::format("{}/my/appointments/{}", home_path(visit.page), base::to_text(visit.booking.id));
    return fmt::format("{}/sign-in?next={}", home_path(visit.page), http::percent_encoded(path));
}

void fill_changes(html::Values& values, const Visit& visit) {
    const auto& page = visit.page;
    if (!is_live(visit.booking.status)) return;
    const auto may = visit.may();
    auto& changes = values.add("CHANGES");
    if (may.reschedule)
        changes.add("MOVE").set("MOVE_URL", visit.path() + "/reschedule");
    else
        changes.add("NO_MOVE").set("NO_MOVE_TEXT", sentence(page, may.reschedule.error()));
    if (may.cancel)
        changes.add("CANCEL").set("CANCEL_URL", visit.path() + "/cancellation");
    else if (may.reschedule || may.reschedule.error().code != may.cancel.error().code)
        changes.add("NO_CANCEL").set("NO_CANCEL_TEXT", sentence(page, may.cancel.error()));
    if (has_logins(page) && (is_by_link(may.reschedule) || is_by_link(may.cancel)))
        changes.add("SIGN_IN").set("SIGN_IN_URL", sign_in_path(visit));
    if (!may.reschedule || !may.cancel) include_contact(changes, page);
}

void include_booking_facts(html::Values& values, const Visit& visit) {
    const auto& meeting = visit.service().meeting_url;
    include_facts(
        values, visit.page,
        {visit.booking.time, visit.provider_name(), place_of(visit), visit.may().join_meeting ? meeting : std::string(),
         !meeting.empty(), visit.booking.price, visit.booking.visitor_zone});
}

void fill_booking(html::Values& values, const Visit& visit) {
    const auto& page = visit.page;
    const auto& booking = visit.booking;
    values.set("SERVICE_NAME", page.text(visit.service().name));
    values.set("STATUS", status_name(page.language, booking.status)).set("STATUS_CLASS", to_text(booking.status));
    if (const auto text = status_explained(page, booking.status); !text.empty())
        values.add("EXPLAINED").set("STATUS_TEXT", text);
    values.set("PERSON", booking.surname.empty() ? booking.name : booking.name + " " + booking.surname)
        .set("EMAIL", booking.email);
    if (!booking.phone.empty()) values.add("PHONE").set("PHONE_TEXT", base::phone_for_reading(booking.phone));
    if (!booking.note.empty()) values.add("NOTE").set("NOTE_TEXT", booking.note);
    include_booking_facts(values, visit);
    fill_changes(values, visit);
    fill_calendars(values, visit);
    const auto may = visit.may();
    values.show_if(is_live(booking.status) && !is_by_link(may.reschedule) && !is_by_link(may.cancel), "KEEP");
    if (may.book_again)
        values.add("AGAIN").set("AGAIN_URL",
                                fmt::format("{}/book?service={}", home_path(page), base::to_text(booking.service_id)));
}

http::Response booking_page(const Visit& visit, const std::string& notice = {}, int status = 200) {
    const auto title = html::words(visit.page.language, "Your appointment");
    return render(visit.page, {"bookings/booking", title, status, Secrecy::manage, visit.path()},
                  [&](html::Values& values) {
                      const auto done = just_done(visit);
                      if (!notice.empty()) values.add("NOTICE").set("NOTICE_TEXT", notice);
                      if (!done.empty() && notice.empty()) values.add("DONE").set("DONE_TEXT", done);
                      values.set("HEADING", title);
                      fill_booking(values, visit);
                  });
}

// The booking as it is now, with the reason why it was not changed.
http::Response refuse(const Visit& visit, const Error& error) {
    return booking_page(visit, sentence(visit.page, error), http::status_of(error.fault));
}

http::Response back_to(const Visit& visit, std::string_view done) {
    auto response = http::see_other(fmt::format("{}?{}=1", visit.path(), done));
    response.set("Cache-Control", "no-store");
    response.set("Referrer-Policy", "no-referrer");
    return response;
}

// ---- Moving ---------------------------------------------------------------------------------------------------------

// The provider stays unless another is asked for, or has stopped giving the service.
Result<Choice> read_move(const Visit& visit, const http::Form& query) {
    const auto& offer = *visit.page.offer;
    if (offer.providers_of(visit.service()).empty()) return base::not_found("service.not_offered");
    auto choice = read_choice(query, offer, visit.service(), visit.path() + "/reschedule?");
    if (!choice || choice->has_provider()) return choice;
    const auto providers = offer.providers_of(visit.service());
    const bool stays =
        std::ranges::any_of(providers, [&](const auto* each) { return each->id == visit.booking.provider_id; });
    choice->any = !stays;
    if (stays) choice->provider_id = visit.booking.provider_id;
    return choice;
}

Wanted wanted(const Visit& visit, const Choice& choice) {
    return {visit.booking.service_id, choice.provider_id, visit.booking.appointment_id};
}

http::Response refuse_move(const Visit& visit, const Error& error) {
    return explain(visit.page, http::status_of(error.fault), sentence(visit.page, error),
                   WayOn{visit.path(), html::words(visit.page.language, "Back to your appointment")}, Secrecy::manage);
}

std::string with_provider(const Visit& visit, const Span& time, std::optional<ProviderId> id) {
    const auto* provider = id ? visit.page.offer->provider(*id) : nullptr;
    if (!provider) return when(visit.page, time);
    return html::words(visit.page.language, "{when}, with {name}",
                       {{"when", when(visit.page, time)}, {"name", provider->name}});
}

void fill_own_time(html::Values& values, const Visit& visit, const Span& time, std::string_view section) {
    if (const auto own = other_zone(visit.page, visit.booking.visitor_zone, time.begin))
        values.add(section).set("OWN_TIME_TEXT", own_time(visit.page, time, *own));
}

std::string now_text(const Visit& visit) { return with_provider(visit, visit.booking.time, visit.booking.provider_id); }

http::Response choose_move(const Visit& visit, const Choice& choice, const std::string& notice = {}, int status = 200) {
    const auto& page = visit.page;
    const auto times = ask_times(page, visit.service(), wanted(visit, choice), choice);
    if (!times) return refuse_move(visit, times.error());
    const auto title = html::words(page.language, "Move to when?");
    return render(page, {"bookings/reschedule", title, status, Secrecy::manage}, [&](html::Values& values) {
        values.set("BACK_URL", visit.path());
        values.set("NOW_TEXT", html::words(page.language, "{service}, now {when}",
                                           {{"service", page.text(visit.service().name)}, {"when", now_text(visit)}}));
        if (!notice.empty()) values.add("NOTICE").set("NOTICE_TEXT", notice);
        include_calendar(values, page, visit.service(), choice, *times);
    });
}

// `nearest`: when the chosen time cannot be had.
http::Response confirm_move(const Visit& visit, const Choice& choice, const std::string& notice = {},
                            const std::optional<std::vector<FreeStart>>& nearest = {}, int status = 200) {
    const auto& page = visit.page;
    const auto title = html::words(page.language, "Move your appointment?");
    const Frame frame{"bookings/reschedule_confirm", title, status, Secrecy::manage, choice.path()};
    return render(page, frame, [&](html::Values& values) {
        values.set("BACK_URL", choice.without_time().path()).set("KEEP_URL", visit.path());
        values.set("ACTION", visit.path() + "/reschedule").set("SERVICE_NAME", page.text(visit.service().name));
        values.set("OLD_TEXT", now_text(visit));
        if (!notice.empty()) values.add("NOTICE").set("NOTICE_TEXT", notice);
        values.add("FORM_PROVIDER").set("FORM_PROVIDER_ID", choice.any ? "any" : base::to_text(*choice.provider_id));
        if (nearest) {
            auto& choices = values.add("CHOICES");
            choices.set("GONE", choice.start ? to_text(*choice.start) : std::string());
            include_nearest(choices, page, visit.service(), *nearest);
        } else {
            const auto time = span_of(visit.service(), choice.start->at);
            auto& fixed = values.add("FIXED");
            fixed.set("START", to_text(*choice.start)).set("NEW_TEXT", with_provider(visit, time, choice.taker()));
            fill_own_time(fixed, visit, time, "NEW_OWN");
        }
    });
}

std::vector<FreeStart> nearest_to(const Visit& visit, const Choice& choice) {
    const auto& page = visit.page;
    const auto latest = page.now + visit.service().booking_horizon;
    const auto wish = std::clamp(choice.start ? choice.start->at : visit.booking.time.begin, page.now, Instant{latest});
    auto found = page.desk.database.read([&](db::Session& session) {
        return page.desk.free_times.nearest(session, *page.offer, wanted(visit, choice), wish, kNearest + 1, page.now);
    });
    // Where it already is counts as free, but is no other time.
    std::erase(found, FreeStart{visit.booking.time.begin, visit.booking.provider_id});
    if (found.size() > kNearest) found.pop_back();
    return found;
}

bool is_free(const Visit& visit, const Choice& choice) {
    const auto& page = visit.page;
    auto asked = wanted(visit, choice);
    asked.provider_id = choice.taker();
    const auto day = page.zone().day(choice.start->at);
    const auto free = page.desk.database.read([&](db::Session& session) {
        return page.desk.free_times.list(session, *page.offer, asked, day, day, page.now);
    });
    return std::ranges::find(free, choice.start->at, &FreeStart::start) != free.end();
}

}  // namespace

http::Response show(const http::Request& request, Desk& desk) {
    const auto visit = open_visit(request, desk);
    return visit ? booking_page(*visit) : refuse_link(request, desk, visit.error());
}

http::Response calendar_file(const http::Request& request, Desk& desk) {
    const auto visit = open_visit(request, desk);
    if (!visit) return refuse_link(request, desk, visit.error());
    http::Response response;
    response.type = "text/calendar; charset=utf-8; method=PUBLISH";
    response.body = std::make_shared<const std::string>(bookings::calendar_file(calendar_entry(*visit, Link::told)));
    response.set("Content-Disposition", fmt::format("attachment; filename=\"{}.ics\"", visit->page.business().slug));
    response.set("Cache-Control", "no-store");
    response.set("Referrer-Policy", "no-referrer");
    response.set("X-Robots-Tag", "noindex, nofollow");
    return response;
}

http::Response reschedule_form(const http::Request& request, Desk& desk) {
    const auto visit = open_visit(request, desk);
    if (!visit) return refuse_link(request, desk, visit.error());
    if (const auto may = visit->may().reschedule; !may) return refuse(*visit, may.error());
    const auto choice = read_move(*visit, request.query);
    if (!choice) return refuse_move(*visit, choice.error());
    if (!choice->start) return choose_move(*visit, *choice);
    if (is_free(*visit, *choice)) return confirm_move(*visit, *choice);
    return choose_move(*visit, choice->on(visit->page.zone().day(choice->start->at)),
                       html::message(visit->page.language, "booking.time_taken"), 409);
}

http::Response reschedule(const http::Request& request, Desk& desk) {
    const auto visit = open_visit(request, desk);
    if (!visit) return refuse_link(request, desk, visit.error());
    auto choice = read_move(*visit, request.form);
    if (!choice) return refuse_move(*visit, choice.error());
    if (!choice->start) {
        choice->start = parse_start(request.form.get("gone"));
        return confirm_move(*visit, *choice, html::message(visit->page.language, "field.choose_time"),
                            nearest_to(*visit, *choice), 422);
    }
    const Move move{choice->start->at, choice->taker(), choice->any && !choice->taker()};
    const auto moved = desk.database.write([&](db::Tx& tx) {
        return bookings::reschedule(tx, desk.context(), visit->page.business().id, visit->booking.id, move,
                                    visit->actor());
    });
    if (moved) return back_to(*visit, "moved");
    const auto& error = moved.error();
    const bool other_time = error.code == "booking.time_taken" || error.fault == Fault::invalid;
    if (!other_time) return refuse(*visit, error);
    return confirm_move(*visit, *choice, sentence(visit->page, error), nearest_to(*visit, *choice),
                        http::status_of(error.fault));
}

http::Response cancellation_form(const http::Request& request, Desk& desk) {
    const auto visit = open_visit(request, desk);
    if (!visit) return refuse_link(request, desk, visit.error());
    const auto& page = visit->page;
    if (const auto may = visit->may().cancel; !may) return refuse(*visit, may.error());
    const auto title = html::words(page.language, "Cancel this appointment?");
    return render(page, {"bookings/cancellation", title, 200, Secrecy::manage}, [&](html::Values& values) {
        values.set("BACK_URL", visit->path()).set("ACTION", visit->path() + "/cancellation");
        values.set("SERVICE_NAME", page.text(visit->service().name)).set("WHEN_TEXT", now_text(*visit));
        fill_own_time(values, *visit, visit->booking.time, "WHEN_OWN");
        const auto& policy = page.text(page.business().cancellation_policy);
        if (!policy.empty()) values.add("POLICY").set("POLICY_TEXT", policy);
    });
}

http::Response cancel(const http::Request& request, Desk& desk) {
    const auto visit = open_visit(request, desk);
    if (!visit) return refuse_link(request, desk, visit.error());
    const auto cancelled = desk.database.write([&](db::Tx& tx) {
        return bookings::cancel(tx, desk.context(), visit->page.business().id, visit->booking.id, visit->actor());
    });
    return cancelled ? back_to(*visit, "cancelled") : refuse(*visit, cancelled.error());
}

}  // namespace bookings::pages
