// Host names of businesses' own (FEATURES 8.14), from memory: each request asks for its host.
#pragma once

#include "db/db.h"

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace app {

// What an operator changes is known within kHostsKept. Thread-safe.
class Hosts {
public:
    explicit Hosts(db::Database& database) : database_(database) {}
    // The slug of the business whose host it is; `host` may have a port.
    std::optional<std::string> find(std::string_view host);

private:
    using Known = std::map<std::string, std::string, std::less<>>;
    std::shared_ptr<const Known> newest();

    db::Database& database_;
    std::mutex mutex_;
    std::shared_ptr<const Known> known_;
    std::chrono::steady_clock::time_point read_at_{};
};
inline constexpr std::chrono::milliseconds kHostsKept{1000};

}  // namespace app
