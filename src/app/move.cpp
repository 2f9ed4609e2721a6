// `timebok move`: to another database, with its progress on the console.
#include "db/move.h"
#include "app/commands.h"
#include "app/progress.h"

#include <fmt/format.h>

#include <signal.h>

#include <atomic>
#include <filesystem>
#include <optional>

namespace app {
namespace {

// From construction on SIGINT and SIGTERM only say that the work is to stop, where it can be gone on with later.
class Interrupted {
public:
    Interrupted() {
        struct sigaction action {};
        action.sa_handler = [](int) { asked_ = true; };
        action.sa_flags = SA_RESTART;
        for (const int number : {SIGINT, SIGTERM}) sigaction(number, &action, nullptr);
    }
    bool asked() const { return asked_; }

private:
    static inline std::atomic<bool> asked_ = false;
    static_assert(std::atomic<bool>::is_always_lock_free);
};

// One line of progress for each phase of a move.
class MoveProgress {
public:
    void at(const db::MoveStep& step) {
        if (phase_ != step.phase) {
            shown_.reset();
            shown_.emplace(step.phase == db::MoveStep::Phase::copying ? "Copying" : "Comparing");
            phase_ = step.phase;
        }
        shown_->at(step.rows == 0 ? 100 : static_cast<int>(100 * step.rows_done / step.rows));
    }

private:
    std::optional<db::MoveStep::Phase> phase_;
    std::optional<Progress> shown_;
};

}  // namespace

int move(const Config& config) {
    const auto from = config.database();
    if (!from.starts_with("postgres") && !std::filesystem::exists(from))
        throw db::Unavailable("there is no database at " + from);
    db::Database source({.url = from});
    db::Database target({.url = config.arguments[0]});
    const Interrupted interrupted;
    std::optional<MoveProgress> progress(std::in_place);
    const auto moved = db::move(source, target, [&](const db::MoveStep& step) {
        progress->at(step);
        return !interrupted.asked();
    });
    progress.reset();
    if (!moved.whole) {
        fmt::print(stderr, "timebok: stopped; the same command goes on from here\n");
        return 1;
    }
    fmt::print("Moved {} tables with {} rows, and both databases hold the same. Serve the new one from now on, by "
               "--database; the old one is as it was.\n",
               moved.tables, moved.rows);
    return 0;
}

}  // namespace app
