#include "db/group.h"

#include "base/faults.h"

#include <algorithm>

namespace db::detail {

namespace {

// However many wait, nobody's commit is put off for longer than about this.
constexpr std::chrono::milliseconds group_time{20};

// Who run with a savepoint after one has refused: refusals come in swarms, when many want the same time.
constexpr int careful_for = 64;

}  // namespace

GroupCommit::GroupCommit(std::unique_ptr<Connection> connection, std::size_t limit,
                         std::chrono::milliseconds busy_timeout)
    : connection_(std::move(connection)), limit_(std::max<std::size_t>(limit, 1)), busy_timeout_(busy_timeout) {}

void GroupCommit::Bell::ring() {
    {
        const std::lock_guard lock(mutex_);
        rung_ = true;
    }
    wake_.notify_one();
}

void GroupCommit::Bell::wait() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return rung_; });
    rung_ = false;
}

void GroupCommit::write(const Body& body) {
    static thread_local const auto bell = std::make_shared<Bell>();
    Writer me{&body, bell, Clock::now()};
    bool first = false;
    {
        const std::lock_guard lock(mutex_);
        queue_.push_back(&me);
        first = !std::exchange(led_, true);
    }
    if (!first) bell->wait();
    if (first || me.leads) lead(me);
    if (me.error) std::rethrow_exception(me.error);
}

// The leader stands at the front of the queue, so it is the first to be served.
void GroupCommit::lead(Writer& leader) {
    const auto began = Clock::now();
    Group served;
    Group kept;                 // to be committed
    std::deque<Writer*> again;  // undone with another's refusal, and that other one
    std::exception_ptr broken;
    while (auto* writer = again.empty() ? next(served, began) : again.front()) {
        if (!again.empty()) again.pop_front();
        try {
            if (kept.empty()) connection_->begin(Begin::write);
        } catch (const Busy&) {
            broken = writer->error = std::current_exception();
            give_up_with(*writer);
            break;
        } catch (...) {
            broken = writer->error = std::current_exception();
            break;
        }
        // The first in a transaction needs no savepoint: undoing it undoes nobody else.
        const auto how = kept.empty() ? Undo::transaction : careful_ > 0 ? Undo::savepoint : Undo::later;
        if (careful_ > 0) --careful_;
        if (run(*writer, how)) {
            kept.push_back(writer);
        } else if (how == Undo::later) {
            connection_->rollback();
            again.assign(kept.begin(), kept.end());
            again.push_back(writer);
            kept.clear();
            careful_ = careful_for + static_cast<int>(again.size());
        }
        if (!kept.empty() && !connection_->in_transaction()) {
            broken = std::make_exception_ptr(Unavailable("the transaction was undone; nothing was saved"));
            fail(kept, broken);
            break;
        }
    }
    for (auto* writer : again) writer->error = broken;
    if (!kept.empty()) try {
            faults::die("db.before_commit");
            connection_->commit();
            faults::die("db.after_commit");
        } catch (...) {
            fail(kept, std::current_exception());
        }
    connection_->rollback();
    tell(served, leader);
}

GroupCommit::Writer* GroupCommit::next(Group& served, Clock::time_point began) {
    if (served.size() >= limit_ || (!served.empty() && Clock::now() - began > group_time)) return nullptr;
    const std::lock_guard lock(mutex_);
    if (queue_.empty()) return nullptr;
    auto* writer = queue_.front();
    queue_.pop_front();
    served.push_back(writer);
    return writer;
}

bool GroupCommit::run(Writer& writer, Undo how) {
    writer.error = nullptr;
    try {
        if (how == Undo::savepoint) connection_->run("savepoint timebok_writer");
        Tx tx(*connection_);
        const bool keep = (*writer.body)(tx);
        if (!keep)
            undo(how);
        else if (how == Undo::savepoint)
            connection_->run("release timebok_writer");
        return keep;
    } catch (...) {
        writer.error = std::current_exception();
        undo(how);
        return false;
    }
}

void GroupCommit::undo(Undo how) {
    if (how == Undo::later) return;
    if (how == Undo::transaction) return connection_->rollback();
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

// The next leader hears it first: all others wait for what it does.
void GroupCommit::tell(const Group& group, const Writer& leader) {
    std::shared_ptr<Bell> next;
    {
        const std::lock_guard lock(mutex_);
        led_ = !queue_.empty();
        if (led_) {
            queue_.front()->leads = true;
            next = queue_.front()->bell;
        }
    }
    if (next) next->ring();
    for (const auto* writer : group)
        if (writer != &leader) std::shared_ptr(writer->bell)->ring();
}

// Those who came before the leader began to wait for another process's lock have waited as long as it has by now.
void GroupCommit::give_up_with(const Writer& leader) {
    Group late;
    {
        const std::lock_guard lock(mutex_);
        const auto long_ago = Clock::now() - busy_timeout_;
        for (; !queue_.empty() && queue_.front()->since <= long_ago; queue_.pop_front()) late.push_back(queue_.front());
    }
    for (auto* writer : late) {
        writer->error = leader.error;
        std::shared_ptr(writer->bell)->ring();
    }
}

}  // namespace db::detail
