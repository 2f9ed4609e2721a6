// What goes by time: found by looking at the bookings whose moment has come, so nothing has to be planned again when a
// booking moves, a workflow is edited or the program was away.
#include "db/db.h"
#include "notify/decide.h"
#include "notify/delivery.h"

#include <fmt/format.h>

namespace notify {
namespace {

constexpr int kAtOnce = 100;
// After an end that is longer ago nothing is looked for.
constexpr Seconds kLookBack = std::chrono::hours{24};
// No service takes longer (services_duration): an index by start serves to find what has ended.
constexpr Seconds kLongest = std::chrono::hours{24};
constexpr auto kBirthdayFrom = std::chrono::hours{9}, kBirthdayUntil = std::chrono::hours{21};

struct Candidate {
    BusinessId business;
    WorkflowId workflow;
    BookingId booking;
};

// A yes is decided once for each start, a no once for each start and offset, so that another offset asks again.
constexpr std::string_view kUndecided = R"sql(
    and not exists (select 1 from workflow_runs r where r.business_id = w.business_id and r.workflow_id = w.id
        and r.decided_for in ('{0}:' || b.id || ':' || a.{1}, '{0}:' || b.id || ':' || a.{1} || ':' || w.offset_minutes))
    order by a.{1} limit :limit)sql";

std::vector<Candidate> before_start(db::Session& session, Instant now) {
    static const auto sql = R"sql(
        select w.business_id, w.id, b.id from workflows w
        join appointments a on a.business_id = w.business_id and a.starts_at > :now
            and a.starts_at <= :at + cast(w.offset_minutes as bigint) * 60
        join bookings b on b.business_id = a.business_id and b.appointment_id = a.id and b.status = 'approved'
        where w.happens = 'before_start' and w.active = 1)sql" +
                            fmt::format(kUndecided, "start", "starts_at");
    std::vector<Candidate> out;
    for (const auto& [business, workflow, booking] :
         session.rows<BusinessId, WorkflowId, BookingId>(sql, now, now, kAtOnce))
        out.push_back({business, workflow, booking});
    return out;
}

std::vector<Candidate> after_end(db::Session& session, Instant now) {
    static const auto sql = R"sql(
        select w.business_id, w.id, b.id from workflows w
        join appointments a on a.business_id = w.business_id
            and a.starts_at > :begun - cast(w.offset_minutes as bigint) * 60
            and a.starts_at < :now - cast(w.offset_minutes as bigint) * 60
            and a.ends_at > :since - cast(w.offset_minutes as bigint) * 60
            and a.ends_at <= :now - cast(w.offset_minutes as bigint) * 60
        join bookings b on b.business_id = a.business_id and b.appointment_id = a.id
            and b.status in ('approved', 'completed')
        where w.happens = 'after_end' and w.active = 1)sql" +
                            fmt::format(kUndecided, "end", "ends_at");
    std::vector<Candidate> out;
    for (const auto& [business, workflow, booking] : session.rows<BusinessId, WorkflowId, BookingId>(
             sql, now - kLookBack - kLongest, now, now - kLookBack, kAtOnce))
        out.push_back({business, workflow, booking});
    return out;
}

// False: nothing was decided, since something changed meanwhile.
bool decide_one(db::Tx& tx, const Setting& setting, Houses& houses, const Candidate& candidate) {
    const auto now = setting.clock.now();
    const auto workflow = store::select_workflow(tx, candidate.business, candidate.workflow);
    const auto booking = bookings::find(tx, candidate.business, candidate.booking);
    const auto offer = houses.find(tx, candidate.business);
    const auto* trigger = workflow ? find_trigger(workflow->trigger) : nullptr;
    if (!trigger || !workflow->active || !booking || !offer) return false;
    const bool before = trigger->timing == Timing::before_start;
    if (!before && trigger->timing != Timing::after_end) return false;
    const auto at = before ? booking->time.begin : booking->time.end;
    const auto due = before ? at - workflow->offset : at + workflow->offset;
    if (due > now) return false;
    const Subject subject{.customer_id = booking->customer_id, .booking_id = booking->id, .at = due};
    const auto yes =
        fmt::format("{}:{}:{}", before ? "start" : "end", booking->id.value, at.time_since_epoch().count());
    const auto no = fmt::format("{}:{}", yes, workflow->offset.count());
    const auto refuse = [&](std::string_view why) {
        return decide_against(tx, setting.clock, candidate.business, {*workflow, subject, no, due}, why);
    };
    if (due < now - kGrace) return refuse(booking->created_at > due ? "booked_too_late" : "too_late");
    return decide(tx, setting, offer, {*workflow, subject, yes, due, booking->calendar_sequence}, no);
}

int decide_all(db::Database& database, const Setting& setting, Houses& houses,
               std::vector<Candidate> (*find)(db::Session&, Instant)) {
    int decided = 0;
    for (;;) {
        houses.keep_missed(database);
        const auto found = database.snapshot([&](db::Session& session) { return find(session, setting.clock.now()); });
        if (found.empty()) return decided;
        int now_decided = 0;
        for (const auto& candidate : found)
            now_decided +=
                database.write([&](db::Tx& tx) { return decide_one(tx, setting, houses, candidate) ? 1 : 0; });
        decided += now_decided;
        if (now_decided == 0 || static_cast<int>(found.size()) < kAtOnce) return decided;
    }
}

// Those born on a day that this one celebrates; on 29 February too, on the 28th of other years.
std::vector<CustomerId> born_on(db::Session& session, BusinessId business, Day today) {
    constexpr int kOldest = 120;
    const std::chrono::year_month_day date{today};
    const bool leap_too =
        date.month() == std::chrono::February && date.day() == std::chrono::day{28} && !date.year().is_leap();
    std::vector<CustomerId> out;
    const auto look_up = [&](std::chrono::year_month_day day) {
        if (!day.ok()) return;
        for (const auto& [id] : session.rows<CustomerId>(
                 "select id from customers where business_id = :business and date_of_birth = :day", business, Day{day}))
            out.push_back(id);
    };
    for (int age = 0; age <= kOldest; ++age) {
        const auto year = date.year() - std::chrono::years{age};
        look_up(year / date.month() / date.day());
        if (leap_too) look_up(year / std::chrono::February / 29);
    }
    return out;
}

int greet(db::Database& database, const Setting& setting, Houses& houses) {
    const auto now = setting.clock.now();
    int decided = 0;
    const auto workflows = database.read([](db::Session& session) {
        return session.rows<BusinessId, WorkflowId, std::optional<Day>>(
            "select business_id, id, birthdays_done from workflows where happens = 'birthday' and active = 1");
    });
    for (const auto& [business, id, done] : workflows) {
        const auto offer = database.read([&, b = business](db::Session& session) { return houses.find(session, b); });
        if (!offer) continue;
        const auto& zone = offer->business.zone;
        const auto today = zone.day(now);
        const auto from = zone.instant(WallTime{today} + kBirthdayFrom);
        if (now < from || now > zone.instant(WallTime{today} + kBirthdayUntil) || (done && *done >= today)) continue;
        decided += database.write([&, b = business, i = id](db::Tx& tx) {
            int count = 0;
            const auto workflow = store::select_workflow(tx, b, i);
            if (!workflow || !workflow->active || workflow->trigger != "birthday") return 0;
            for (const auto customer : born_on(tx, b, today)) {
                const Subject subject{.customer_id = customer, .at = from};
                const auto key = fmt::format("birthday:{}:{}", customer.value, base::to_text(today));
                count += decide(tx, setting, offer, {*workflow, subject, key, from}, key) ? 1 : 0;
            }
            tx.execute("update workflows set birthdays_done = :day where business_id = :business and id = :id", today,
                       b, i);
            return count;
        });
    }
    return decided;
}

}  // namespace

int sweep(db::Database& database, const Clock& clock, const Options& options) {
    Houses houses;
    const Setting setting{clock, options.base_url, options.server.has_value()};
    return decide_all(database, setting, houses, before_start) + decide_all(database, setting, houses, after_end) +
           greet(database, setting, houses);
}

}  // namespace notify
