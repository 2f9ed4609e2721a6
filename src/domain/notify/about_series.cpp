// What messages say of a series: all of the appointments to which the same happened at once.
#include "notify/about_series.h"
#include "activity/activity_log.h"
#include "bookings/many.h"
#include "bookings/words.h"
#include "db/db.h"
#include "series/words.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace notify {
namespace {

using bookings::Booking;
using i18n::Language;
using i18n::words;

// Of which series an activity told, and of which of its bookings.
struct Told {
    series::Series series;
    std::vector<Booking> bookings;  // by time
};

// What a staff member's notice about the first of many is about, too.
bool tells_of_many(const activity::Recorded& activity, const nlohmann::json& data) {
    return activity.type.starts_with("series.") ||
           data.value("telling", "") == bookings::to_text(bookings::Telling::for_all);
}

// The activity of the series stands behind those of its bookings, which are of the same moment.
std::optional<nlohmann::json> find_told(db::Session& session, BusinessId business, const activity::Recorded& of) {
    if (of.type.starts_with("series.")) return nlohmann::json::parse(of.data);
    for (const auto& each : activity::list_latest(session, business, of.subject_id, {}, 10))
        if (each.at == of.at && each.type.starts_with("series.")) return nlohmann::json::parse(each.data);
    return std::nullopt;
}

class AboutSeries : public Adaptor {
public:
    std::vector<Placeholder> placeholders() const override {
        using enum engine::Kind;
        const std::vector<About> booking{About::booking};
        return {
            {.name = "series_dates",
             .kind = list,
             .about = booking,
             .words = [](Language l) { return words(l, "The appointments of a series, one after the other"); },
             .items = {{"when"}, {"starts_at", moment}, {"provider"}, {"location"}, {"status"}}},
            {.name = "series_rule",
             .about = booking,
             .words = [](Language l) { return words(l, "How often the appointments of the series come"); }},
            {.name = "series_count",
             .about = booking,
             .words = [](Language l) { return words(l, "How many appointments of the series this is about"); }},
        };
    }

    void load(db::Session& session, Subject& subject, Facts& facts) const override {
        if (!subject.activity_id || !facts.booking) return;
        const auto business = facts.business().id;
        const auto activity = activity::find(session, business, *subject.activity_id);
        if (!activity || !tells_of_many(*activity, nlohmann::json::parse(activity->data))) return;
        const auto data = find_told(session, business, *activity);
        const auto found = data ? series::find_of(session, business, facts.booking->id) : std::nullopt;
        if (!found) return;
        std::vector<BookingId> ids;
        for (const auto& id : data->at("bookings")) ids.push_back(BookingId{id.get<std::int64_t>()});
        Told told{*found, bookings::find_all(session, business, ids)};
        std::ranges::sort(told.bookings, {}, [](const Booking& each) { return each.time.begin; });
        facts.parts[typeid(InCalendar)] = InCalendar{told.bookings};
        facts.parts[typeid(Told)] = std::move(told);
    }

    // Three weeks of what the sample books.
    void invent(db::Session&, Facts& facts, Language) const override {
        if (facts.part<Told>() || !facts.booking) return;
        const auto& zone = facts.business().zone;
        const auto& first = *facts.booking;
        const auto wall = zone.wall(first.time.begin);
        Told told{};
        told.series.rule = {.times = 3};
        told.series.first = zone.day(first.time.begin);
        told.series.time_of_day = std::chrono::floor<Minutes>(wall - told.series.first);
        for (int week = 0; week < 3; ++week) {
            auto booking = first;
            const auto start = zone.instant(wall + std::chrono::days{7 * week});
            booking.time = {start, start + (first.time.end - first.time.begin)};
            told.bookings.push_back(std::move(booking));
        }
        facts.parts[typeid(Told)] = std::move(told);
    }

    std::string outdated(const Trigger& trigger, const Facts& facts, const Sending&) const override {
        if (trigger.name != "series_booked" && trigger.name != "series_moved") return {};
        const auto* told = facts.part<Told>();
        if (!told) return "booking_gone";
        const bool any =
            std::ranges::any_of(told->bookings, [](const Booking& each) { return bookings::is_live(each.status); });
        return any ? "" : "cancelled";
    }

    void fill(engine::Scope& scope, const Speaker& speaker, const Secrets&) const override {
        const auto* told = speaker.facts.part<Told>();
        if (!told) return;
        std::vector<engine::Scope> dates;
        for (const auto& booking : told->bookings)
            dates.emplace_back()
                .set("when", when(speaker, booking.time))
                .set("starts_at", speaker.moment(booking.time.begin))
                .set("provider", provider_name(speaker.facts, booking))
                .set("location", place_of(speaker, booking))
                .set("status", bookings::status_name(speaker.language, booking.status));
        scope.set("series_count", i18n::number(speaker.language, static_cast<std::int64_t>(dates.size())))
            .set("series_dates", std::move(dates))
            .set("series_rule", series::rule_in_words(speaker.language, told->series.rule, told->series.first,
                                                      told->series.time_of_day));
    }
};

}  // namespace

std::unique_ptr<const Adaptor> about_series() { return std::make_unique<AboutSeries>(); }

}  // namespace notify
