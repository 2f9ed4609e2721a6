// A `timebok serve` of its own, on a free port.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace bench {

class Server {
public:
    // Returns when /healthz answers; throws std::runtime_error when it does not.
    explicit Server(const std::string& database);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    std::uint16_t port() const { return port_; }
    // From its start to the first answer.
    double start_seconds() const { return start_seconds_; }
    double resident_mib() const;

private:
    std::uint16_t port_;
    pid_t pid_ = 0;
    double start_seconds_ = 0;
};

}  // namespace bench
