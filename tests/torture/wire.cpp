#include "torture/wire.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>

namespace torture {
namespace {

// Connecting to a port that nobody listens on may meet itself, when the system picks that port for this end.
bool is_own_end(int socket) {
    sockaddr_in here{}, there{};
    socklen_t size = sizeof here;
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&here), &size);
    ::getpeername(socket, reinterpret_cast<sockaddr*>(&there), &size);
    return here.sin_port == there.sin_port;
}

// The value of a header, named as our server writes it.
std::string_view header(std::string_view head, std::string_view line) {
    const auto at = head.find(line);
    if (at == head.npos) return {};
    const auto begin = at + line.size();
    return head.substr(begin, head.find("\r\n", begin) - begin);
}

}  // namespace

std::string encoded(const Pairs& form) {
    std::string out;
    for (const auto& [name, value] : form) {
        out += (out.empty() ? "" : "&") + name + "=";
        for (const char c : value)
            if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
                out += c;
            else
                out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

bool Wire::open(std::uint16_t port) {
    if (socket_ >= 0 && port_ == port) return true;
    close();
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket_ < 0) return false;
    const timeval patience{patience_.count(), 0};
    const int on = 1;
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    port_ = port;
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0 && !is_own_end(socket_)) return true;
    close();
    return false;
}

void Wire::close() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
    read_.clear();
}

bool Wire::send(std::uint16_t port, std::string_view request) {
    late_ = false;
    if (!open(port)) return false;
    while (!request.empty()) {
        const auto sent = ::send(socket_, request.data(), request.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
            close();
            return false;
        }
        request.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool Wire::fill() {
    std::array<char, 4096> some;
    const auto got = ::recv(socket_, some.data(), some.size(), 0);
    late_ = got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    if (got <= 0) return false;
    read_.append(some.data(), static_cast<std::size_t>(got));
    return true;
}

Answer Wire::receive() {
    Answer answer;
    const auto broken = [&] {
        answer.fate = late_ ? Answer::Fate::late : Answer::Fate::lost;
        close();
        return answer;
    };
    std::size_t end;
    while ((end = read_.find("\r\n\r\n")) == read_.npos)
        if (!fill()) return broken();
    const auto head = read_.substr(0, end + 2);
    const auto length = static_cast<std::size_t>(std::atoll(std::string(header(head, "\r\nContent-Length: ")).c_str()));
    const auto whole = end + 4 + length;
    while (read_.size() < whole)
        if (!fill()) return broken();
    answer.fate = Answer::Fate::answered;
    answer.status = std::atoi(head.substr(std::min<std::size_t>(head.size(), 9), 3).c_str());
    answer.is_replay = header(head, "\r\nIdempotent-Replay: ") == "true";
    answer.head = head;
    answer.body = read_.substr(end + 4, length);
    read_.erase(0, whole);
    if (header(head, "\r\nConnection: ") == "close") close();
    return answer;
}

}  // namespace torture
