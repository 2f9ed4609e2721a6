// Workers behind a bounded queue, first come, first served.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace http {

template <class Job>
class Pool {
public:
    Pool(unsigned workers, std::size_t queue, std::function<void(Job)> run)
        : run_(std::move(run)), ring_(std::max<std::size_t>(1, queue)) {
        for (unsigned i = 0; i < std::max(1u, workers); ++i) threads_.emplace_back([this] { work(); });
    }
    ~Pool() {
        {
            const std::lock_guard lock(mutex_);
            stopped_ = true;
        }
        wake_.notify_all();
        for (auto& thread : threads_) thread.join();
    }
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    // False when the queue is full.
    bool post(Job job) {
        bool wake = false;
        {
            const std::lock_guard lock(mutex_);
            if (waiting_ == ring_.size()) return false;
            ring_[(first_ + waiting_++) % ring_.size()] = job;
            wake = must_wake();
        }
        if (wake) wake_.notify_one();
        return true;
    }

private:
    // One worker is woken at a time, and wakes the next when there is more to do: quick jobs then stay with the few
    // workers that are awake, which costs far fewer switches than a worker for each.
    bool must_wake() {
        if (waking_ || sleeping_ == 0 || waiting_ == 0) return false;
        waking_ = true;
        return true;
    }

    void work() {
        std::unique_lock lock(mutex_);
        while (true) {
            while (waiting_ == 0 && !stopped_) {
                ++sleeping_;
                wake_.wait(lock);
                --sleeping_;
                waking_ = false;
            }
            if (waiting_ == 0) return;
            const auto job = ring_[first_];
            first_ = (first_ + 1) % ring_.size();
            --waiting_;
            const bool wake = must_wake();
            lock.unlock();
            if (wake) wake_.notify_one();
            run_(job);
            lock.lock();
        }
    }

    std::function<void(Job)> run_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::vector<Job> ring_;
    std::size_t first_ = 0, waiting_ = 0, sleeping_ = 0;
    bool waking_ = false;  // a worker was told to wake and has not taken the lock yet
    bool stopped_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace http
