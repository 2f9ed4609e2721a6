#include "reports/report.h"

#include "db/db.h"

#include <algorithm>
#include <set>
#include <unordered_set>

namespace reports {
namespace {

using bookings::Counted;
using bookings::Snapshot;
using bookings::Status;
using bookings::Stretch;
using bookings::Tallied;
using std::chrono::days;

constexpr Seconds kHour{3600}, kDay = 24 * kHour, kWeek = 7 * kDay;
// 1970-01-01 was a Thursday.
constexpr Seconds kMonday = 4 * kDay;

Span span_of(const Zone& zone, const Period& period) {
    return {zone.span(period.first).begin, zone.span(period.last).end};
}

void count(Figures& figures, Status status, std::int64_t bookings, std::int64_t revenue) {
    if (status == Status::cancelled) figures.cancelled += bookings;
    if (status == Status::declined) figures.declined += bookings;
    if (status == Status::no_show) figures.no_shows += bookings;
    if (!bookings::is_given_up(status)) figures.booked += bookings;
    if (status == Status::approved || status == Status::completed) figures.revenue += revenue;
}

// Adds a stretch of wall-clock time that begins so long after a Monday.
void add_wall(Week& week, Seconds Hour::*what, Seconds from, Seconds length) {
    from %= kWeek;
    while (length > Seconds{0}) {
        const auto piece = std::min(length, kHour - from % kHour);
        auto& hour = week.at(static_cast<std::size_t>(from / kDay)).at(static_cast<std::size_t>(from % kDay / kHour));
        hour.*what += piece;
        from = (from + piece) % kWeek;
        length -= piece;
    }
}

Seconds in_week(Instant at, Seconds offset) { return (at.time_since_epoch() + offset - kMonday) % kWeek; }

// The same for a span as the wall clock goes through it.
void add_span(Week& week, Seconds Hour::*what, const Span& span, const std::vector<Stretch>& stretches) {
    for (const auto& [part, offset] : stretches) {
        const Span piece{std::max(span.begin, part.begin), std::min(span.end, part.end)};
        if (piece.begin < piece.end) add_wall(week, what, in_week(piece.begin, offset), piece.end - piece.begin);
    }
}

Seconds length_of(const std::vector<Span>& spans) {
    Seconds out{};
    for (const auto& span : spans) out += span.end - span.begin;
    return out;
}

// Those who can be booked, and those who had appointments though they no longer can be.
std::vector<const staff::Provider*> who_worked(const Snapshot& snapshot, const Asked& asked,
                                               const std::set<ProviderId>& busy) {
    std::vector<const staff::Provider*> out;
    for (const auto& provider : snapshot.providers)
        if ((provider.bookable || busy.contains(provider.id)) && (!asked.provider || asked.provider == provider.id))
            out.push_back(&provider);
    return out;
}

using Worked = std::map<ProviderId, std::vector<Span>>;

Worked working_of(db::Session& session, const Snapshot& snapshot, const Asked& asked,
                  const std::vector<const staff::Provider*>& providers) {
    // A day of the week before reaches into the period, too.
    const auto schedules = staff::list_schedules(session, snapshot.business.id, asked.period.first - days{1});
    Worked out;
    for (const auto* provider : providers)
        if (const auto found = schedules.find(provider->id); found != schedules.end())
            out[provider->id] = working(found->second, snapshot.business.zone, asked.period, asked.location);
    return out;
}

Counted counted_of(const Snapshot& snapshot, const Asked& asked) {
    return {span_of(snapshot.business.zone, asked.period), asked.provider, asked.location, asked.service};
}

// Figures by an id, made where they are first asked for.
template <class Of, class Id>
Figures& of(std::vector<Of>& all, Id id) {
    const auto found = std::ranges::find(all, id, &Of::id);
    return found != all.end() ? found->figures : all.emplace_back(Of{id, {}}).figures;
}

// Counts what is read once: what the business's numbers are, and who came.
class Counting {
public:
    Counting(const Snapshot& snapshot, const Counted& counted) : snapshot_(snapshot), counted_(counted) {}
    virtual ~Counting() = default;

    void read(db::Session& session) {
        const auto business = snapshot_.business.id;
        won_ = waiting::list_won(session, business, counted_.span);
        for (const auto& each : list_going_on(session, business, counted_, counted_.span.begin))
            hold(each.provider_id, each.service_id, each.time);
        bookings::tally(session, business, counted_, [&](const std::vector<Tallied>& piece) {
            for (const auto& each : piece) take(each);
        });
        totals.customers = std::ssize(customers_);
        const std::vector<CustomerId> came(customers_.begin(), customers_.end());
        for (const auto first : bookings::list_firsts(session, business, came)) totals.fresh += seen_.contains(first);
    }

    Totals totals;
    std::set<ProviderId> busy;  // who had appointments

protected:
    bool is_own(const Tallied& each) const { return each.price.currency == snapshot_.business.currency; }
    std::int64_t revenue_of(const Tallied& each) const { return is_own(each) ? each.price.amount : 0; }
    virtual void add(const Tallied&) {}
    // The part of an appointment that lies in the span; the whole of it.
    virtual void add_time(ProviderId, ServiceId, const Span&) {}

    const Snapshot& snapshot_;
    Counted counted_;

private:
    void take(const Tallied& each) {
        seen_.insert(each.id);
        count(totals, each.status, 1, revenue_of(each));
        add(each);
        if (bookings::is_given_up(each.status)) return;
        if (std::ranges::binary_search(won_, each.id)) {
            ++totals.from_waiting;
            Figures alone;
            count(alone, each.status, 1, revenue_of(each));
            totals.from_waiting_revenue += alone.revenue;
        }
        customers_.insert(each.customer_id);
        // Its time is that of all who hold a place in it.
        if (each.seats_taken <= 1 || shared_.insert(each.appointment_id).second)
            hold(each.provider_id, each.service_id, each.time);
    }

    void hold(ProviderId provider, ServiceId service, const Span& time) {
        const Span within{std::max(time.begin, counted_.span.begin), std::min(time.end, counted_.span.end)};
        totals.busy += within.end - within.begin;
        busy.insert(provider);
        add_time(provider, service, within);
    }

    std::unordered_set<CustomerId> customers_;
    std::unordered_set<BookingId> seen_;
    std::vector<BookingId> won_;  // on the waiting list; sorted
    std::unordered_set<AppointmentId> shared_;
};

class Making : public Counting {
public:
    Making(const Snapshot& snapshot, const Asked& asked)
        : Counting(snapshot, counted_of(snapshot, asked)),
          asked_(asked),
          stretches_(bookings::stretches(snapshot.business.zone, counted_.span)) {
        for (const auto& period : parts(asked.period, step_of(asked.period))) out_.parts.push_back({period, {}});
        part_ = out_.parts.begin();
    }

    Report all(db::Session& session) {
        out_.period = asked_.period;
        read(session);
        add_working(session);
        out_.totals = totals;
        for (auto& each : out_.services) each.figures.working = totals.working;
        put_in_order();
        return std::move(out_);
    }

private:
    // They come by start, so a part that is over is not looked at again.
    Figures& part_of(Instant start) {
        const auto day = std::clamp(snapshot_.business.zone.day(start), asked_.period.first, asked_.period.last);
        while (day > part_->period.last) ++part_;
        while (day < part_->period.first) --part_;
        return part_->figures;
    }

    void add(const Tallied& each) override {
        const auto revenue = revenue_of(each);
        count(of(out_.providers, each.provider_id), each.status, 1, revenue);
        count(of(out_.services, each.service_id), each.status, 1, revenue);
        count(part_of(each.time.begin), each.status, 1, revenue);
        if (each.status == Status::cancelled) ++out_.leads[each.lead];
        Figures alone;
        count(alone, each.status, 1, each.price.amount);
        if (!is_own(each) && alone.revenue > 0) out_.other_currencies[each.price.currency] += alone.revenue;
        if (alone.booked > 0) add_source(each.source, is_own(each) ? alone.revenue : 0);
    }

    void add_source(bookings::Source source, std::int64_t revenue) {
        auto found = std::ranges::find(out_.sources, source, &OfSource::source);
        if (found == out_.sources.end()) found = out_.sources.insert(found, {source});
        ++found->booked;
        found->revenue += revenue;
    }

    void add_time(ProviderId provider, ServiceId service, const Span& time) override {
        of(out_.providers, provider).busy += time.end - time.begin;
        of(out_.services, service).busy += time.end - time.begin;
        add_span(out_.week, &Hour::busy, time, stretches_);
    }

    void add_working(db::Session& session) {
        for (const auto& [id, spans] : working_of(session, snapshot_, asked_, who_worked(snapshot_, asked_, busy))) {
            const auto length = length_of(spans);
            totals.working += length;
            if (length > Seconds{0}) of(out_.providers, id).working += length;
            for (const auto& span : spans) add_span(out_.week, &Hour::working, span, stretches_);
        }
    }

    void put_in_order() {
        const auto place = [&](ProviderId id) {
            return std::ranges::find(snapshot_.providers, id, &staff::Provider::id) - snapshot_.providers.begin();
        };
        std::ranges::sort(out_.providers, {}, [&](const OfProvider& each) { return place(each.id); });
        std::ranges::sort(out_.services, {}, [](const OfService& each) {
            return std::tuple(-each.figures.revenue, -each.figures.booked, each.id.value);
        });
        std::ranges::sort(out_.sources, {}, [](const OfSource& each) { return std::tuple(-each.booked, each.source); });
    }

    const Asked& asked_;
    std::vector<Stretch> stretches_;
    std::vector<Part>::iterator part_;
    Report out_{};
};

}  // namespace

std::vector<Span> working(const availability::Schedule& schedule, const Zone& zone, const Period& period,
                          std::optional<LocationId> location) {
    const auto span = span_of(zone, period);
    std::vector<Span> all;
    const auto add = [&](Instant begin, Instant end) {
        begin = std::max(begin, span.begin);
        end = std::min(end, span.end);
        if (begin < end) all.push_back({begin, end});
    };
    // What begins on the day before may go past midnight.
    for (auto day = period.first - days{1}; day <= period.last; day += days{1})
        for (const auto& opening : availability::openings(schedule, zone, day)) {
            if (location && opening.location && opening.location != location) continue;
            auto begin = opening.span.begin;
            for (const auto& pause : opening.breaks) {
                add(begin, pause.begin);
                begin = pause.end;
            }
            add(begin, opening.span.end);
        }
    std::ranges::sort(all);
    std::vector<Span> out;
    for (const auto& each : all)
        if (out.empty() || out.back().end < each.begin)
            out.push_back(each);
        else
            out.back().end = std::max(out.back().end, each.end);
    return out;
}

Report make(db::Session& session, const Snapshot& snapshot, const Asked& asked) {
    return Making(snapshot, asked).all(session);
}

Totals totals(db::Session& session, const Snapshot& snapshot, const Asked& asked) {
    Counting counting(snapshot, counted_of(snapshot, asked));
    counting.read(session);
    for (const auto& [id, spans] : working_of(session, snapshot, asked, who_worked(snapshot, asked, counting.busy)))
        counting.totals.working += length_of(spans);
    return counting.totals;
}

void subscribe(activity::Registry& registry) { registry.add(kSeeReports); }

}  // namespace reports
