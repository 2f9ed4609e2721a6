#include "db/group.h"

#include "base/faults.h"

#include <algorithm>

namespace db::detail {

namespace {

// However many wait, nobody's commit is put off for longer than about this.
constexpr std::chrono::milliseconds group_time{20};

}  // namespace

GroupCommit::GroupCommit(std::unique_ptr<Connection> connection, std::size_t limit,
                         std::chrono::milliseconds busy_timeout)
    : connection_(std::move(connection)), limit_(std::max<std::size_t>(limit, 1)), busy_timeout_(busy_timeout) {}

void GroupCommit::write(const Body& body) {
    Writer me{&body, Clock::now()};
    {
        std::unique_lock lock(mutex_);
        queue_.push_back(&me);
        if (!std::exchange(led_, true)) me.leads = true;
        me.wake.wait(lock, [&] { return me.done || me.leads; });
    }
    if (!me.done) lead();
    if (me.error) std::rethrow_exception(me.error);
}

// The leader stands at the front of the queue, so it is the first to be served.
void GroupCommit::lead() {
    const auto began = Clock::now();
    Group served;
    Group kept;  // to be committed
    while (auto* writer = next(served.size(), began)) {
        served.push_back(writer);
        try {
            if (kept.empty()) connection_->begin(Begin::write);
        } catch (const Busy&) {
            writer->error = std::current_exception();
            give_up_with(*writer);
            break;
        } catch (...) {
            writer->error = std::current_exception();
            break;
        }
        if (run(*writer, kept.empty())) kept.push_back(writer);
        if (!kept.empty() && !connection_->in_transaction()) {
            fail(kept, std::make_exception_ptr(Unavailable("the transaction was undone; nothing was saved")));
            break;
        }
    }
    if (!kept.empty()) try {
            faults::die("db.before_commit");
            connection_->commit();
            faults::die("db.after_commit");
        } catch (...) {
            fail(kept, std::current_exception());
        }
    connection_->rollback();
    tell(served);
}

GroupCommit::Writer* GroupCommit::next(std::size_t served, Clock::time_point began) {
    if (served >= limit_ || (served > 0 && Clock::now() - began > group_time)) return nullptr;
    const std::lock_guard lock(mutex_);
    if (queue_.empty()) return nullptr;
    auto* writer = queue_.front();
    queue_.pop_front();
    return writer;
}

// The first in a transaction needs no savepoint: undoing it undoes nobody else.
bool GroupCommit::run(Writer& writer, bool alone) {
    try {
        if (!alone) connection_->run("savepoint timebok_writer");
        Tx tx(*connection_);
        const bool keep = (*writer.body)(tx);
        if (!keep)
            undo(alone);
        else if (!alone)
            connection_->run("release timebok_writer");
        return keep;
    } catch (...) {
        writer.error = std::current_exception();
        undo(alone);
        return false;
    }
}

void GroupCommit::undo(bool alone) {
    if (alone) return connection_->rollback();
    try {
        connection_->run("rollback to timebok_writer");
        connection_->run("release timebok_writer");
    } catch (const std::exception&) {
        connection_->rollback();  // lead() sees that the transaction is gone
    }
}

void GroupCommit::fail(Group& group, const std::exception_ptr& error) {
    for (auto* writer : group) writer->error = error;
    group.clear();
}

void GroupCommit::tell(const Group& group) {
    const std::lock_guard lock(mutex_);
    for (auto* writer : group) {
        writer->done = true;
        writer->wake.notify_one();  // under the lock: the writer dies right after
    }
    if (queue_.empty()) {
        led_ = false;
        return;
    }
    queue_.front()->leads = true;
    queue_.front()->wake.notify_one();
}

// Those who came before the leader began to wait for another process's lock have waited as long as it has by now.
void GroupCommit::give_up_with(const Writer& leader) {
    const std::lock_guard lock(mutex_);
    const auto late = Clock::now() - busy_timeout_;
    while (!queue_.empty() && queue_.front()->since <= late) {
        auto* writer = queue_.front();
        queue_.pop_front();
        writer->error = leader.error;
        writer->done = true;
        writer->wake.notify_one();
    }
}

}  // namespace db::detail
