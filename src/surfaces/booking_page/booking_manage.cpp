// The pages behind a manage link (FEATURES 2.15): whoever has the link sees, moves and cancels one booking. A GET
// shows, only a POST changes. What is shown is what was given with the booking, never the stored customer.
#include "base/typed.h"
#include "booking_page/booking_public.h"
#include "booking_page/moving.h"
#include "booking_page/shared.h"
#include "booking_page/shown.h"
#include "booking_page/visit_moving.h"
#include "bookings/allowed.h"
#include "bookings/changing.h"
#include "bookings/visit.h"
#include "bookings/words.h"
#include "notify/workflow.h"

namespace booking_page {

using namespace bookings;
using namespace pages;
namespace {

struct Visit : LinkVisit {
    std::string path() const { return fmt::format("{}/bookings/{}", home_path(page), page.request.param("token")); }
    const catalog::Service& service() const { return service_of(page, booking); }
    Allowed may() const {
        return what_may(page.business(), booking, is_bookable(*page.snapshot, booking.service_id), page.now,
                        Way::mailed_link);
    }
    activity::Actor actor() const { return {activity::ActorKind::manage_link, booking.id.value}; }
    // Where another part of the visit is looked after.
    std::string path_of(const Booking& part) const {
        return fmt::format("{}/bookings/{}", home_path(page), token_of_part(page.request.param("token"), part));
    }
    // The page of the whole visit, of which this may be one part's.
    std::string whole_path() const {
        const std::string_view token = page.request.param("token");
        return fmt::format("{}/bookings/{}", home_path(page), token.substr(0, token.find(kPartMark)));
    }
    bool is_of_one_part() const { return page.request.param("token").find(kPartMark) != std::string_view::npos; }
    VisitMoving whole(std::vector<Booking> live) const {
        return {page, std::move(live), whole_path(), whole_path() + "/visit", "", Secrecy::manage};
    }
    std::vector<Booking> parts() const {
        return page.environment.database.read([&](db::Session& session) { return parts_beside(session, booking); });
    }
    Moving moving() const { return {page, booking, path(), "", Secrecy::manage}; }
};

std::string status_explained(const Page& page, Status status) {
    const i18n::Parameters name{{"name", page.name()}};
    if (status == Status::pending)
        return i18n::words(page.language, "The time is kept for you. {name} will look at it and let you know.", name);
    if (status == Status::declined)
        return i18n::words(page.language, "{name} could not confirm this appointment.", name);
    return {};
}

// What has just happened, from the address that the POST led to.
std::string just_done(const Visit& visit) {
    const auto& query = visit.page.request.query;
    const auto language = visit.page.language;
    if (query.has("cancelled") && visit.booking.status == Status::cancelled)
        return i18n::words(language, "The appointment is cancelled.");
    if (!is_live(visit.booking.status)) return {};
    if (query.has("moved")) return i18n::words(language, "The appointment is moved.");
    if (!query.has("new")) return {};
    return visit.booking.status == Status::pending ? i18n::words(language, "Your request has arrived.")
                                                   : i18n::words(language, "Your appointment is booked.");
}

void fill_calendars(html::Values& values, const Visit& visit) {
    if (!is_live(visit.booking.status)) return;
    const auto entry = calendar_entry(visit.page, visit.booking, visit.path(), false);
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
    return fmt::format("{}/sign-in?next={}", home_path(visit.page), base::percent_encoded(path));
}

// Until when, or why not. What was over when it was booked or moved was never possible, which the form said too.
void fill_until_when(html::Values& changes, const Visit& visit, const Allowed& may) {
    const auto& page = visit.page;
    const auto& booking = visit.booking;
    const auto told = [&](Instant at) { return changing(page.business(), page.language, booking, at); };
    if ((may.reschedule && may.cancel) || told(booking.changed_at).over) {
        changes.add("UNTIL").set("UNTIL_TEXT", told(page.now).text);
        return;
    }
    if (!may.reschedule) changes.add("NO_MOVE").set("NO_MOVE_TEXT", sentence(page, may.reschedule.error()));
    if (may.cancel || (!may.reschedule && may.reschedule.error().code == may.cancel.error().code)) return;
    changes.add("NO_CANCEL").set("NO_CANCEL_TEXT", sentence(page, may.cancel.error()));
}

void fill_changes(html::Values& values, const Visit& visit) {
    const auto& page = visit.page;
    if (!is_live(visit.booking.status)) return;
    const auto may = visit.may();
    auto& changes = values.add("CHANGES");
    if (may.reschedule) changes.add("MOVE").set("MOVE_URL", visit.path() + "/reschedule");
    if (may.cancel) changes.add("CANCEL").set("CANCEL_URL", visit.path() + "/cancellation");
    fill_until_when(changes, visit, may);
    if (has_logins(page) && (is_by_link(may.reschedule) || is_by_link(may.cancel)))
        changes.add("SIGN_IN").set("SIGN_IN_URL", sign_in_path(visit));
    if (!may.reschedule || !may.cancel) include_contact(changes, page);
}

void include_booking_facts(html::Values& values, const Visit& visit) {
    const auto& meeting = visit.service().meeting_url;
    include_facts(
        values, visit.page,
        {visit.booking.time, provider_name(visit.page, visit.booking), place_of(visit.page, visit.booking),
         visit.may().join_meeting ? meeting : std::string(), !meeting.empty(), agreed_price(visit.page, visit.booking),
         visit.booking.visitor_zone, visit.page.snapshot->location(visit.booking.location_id),
         add_on_lines(visit.page, visit.booking.add_ons)});
}

// The other parts of the visit, where it has several: each is moved and cancelled on its own page.
void fill_parts(html::Values& values, const Visit& visit) {
    const auto parts = visit.parts();
    if (parts.empty()) return;
    const auto& page = visit.page;
    auto& list = values.add("PARTS").set("WHOLE_URL", visit.whole_path());
    for (const auto& part : parts) {
        auto& item = list.add("PART");
        auto& name = item.add(part.id == visit.booking.id ? "PART_HERE" : "PART_THERE");
        name.set("PART_SERVICE", page.text(service_of(page, part).name)).set("PART_URL", visit.path_of(part));
        if (const auto person = person_of(part, parts); !person.empty())
            item.add("PART_FOR").set("PART_PERSON", person);
        item.set("PART_WHEN", with_provider(page, part.time, part.provider_id));
        item.set("PART_STATUS", status_name(page.language, part.status)).set("PART_CLASS", to_text(part.status));
    }
}

void fill_booking(html::Values& values, const Visit& visit) {
    const auto& page = visit.page;
    const auto& booking = visit.booking;
    values.set("SERVICE_NAME", page.text(visit.service().name));
    values.set("STATUS", status_name(page.language, booking.status)).set("STATUS_CLASS", to_text(booking.status));
    if (const auto text = status_explained(page, booking.status); !text.empty())
        values.add("EXPLAINED").set("STATUS_TEXT", text);
    values.set("PERSON", base::full_name(booking.name, booking.surname)).set("EMAIL", booking.email);
    if (!booking.attendee.empty()) values.add("ATTENDEE").set("ATTENDEE_NAME", booking.attendee);
    if (!booking.phone.empty())
        values.add("PHONE").set("PHONE_DIAL", booking.phone).set("PHONE_TEXT", base::phone_for_reading(booking.phone));
    if (!booking.note.empty()) values.add("NOTE").set("NOTE_TEXT", booking.note);
    const auto answers = page.environment.database.read(
        [&](db::Session& session) { return list_answers(session, page.business().id, booking.id); });
    include_answers(values, page, answers, visit.path() + "/files");
    include_booking_facts(values, visit);
    fill_changes(values, visit);
    fill_parts(values, visit);
    fill_calendars(values, visit);
    const auto may = visit.may();
    if (is_live(booking.status) && !is_by_link(may.reschedule) && !is_by_link(may.cancel))
        values.show(may.reschedule && may.cancel ? "KEEP" : "KEEP_TO_SEE");
    if (may.book_again && page.snapshot->may_choose(visit.service()))
        values.add("AGAIN").set("AGAIN_URL",
                                fmt::format("{}/book?service={}", home_path(page), base::to_text(booking.service_id)));
}

// What follows a booking: whether a mail is on its way, how to get there, and what one may do next.
void fill_next(html::Values& values, const Visit& visit) {
    const auto& page = visit.page;
    const auto& booking = visit.booking;
    if (!page.request.query.has("new") || !is_live(booking.status)) return;
    auto& next = values.add("NEXT_STEPS");
    next.set("NEXT_FORGET", page.business().slug);
    const bool mails = page.environment.sends_mail && !booking.email.empty() &&
                       page.environment.database.read([&](db::Session& session) {
                           return notify::is_answered(session, page.business().id, "booked");
                       });
    if (mails)
        next.add("NEXT_MAIL")
            .set("NEXT_MAIL_TEXT",
                 i18n::words(page.language, "A confirmation is on its way to {email}.", {{"email", booking.email}}));
    html::Values ways;
    ways.set("NEXT_HOME_URL", home_path(page));
    if (visit.service().meeting_url.empty())
        if (const auto place = place_of(page, booking); !place.empty())
            ways.add("NEXT_WAY").set("NEXT_WAY_URL", map_url(place));
    if (!page.signed_in && has_logins(page))
        ways.add("NEXT_ACCOUNT").set("NEXT_ACCOUNT_URL", home_path(page) + "/register");
    next.include("NEXT_WAYS", "booking_page/next_steps", std::move(ways));
}

http::Response booking_page(const Visit& visit, const std::string& notice = {}, int status = 200) {
    const auto title = i18n::words(visit.page.language, "Your appointment");
    return render(visit.page, {"booking_page/booking", title, status, Secrecy::manage, visit.path()},
                  [&](html::Values& values) {
                      const auto done = just_done(visit);
                      if (!notice.empty()) values.add("NOTICE").set("NOTICE_TEXT", notice);
                      if (!done.empty() && notice.empty()) values.add("DONE").set("DONE_TEXT", done);
                      values.set("HEADING", title);
                      fill_next(values, visit);
                      fill_booking(values, visit);
                  });
}

// What has just happened to the visit, from the address that the POST led to.
std::string visit_done(const Visit& visit, const WholeVisit& whole) {
    const auto& query = visit.page.request.query;
    const auto language = visit.page.language;
    if (query.has("cancelled") && whole.live.empty()) return i18n::words(language, "The visit is cancelled.");
    if (whole.live.empty()) return {};
    if (query.has("moved")) return i18n::words(language, "The visit is moved.");
    if (!query.has("new")) return {};
    const bool all_pending =
        std::ranges::all_of(whole.live, [](const Booking& part) { return part.status == Status::pending; });
    return all_pending ? i18n::words(language, "Your request has arrived.")
                       : i18n::words(language, "Your visit is booked.");
}

void fill_visit_changes(html::Values& values, const Visit& visit, const WholeVisit& whole) {
    const auto& page = visit.page;
    if (whole.live.empty()) {
        if (page.snapshot->may_choose(visit.service())) values.add("AGAIN").set("AGAIN_URL", home_path(page));
        return;
    }
    auto& changes = values.add("CHANGES");
    if (whole.may_move) changes.add("MOVE").set("MOVE_URL", visit.whole_path() + "/visit/reschedule");
    if (whole.may_cancel) changes.add("CANCEL").set("CANCEL_URL", visit.whole_path() + "/visit/cancellation");
    const auto told = changing(page.business(), page.language, whole.live.front(), page.now);
    if (whole.reasons.empty()) changes.add("UNTIL").set("UNTIL_TEXT", told.text);
    for (const auto& text : whole.reasons) changes.add("WHY").set("WHY_TEXT", text);
    if (!whole.reasons.empty()) include_contact(changes, page);
}

// All parts on one page, where each has its own.
http::Response visit_page(const Visit& visit, const std::vector<Booking>& parts, const std::string& notice = {},
                          int status = 200) {
    const auto& page = visit.page;
    const auto title = i18n::words(page.language, "Your visit");
    const auto whole = whole_of(page, parts, Way::mailed_link);
    const auto& shown = whole.live.empty() ? parts : whole.live;
    return render(page, {"booking_page/visit_booked", title, status, Secrecy::manage, visit.whole_path()},
                  [&](html::Values& values) {
                      const auto done = visit_done(visit, whole);
                      if (!notice.empty()) values.add("NOTICE").set("NOTICE_TEXT", notice);
                      if (!done.empty() && notice.empty()) values.add("DONE").set("DONE_TEXT", done);
                      fill_next(values, visit);
                      values.set("HEADING", title);
                      auto until = shown.front().time.end;
                      for (const auto& part : shown) until = std::max(until, part.time.end);
                      const Span all{shown.front().time.begin, until};
                      values.set("WHEN_TEXT", when(page, all));
                      fill_own_time(values, page, all, visit.booking.visitor_zone, "WHEN_OWN");
                      fill_visit(values, page, parts, [&](const Booking& part) { return visit.path_of(part); });
                      // Of what was cancelled altogether no sum is left.
                      if (!std::ranges::all_of(parts, [](const Booking& part) { return is_given_up(part.status); }))
                          values.add("AGREED").set("TOTAL", agreed_total(page, parts));
                      values.set("PERSON", base::full_name(visit.booking.name, visit.booking.surname));
                      values.set("EMAIL", visit.booking.email);
                      if (!visit.booking.note.empty()) values.add("NOTE").set("NOTE_TEXT", visit.booking.note);
                      if (const auto place = place_of(page, shown.front()); !place.empty())
                          values.add("PLACE").set("PLACE_TEXT", place);
                      fill_visit_changes(values, visit, whole);
                      if (!whole.live.empty())
                          values.add("CALENDARS")
                              .set("ICS_URL", visit.whole_path() + "/calendar.ics")
                              .set("ICS_NAME", page.business().slug + ".ics");
                      if (whole.may_move && whole.may_cancel) values.show("KEEP");
                  });
}

// The visit as it is now, where the link is of all of it.
std::optional<http::Response> page_of_whole(const Visit& visit, const std::string& notice = {}, int status = 200) {
    if (visit.is_of_one_part()) return std::nullopt;
    const auto parts = visit.parts();
    return parts.empty() ? std::nullopt : std::optional(visit_page(visit, parts, notice, status));
}

// The booking as it is now, with the reason why it was not changed.
http::Response refuse(const Visit& visit, const Error& error) {
    return booking_page(visit, sentence(visit.page, error), http::status_of(error.fault));
}

// To a page whose address lets in whoever has it.
http::Response lead_to(const std::string& path) {
    auto response = http::see_other(path);
    response.set("Cache-Control", "no-store");
    response.set("Referrer-Policy", "no-referrer");
    return response;
}

http::Response back_to(const Visit& visit, std::string_view done) {
    return lead_to(fmt::format("{}?{}=1", visit.path(), done));
}

}  // namespace

http::Response show(const LinkVisit& link) {
    const Visit visit{link};
    auto whole = page_of_whole(visit);
    return whole ? *std::move(whole) : booking_page(visit);
}

namespace {

// What the parts that are live are asked to do together; one that is alone does it on its own page.
http::Response with_whole(const Visit& visit, std::string_view alone,
                          const std::function<http::Response(const WholeVisit&)>& body) {
    const auto whole = whole_of(visit.page, visit.parts(), Way::mailed_link);
    return whole.live.size() > 1 ? body(whole) : lead_to(fmt::format("{}{}", visit.path(), alone));
}

http::Response refuse_whole(const Visit& visit, const Error& error) {
    const auto notice = sentence(visit.page, error);
    return visit_page(visit, visit.parts(), notice, http::status_of(error.fault));
}

http::Response whole_not_now(const Visit& visit, const WholeVisit& whole) {
    const auto notice = whole.reasons.empty()
                            ? i18n::words(visit.page.language, "Each part can be moved and cancelled by itself.")
                            : whole.reasons.front();
    return visit_page(visit, visit.parts(), notice, 409);
}

http::Response back_to_whole(const Visit& visit, std::string_view done) {
    return lead_to(fmt::format("{}?{}=1", visit.whole_path(), done));
}

}  // namespace

http::Response reschedule_visit_form(const LinkVisit& link) {
    const Visit visit{link};
    return with_whole(visit, "/reschedule", [&](const WholeVisit& whole) {
        if (!whole.may_move) return whole_not_now(visit, whole);
        return moving_page(visit.whole(whole.live), link.page.request.query);
    });
}

http::Response reschedule_visit(const LinkVisit& link) {
    const Visit visit{link};
    return with_whole(visit, "/reschedule", [&](const WholeVisit& whole) {
        if (!whole.may_move) return whole_not_now(visit, whole);
        auto moved = move(visit.whole(whole.live), link.page.request.form, visit.actor());
        if (!moved) return refuse_whole(visit, moved.error());
        return *moved ? **std::move(moved) : back_to_whole(visit, "moved");
    });
}

http::Response visit_cancellation_form(const LinkVisit& link) {
    const Visit visit{link};
    return with_whole(visit, "/cancellation", [&](const WholeVisit& whole) {
        if (!whole.may_cancel) return whole_not_now(visit, whole);
        return cancellation_page(visit.whole(whole.live));
    });
}

http::Response cancel_visit(const LinkVisit& link) {
    const Visit visit{link};
    return with_whole(visit, "/cancellation", [&](const WholeVisit&) {
        auto& environment = link.page.environment;
        const auto cancelled = environment.database.write([&](db::Tx& tx) {
            return bookings::cancel_visit(tx, environment.context(), link.page.business().id, link.booking.visit_id,
                                          visit.actor(), bookings::Rules::customer, Telling::at_once, &link.booking);
        });
        return cancelled ? back_to_whole(visit, "cancelled") : refuse_whole(visit, cancelled.error());
    });
}

http::Response calendar_file(const LinkVisit& link) {
    const Visit visit{link};
    std::vector<CalendarEntry> entries;
    for (const auto& part : visit.parts())
        entries.push_back(calendar_entry(link.page, part, visit.path_of(part), true));
    if (entries.empty()) entries.push_back(calendar_entry(link.page, link.booking, visit.path(), true));
    return calendar_answer(link.page, bookings::calendar_file(entries));
}

http::Response answer_file(const LinkVisit& link) { return stored_file(link.page, link.booking); }

http::Response reschedule_form(const LinkVisit& link) {
    const Visit visit{link};
    if (const auto may = visit.may().reschedule; !may) return refuse(visit, may.error());
    return moving_page(visit.moving(), link.page.request.query);
}

http::Response reschedule(const LinkVisit& link) {
    const Visit visit{link};
    auto moved = move(visit.moving(), link.page.request.form, visit.actor());
    if (!moved) return refuse(visit, moved.error());
    return *moved ? **std::move(moved) : back_to(visit, "moved");
}

http::Response cancellation_form(const LinkVisit& link) {
    const Visit visit{link};
    const auto& [page, booking] = link;
    if (const auto may = visit.may().cancel; !may) return refuse(visit, may.error());
    const auto title = i18n::words(page.language, "Cancel this appointment?");
    return render(page, {"booking_page/cancellation", title, 200, Secrecy::manage}, [&](html::Values& values) {
        values.set("BACK_URL", visit.path()).set("ACTION", visit.path() + "/cancellation");
        values.set("SERVICE_NAME", page.text(visit.service().name))
            .set("WHEN_TEXT", with_provider(page, booking.time, booking.provider_id));
        fill_own_time(values, page, booking.time, booking.visitor_zone, "WHEN_OWN");
        const auto& policy = page.text(page.business().cancellation_policy);
        if (!policy.empty()) values.add("POLICY").set("POLICY_TEXT", policy);
    });
}

http::Response cancel(const LinkVisit& link) {
    const Visit visit{link};
    auto& environment = link.page.environment;
    const auto cancelled = environment.database.write([&](db::Tx& tx) {
        return bookings::cancel(tx, environment.context(), link.page.business().id, link.booking.id, visit.actor(),
                                bookings::Rules::customer);
    });
    return cancelled ? back_to(visit, "cancelled") : refuse(visit, cancelled.error());
}

}  // namespace booking_page
