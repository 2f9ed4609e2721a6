#include "office/calendar/calendar_data.h"

#include "i18n/names.h"
#include "office/calendar/calendar.h"
#include "office/frame/menu.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace office {
namespace {

using bookings::AgendaEntry;
using bookings::Shade;
using nlohmann::ordered_json;

// The first and last hour of the grid where nothing asks for more.
constexpr int kEarliest = 8, kLatest = 18, kHoursOfDay = 24;

std::int64_t minutes(Seconds length) { return std::chrono::duration_cast<Minutes>(length).count(); }

std::string person(const AgendaEntry& entry) { return base::full_name(entry.name, entry.surname); }

// Where all of them do not work: for a week in which several people share a column.
std::vector<Span> common(const std::vector<Shade>& shades, const std::vector<ProviderId>& providers, Span within) {
    std::vector<Span> all{within};
    for (const auto provider : providers) {
        std::vector<Span> left;
        for (const auto& shade : shades) {
            if (shade.provider_id != provider) continue;
            for (const auto& span : all)
                if (span.overlaps(shade.span))
                    left.push_back({std::max(span.begin, shade.span.begin), std::min(span.end, shade.span.end)});
        }
        std::ranges::sort(left);
        all = std::move(left);
    }
    return all;
}

class Drawing {
public:
    Drawing(const Page& page, const Showing& shown) : page_(page), shown_(shown) { read(); }

    std::string text() {
        ordered_json out;
        out["now"] = wall_text(page_, page_.now);
        out["zone"] = page_.zone().name();
        out["first"] = base::to_text(shown_.first);
        out["last"] = base::to_text(shown_.last);
        add_columns(out);
        add_events(out);
        add_shades(out);
        out["services"] = services_;
        out["hours"] = {first_hour_, last_hour_};
        out["more"] = agenda_.more;
        return out.dump();
    }

private:
    void read() {
        const auto& zone = page_.zone();
        const Span span{zone.span(shown_.first).begin, zone.span(shown_.last).end};
        const bool given_up = shown_.status && bookings::is_given_up(*shown_.status);
        page_.environment.database.snapshot([&](db::Session& session) {
            agenda_ = bookings::list_agenda(session, page_.id(), span, page_.only_provider(), given_up);
            time_off_ = staff::list_time_off(session, page_.id(), shown_.first);
        });
        providers_ = shown_providers(page_, shown_);
        // Who cannot be booked any more may still have appointments.
        if (shown_.providers.empty())
            for (const auto& provider : page_.snapshot->providers)
                if (!provider.bookable &&
                    std::ranges::find(agenda_.entries, provider.id, &AgendaEntry::provider_id) != agenda_.entries.end())
                    providers_.push_back(&provider);
        for (const auto* provider : providers_) ids_.push_back(provider->id);
        if (shown_.view != View::month)
            shades_ = bookings::shades(*page_.snapshot, ids_, shown_.first, shown_.last, time_off_);
    }

    std::optional<std::size_t> column_of(ProviderId provider) const {
        const auto found = std::ranges::find(ids_, provider);
        if (found == ids_.end()) return std::nullopt;
        return static_cast<std::size_t>(found - ids_.begin());
    }

    std::string load_text(ProviderId provider) const {
        const auto load = bookings::load_of(*page_.snapshot, provider, shown_.first, agenda_.entries);
        const auto booked = i18n::count(page_.language, "{n} booked", "{n} booked", load.booked);
        if (load.free <= Minutes{0}) return booked;
        return i18n::words(page_.language, "{booked}, {length} free",
                           {{"booked", booked}, {"length", i18n::duration(page_.language, load.free)}});
    }

    void add_columns(ordered_json& out) {
        auto& columns = out["columns"] = ordered_json::array();
        for (const auto* provider : providers_) {
            ordered_json column{{"id", base::to_text(provider->id)},
                                {"name", provider->name},
                                {"initials", i18n::initials(provider->name)},
                                {"colour", provider->colour}};
            if (shown_.view == View::day) column["load"] = load_text(provider->id);
            columns.push_back(std::move(column));
        }
        auto& rooms = out["rooms"] = ordered_json::array();
        for (const auto& resource : page_.snapshot->resources)
            rooms.push_back({{"id", base::to_text(resource.id)}, {"name", resource.name}});
    }

    std::size_t service_number(ServiceId id) {
        const auto [found, is_new] = numbers_.try_emplace(id, services_.size());
        if (is_new) {
            const auto* service = page_.snapshot->service(id);
            services_.push_back(
                {{"name", service ? page_.text(service->name) : ""}, {"colour", service ? service->colour : ""}});
        }
        return found->second;
    }

    void reach(Instant begin, Instant end) {
        const auto from = page_.zone().wall(begin), to = page_.zone().wall(end);
        const auto day = std::chrono::floor<std::chrono::days>(from);
        first_hour_ = std::min(first_hour_, static_cast<int>((from - day) / std::chrono::hours{1}));
        const bool next_day = std::chrono::floor<std::chrono::days>(to) != day;
        if (next_day) first_hour_ = 0;
        last_hour_ =
            std::max(last_hour_, next_day ? kHoursOfDay
                                          : static_cast<int>(std::chrono::ceil<std::chrono::hours>(to - day).count()));
    }

    // One for one, or all who share an appointment.
    ordered_json event_of(const AgendaEntry& entry, std::size_t column) {
        ordered_json event{{"id", base::to_text(entry.id)},
                           {"v", entry.version},
                           {"by", column},
                           {"of", service_number(entry.service_id)},
                           {"at", wall_text(page_, entry.time.begin)},
                           {"for", minutes(entry.time.end - entry.time.begin)},
                           {"who", person(entry)},
                           {"as", to_text(entry.status)}};
        // Where the clocks change meanwhile, or where it ends on a day that they do.
        const auto wall_length = page_.zone().wall(entry.time.end) - page_.zone().wall(entry.time.begin);
        if (wall_length != entry.time.end - entry.time.begin) event["to"] = wall_text(page_, entry.time.end);
        if (entry.taken.begin != entry.time.begin) event["before"] = minutes(entry.time.begin - entry.taken.begin);
        if (entry.taken.end != entry.time.end) event["after"] = minutes(entry.taken.end - entry.time.end);
        if (!entry.important_note.empty()) event["note"] = entry.important_note;
        if (entry.paid) event["paid"] = true;
        if (!entry.resources.empty() && shown_.view == View::rooms) {
            auto& rooms = event["in"] = ordered_json::array();
            for (const auto resource : entry.resources) rooms.push_back(base::to_text(resource));
        }
        reach(entry.time.begin, entry.time.end);
        return event;
    }

    void add_events(ordered_json& out) {
        auto& events = out["events"] = ordered_json::array();
        for (const auto& entry : agenda_.entries) {
            const auto column = column_of(entry.provider_id);
            if (!column || !passes(shown_, entry.provider_id, entry.service_id, entry.location_id, entry.status))
                continue;
            if (entry.seats.capacity == 1) {
                events.push_back(event_of(entry, *column));
                continue;
            }
            const auto [found, is_new] = shared_.try_emplace(entry.appointment_id, events.size());
            if (is_new) {
                events.push_back(event_of(entry, *column));
                events.back()["seats"] = {entry.seats.taken, entry.seats.capacity};
                events.back()["people"] = ordered_json::array();
                if (groups_) events.back()["group"] = group_url(entry.appointment_id);
            }
            events[found->second]["people"].push_back({{"id", base::to_text(entry.id)},
                                                       {"v", entry.version},
                                                       {"who", person(entry)},
                                                       {"as", to_text(entry.status)}});
        }
        // A place that is held stands with those who have one.
        for (const auto& hold : agenda_.holds)
            if (const auto group = hold.place_in ? shared_.find(*hold.place_in) : shared_.end(); group != shared_.end())
                events[group->second]["held"] = held_text(page_, hold);
    }

    void add_shade(ordered_json& shades, Span span, Shade::Kind kind, const std::string& reason,
                   std::optional<std::size_t> column) {
        ordered_json shade{
            {"at", wall_text(page_, span.begin)}, {"to", wall_text(page_, span.end)}, {"kind", to_text(kind)}};
        if (column) shade["by"] = *column;
        if (!reason.empty()) shade["why"] = reason;
        shades.push_back(std::move(shade));
    }

    // Its check-in list.
    std::string group_url(AppointmentId id) const { return fmt::format("{}/{}", *groups_, base::to_text(id)); }

    // A group in which nobody has a place yet.
    void add_groups(ordered_json& shades) {
        for (const auto& group : agenda_.sessions) {
            const auto column = column_of(group.provider_id);
            if (!column || shown_.status) continue;
            reach(group.time.begin, group.time.end);
            const auto* service = page_.snapshot->service(group.service_id);
            const auto places = i18n::count(page_.language, "{n} place left", "{n} places left", group.seats.left());
            shades.push_back({{"at", wall_text(page_, group.time.begin)},
                              {"to", wall_text(page_, group.time.end)},
                              {"kind", "group"},
                              {"by", *column},
                              {"why", service ? fmt::format("{}: {}", page_.text(service->name), places) : places}});
            if (groups_) shades.back()["url"] = group_url(group.id);
        }
    }

    // A time that a visitor holds: no appointment yet, and perhaps never one.
    void add_holds(ordered_json& shades) {
        for (const auto& hold : agenda_.holds) {
            const auto column = column_of(hold.provider_id);
            if (!column || (shown_.status && *shown_.status != bookings::Status::pending)) continue;
            if (hold.place_in && shared_.contains(*hold.place_in)) continue;
            reach(hold.time.begin, hold.time.end);
            shades.push_back({{"at", wall_text(page_, hold.time.begin)},
                              {"to", wall_text(page_, hold.time.end)},
                              {"kind", is_offer(hold) ? "offer" : "held"},
                              {"by", *column},
                              {"why", held_text(page_, hold)}});
        }
    }

    void add_shades(ordered_json& out) {
        auto& shades = out["shades"] = ordered_json::array();
        if (shown_.view != View::month && shown_.view != View::rooms) {
            add_holds(shades);
            add_groups(shades);
        }
        for (const auto& shade : shades_)
            if (shade.kind != Shade::Kind::closed && shade.kind != Shade::Kind::day_off &&
                shade.kind != Shade::Kind::holiday)
                reach(shade.span.begin, shade.span.end);
        if (shown_.view == View::month || shown_.view == View::rooms) return;
        const bool together = shown_.view == View::week && ids_.size() != 1;
        if (!together) {
            for (const auto& shade : shades_)
                add_shade(shades, shade.span, shade.kind, shade.reason, column_of(shade.provider_id));
            return;
        }
        for (auto day = shown_.first; day <= shown_.last; day += std::chrono::days{1})
            for (const auto& span : common(shades_, ids_, page_.zone().span(day)))
                add_shade(shades, span, Shade::Kind::closed, {}, std::nullopt);
    }

    const Page& page_;
    const Showing& shown_;
    std::optional<std::string> groups_ = menu_path(page_, "groups");
    bookings::Agenda agenda_;
    std::vector<staff::TimeOff> time_off_;
    std::vector<const staff::Provider*> providers_;
    std::vector<ProviderId> ids_;
    std::vector<Shade> shades_;
    ordered_json services_ = ordered_json::array();
    std::unordered_map<ServiceId, std::size_t> numbers_;
    std::unordered_map<AppointmentId, std::size_t> shared_;  // the events of those that several share
    int first_hour_ = kEarliest, last_hour_ = kLatest;
};

}  // namespace

std::string wall_text(const Page& page, Instant at) {
    return base::to_text(at, page.zone()).substr(0, std::string_view("2026-12-04T09:00").size());
}

bool is_offer(const bookings::Hold& hold) { return hold.purpose == bookings::Purpose::offer; }

std::string held_text(const Page& page, const bookings::Hold& hold) {
    const auto* service = page.snapshot->service(hold.service_id);
    const i18n::Parameters about{{"service", service ? page.text(service->name) : std::string()},
                                 {"time", i18n::time_of_day(page.language, page.zone().wall(hold.expires_at))}};
    if (is_offer(hold)) return i18n::words(page.language, "{service}, offered to the waiting list until {time}", about);
    return i18n::words(page.language, "{service}, kept for a visitor until {time}", about);
}

std::string calendar_json(const Page& page, const Showing& shown) { return Drawing(page, shown).text(); }

Response calendar_data(const Page& page) {
    auto response = http::json(calendar_json(page, read_shown(page)));
    response.set("Cache-Control", "no-store");
    return response;
}

}  // namespace office
