// A thread that does one thing after the other, beside the one that asks for them. What is costly to set up for each
// thread (formats, statements, allocators) is so set up once.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <type_traits>

namespace base {

// What is being done beside; like a std::async's future it waits when it goes out of scope.
template <class T>
class Doing {
public:
    Doing() = default;
    explicit Doing(std::future<T> future) : future_(std::move(future)) {}
    Doing(Doing&&) noexcept = default;
    Doing& operator=(Doing&& other) noexcept {
        wait();
        future_ = std::move(other.future_);
        return *this;
    }
    ~Doing() { wait(); }
    bool valid() const { return future_.valid(); }  // false: nothing is, or get() was called
    T get() { return future_.get(); }

private:
    void wait() {
        if (future_.valid()) future_.wait();
    }
    std::future<T> future_;
};

class Beside {
public:
    Beside() : thread_([this](const std::stop_token& stop) { work(stop); }) {}

    // The result, or what it threw. What was asked for is done, even when this is destroyed meanwhile.
    template <class Task>
    Doing<std::invoke_result_t<Task>> run(Task task) {
        auto packaged = std::make_shared<std::packaged_task<std::invoke_result_t<Task>()>>(std::move(task));
        Doing out(packaged->get_future());
        {
            const std::lock_guard lock(mutex_);
            tasks_.emplace_back([packaged] { (*packaged)(); });
        }
        wake_.notify_one();
        return out;
    }

private:
    void work(const std::stop_token& stop) {
        for (;;) {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, stop, [&] { return !tasks_.empty(); });
            if (tasks_.empty()) return;
            const auto task = std::move(tasks_.front());
            tasks_.pop_front();
            lock.unlock();
            task();
        }
    }

    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::deque<std::function<void()>> tasks_;
    std::jthread thread_;
};

}  // namespace base
