// What is done within the calendar: an appointment is dropped somewhere else, and that is undone. The script asks and
// hears in JSON; every rule is the verb's.
#include "bookings/explain.h"
#include "http/typed.h"
#include "notify/workflow.h"
#include "office/calendar/calendar.h"
#include "office/calendar/calendar_data.h"
#include "office/calendar/one_booking.h"
#include "pages/shown_in.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace office {
namespace {

using bookings::Booking;
using bookings::Rule;
using bookings::Rules;
using nlohmann::ordered_json;

constexpr auto kMostDays = std::chrono::days{42};
constexpr std::size_t kMostColumns = 40;

Response told(const ordered_json& body, int status = 200) {
    auto response = http::json(body.dump(), status);
    response.set("Cache-Control", "no-store");
    return response;
}

Response gone(const Page& page) {
    return told({{"code", "booking.unknown"}, {"words", i18n::message(page.language, "booking.unknown")}}, 404);
}

// "2026-12-04T09:00" by the wall clock.
std::optional<WallTime> read_wall(std::string_view text) {
    constexpr std::size_t kDay = 10, kAll = 16;
    if (text.size() != kAll || text[kDay] != 'T' || text[kDay + 3] != ':') return std::nullopt;
    const auto day = base::parse_day(text.substr(0, kDay));
    const auto hours = pages::whole_number<int>(text.substr(kDay + 1, 2)),
               minutes = pages::whole_number<int>(text.substr(kDay + 4, 2));
    if (!day || !hours || !minutes || *hours < 0 || *hours > 23 || *minutes < 0 || *minutes > 59) return std::nullopt;
    return WallTime{*day} + std::chrono::hours{*hours} + Minutes{*minutes};
}

// The instants that the wall clock calls by that time: none where it is skipped, two where it comes twice.
std::vector<Instant> instants_of(const Zone& zone, WallTime wall) {
    std::vector<Instant> out;
    const auto first = zone.instant(wall);
    // Clocks go back by two hours at most.
    for (const auto later : {Minutes{0}, Minutes{30}, Minutes{60}, Minutes{120}})
        if (zone.wall(first + later) == wall) out.push_back(first + later);
    return out;
}

// Why a start is refused, in words.
std::string reason_words(const Page& page, const bookings::RefusedStarts& refused) {
    const auto language = page.language;
    switch (refused.rule) {
        case Rule::gives: return i18n::words(language, "Does not give this service");
        case Rule::day: return i18n::words(language, "Day off");
        case Rule::place: return i18n::words(language, "At another location then");
        case Rule::end: return i18n::words(language, "Would last past the working hours");
        case Rule::pause: return i18n::words(language, "Would go into a break");
        case Rule::blocked: return i18n::words(language, "Would go into blocked time");
        case Rule::taken: return i18n::words(language, "Another appointment, or its buffer, is in the way");
        case Rule::resource: {
            const auto* resource = refused.resource ? page.snapshot->resource(*refused.resource) : nullptr;
            return i18n::words(language, "{room} is taken", {{"room", resource ? resource->name : ""}});
        }
        default: return i18n::words(language, "Outside the working hours");
    }
}

// What has to be said yes to for such a start.
std::string_view asked_for(Rule rule) {
    if (rule == Rule::gives) return "never";
    return rule == Rule::taken || rule == Rule::resource ? "overbooking" : "outside_hours";
}

// Whether it is dropped with all who share its appointment.
bool is_whole(const http::Form& form) { return form.get("whole") == "yes"; }

ordered_json refusals_of(const Page& page, bookings::Dropping dropping, Span span,
                         const std::vector<ProviderId>& providers) {
    auto out = ordered_json::array();
    page.environment.database.snapshot([&](db::Session& session) {
        for (const auto provider : providers) {
            dropping.provider_id = provider;
            for (const auto& refused : bookings::explain_staff(session, *page.snapshot, dropping, span, page.now))
                out.push_back({{"by", base::to_text(provider)},
                               {"at", wall_text(page, refused.starts.begin)},
                               {"to", wall_text(page, refused.starts.end)},
                               {"why", reason_words(page, refused)},
                               {"ask", asked_for(refused.rule)}});
        }
    });
    return out;
}

Response refusals(const Page& page) {
    const auto booking = find_booking(page);
    if (!booking || !bookings::is_live(booking->status)) return gone(page);
    const auto& query = page.request.query;
    const auto first = base::parse_day(query.get("from")), last = base::parse_day(query.get("to"));
    if (!first || !last || *last < *first || *last - *first > kMostDays) return gone(page);
    std::vector<ProviderId> providers;
    for (const auto& [name, value] : query.pairs()) {
        if (name != "provider") continue;
        const auto id = base::parse_id<ProviderId>(value);
        if (!id || !page.snapshot->provider(*id) || providers.size() == kMostColumns) return gone(page);
        providers.push_back(*id);
    }
    bookings::Dropping dropping{.booking = *booking, .provider_id = {}, .whole = is_whole(query)};
    if (const auto length = pages::whole_number<int>(query.get("length")); length && *length > 0 && *length <= 24 * 60)
        dropping.duration = Minutes{*length};
    const Span span{page.zone().span(*first).begin, page.zone().span(*last).end};
    const auto those = dropping.whole ? who_share(page, *booking) : std::vector{*booking};
    const bool hears = hears_of(page, those, "rescheduled");
    return told({{"refused", refusals_of(page, dropping, span, providers)}, {"hears", hears}});
}

// The start that the form asks for; else why not, as the answer.
struct Asked {
    std::optional<Instant> start{};
    std::optional<Response> refusal{};
};
Asked read_start(const Page& page) {
    const auto& form = page.request.form;
    const auto wall = read_wall(form.get("at"));
    if (!wall)
        return {
            {},
            told({{"code", "field.choose_time"}, {"words", i18n::message(page.language, "field.choose_time")}}, 422)};
    const auto found = instants_of(page.zone(), *wall);
    if (found.empty())
        return {{},
                told({{"code", "time.skipped"},
                      {"words", i18n::words(page.language, "The clocks go forward that day: this time does not "
                                                           "exist. Choose another one.")}},
                     409)};
    if (found.size() == 1) return {found.front(), {}};
    const auto which = form.get("which");
    if (which == "first") return {found.front(), {}};
    if (which == "second") return {found.back(), {}};
    return {{},
            told({{"code", "time.twice"},
                  {"ask", "which"},
                  {"words", i18n::words(page.language, "The clocks go back that day: this time comes twice. "
                                                       "Which one do you mean?")}},
                 409)};
}

std::string_view ask_of(const Page& page, const Error& error) {
    if (error.code == "booking.outside_hours" && page.may(bookings::kOutsideHours)) return "outside_hours";
    if (error.code == "booking.time_taken" && page.may(bookings::kOverbooking)) return "overbooking";
    return "";
}

std::string words_of(const Page& page, const Error& error) {
    if (error.code == "booking.time_taken")
        return i18n::words(page.language,
                           "Another appointment, its buffer, or a room or device that it needs is in the "
                           "way then.");
    if (error.code == "booking.changed_meanwhile")
        return i18n::words(page.language,
                           "Somebody else has changed this appointment meanwhile, so it stays. Close this "
                           "to see how it is now.");
    if (error.code == "booking.outside_hours")
        return page.may(bookings::kOutsideHours)
                   ? i18n::words(page.language, "The provider is not at work then, or has a break.")
                   : i18n::words(page.language, "The provider is not at work then, or has a break. An owner or a "
                                                "manager may move it there.");
    return pages::sentence(page, error);
}

Response refused(const Page& page, const Error& error) {
    ordered_json body{{"code", error.code}, {"words", words_of(page, error)}, {"ask", ask_of(page, error)}};
    // What is typed is meant by that clock from now on.
    for (const auto& [name, value] : error.parameters)
        if (name == "zone") body["zone"] = value;
    return told(body, http::status_of(error.fault));
}

// All who moved together share the time.
Response moved_words(const Page& page, const std::vector<Booking>& moved, bool may_undo) {
    const auto& booking = moved.front();
    const auto* provider = page.snapshot->provider(booking.provider_id);
    const auto words =
        i18n::words(page.language, "Moved to {time} with {provider}.",
                    {{"time", pages::moment(page, booking.time.begin)}, {"provider", provider ? provider->name : ""}});
    return told(
        {{"version", booking.version}, {"seen", to_text(seen_of(moved))}, {"words", words}, {"undo", may_undo}});
}

Result<std::vector<Booking>> alone(Result<Booking> one) {
    if (!one) return std::unexpected(one.error());
    return std::vector{*std::move(one)};
}

// What was dropped without saying who was seen in it may be another appointment by now.
bool is_unseen(const http::Form& form) { return is_whole(form) && read_seen(form.get("seen")).empty(); }

Response move(const Page& page) {
    const auto booking = find_booking(page);
    auto provider = base::parse_id<ProviderId>(page.request.form.get("provider"));
    if (booking && !page.request.form.has("provider")) provider = booking->provider_id;
    if (!booking || !provider || !page.snapshot->provider(*provider)) return gone(page);
    if (pages::is_shown_otherwise(page, page.request.form)) return refused(page, pages::shown_otherwise(page));
    const auto asked = read_start(page);
    if (asked.refusal) return *asked.refusal;
    const auto& form = page.request.form;
    if (is_unseen(form)) return refused(page, {Fault::conflict, "booking.changed_meanwhile", {}, {}});
    const bool tell = form.get("tell") == "yes";
    bookings::Move wanted{.starts_at = *asked.start,
                          .provider_id = *provider,
                          .outside_hours = form.get("outside_hours") == "yes",
                          .version = pages::whole_number<int>(form.get("version")),
                          .seen = read_seen(form.get("seen")),
                          .overbooking = http::line(form, "overbooking"),
                          .telling = tell ? bookings::Telling::after_undo : bookings::Telling::nobody};
    const auto length = pages::whole_number<int>(form.get("length"));
    const auto now = std::chrono::duration_cast<Minutes>(booking->time.end - booking->time.begin);
    if (length && Minutes{*length} != now) wanted.duration = Minutes{*length};
    const auto moved = page.environment.database.write([&](db::Tx& tx) {
        const auto context = pages::context_of(page, form);
        if (is_whole(form))
            return bookings::move_appointment(tx, context, page.id(), booking->appointment_id, wanted, page.actor());
        return alone(bookings::reschedule(tx, context, page.id(), booking->id, wanted, page.actor(), Rules::staff));
    });
    return moved ? moved_words(page, *moved, true) : refused(page, moved.error());
}

Response undo(const Page& page) {
    const auto booking = find_booking(page);
    const auto& form = page.request.form;
    const auto version = pages::whole_number<int>(form.get("version"));
    if (!booking || !version || is_unseen(form)) return gone(page);
    const auto back = page.environment.database.write([&](db::Tx& tx) {
        const auto context = page.environment.context();
        if (is_whole(form))
            return bookings::undo_move(tx, context, page.id(), booking->appointment_id, read_seen(form.get("seen")),
                                       page.actor());
        return alone(bookings::undo_move(tx, context, page.id(), booking->id, *version, page.actor()));
    });
    return back ? moved_words(page, *back, false) : refused(page, back.error());
}

}  // namespace

Response calendar_refusals(const Page& page) { return refusals(page); }
Response calendar_move(const Page& page) { return move(page); }
Response calendar_undo(const Page& page) { return undo(page); }

}  // namespace office
