// The listening socket, and the thread that takes connections from it.
//
// libmicrohttpd could listen by itself, but stops to do so safely only with its end: MHD_quiesce_daemon and its I/O
// threads take the socket out of the same epoll sets without a lock, and who comes second aborts the process.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <functional>
#include <string>
#include <thread>

namespace http {

class Listener {
public:
    // A connection of whoever comes: a socket that does not block, which now is the callee's to close.
    using Take = std::function<void(int socket, const sockaddr* from, socklen_t size)>;

    // Binds, so that port() is known; std::runtime_error says why it cannot. `address` is IPv4 or IPv6, port 0 any free
    // one.
    Listener(const std::string& address, std::uint16_t port);
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    std::uint16_t port() const;

    // Begins to take connections, in a thread of its own. While `full` says so they wait in the system's queue.
    void start(Take take, std::function<bool()> full);
    // Refuses new connections from now on: no call of `take` begins afterwards, and the port is free.
    void stop();

private:
    void bind_to(const sockaddr* address, socklen_t size, const std::string& name);
    void run();

    int socket_ = -1, wake_ = -1;
    sockaddr_in four_{};
    sockaddr_in6 six_{};
    Take take_;
    std::function<bool()> full_;
    std::thread thread_;
};

}  // namespace http
