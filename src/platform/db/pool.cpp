#include "db/pool.h"

#include <fmt/format.h>

#include <algorithm>

namespace db::detail {

Pool::Pool(std::size_t size, std::chrono::milliseconds patience, Open open)
    : size_(std::max<std::size_t>(size, 1)), patience_(patience), open_(std::move(open)) {}

Pool::Lease Pool::lease() { return {*this, take()}; }

std::unique_ptr<Connection> Pool::take() {
    std::unique_lock lock(mutex_);
    if (!freed_.wait_for(lock, patience_, [&] { return !free_.empty() || made_ < size_; }))
        throw Unavailable(fmt::format("all {} database connections are busy", size_));
    if (!free_.empty()) {
        auto connection = std::move(free_.back());
        free_.pop_back();
        return connection;
    }
    ++made_;
    lock.unlock();
    try {
        return open_();
    } catch (...) {
        lock.lock();
        --made_;
        freed_.notify_one();
        throw;
    }
}

Pool::Lease::Lease(Pool& pool, std::unique_ptr<Connection> connection)
    : pool_(pool), connection_(std::move(connection)) {}

Pool::Lease::~Lease() {
    connection_->rollback();
    if (connection_->in_transaction() || !connection_->alive()) connection_.reset();
    const std::lock_guard lock(pool_.mutex_);
    if (connection_)
        pool_.free_.push_back(std::move(connection_));
    else
        --pool_.made_;
    pool_.freed_.notify_one();
}

}  // namespace db::detail
