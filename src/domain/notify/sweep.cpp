// What goes by time: found by looking at the bookings whose moment has come, so nothing has to be planned again when a
// booking moves, a workflow is edited or the program was away.
#include "activity/activity_log.h"
#include "customers/walk.h"
#include "db/db.h"
#include "notify/decide.h"
#include "notify/delivery.h"
#include "notify/digest.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <array>
#include <functional>
#include <set>

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
    friend auto operator<=>(const Candidate&, const Candidate&) = default;
};

// A yes is decided once for each start, a no once for each start and offset, so that another offset asks again.
constexpr std::string_view kUndecided = R"sql(
    and not exists (select 1 from workflow_runs r where r.business_id = w.business_id and r.workflow_id = w.id
        and r.decided_for in ('{0}:' || b.id || ':' || a.{1}, '{0}:' || b.id || ':' || a.{1} || ':' || w.offset_minutes))
    order by a.{1} limit :limit)sql";

std::vector<Candidate> before_start(db::Session& session, Instant now, std::int64_t limit) {
    static const auto sql = R"sql(
        select w.business_id, w.id, b.id from workflows w
        join appointments a on a.business_id = w.business_id and a.starts_at > :now
            and a.starts_at <= :at + cast(w.offset_minutes as bigint) * 60
        join bookings b on b.business_id = a.business_id and b.appointment_id = a.id and b.status = 'approved'
            and b.deleted_at is null
        where w.happens = 'before_start' and w.active = 1)sql" +
                            fmt::format(kUndecided, "start", "starts_at");
    std::vector<Candidate> out;
    for (const auto& [business, workflow, booking] :
         session.rows<BusinessId, WorkflowId, BookingId>(sql, now, now, limit))
        out.push_back({business, workflow, booking});
    return out;
}

std::vector<Candidate> after_end(db::Session& session, Instant now, std::int64_t limit) {
    static const auto sql = R"sql(
        select w.business_id, w.id, b.id from workflows w
        join appointments a on a.business_id = w.business_id
            and a.starts_at > :begun - cast(w.offset_minutes as bigint) * 60
            and a.starts_at < :now - cast(w.offset_minutes as bigint) * 60
            and a.ends_at > :since - cast(w.offset_minutes as bigint) * 60
            and a.ends_at <= :now - cast(w.offset_minutes as bigint) * 60
        join bookings b on b.business_id = a.business_id and b.appointment_id = a.id
            and b.status in ('approved', 'completed') and b.deleted_at is null
        where w.happens = 'after_end' and w.active = 1)sql" +
                            fmt::format(kUndecided, "end", "ends_at");
    std::vector<Candidate> out;
    for (const auto& [business, workflow, booking] :
         session.rows<BusinessId, WorkflowId, BookingId>(sql, now - kLookBack - kLongest, now, now - kLookBack, limit))
        out.push_back({business, workflow, booking});
    return out;
}

// Whether the booking was made, moved or approved after that moment: then nobody had missed it.
bool came_after(db::Session& session, const bookings::Booking& booking, Instant moment) {
    constexpr std::array<std::string_view, 4> kTypes{"booking.made", "booking.rescheduled", "booking.move_undone",
                                                     "booking.approved"};
    const auto types = activity::types_since(session, booking.business_id, booking.id.value, moment);
    return std::ranges::any_of(types,
                               [&](const auto& type) { return std::ranges::find(kTypes, type) != kTypes.end(); });
}

// Why it is too late for what was due then; empty: it is not.
std::string_view too_late(db::Session& session, const Workflow& workflow, const bookings::Booking& booking, Instant due,
                          Instant now) {
    if (due >= now - kGrace) return {};
    if (booking.created_at > due) return "booked_too_late";
    return workflow.changed_at > due || came_after(session, booking, due) ? "too_late" : std::string_view{};
}

// False: nothing was decided, since something changed meanwhile.
bool decide_one(db::Tx& tx, const Setting& setting, Houses& houses, const Candidate& candidate) {
    const auto now = setting.clock.now();
    const auto workflow = store::select_workflow(tx, candidate.business, candidate.workflow);
    const auto booking = bookings::find(tx, candidate.business, candidate.booking);
    const auto snapshot = houses.find(tx, candidate.business);
    const auto* trigger = workflow ? find_trigger(workflow->trigger) : nullptr;
    if (!trigger || !workflow->active || !booking || !snapshot) return false;
    const bool before = trigger->timing == Timing::before_start;
    if (!before && trigger->timing != Timing::after_end) return false;
    const auto at = before ? booking->time.begin : booking->time.end;
    const auto due = before ? at - workflow->offset : at + workflow->offset;
    if (due > now) return false;
    const Subject subject{.customer_id = booking->customer_id, .booking_id = booking->id, .at = due};
    const auto yes =
        fmt::format("{}:{}:{}", before ? "start" : "end", booking->id.value, at.time_since_epoch().count());
    const auto no = fmt::format("{}:{}", yes, workflow->offset.count());
    if (const auto why = too_late(tx, *workflow, *booking, due, now); !why.empty())
        return decide_against(tx, setting.clock, candidate.business, {*workflow, subject, no, due}, why);
    return decide(tx, setting, snapshot, {*workflow, subject, yes, due, booking->time.begin}, no);
}

// False: it failed, and what comes after it goes on. A database that does not answer concerns all of them.
bool goes_well(std::string_view what, std::int64_t id, const std::function<void()>& work) {
    try {
        work();
        return true;
    } catch (const db::Unavailable&) {
        throw;
    } catch (const std::exception& error) {
        spdlog::error("msg=not_decided {}={} error={:?}", what, id, std::string(error.what()));
        return false;
    }
}

int decide_all(db::Database& database, const Setting& setting, Houses& houses, const std::stop_token& stop,
               std::vector<Candidate> (*find)(db::Session&, Instant, std::int64_t)) {
    int decided = 0;
    std::set<Candidate> failed;
    for (;;) {
        houses.keep_missed(database);
        // Those that failed are found again, so there is room for as many others.
        const auto limit = kAtOnce + std::ssize(failed);
        const auto found =
            database.snapshot([&](db::Session& session) { return find(session, setting.clock.now(), limit); });
        const auto before = decided + std::ssize(failed);
        for (const auto& candidate : found) {
            if (stop.stop_requested()) return decided;
            if (failed.contains(candidate)) continue;
            const bool well = goes_well("booking", candidate.booking.value, [&] {
                decided +=
                    database.write([&](db::Tx& tx) { return decide_one(tx, setting, houses, candidate) ? 1 : 0; });
            });
            if (!well) failed.insert(candidate);
        }
        if (decided + std::ssize(failed) == before || std::ssize(found) < limit) return decided;
    }
}

// Everybody in a transaction of their own; the day counts as done when all went well.
int greet_all(db::Database& database, const Setting& setting, const std::shared_ptr<const bookings::Snapshot>& snapshot,
              const Workflow& workflow, Day today, Instant from) {
    const auto business = snapshot->business.id;
    int decided = 0;
    bool all_well = true;
    for (const auto customer :
         database.read([&](db::Session& session) { return customers::born_on(session, business, today); })) {
        const Subject subject{.customer_id = customer, .at = from};
        const auto key = fmt::format("birthday:{}:{}", customer.value, base::to_text(today));
        const Question question{workflow, subject, key, from};
        all_well = goes_well("customer", customer.value,
                             [&] {
                                 decided += database.write(
                                     [&](db::Tx& tx) { return decide(tx, setting, snapshot, question, key) ? 1 : 0; });
                             }) &&
                   all_well;
    }
    if (all_well)
        database.write([&](db::Tx& tx) {
            tx.execute("update workflows set birthdays_done = :day where business_id = :business and id = :id", today,
                       business, workflow.id);
        });
    return decided;
}

int greet(db::Database& database, const Setting& setting, Houses& houses, const std::stop_token& stop) {
    const auto now = setting.clock.now();
    int decided = 0;
    const auto workflows = database.read([](db::Session& session) {
        return session.rows<BusinessId, WorkflowId, std::optional<Day>>(
            "select business_id, id, birthdays_done from workflows where happens = 'birthday' and active = 1");
    });
    for (const auto& [business, id, done] : workflows) {
        if (stop.stop_requested()) return decided;
        goes_well("workflow", id.value, [&, b = business, i = id, d = done] {
            const auto snapshot = database.read([&](db::Session& session) { return houses.find(session, b); });
            if (!snapshot) return;
            const auto& zone = snapshot->business.zone;
            const auto today = zone.day(now);
            const auto from = zone.instant(WallTime{today} + kBirthdayFrom);
            if (now < from || now > zone.instant(WallTime{today} + kBirthdayUntil) || (d && *d >= today)) return;
            const auto workflow =
                database.read([&](db::Session& session) { return store::select_workflow(session, b, i); });
            if (!workflow || !workflow->active || workflow->trigger != "birthday") return;
            decided += greet_all(database, setting, snapshot, *workflow, today, from);
        });
    }
    return decided;
}

}  // namespace

int sweep(db::Database& database, const Clock& clock, const Options& options, const std::stop_token& stop) {
    Houses houses;
    const Setting setting{clock, options};
    return decide_all(database, setting, houses, stop, before_start) +
           decide_all(database, setting, houses, stop, after_end) + greet(database, setting, houses, stop) +
           send_digests(database, setting, houses, stop);
}

}  // namespace notify
