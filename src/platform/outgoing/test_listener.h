// Something that listens on this machine and answers each request with the same bytes, or by a function.
#pragma once

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fmt/format.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace outgoing::test {

class Listener {
public:
    using Answer = std::function<std::string(const std::string& request)>;

    // Empty: never answers.
    explicit Listener(std::string answer) : Listener([answer](const std::string&) { return answer; }) {}
    explicit Listener(Answer answer) : answer_(std::move(answer)), socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::bind(socket_, reinterpret_cast<sockaddr*>(&at), sizeof at);
        socklen_t size = sizeof at;
        ::getsockname(socket_, reinterpret_cast<sockaddr*>(&at), &size);
        port_ = ntohs(at.sin_port);
        ::listen(socket_, 16);
        thread_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
    }
    ~Listener() {
        thread_.request_stop();
        thread_.join();
        ::close(socket_);
    }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    std::string url() const { return fmt::format("http://127.0.0.1:{}", port_); }
    // All that was asked so far.
    std::string asked() const {
        const std::lock_guard lock(mutex_);
        return asked_;
    }

private:
    static bool is_ready(int descriptor, const std::stop_token& stop) {
        pollfd waiting{descriptor, POLLIN, 0};
        while (!stop.stop_requested())
            if (::poll(&waiting, 1, 20) > 0) return true;
        return false;
    }
    static bool is_whole(const std::string& request) {
        const auto end = request.find("\r\n\r\n");
        if (end == std::string::npos) return false;
        const auto at = request.find("Content-Length: ");
        const auto length = at < end ? std::stoul(request.substr(at + 16)) : 0;
        return request.size() >= end + 4 + length;
    }
    void serve(const std::stop_token& stop) {
        while (is_ready(socket_, stop)) {
            const int peer = ::accept(socket_, nullptr, nullptr);
            std::string request;
            char bytes[4096];
            while (!is_whole(request) && is_ready(peer, stop)) {
                const auto count = ::recv(peer, bytes, sizeof bytes, 0);
                if (count <= 0) break;
                request.append(bytes, static_cast<std::size_t>(count));
                // A handshake of TLS is no request, and gets an answer that is none.
                if (request.front() == '\x16') break;
            }
            {
                const std::lock_guard lock(mutex_);
                asked_ += request;
            }
            const auto answer = request.empty() ? std::string() : answer_(request);
            if (answer.empty()) is_ready(peer, stop);
            ::send(peer, answer.data(), answer.size(), MSG_NOSIGNAL);
            ::close(peer);
        }
    }

    Answer answer_;
    int socket_;
    std::uint16_t port_ = 0;
    mutable std::mutex mutex_;
    std::string asked_;
    std::jthread thread_;
};

}  // namespace outgoing::test
