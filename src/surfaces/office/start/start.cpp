// Getting started: what is done, what keeps customers from booking, and what is left.
#include "office/start/start.h"

#include "base/msgid.h"
#include "bookings/booking.h"
#include "businesses/words.h"
#include "office/frame/registered.h"
#include "office/start/step_page.h"

namespace office {
namespace {

using onboarding::Missing;

constexpr std::string_view kAside = "aside.";

std::string aside(const StartTask& task) { return std::string(kAside) + std::string(task.key); }

std::vector<const StartTask*> tasks_left(const Page& page, const onboarding::Done& done) {
    std::vector<const StartTask*> out;
    for (const auto* task : pages::by_place<StartTask>(page))
        if (page.may(task->permission) && !done.contains(aside(*task)) && !(task->is_done && task->is_done(page)))
            out.push_back(task);
    return out;
}

struct Way {
    std::string words;
    Step step;
};

Way missing_words(i18n::Language language, Missing missing) {
    switch (missing) {
        case Missing::services: return {i18n::words(language, "There is no service yet."), Step::services};
        case Missing::givers: return {i18n::words(language, "Nobody gives a service yet."), Step::people};
        case Missing::hours: return {i18n::words(language, "Nobody who gives a service has hours yet."), Step::hours};
    }
    return {};
}

void fill_missing(html::Values& values, const Page& page) {
    const auto missing = onboarding::missing(*page.snapshot, page.zone().day(page.now));
    if (missing.empty()) {
        const auto path = pages::home_path(page);
        values.add("OPEN").set("PUBLIC_URL", path).set("PUBLIC_TEXT", page.request.origin + path);
        return;
    }
    auto& closed = values.add("CLOSED");
    for (const auto each : missing) {
        const auto way = missing_words(page.language, each);
        closed.add("MISSING").set("MISSING_TEXT", way.words).set("MISSING_URL", step_path(page, way.step));
    }
}

void fill_steps(html::Values& values, const Page& page, const onboarding::Done& done) {
    const auto next = onboarding::next_step(done);
    for (const auto step : onboarding::kSteps) {
        auto& row = values.add("STEP").set("STEP_URL", step_path(page, step));
        row.set("STEP_TEXT", i18n::words(page.language, step_words(step)));
        row.show(done.contains(onboarding::to_text(step)) ? "STEP_DONE" : "STEP_OPEN");
    }
    if (next) values.add("GO_ON").set("GO_ON_URL", step_path(page, *next));
}

void fill_tasks(html::Values& values, const Page& page, const onboarding::Done& done) {
    const auto left = tasks_left(page, done);
    if (!left.empty()) {
        auto& tasks = values.add("TASKS");
        for (const auto* task : left) {
            auto& row = tasks.add("TASK").set("TASK_URL", page.home() + std::string(task->path));
            row.set("TASK_TEXT", i18n::words(page.language, task->words));
            row.set("TASK_WHY", i18n::words(page.language, task->why)).set("TASK_KEY", task->key);
            row.set("TASK_ACTION", start_path(page, "/tasks")).set("TASK_TOKEN", form_token(page));
        }
    }
    auto& end = values.add("END").set("END_ACTION", start_path(page, "/end")).set("END_TOKEN", form_token(page));
    end.show(left.empty() ? "ALL_DONE" : "SOME_LEFT");
}

Response overview(const Page& page) {
    const auto done = done_of(page);
    const auto title = i18n::words(page.language, "Getting started");
    return render(page, {"office/start/start", title, "start"}, [&](html::Values& values) {
        include_done(values, page);
        fill_missing(values, page);
        fill_steps(values, page, done);
        if (!onboarding::next_step(done)) fill_tasks(values, page, done);
    });
}

bool is_shown(const Page& page) { return !onboarding::is_finished(done_of(page)); }

}  // namespace

const char* step_words(Step step) {
    switch (step) {
        case Step::hours: return N_("Opening hours");
        case Step::services: return N_("First services");
        case Step::people: return N_("People");
        case Step::look: return N_("Look");
        case Step::live: return N_("Try it");
    }
    return "";
}

std::string start_path(const Page& page, std::string_view rest) { return page.home() + "/start" + std::string(rest); }
std::string step_path(const Page& page, Step step) {
    return start_path(page, "/" + std::string(onboarding::to_text(step)));
}
onboarding::Done done_of(const Page& page) {
    return page.environment.database.read(
        [&](db::Session& session) { return onboarding::list_done(session, page.id()); });
}

Response step_page(const Page& page, Step step, std::string_view view, int status,
                   const std::function<void(html::Values&)>& fill) {
    const auto done = done_of(page);
    const auto title = i18n::words(page.language, step_words(step));
    return render(page, {view, title, "start", status}, [&](html::Values& values) {
        html::Values head;
        int number = 0;
        for (const auto each : onboarding::kSteps) {
            ++number;
            auto& row = head.add("STEP").set("STEP_TEXT", i18n::words(page.language, step_words(each)));
            row.show_if(each == step, "STEP_HERE");
            const bool is_done = done.contains(onboarding::to_text(each));
            row.show_if(is_done, "STEP_DONE");
            if (is_done && each != step)
                row.add("STEP_LINK").set("STEP_URL", step_path(page, each));
            else
                row.show("STEP_PLAIN");
            if (each == step)
                head.set("STEP_COUNT", i18n::words(page.language, "Step {n} of {all}",
                                                   {{"n", std::to_string(number)},
                                                    {"all", std::to_string(std::size(onboarding::kSteps))}}));
        }
        include_done(values, page);
        values.include("STEPS_HEAD", "office/start/steps_head", std::move(head));
        fill(values);
    });
}

Response go_on(const Page& page, Step step) {
    page.environment.database.write(
        [&](db::Tx& tx) { onboarding::set_done(tx, page.environment.clock, page.id(), onboarding::to_text(step)); });
    const auto next = onboarding::next_step(done_of(page));
    return http::see_other(next ? step_path(page, *next) : start_path(page));
}

Response start(const Page& page) { return is_shown(page) ? overview(page) : http::see_other(page.home()); }

Response put_aside(const Page& page) {
    const auto& tasks = page.environment.registry.all<StartTask>();
    const auto task = std::ranges::find(tasks, page.request.form.get("task"), &StartTask::key);
    if (task == tasks.end()) return nothing_here(page);
    page.environment.database.write(
        [&](db::Tx& tx) { onboarding::set_done(tx, page.environment.clock, page.id(), aside(*task)); });
    return http::see_other(start_path(page));
}

Response finish_start(const Page& page) {
    page.environment.database.write(
        [&](db::Tx& tx) { onboarding::set_done(tx, page.environment.clock, page.id(), onboarding::kFinished); });
    return http::see_other(page.home());
}

void register_start(activity::Registry& registry) {
    registry.add(MenuEntry{5, "start", "/start", N_("Getting started"), "M5 20V4M5 5h11l-2 4 2 4H5",
                           businesses::kManageSettings, is_shown});
}

}  // namespace office
