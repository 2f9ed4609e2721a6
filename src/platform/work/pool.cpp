#include "work/pool.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace work {
namespace {

// On the caller's stack; the lane's mutex guards it.
struct Task {
    const std::function<void()>& body;
    std::condition_variable changed{};
    bool begun = false, done = false;
    std::exception_ptr thrown{};
};

}  // namespace

class Pool::Lane {
public:
    explicit Lane(const Size& size) : most_(size.threads + size.waiting_max) {
        for (unsigned i = 0; i < size.threads; ++i) threads_.emplace_back([this] { work(); });
    }
    ~Lane() {
        {
            const std::lock_guard lock(mutex_);
            ending_ = true;
        }
        wake_.notify_all();
    }
    Lane(const Lane&) = delete;
    Lane& operator=(const Lane&) = delete;

    // False: not begun.
    bool run(Task& task, std::chrono::milliseconds patience) {
        std::unique_lock lock(mutex_);
        if (running_ + waiting_.size() >= most_) return false;
        waiting_.push_back(&task);
        wake_.notify_one();
        if (!task.changed.wait_for(lock, patience, [&] { return task.begun; })) {
            std::erase(waiting_, &task);
            return false;
        }
        task.changed.wait(lock, [&] { return task.done; });
        return true;
    }

private:
    void work() {
        std::unique_lock lock(mutex_);
        while (true) {
            wake_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
            if (waiting_.empty()) return;
            auto& task = *waiting_.front();
            waiting_.pop_front();
            task.begun = true;
            ++running_;
            lock.unlock();
            try {
                task.body();
            } catch (...) {
                task.thrown = std::current_exception();
            }
            lock.lock();
            --running_;
            task.done = true;
            // Under the lock: the caller may be gone, and the task with it, as soon as it is released.
            task.changed.notify_one();
        }
    }

    const std::size_t most_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Task*> waiting_;
    std::size_t running_ = 0;
    bool ending_ = false;
    std::vector<std::jthread> threads_;
};

Pool::Pool(Size quick, Size slow) : quick_(std::make_unique<Lane>(quick)), slow_(std::make_unique<Lane>(slow)) {}
Pool::~Pool() = default;

Result<void> Pool::run(Kind kind, const std::function<void()>& body, std::chrono::milliseconds patience) {
    Task task{body};
    if (!(kind == Kind::quick ? quick_ : slow_)->run(task, patience)) return refuse(Fault::too_many, "server.busy");
    if (task.thrown) std::rethrow_exception(task.thrown);
    return {};
}

}  // namespace work
