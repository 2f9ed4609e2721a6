// Whether all is well: what `timebok check` tells, queues, jobs that failed for good.
#include "activity/jobs.h"
#include "businesses/overview.h"
#include "businesses/standing.h"
#include "db/installation.h"
#include "notify/delivery.h"
#include "operator_pages/page.h"
#include "operators/log.h"

#include <nlohmann/json.hpp>

namespace operator_pages {
namespace {

constexpr int kMostJobs = 50;

std::string waited(const Page& page, Seconds oldest) {
    const auto minutes = std::chrono::duration_cast<Minutes>(oldest);
    if (minutes < Minutes{1}) return i18n::words(page.language, "less than a minute");
    return i18n::span(page.language, minutes);
}

void fill_queue(html::Values& values, std::string_view section, const Page& page, std::int64_t waiting,
                Seconds oldest) {
    auto& queue = values.add(section).set("WAITING", i18n::number(page.language, waiting));
    if (waiting > 0)
        queue.add("OLDEST").set("OLDEST_TEXT",
                                i18n::words(page.language, "the oldest for {time}", {{"time", waited(page, oldest)}}));
}

void fill_dead(html::Values& values, const Page& page) {
    const auto dead = activity::list_dead(page.environment.database, kMostJobs);
    if (dead.empty()) return values.show("NO_DEAD"), void();
    auto& table = values.add("DEAD");
    const auto names = page.environment.database.read([&](db::Session& session) {
        std::map<BusinessId, std::string> out;
        for (const auto& job : dead)
            if (!out.contains(job.business_id)) {
                const auto brief = businesses::find_brief(session, job.business_id);
                out[job.business_id] = brief ? brief->name : std::string();
            }
        return out;
    });
    for (const auto& job : dead)
        table.add("JOB")
            .set("JOB_KIND", job.kind)
            .set("JOB_BUSINESS", names.at(job.business_id))
            .set("JOB_AT", moment(page.language, job.finished_at))
            .set("JOB_ERROR", job.last_error)
            .set("JOB_BUSINESS_ID", base::to_text(job.business_id))
            .set("JOB_ID", base::to_text(job.id))
            .set("JOB_TOKEN", form_token(page));
}

// The engine's own check reads the whole database, so it is asked for.
void fill_check(html::Values& values, const Page& page) {
    if (!page.request.query.has("check")) return values.show("UNCHECKED"), void();
    const auto errors = db::integrity_errors(page.environment.database);
    values.show_if(errors.empty(), "WHOLE");
    for (const auto& error : errors) values.add("DAMAGE").set("DAMAGE_TEXT", error);
}

void fill_backup(html::Values& values, const Page& page) {
    const auto last = page.environment.database.read(
        [](db::Session& session) { return db::installation::find(session, db::installation::kLastBackup); });
    const auto at = last ? base::parse_instant(*last) : std::nullopt;
    if (at)
        values.add("BACKUP").set("BACKUP_AT", moment(page.language, *at));
    else
        values.show("NO_BACKUP");
}

// The businesses whose mails wait for the next day, since the operator lets only so many go in one.
void fill_held(html::Values& values, const Page& page) {
    page.environment.database.read([&](db::Session& session) {
        const auto all = notify::list_held(session, page.now);
        if (all.empty()) return;
        auto& part = values.add("HELD");
        for (const auto& held : all) {
            const auto brief = businesses::find_brief(session, held.business_id);
            auto& row = part.add("HELD_ROW").set("HELD_BUSINESS", brief ? brief->name : std::string());
            row.set("HELD_URL", fmt::format("/operator/businesses/{}#tb-limits", base::to_text(held.business_id)));
            row.set("HELD_WAITING", i18n::count(page.language, "{n} waits", "{n} wait", held.waiting));
            if (held.oldest)
                row.add("HELD_SINCE")
                    .set("HELD_OLDEST", i18n::words(page.language, "the oldest for {time}",
                                                    {{"time", waited(page, page.now - *held.oldest)}}));
            if (held.lost > 0)
                row.add("HELD_LOST")
                    .set("HELD_LOST_TEXT",
                         i18n::count(page.language, "{n} of the last week waited until it was of no use.",
                                     "{n} of the last week waited until they were of no use.", held.lost));
        }
    });
}

}  // namespace

Response health(const Page& page) {
    const auto jobs = activity::count(page.environment.database, page.environment.clock);
    const auto mails = notify::count(page.environment.database, page.environment.clock);
    const auto engine = page.environment.database.engine();
    const auto title = i18n::words(page.language, "Health");
    return render(page, {"operator_pages/health", title, "health"}, [&](html::Values& values) {
        include_done(values, page);
        fill_check(values, page);
        fill_queue(values, "JOBS", page, jobs.waiting, jobs.oldest_due);
        fill_queue(values, "MAILS", page, mails.waiting, mails.oldest_due);
        values.set("FAILED", i18n::number(page.language, mails.failed));
        values.show_if(!page.environment.sends_mail, "NO_SERVER");
        fill_held(values, page);
        fill_dead(values, page);
        fill_backup(values, page);
        values.set("VERSION", TIMEBOK_VERSION);
        values.set("DATABASE", engine == db::Engine::sqlite ? "SQLite" : "PostgreSQL");
    });
}

Response retry_job(const Page& page) {
    const auto business = base::parse_id<BusinessId>(page.request.form.get("business"));
    const auto job = base::parse_id<JobId>(page.request.form.get("job"));
    if (!business || !job || !activity::retry(page.environment.database, page.environment.clock, *business, *job))
        return nothing_here(page);
    page.environment.database.write([&](db::Tx& tx) {
        operators::record(tx, page.now, page.who.id, *business, "job.retried",
                          nlohmann::json{{"job", base::to_text(*job)}});
    });
    return http::see_other("/operator/health?done=retried");
}

Response tls_ask(const Request& request, Environment& environment) {
    const auto domain = base::folded(office::line(request.query, "domain"));
    const bool is_ours = domain == host_of(request.origin) || environment.database.read([&](db::Session& session) {
        return businesses::find_slug_by_host(session, domain).has_value();
    });
    return http::text(is_ours ? "ok\n" : "There is no such host here.\n", is_ours ? 200 : 404)
        .set("Cache-Control", "no-store");
}

}  // namespace operator_pages
