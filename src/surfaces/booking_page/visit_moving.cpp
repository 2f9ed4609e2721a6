#include "booking_page/visit_moving.h"

#include "booking_page/moving.h"
#include "booking_page/shown.h"
#include "booking_page/time_step.h"
#include "booking_page/visit_choice.h"
#include "booking_page/visit_shown.h"
#include "booking_page/visit_source.h"
#include "bookings/tailored.h"
#include "bookings/visit_free.h"
#include "bookings/words.h"
#include "pages/shown_in.h"

#include <algorithm>

namespace booking_page {

using namespace bookings;
using namespace pages;
namespace {

constexpr std::size_t kNearest = 6;
constexpr Minutes kGap{15};

// Who comes, in the order of their first parts.
std::vector<std::string> people_of(const std::vector<Booking>& parts) {
    std::vector<std::string> out;
    for (const auto& part : parts)
        if (auto person = person_of(part, parts); std::ranges::find(out, person) == out.end())
            out.push_back(std::move(person));
    return out;
}

bool is_movable(const Page& page, const std::vector<Booking>& live) {
    return live.size() > 1 && live.size() <= kMostVisitParts && people_of(live).size() <= kMostVisitPeople &&
           std::ranges::all_of(live, [&](const Booking& part) {
               const auto* service = page.snapshot->service(part.service_id);
               return service && service->kind == catalog::ServiceKind::service &&
                      is_bookable(*page.snapshot, service->id);
           });
}

// They come together where each begins while somebody else is served.
bool is_side_by_side(const std::vector<Booking>& parts) {
    std::map<std::string, Span> of_person;
    for (const auto& part : parts) {
        const auto [found, is_new] = of_person.try_emplace(person_of(part, parts), part.time);
        if (!is_new) found->second.end = std::max(found->second.end, part.time.end);
    }
    for (const auto& [one, first] : of_person)
        for (const auto& [other, second] : of_person)
            if (one != other && first.begin < second.end && second.begin < first.end) return true;
    return of_person.size() < 2;
}

// The longest that anybody waits between two parts now.
Minutes longest_gap(const std::vector<Booking>& parts) {
    std::map<std::string, Instant> until;
    auto out = kGap;
    for (const auto& part : parts) {
        const auto [found, is_new] = until.try_emplace(person_of(part, parts), part.time.end);
        if (is_new) continue;
        out = std::max(out, std::chrono::ceil<Minutes>(part.time.begin - found->second));
        found->second = std::max(found->second, part.time.end);
    }
    return out;
}

// Whoever has a part keeps it, where they still give it and nobody else is asked for.
std::optional<ProviderId> provider_of(const Page& page, const Booking& part, bool any) {
    if (any) return std::nullopt;
    const auto givers = page.snapshot->providers_of(service_of(page, part));
    const bool stays = std::ranges::any_of(givers, [&](const auto* each) { return each->id == part.provider_id; });
    return stays ? std::optional(part.provider_id) : std::nullopt;
}

VisitWanted wanted_of(const VisitMoving& moving, bool any) {
    const auto& page = moving.page;
    const auto people = people_of(moving.parts);
    VisitWanted out;
    std::set<std::optional<LocationId>> places;
    for (const auto& part : moving.parts) {
        const auto person = std::ranges::find(people, person_of(part, moving.parts)) - people.begin();
        VisitWanted::Part wanted{part.service_id, provider_of(page, part, any), static_cast<std::size_t>(person)};
        wanted.moving = part.appointment_id;
        out.parts.push_back(std::move(wanted));
        places.insert(location_to_keep(*page.snapshot, part.service_id, part.location_id, page.now));
    }
    out.in_order = false;
    out.side_by_side = is_side_by_side(moving.parts);
    out.longest_gap = longest_gap(moving.parts);
    if (places.size() == 1) out.location_id = *places.begin();
    return out;
}

Choice choice_of(const VisitMoving& moving, const http::Form& query) {
    Choice out;
    out.root = moving.root + "/reschedule?";
    out.any = query.get("provider") == "any";
    if (const auto month = base::parse_month(query.get("month"))) out.month = month;
    if (const auto day = base::parse_day(query.get("day"))) out.day = day;
    return out;
}

// Of each part in their order; empty: none was chosen.
std::vector<Start> start_of(const VisitMoving& moving, const http::Form& query) {
    auto out = parse_starts(query.get("start"));
    if (out.size() != moving.parts.size()) out.clear();
    return out;
}

Day last_day(const VisitMoving& moving) {
    const auto& page = moving.page;
    auto horizon = service_of(page, moving.parts.front()).booking_horizon;
    for (const auto& part : moving.parts) horizon = std::min(horizon, service_of(page, part).booking_horizon);
    return page.zone().day(page.now) + horizon;
}

std::vector<ShownPart> shown(const Page& page, const std::vector<Booking>& parts) {
    std::vector<ShownPart> out;
    for (const auto& part : parts)
        out.push_back({.time = part.time,
                       .service = page.text(service_of(page, part).name),
                       .provider = part.provider_id,
                       .person = person_of(part, parts),
                       .extras = {},
                       .price = agreed_price(page, part),
                       .priced = {part.price}});
    return out;
}

Span length_of(const Booking& part, Instant start) { return {start, start + (part.time.end - part.time.begin)}; }

// As they are after it: each with another time and perhaps with another provider, who may take another time for it.
std::vector<ShownPart> shown_moved(const VisitMoving& moving, const std::vector<Start>& start) {
    auto out = shown(moving.page, moving.parts);
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto& part = moving.parts[i];
        const auto tailored = tailor(service_of(moving.page, part), part.time, part.provider_id);
        out[i].time = span_of(tailored, start[i].at, start[i].provider_id);
        out[i].provider = start[i].provider_id;
    }
    return out;
}

std::string whole_time(const Page& page, const std::vector<Booking>& parts) {
    return when(page, *time_of(shown(page, parts)));
}

void include_list(html::Values& values, std::string_view marker, const Page& page,
                  const std::vector<ShownPart>& parts) {
    include_parts(values, marker, page, parts, {}, {}, Totals::untold);
}

http::Response choose_move(const VisitMoving& moving, const Choice& choice, const std::string& notice = {},
                           int status = 200) {
    const auto& page = moving.page;
    const auto wanted = wanted_of(moving, choice.any);
    const auto last = last_day(moving);
    const FreeStart present{moving.parts.front().time.begin, moving.parts.front().provider_id};
    std::vector<VisitTimes> found;
    auto times = page.environment.database.read([&](db::Session& session) {
        const VisitSource source{page, session, wanted, last};
        return ask_times(page, last, source.of_calendar(found), choice, present);
    });
    if (!times)
        return explain(page, http::status_of(times.error().fault), sentence(page, times.error()),
                       WayOn{moving.path, i18n::words(page.language, "Back to your visit")}, moving.secrecy);
    for (const auto& visit : found)
        times->visits.push_back({to_text(booking_page::start_of(visit)), until_text(page, visit.time)});
    CalendarWords words;
    words.title = service_names(page, moving.parts);
    words.facts = whole_time(page, moving.parts);
    words.note = i18n::words(page.language, "Choose a time to go on. Your visit stays as it is until you confirm.");
    if (!choice.any)
        words.more = WayOn{moving.root + "/reschedule?provider=any",
                           i18n::words(page.language, "Show the times of anyone who is free")};
    const auto title = i18n::words(page.language, "Move to when?");
    return render(page, {"booking_page/reschedule", title, status, moving.secrecy}, [&](html::Values& values) {
        values.set("BACK_URL", moving.path).set("BACK_TEXT", i18n::words(page.language, "Back to your visit"));
        values.set("NOW_TEXT", i18n::words(page.language, "{service}, now {when}",
                                           {{"service", words.title}, {"when", words.facts}}));
        if (!notice.empty()) values.add("NOTICE").set("NOTICE_TEXT", notice);
        include_calendar(values, page, words, choice, *times);
    });
}

void fill_nearest(html::Values& values, const Page& page, const std::vector<VisitTimes>& nearest,
                  const std::string& gone) {
    auto& choices = values.add("CHOICES").set("GONE", gone);
    html::Values list;
    if (nearest.empty()) {
        list.show("NOTHING_NEAR");
        include_contact(list, page);
    } else {
        auto& radios = list.add("NEAREST");
        for (const auto& visit : nearest) {
            auto& near = radios.add("NEAR");
            near.set("NEAR_START", to_text(booking_page::start_of(visit))).set("NEAR_TEXT", when(page, visit.time));
            near.show_if(&visit == &nearest.front(), "NEAR_FOCUS");
            near.add("NEAR_NAMED").set("NEAR_NAME", providers_of(page, visit));
        }
    }
    choices.include("CHOICES_LIST", "booking_page/choices", std::move(list));
}

// `nearest`: when the chosen time cannot be had.
http::Response confirm_move(const VisitMoving& moving, const Choice& choice, const std::vector<Start>& start,
                            const std::string& notice = {}, const std::optional<std::vector<VisitTimes>>& nearest = {},
                            int status = 200) {
    const auto& page = moving.page;
    const auto title = i18n::words(page.language, "Move your visit?");
    const Frame frame{"booking_page/visit_move", title, status, moving.secrecy, choice.path()};
    return render(page, frame, [&](html::Values& values) {
        values.set("BACK_URL", choice.without_time().path()).set("KEEP_URL", moving.path);
        values.set("ACTION", moving.root + "/reschedule");
        if (!moving.token.empty()) values.add("FORM_TOKEN").set("TOKEN", moving.token);
        if (!notice.empty()) values.add("NOTICE").set("NOTICE_TEXT", notice);
        if (choice.any) values.show("FORM_ANY");
        values.set("OLD_TEXT", whole_time(page, moving.parts)).set("SHOWN_IN", shown_in_field(page).second);
        if (nearest) {
            fill_nearest(values, page, *nearest, to_text(start));
            return;
        }
        const auto moved = shown_moved(moving, start);
        auto& fixed = values.add("FIXED").set("START", to_text(start)).set("NEW_TEXT", when(page, *time_of(moved)));
        include_list(fixed, "NEW_PARTS", page, moved);
    });
}

std::vector<VisitTimes> nearest_to(const VisitMoving& moving, const Choice& choice, const std::vector<Start>& start) {
    const auto& page = moving.page;
    const auto wanted = wanted_of(moving, choice.any);
    const auto wish =
        start.empty() ? moving.parts.front().time.begin : std::ranges::min_element(start, {}, &Start::at)->at;
    std::vector<Instant> present;
    for (const auto& part : moving.parts) present.push_back(part.time.begin);
    return page.environment.database.read([&](db::Session& session) {
        const VisitSource source{page, session, wanted, last_day(moving)};
        auto out = source.nearest(wish, kNearest + 1);
        // Where it already is counts as free, but is no other time.
        std::erase_if(out, [&](const VisitTimes& each) {
            return std::ranges::equal(each.places, present, {}, [](const auto& place) { return place.time.begin; });
        });
        if (out.size() > kNearest) out.pop_back();
        return out;
    });
}

bool is_free_now(const VisitMoving& moving, const Choice& choice, const std::vector<Start>& start) {
    const auto& page = moving.page;
    std::vector<VisitTimes::Place> places;
    for (std::size_t i = 0; i < start.size(); ++i)
        places.push_back({*start[i].provider_id, length_of(moving.parts[i], start[i].at)});
    const auto wanted = wanted_of(moving, choice.any);
    return page.environment.database.read([&](db::Session& session) {
        return is_free(session, *page.snapshot, page.environment.free_times, wanted, places, page.now);
    });
}

}  // namespace

WholeVisit whole_of(const Page& page, const std::vector<Booking>& parts, Way way) {
    WholeVisit out;
    for (const auto& part : parts)
        if (is_live(part.status)) out.live.push_back(part);
    std::ranges::stable_sort(out.live, {}, [](const Booking& part) { return part.time.begin; });
    out.may_cancel = !out.live.empty();
    out.may_move = is_movable(page, out.live);
    const auto refuse = [&](bool& may, const Result<void>& one) {
        if (one) return;
        may = false;
        auto text = sentence(page, one.error());
        if (std::ranges::find(out.reasons, text) == out.reasons.end()) out.reasons.push_back(std::move(text));
    };
    for (const auto& part : out.live) {
        const auto may = what_may(page.business(), part, is_bookable(*page.snapshot, part.service_id), page.now, way);
        refuse(out.may_move, may.reschedule);
        refuse(out.may_cancel, may.cancel);
    }
    return out;
}

std::string agreed_total(const Page& page, const std::vector<Booking>& parts) {
    Money sum{0, page.business().currency};
    for (const auto& part : parts)
        if (!is_given_up(part.status)) sum.amount += part.price.amount;
    return price(page, sum);
}

std::string service_names(const Page& page, const std::vector<Booking>& parts) {
    std::vector<std::string> names;
    for (const auto& part : parts)
        if (auto name = page.text(service_of(page, part).name); std::ranges::find(names, name) == names.end())
            names.push_back(std::move(name));
    std::string out;
    for (const auto& name : names) out += (out.empty() ? "" : ", ") + name;
    return out;
}

void fill_visit(html::Values& values, const Page& page, const std::vector<Booking>& parts,
                const std::function<std::string(const Booking&)>& path_of) {
    auto& list = values.add("PARTS");
    for (const auto& part : parts) {
        auto& item = list.add("PART");
        item.set("PART_SERVICE", page.text(service_of(page, part).name)).set("PART_URL", path_of(part));
        if (const auto person = person_of(part, parts); !person.empty())
            item.add("PART_FOR").set("PART_PERSON", person);
        item.set("PART_WHEN", with_provider(page, part.time, part.provider_id));
        item.set("PART_PRICE", agreed_price(page, part));
        item.set("PART_STATUS", status_name(page.language, part.status)).set("PART_CLASS", to_text(part.status));
    }
}

http::Response moving_page(const VisitMoving& moving, const http::Form& query) {
    const auto choice = choice_of(moving, query);
    const auto start = start_of(moving, query);
    if (start.empty()) return choose_move(moving, choice);
    if (is_free_now(moving, choice, start)) return confirm_move(moving, choice, start);
    return choose_move(moving, choice.on(moving.page.zone().day(start.front().at)),
                       i18n::message(moving.page.language, "booking.time_taken"), 409);
}

Result<std::optional<http::Response>> move(const VisitMoving& moving, const http::Form& form, activity::Actor actor) {
    const auto& page = moving.page;
    const auto choice = choice_of(moving, form);
    const auto start = start_of(moving, form);
    if (start.empty())
        return confirm_move(moving, choice, {}, i18n::message(page.language, "field.choose_time"),
                            nearest_to(moving, choice, parse_starts(form.get("gone"))), 422);
    std::map<BookingId, Move> moves;
    for (std::size_t i = 0; i < start.size(); ++i)
        moves[moving.parts[i].id] = {.starts_at = start[i].at, .provider_id = start[i].provider_id};
    const auto moved = page.environment.database.write([&](db::Tx& tx) {
        return move_visit(tx, context_of(page, form), page.business().id, moving.parts.front().visit_id, moves, actor,
                          bookings::Rules::customer);
    });
    if (moved) return std::nullopt;
    const auto& error = moved.error();
    const bool is_otherwise = error.code == "booking.zone_changed";
    if (!is_time_gone(error) && !is_otherwise && error.code != "appointment.full" && error.fault != Fault::invalid)
        return std::unexpected(error);
    return confirm_move(moving, choice, start, sentence(page, error), nearest_to(moving, choice, start),
                        http::status_of(error.fault));
}

http::Response cancellation_page(const VisitMoving& visit) {
    const auto& page = visit.page;
    const auto title = i18n::words(page.language, "Cancel the whole visit?");
    return render(page, {"booking_page/visit_cancellation", title, 200, visit.secrecy}, [&](html::Values& values) {
        values.set("BACK_URL", visit.path).set("ACTION", visit.root + "/cancellation");
        if (!visit.token.empty()) values.add("FORM_TOKEN").set("TOKEN", visit.token);
        values.set("WHEN_TEXT", whole_time(page, visit.parts));
        include_list(values, "VISIT_PARTS", page, shown(page, visit.parts));
        const auto& policy = page.text(page.business().cancellation_policy);
        if (!policy.empty()) values.add("POLICY").set("POLICY_TEXT", policy);
    });
}

}  // namespace booking_page
