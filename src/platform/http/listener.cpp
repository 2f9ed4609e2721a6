#include "http/listener.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace http {
namespace {

// How long to wait for a place, or for a descriptor, before looking again.
constexpr int full_ms = 2;
constexpr int exhausted_ms = 20;

void close_socket(int& socket) {
    if (socket >= 0) ::close(socket);
    socket = -1;
}

// The client went away before it was taken, or a signal came: the next one may be there.
bool is_passing(int error) { return error == EINTR || error == ECONNABORTED || error == EPROTO; }

}  // namespace

Listener::Listener(const std::string& address, std::uint16_t port) {
    if (inet_pton(AF_INET, address.c_str(), &four_.sin_addr) == 1) {
        four_.sin_family = AF_INET;
        four_.sin_port = htons(port);
        bind_to(reinterpret_cast<sockaddr*>(&four_), sizeof four_, fmt::format("{}:{}", address, port));
    } else if (inet_pton(AF_INET6, address.c_str(), &six_.sin6_addr) == 1) {
        six_.sin6_family = AF_INET6;
        six_.sin6_port = htons(port);
        bind_to(reinterpret_cast<sockaddr*>(&six_), sizeof six_, fmt::format("[{}]:{}", address, port));
    } else {
        throw std::runtime_error(fmt::format("cannot listen on '{}': not an IPv4 or IPv6 address", address));
    }
}

Listener::~Listener() { stop(); }

void Listener::bind_to(const sockaddr* address, socklen_t size, const std::string& name) {
    socket_ = ::socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int on = 1, off = 0;
    const bool six = address->sa_family == AF_INET6;
    if (socket_ >= 0) setsockopt(socket_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (socket_ >= 0 && six) setsockopt(socket_, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    if (socket_ >= 0 && ::bind(socket_, address, size) == 0 && ::listen(socket_, SOMAXCONN) == 0) return;
    const int error = errno;
    close_socket(socket_);
    if (error == EADDRINUSE) throw std::runtime_error(fmt::format("cannot listen on {}: the address is in use", name));
    throw std::runtime_error(fmt::format("cannot listen on {}: {}", name, std::generic_category().message(error)));
}

std::uint16_t Listener::port() const {
    sockaddr_storage bound{};
    socklen_t size = sizeof bound;
    getsockname(socket_, reinterpret_cast<sockaddr*>(&bound), &size);
    return ntohs(bound.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6*>(&bound)->sin6_port
                                             : reinterpret_cast<sockaddr_in*>(&bound)->sin_port);
}

void Listener::start(Take take, std::function<bool()> full) {
    take_ = std::move(take);
    full_ = std::move(full);
    wake_ = ::eventfd(0, EFD_CLOEXEC);
    if (wake_ < 0) throw std::runtime_error(fmt::format("cannot listen: {}", std::generic_category().message(errno)));
    thread_ = std::thread([this] { run(); });
}

void Listener::stop() {
    if (thread_.joinable()) {
        eventfd_write(wake_, 1);
        thread_.join();
    }
    close_socket(wake_);
    close_socket(socket_);
}

void Listener::run() {
    pollfd watched[] = {{wake_, POLLIN, 0}, {socket_, POLLIN, 0}};
    auto& [woken, listening] = watched;
    int pause_ms = 0;
    while (true) {
        // poll() passes over a descriptor below zero: in a pause only the order to stop is waited for.
        listening.fd = pause_ms > 0 ? -1 : socket_;
        if (::poll(watched, std::size(watched), pause_ms > 0 ? pause_ms : -1) < 0 && errno != EINTR) return;
        if (woken.revents != 0) return;
        pause_ms = full_() ? full_ms : 0;
        if (pause_ms > 0) continue;
        sockaddr_storage from{};
        socklen_t size = sizeof from;
        const int socket = ::accept4(socket_, reinterpret_cast<sockaddr*>(&from), &size, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (socket >= 0)
            take_(socket, reinterpret_cast<const sockaddr*>(&from), size);
        else if (errno != EAGAIN && !is_passing(errno))
            pause_ms = exhausted_ms;
    }
}

}  // namespace http
