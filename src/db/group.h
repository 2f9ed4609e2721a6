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
class GroupCommit {
public:
    using Body = std::function<bool(Tx&)>;
    GroupCommit(std::unique_ptr<Connection> connection, std::size_t limit, std::chrono::milliseconds busy_timeout);

    // Returns when the body is durable or undone; throws what it threw, or why the commit failed.
    void write(const Body& body);

private:
    using Clock = std::chrono::steady_clock;
    struct Writer {
        const Body* body;
        Clock::time_point since;
        std::exception_ptr error{};
        bool done = false;
        bool leads = false;
        std::condition_variable wake{};
    };
    using Group = std::vector<Writer*>;

    void lead();
    Writer* next(std::size_t served, Clock::time_point began);
    // True when the body wants to be committed.
    bool run(Writer& writer, bool alone);
    void undo(bool alone);
    void fail(Group& group, const std::exception_ptr& error);
    void tell(const Group& group);
    void give_up_with(const Writer& leader);

    const std::unique_ptr<Connection> connection_;
    const std::size_t limit_;
    const std::chrono::milliseconds busy_timeout_;
    std::mutex mutex_;
    std::deque<Writer*> queue_;
    bool led_ = false;
};

}  // namespace db::detail
