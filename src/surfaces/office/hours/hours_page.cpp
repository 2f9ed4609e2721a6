#include "office/hours/hours_page.h"

#include "booking_page/moving.h"
#include "bookings/booking.h"
#include "bookings/words.h"
#include "office/frame/registered.h"

#include <algorithm>

namespace office {

std::string hours_path(const Page& page, std::string_view rest) { return fmt::format("{}/hours{}", page.home(), rest); }

Day monday_of(Day day) { return day - (std::chrono::weekday{day} - std::chrono::Monday); }

bool may_change_hours_of(const Page& page, ProviderId provider) {
    return !page.only_provider() || *page.only_provider() == provider;
}

const staff::Provider* provider_of_path(const Page& page) {
    const auto id = base::parse_id<ProviderId>(page.request.param("id"));
    return id && may_change_hours_of(page, *id) ? page.snapshot->provider(*id) : nullptr;
}

std::vector<const staff::Provider*> changeable_providers(const Page& page) {
    std::vector<const staff::Provider*> out;
    for (const auto& each : page.snapshot->providers)
        if (may_change_hours_of(page, each.id)) out.push_back(&each);
    return out;
}

bool has_own_hours(const Page& page) {
    const auto* self = page.snapshot->provider(ProviderId{page.who.id.value});
    return self && self->bookable && !page.may(staff::kManageHours);
}

staff::Context hours_context(const Page& page) { return {page.environment.clock, page.environment.registry}; }

bookings::LeftOut find_left_out(const Page& page, const Planned& planned) {
    constexpr int kNamed = 10;
    return page.environment.database.snapshot([&](db::Session& session) {
        bookings::LeftOut out;
        for (const auto& [provider, schedule] : planned) {
            auto found = bookings::left_out(session, page.id(), provider, page.zone(),
                                            page.snapshot->schedule(provider), schedule, page.now, kNamed);
            out.count += found.count;
            std::ranges::move(found.bookings, std::back_inserter(out.bookings));
        }
        std::ranges::stable_sort(out.bookings, {}, [](const bookings::Booking& each) { return each.time.begin; });
        if (out.bookings.size() > kNamed) out.bookings.resize(kNamed);
        return out;
    });
}

void include_left_out(html::Values& values, const Page& page, const bookings::LeftOut& left_out) {
    html::Values out;
    if (left_out.count > 0) {
        auto& box = out.add("SOME");
        box.set("COUNT_TEXT", i18n::count(page.language, "{n} coming appointment lies outside these hours:",
                                          "{n} coming appointments lie outside these hours:", left_out.count));
        for (const auto& booking : left_out.bookings)
            box.add("BOOKING")
                .set("BOOKING_URL", fmt::format("{}/bookings/{}", page.home(), base::to_text(booking.id)))
                .set("BOOKING_WHEN", booking_page::with_provider(page, booking.time, booking.provider_id))
                .set("BOOKING_PERSON", bookings::who_comes(booking));
        box.show_if(left_out.count > static_cast<int>(left_out.bookings.size()), "MORE");
    }
    values.include("LEFT_OUT", "office/hours/left_out", std::move(out));
}

namespace {

std::string time_range(const Page& page, const Span& span) {
    const auto text = [&](Instant at) { return i18n::time_of_day(page.language, page.zone().wall(at)); };
    return fmt::format("{}\u2013{}", text(span.begin), text(span.end));
}

// Why the day is not as the week says; empty: it is.
std::string exception_of(const Page& page, const availability::Schedule& schedule, Day day) {
    const auto on_day = [&](const availability::Days& each) { return availability::covers(each, day); };
    if (std::ranges::any_of(schedule.days_off, on_day)) return i18n::words(page.language, "day off");
    if (std::ranges::find(schedule.special_days, day, &availability::SpecialDay::day) != schedule.special_days.end())
        return i18n::words(page.language, "this day only");
    if (std::ranges::any_of(schedule.holidays, on_day)) return i18n::words(page.language, "closed");
    if (std::ranges::find(schedule.blocked, day, &availability::Blocked::day) != schedule.blocked.end())
        return i18n::words(page.language, "hours off");
    return {};
}

}  // namespace

void fill_day_hours(html::Values& cell, const Page& page, const availability::Schedule& schedule, Day day) {
    cell.set("CELL_DAY", i18n::short_date(page.language, day));
    const auto openings = availability::openings(schedule, page.zone(), day);
    for (const auto& opening : openings) {
        auto& line = cell.add("LINE").set("LINE_TEXT", time_range(page, opening.span));
        if (page.snapshot->locations.size() > 1)
            if (const auto* location = page.snapshot->location(opening.location))
                line.add("PLACE").set("PLACE_NAME", location->name);
    }
    const auto exception = exception_of(page, schedule, day);
    if (!exception.empty()) cell.add("EXCEPTION").set("EXCEPTION_TEXT", exception);
    cell.show_if(openings.empty() && exception.empty(), "NONE");
}

std::string days_text(const Page& page, const availability::Days& days) {
    const auto this_year = static_cast<int>(std::chrono::year_month_day{page.zone().day(page.now)}.year());
    const auto text = [&](Day day) { return i18n::long_date(page.language, day, this_year); };
    if (days.first == days.last) return text(days.first);
    return i18n::words(page.language, "{first} to {last}", {{"first", text(days.first)}, {"last", text(days.last)}});
}

void register_hours(activity::Registry& registry) {
    registry.add(MenuEntry{15, "hours", "/hours", N_("Hours"), "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M12 7v5l3 2",
                           staff::kManageHours});
    // Who may not change any hours sees when they work.
    registry.add(MenuEntry{15, "own-hours", "/own-hours", N_("My hours"),
                           "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M12 7v5l3 2", bookings::kSeeOwnBookings, has_own_hours});
}

}  // namespace office
