#include "bookings/agenda.h"

#include "availability/explain.h"
#include "bookings/booking_store.h"

#include <algorithm>
#include <set>

namespace bookings {
namespace {

using availability::Opening;
using availability::Source;

// What of each appointment is taken of whom: the provider's time with its buffers, and rooms and equipment.
void add_taken(std::vector<AgendaEntry>& entries, const std::vector<store::Taken>& taken) {
    std::unordered_map<AppointmentId, std::vector<AgendaEntry*>> by_appointment;
    for (auto& entry : entries) by_appointment[entry.appointment_id].push_back(&entry);
    for (const auto& each : taken) {
        const auto found = by_appointment.find(each.appointment_id);
        if (found == by_appointment.end()) continue;
        for (auto* entry : found->second) {
            if (each.occupant != staff::occupant(entry->provider_id)) {
                const ResourceId resource{each.occupant.value};
                if (std::ranges::find(entry->resources, resource) == entry->resources.end())
                    entry->resources.push_back(resource);
                continue;
            }
            entry->taken = {std::min(entry->taken.begin, each.span.begin), std::max(entry->taken.end, each.span.end)};
        }
    }
}

void add_important_notes(db::Session& session, BusinessId business, std::vector<AgendaEntry>& entries) {
    std::set<CustomerId> who;
    for (const auto& entry : entries) who.insert(entry.customer_id);
    const auto notes = customers::list_important_notes(session, business, {who.begin(), who.end()});
    for (auto& entry : entries)
        if (const auto found = notes.find(entry.customer_id); found != notes.end())
            entry.important_note = found->second;
}

std::vector<Span> clipped(std::vector<Span> spans, Span within) {
    std::vector<Span> out;
    std::ranges::sort(spans);
    for (const auto& each : spans) {
        if (!each.overlaps(within)) continue;
        const Span part{std::max(each.begin, within.begin), std::min(each.end, within.end)};
        if (!out.empty() && part.begin <= out.back().end)
            out.back().end = std::max(out.back().end, part.end);
        else
            out.push_back(part);
    }
    return out;
}

// What of `within` lies in none of `spans`, which are sorted and apart.
std::vector<Span> left_over(const std::vector<Span>& spans, Span within) {
    std::vector<Span> out;
    auto from = within.begin;
    for (const auto& each : spans) {
        if (each.begin > from) out.push_back({from, std::min(each.begin, within.end)});
        from = std::max(from, each.end);
    }
    if (from < within.end) out.push_back({from, within.end});
    return out;
}

// The instants of a day at which the provider works, breaks left out, sorted and apart.
struct Work {
    std::vector<Span> hours, breaks;
};
Work work_of(const Snapshot& snapshot, ProviderId provider, Day day) {
    const auto within = snapshot.business.zone.span(day);
    Work out;
    for (const auto& opening : availability::openings_for(snapshot.schedule(provider), snapshot.business.zone, day)) {
        out.hours.push_back(opening.span);
        out.breaks.insert(out.breaks.end(), opening.breaks.begin(), opening.breaks.end());
    }
    return {clipped(std::move(out.hours), within), clipped(std::move(out.breaks), within)};
}

class Shading {
public:
    Shading(const Snapshot& snapshot, const std::vector<staff::TimeOff>& time_off)
        : snapshot_(snapshot), time_off_(time_off) {}

    void add(std::vector<Shade>& out, ProviderId provider, Day day) const {
        const auto& zone = snapshot_.business.zone;
        const auto& schedule = snapshot_.schedule(provider);
        const auto [hours, breaks] = work_of(snapshot_, provider, day);
        auto kind = Shade::Kind::closed;
        std::string reason;
        const auto source = availability::source_of(schedule, day);
        if (source == Source::day_off || source == Source::holiday) {
            kind = source == Source::day_off ? Shade::Kind::day_off : Shade::Kind::holiday;
            reason = reason_of(kind == Shade::Kind::day_off ? std::optional(provider) : std::nullopt, day);
        }
        for (const auto& span : left_over(hours, zone.span(day))) out.push_back({provider, span, kind, reason});
        std::vector<Span> blocked;
        for (const auto& each : schedule.blocked)
            if (std::chrono::abs(each.day - day) <= std::chrono::days{1})
                blocked.push_back({zone.instant(WallTime{each.day} + each.hours.from),
                                   zone.instant(WallTime{each.day} + each.hours.to)});
        std::erase_if(blocked, [](const Span& span) { return span.begin >= span.end; });
        blocked = clipped(std::move(blocked), zone.span(day));
        for (const auto& part : breaks) {
            for (const auto& span : left_over(clipped(blocked, part), part))
                out.push_back({provider, span, Shade::Kind::pause, {}});
            for (const auto& span : clipped(blocked, part))
                out.push_back({provider, span, Shade::Kind::blocked, blocked_reason(provider, span)});
        }
    }

private:
    std::string reason_of(std::optional<ProviderId> provider, Day day) const {
        for (const auto& each : time_off_)
            if (!each.hours && each.provider == provider && availability::covers(each.days, day)) return each.reason;
        return {};
    }
    std::string blocked_reason(ProviderId provider, Span span) const {
        const auto& zone = snapshot_.business.zone;
        for (const auto& each : time_off_) {
            if (!each.hours || (each.provider && each.provider != provider)) continue;
            const Span off{zone.instant(WallTime{each.days.first} + each.hours->from),
                           zone.instant(WallTime{each.days.first} + each.hours->to)};
            if (off.overlaps(span)) return each.reason;
        }
        return {};
    }

    const Snapshot& snapshot_;
    const std::vector<staff::TimeOff>& time_off_;
};

}  // namespace

Agenda list_agenda(db::Session& session, BusinessId business, Span span, std::optional<ProviderId> provider,
                   bool given_up) {
    Agenda out{store::list_agenda(session, business, span, provider, given_up, kMostInAgenda + 1)};
    out.more = std::ssize(out.entries) > kMostInAgenda;
    if (out.more) out.entries.pop_back();
    add_taken(out.entries, store::list_taken_of_appointments(session, business, span, provider));
    add_important_notes(session, business, out.entries);
    out.holds = list_holds(session, business, span, provider);
    constexpr int kMostSessions = 1000;
    out.sessions = list_sessions(session, business, span, provider, kMostSessions);
    std::erase_if(out.sessions, [](const Session& each) { return each.seats.taken > 0; });
    return out;
}

std::string_view to_text(Shade::Kind kind) {
    constexpr std::array<std::string_view, 5> kTexts{"closed", "pause", "day_off", "holiday", "blocked"};
    return kTexts[static_cast<std::size_t>(kind)];
}

std::vector<Shade> shades(const Snapshot& snapshot, const std::vector<ProviderId>& providers, Day first, Day last,
                          const std::vector<staff::TimeOff>& time_off) {
    const Shading shading(snapshot, time_off);
    std::vector<Shade> out;
    for (const auto provider : providers)
        for (auto day = first; day <= last; day += std::chrono::days{1}) shading.add(out, provider, day);
    return out;
}

DayLoad load_of(const Snapshot& snapshot, ProviderId provider, Day day, const std::vector<AgendaEntry>& entries) {
    const auto within = snapshot.business.zone.span(day);
    DayLoad out;
    std::vector<Span> busy = work_of(snapshot, provider, day).breaks;
    std::set<AppointmentId> seen;
    for (const auto& entry : entries) {
        if (entry.provider_id != provider || is_given_up(entry.status)) continue;
        if (entry.time.begin >= within.begin && entry.time.begin < within.end &&
            seen.insert(entry.appointment_id).second)
            ++out.booked;
        busy.push_back(entry.taken);
    }
    busy = clipped(std::move(busy), within);
    for (const auto& hours : work_of(snapshot, provider, day).hours)
        for (const auto& free : left_over(clipped(busy, hours), hours))
            out.free += std::chrono::duration_cast<Minutes>(free.end - free.begin);
    return out;
}

}  // namespace bookings
