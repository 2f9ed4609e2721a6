// For tests: bytes over a socket on 127.0.0.1, and the answers to them. Nothing is corrected on the way.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace http::test {

struct Answer {
    int status = 0;
    std::string head;  // lines as sent
    std::string body;

    // How often a header is there; names as the server writes them.
    std::size_t count(std::string_view name) const {
        const auto line = "\r\n" + std::string(name) + ": ";
        std::size_t found = 0;
        for (auto at = head.find(line); at != std::string::npos; at = head.find(line, at + 1)) ++found;
        return found;
    }
    std::string header(std::string_view name) const {
        const auto line = "\r\n" + std::string(name) + ": ";
        const auto at = head.find(line);
        if (at == std::string::npos) return {};
        const auto begin = at + line.size();
        return head.substr(begin, head.find("\r\n", begin) - begin);
    }
};

class Client {
public:
    explicit Client(std::uint16_t port, int family = AF_INET)
        : socket_(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        const timeval patience{20, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        if (family == AF_INET6) {
            sockaddr_in6 to{};
            to.sin6_family = AF_INET6;
            to.sin6_port = htons(port);
            to.sin6_addr = in6addr_loopback;
            connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
        } else {
            sockaddr_in to{};
            to.sin_family = AF_INET;
            to.sin_port = htons(port);
            to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
            connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
        }
    }
    ~Client() { ::close(socket_); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    bool connected() const { return connected_; }

    // False when the other end is gone.
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    // Sends no more, but still reads.
    void finish() { ::shutdown(socket_, SHUT_WR); }

    // The next answer; nullopt when the connection ends before one. `head_only`: the answer to HEAD.
    std::optional<Answer> receive(bool head_only = false) {
        Answer answer;
        while (buffer_.find("\r\n\r\n") == std::string::npos)
            if (!read_more()) return std::nullopt;
        const auto end = buffer_.find("\r\n\r\n");
        answer.head = buffer_.substr(0, end + 2);
        buffer_.erase(0, end + 4);
        answer.status = std::stoi(answer.head.substr(9, 3));
        if (answer.status == 100 || answer.status == 204 || answer.status == 304 || head_only) return answer;
        const auto length = answer.header("Content-Length");
        const std::size_t size = length.empty() ? 0 : std::stoul(length);
        while (buffer_.size() < size)
            if (!read_more()) return std::nullopt;
        answer.body = buffer_.substr(0, size);
        buffer_.erase(0, size);
        return answer;
    }
    std::optional<Answer> ask(std::string_view bytes) {
        send(bytes);
        return receive();
    }
    // Takes one byte of what has come; false at the end of the connection.
    bool sip() {
        char byte = 0;
        return ::recv(socket_, &byte, 1, 0) == 1;
    }
    // The next byte; nullopt at the end of the connection.
    std::optional<char> sip_byte() {
        if (buffer_.empty() && !read_more()) return std::nullopt;
        const char byte = buffer_.front();
        buffer_.erase(0, 1);
        return byte;
    }
    // All that comes until the end of the connection.
    std::string rest() {
        while (read_more()) {
        }
        return std::exchange(buffer_, {});
    }
    // Waits for the end of the connection; false when more bytes come instead.
    bool closed() { return buffer_.empty() && !read_more() && buffer_.empty(); }

private:
    bool read_more() {
        std::array<char, 16384> piece{};
        const auto got = ::recv(socket_, piece.data(), piece.size(), 0);
        if (got <= 0) return false;
        buffer_.append(piece.data(), static_cast<std::size_t>(got));
        return true;
    }

    int socket_;
    bool connected_ = false;
    std::string buffer_;
};

}  // namespace http::test
