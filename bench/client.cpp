#include "bench/client.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace bench {
namespace {

std::size_t content_length(std::string_view head) {
    constexpr std::string_view name = "\r\nContent-Length: ";
    const auto at = head.find(name);
    return at == head.npos ? 0 : std::strtoul(head.data() + at + name.size(), nullptr, 10);
}

}  // namespace

bool Client::open() {
    if (socket_ >= 0) return true;
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval patience{20, 0};
    const int on = 1;
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port_);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0) return true;
    close();
    return false;
}

void Client::close() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
}

Answer Client::get(std::string_view path, std::string_view headers) {
    return exchange(fmt::format("GET {} HTTP/1.1\r\nHost: 127.0.0.1\r\n{}\r\n", path, headers));
}

Answer Client::post(std::string_view path, std::string_view json) {
    return exchange(fmt::format("POST {} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                                "Content-Length: {}\r\n\r\n{}",
                                path, json.size(), json));
}

Answer Client::exchange(std::string_view request) {
    if (!open() ||
        ::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size())) {
        close();
        return {};
    }
    std::string read;
    std::size_t head = 0, whole = std::string::npos;
    std::array<char, 65536> some;
    while (read.size() < whole) {
        const auto got = ::recv(socket_, some.data(), some.size(), 0);
        if (got <= 0) {
            close();
            return {};
        }
        read.append(some.data(), static_cast<std::size_t>(got));
        if (head != 0) continue;
        const auto end = read.find("\r\n\r\n");
        if (end == read.npos) continue;
        head = end + 4;
        whole = head + content_length(std::string_view(read).substr(0, head));
    }
    Answer answer;
    answer.status = std::atoi(read.c_str() + std::min<std::size_t>(read.size(), 9));
    answer.head = read.substr(0, head);
    answer.body = read.substr(head);
    return answer;
}

}  // namespace bench
