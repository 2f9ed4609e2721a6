#include "activity/jobs.h"

#include "db/forget.h"

#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>
#include <stop_token>

namespace activity {
namespace {

struct Leased {
    BusinessId business;
    JobId id;
    std::string kind, payload;
    int attempts = 0;  // with this one
    Piece so_far;
    Instant until;
};

// Takes due jobs for kLease, so that no other process does them meanwhile. A lease that ran out (the process died) is
// due again. The lease is taken in a transaction of its own: a job that kills its process still counts its attempts.
std::vector<Leased> lease(db::Database& database, Instant now, int limit) {
    const auto until = now + kLease;
    return database.write([&](db::Tx& tx) {
        std::vector<Leased> out;
        const std::string lock = tx.engine() == db::Engine::postgres ? " for update skip locked" : "";
        for (auto& [business, id, kind, payload, attempts, done, all] :
             tx.rows<BusinessId, JobId, std::string, std::string, int, int, int>(
                 "select business_id, id, kind, payload, attempts, pieces_done, pieces_all from jobs where run_at <= "
                 ":now "
                 "and (state = 'waiting' or (state = 'leased' and leased_until <= :expired)) "
                 "order by run_at limit :limit" +
                     lock,
                 now, now, limit)) {
            tx.execute("update jobs set state = 'leased', leased_until = :until, attempts = attempts + 1 "
                       "where business_id = :business and id = :id",
                       until, business, id);
            out.push_back({business, id, std::move(kind), std::move(payload), attempts + 1, {done, all}, until});
        }
        return out;
    });
}

// True while the lease is still ours: another process may have taken the job over after it ran out. What it was to work
// with is nobody's business any more.
bool finish(db::Tx& tx, const Leased& job, Instant now, std::string_view state) {
    return tx.execute("update jobs set state = :state, payload = '{}', finished_at = :now, leased_until = null where "
                      "business_id = :business and id = :id and state = 'leased' and attempts = :attempts and "
                      "pieces_done = :done",
                      state, now, job.business, job.id, job.attempts, job.so_far.done) == 1;
}

// How far long work is with a piece; it is due again at once, unless it was the last. False as in finish().
bool go_on(db::Tx& tx, const Leased& job, Instant now, const Piece& piece) {
    const bool ours =
        piece.last ? finish(tx, job, now, "done")
                   : tx.execute("update jobs set state = 'waiting', run_at = :now, attempts = 0, leased_until = null "
                                "where business_id = :business and id = :id and state = 'leased' and "
                                "attempts = :attempts and pieces_done = :done",
                                now, job.business, job.id, job.attempts, job.so_far.done) == 1;
    tx.execute("update jobs set pieces_done = :done, pieces_all = :all where business_id = :business and id = :id",
               piece.done, piece.all, job.business, job.id);
    return ours;
}

void put_back(db::Database& database, const Leased& job, Instant now, const std::string& error) {
    const bool last = job.attempts >= kAttempts;
    database.write([&](db::Tx& tx) {
        tx.execute("update jobs set state = :state, run_at = :run_at, last_error = :error, finished_at = :finished, "
                   "leased_until = null where business_id = :business and id = :id and state = 'leased' "
                   "and attempts = :attempts",
                   last ? "dead" : "waiting", now + back_off(job.attempts), error.substr(0, 1000),
                   last ? std::optional(now) : std::nullopt, job.business, job.id, job.attempts);
    });
    spdlog::log(last ? spdlog::level::err : spdlog::level::warn,
                "msg=job_failed kind={} id={} attempt={} dead={} error={}", job.kind, to_text(job.id), job.attempts,
                last, error);
}

void run(db::Database& database, const Registry& registry, const Clock& clock, const Leased& job) {
    try {
        const auto* handler = registry.handler(job.kind);
        const auto* pieces = registry.piece_handler(job.kind);
        if (!handler && !pieces) throw std::runtime_error("no handler for jobs of kind " + job.kind);
        const auto payload = nlohmann::json::parse(job.payload);
        database.write([&](db::Tx& tx) -> Result<void> {
            bool ours = false;
            if (pieces) {
                const auto piece = (*pieces)(tx, job.business, payload, job.so_far);
                ours = piece ? go_on(tx, job, clock.now(), *piece) : finish(tx, job, clock.now(), "dropped");
            } else {
                const auto outcome = (*handler)(tx, job.business, payload);
                ours = finish(tx, job, clock.now(), outcome == Outcome::done ? "done" : "dropped");
            }
            if (!ours) return conflict("job.lease_lost");
            return {};
        });
    } catch (const std::exception& error) {
        put_back(database, job, clock.now(), error.what());
    }
}

}  // namespace

Seconds back_off(int failures) {
    constexpr Seconds kLongest = std::chrono::hours{6};
    const auto wait = Seconds{10} * (std::int64_t{1} << std::min(failures - 1, 20));
    return std::min<Seconds>(wait, kLongest);
}

// One that fails is in the log; the others are done.
int run_due(db::Database& database, const Registry& registry, const Clock& clock, int limit) {
    int done = 0;
    for (const auto& sweep : registry.sweeps()) try {
            done += sweep(database, clock);
        } catch (const std::exception& error) {
            spdlog::error("msg=sweep_failed error={:?}", std::string(error.what()));
        }
    const auto jobs = lease(database, clock.now(), limit);
    for (const auto& job : jobs) try {
            run(database, registry, clock, job);
        } catch (const std::exception& error) {
            // Not even its failure could be written: it is due again when its lease is over.
            spdlog::error("msg=job_not_put_back kind={} id={} error={:?}", job.kind, to_text(job.id),
                          std::string(error.what()));
        }
    return done + static_cast<int>(jobs.size());
}

Counts count(db::Database& database, const Clock& clock) {
    return database.read([&](db::Session& session) {
        Counts out;
        const auto now = clock.now();
        const auto waiting = session.row<std::int64_t, std::optional<Instant>>(
            "select count(*), min(run_at) from jobs where state in ('waiting', 'leased') and run_at <= :now", now);
        out.waiting = std::get<0>(*waiting);
        if (const auto oldest = std::get<1>(*waiting)) out.oldest_due = now - *oldest;
        out.dead = session.value<std::int64_t>("select count(*) from jobs where state = 'dead'").value();
        return out;
    });
}

std::vector<Dead> list_dead(db::Database& database, int limit) {
    return database.read([&](db::Session& session) {
        std::vector<Dead> out;
        for (auto& [business, id, kind, error, attempts, finished] :
             session.rows<BusinessId, JobId, std::string, std::string, int, Instant>(
                 "select business_id, id, kind, last_error, attempts, finished_at from jobs where state = 'dead' "
                 "order by finished_at desc limit :limit",
                 limit))
            out.push_back({business, id, std::move(kind), std::move(error), attempts, finished});
        return out;
    });
}

bool retry(db::Database& database, const Clock& clock, BusinessId business, JobId id) {
    return database.write([&](db::Tx& tx) {
        return tx.execute("update jobs set state = 'waiting', attempts = 0, run_at = :now, finished_at = null "
                          "where business_id = :business and id = :id and state = 'dead'",
                          clock.now(), business, id) == 1;
    });
}

void forget_old_jobs(db::Database& database, Instant now) {
    db::forget(database,
               "delete from jobs where (business_id, id) in (select business_id, id from jobs "
               "where state in ('done', 'dropped') and finished_at < :before limit {})",
               now - kDoneKept);
    db::forget(database,
               "delete from jobs where (business_id, id) in (select business_id, id from jobs "
               "where state = 'dead' and finished_at < :before limit {})",
               now - kDeadKept);
}

struct Worker::Impl {
    db::Database& database;
    const Registry& registry;
    const Clock& clock;
    std::mutex mutex;
    std::condition_variable_any wake;
    std::jthread thread{};

    void loop(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            bool more = false;
            try {
                // What was done may want the next at once, as what is made in pieces does.
                more = run_due(database, registry, clock) > 0;
            } catch (const std::exception& error) {
                spdlog::error("msg=jobs_not_run error={}", error.what());
            }
            if (more) continue;
            std::unique_lock lock(mutex);
            wake.wait_for(lock, stop, std::chrono::seconds{1}, [] { return false; });
        }
    }
};

Worker::Worker(db::Database& database, const Registry& registry, const Clock& clock)
    : impl_(new Impl{database, registry, clock, {}, {}}) {
    impl_->thread = std::jthread([impl = impl_.get()](const std::stop_token& stop) { impl->loop(stop); });
}

Worker::~Worker() = default;

}  // namespace activity
