// Connections that are handed out to one thread at a time.
#pragma once

#include "db/connection.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace db::detail {

class Pool {
public:
    using Open = std::function<std::unique_ptr<Connection>()>;
    Pool(std::size_t size, std::chrono::milliseconds patience, Open open);

    class Lease {
    public:
        Lease(Pool& pool, std::unique_ptr<Connection> connection);
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        ~Lease();
        Connection& operator*() const { return *connection_; }
        Connection* operator->() const { return connection_.get(); }

    private:
        Pool& pool_;
        std::unique_ptr<Connection> connection_;
    };
    // Opens a connection when none is free and there are fewer than `size`. Throws Unavailable when none becomes
    // free within the patience.
    Lease lease();

private:
    std::unique_ptr<Connection> take();

    const std::size_t size_;
    const std::chrono::milliseconds patience_;
    const Open open_;
    std::mutex mutex_;
    std::condition_variable freed_;
    std::vector<std::unique_ptr<Connection>> free_;
    std::size_t made_ = 0;
};

}  // namespace db::detail
