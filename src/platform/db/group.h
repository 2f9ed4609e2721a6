// Group commit for SQLite: writers are served first come, first served, and those who wait share one durable commit.
#pragma once

#include "db/connection.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace db::detail {

// The first of those waiting leads: it runs its own body and those of the writers behind it, one after the other in one
// transaction, commits, tells them, and hands the lead to the next in line. A lone writer waits for nobody.
//
// Bodies rarely refuse, and a savepoint for each costs a copy of every page that it changes. So they run without one
// until one refuses; then all of that transaction run again, each with a savepoint, and so do those that follow soon.
class GroupCommit {
public:
    using Body = std::function<bool(Tx&)>;
    GroupCommit(std::unique_ptr<Connection> connection, std::size_t limit, std::chrono::milliseconds busy_timeout);

    // Returns when the body is durable or undone; throws what it threw, or why the commit failed.
    void write(const Body& body);

private:
    using Clock = std::chrono::steady_clock;
    // Where a thread waits; its own, so that those who are told together do not queue up for one mutex.
    class Bell {
    public:
        void ring();
        void wait();

    private:
        std::mutex mutex_;
        std::condition_variable wake_;
        bool rung_ = false;
    };
    struct Writer {
        const Body* body;
        std::shared_ptr<Bell> bell;  // the writer is gone as soon as it has heard it
        Clock::time_point since;
        std::exception_ptr error{};
        bool leads = false;  // else it was served by another
    };
    using Group = std::vector<Writer*>;

    enum class Undo { transaction, savepoint, later };

    void lead(Writer& leader);
    Writer* next(Group& served, Clock::time_point began);
    // True when the body wants to be committed; else it is undone, or left to be undone.
    bool run(Writer& writer, Undo how);
    void undo(Undo how);
    void fail(Group& group, const std::exception_ptr& error);
    void tell(const Group& group, const Writer& leader);
    void give_up_with(const Writer& leader);

    const std::unique_ptr<Connection> connection_;
    const std::size_t limit_;
    const std::chrono::milliseconds busy_timeout_;
    std::mutex mutex_;
    std::deque<Writer*> queue_;
    bool led_ = false;
    int careful_ = 0;  // so many more run with a savepoint; the leader's
};

}  // namespace db::detail
