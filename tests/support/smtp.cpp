#include "support/smtp.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace support {
namespace {

std::string upper(std::string text) {
    for (auto& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return text;
}

// What stands between < and >.
std::string address_in(const std::string& command) {
    const auto begin = command.find('<'), end = command.find('>');
    if (begin == std::string::npos || end == std::string::npos || end < begin) return {};
    return command.substr(begin + 1, end - begin - 1);
}

std::string from_base64(std::string_view text) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    unsigned value = 0;
    int bits = 0;
    for (const char c : text) {
        const auto digit = digits.find(c);
        if (digit == std::string_view::npos) break;
        value = (value << 6U | static_cast<unsigned>(digit)) & 0xFFFFU;
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        out += static_cast<char>(value >> static_cast<unsigned>(bits) & 0xFFU);
    }
    return out;
}

}  // namespace

// One connection, on a thread of its own.
struct SmtpCatcher::Session {
    SmtpCatcher& house;
    const int socket;
    const int number;
    std::string buffer;
    std::size_t at = 0;  // of the buffer: read so far
    std::string from, to;
    bool may_send = false;

    void run() {
        if (!say("GREETING", "220 catcher.test ready")) return;
        while (const auto line = read_line()) {
            house.note(*line);
            if (!obey(*line)) return;
        }
    }

    bool obey(const std::string& line) {
        const auto verb = upper(line.substr(0, line.find(' ')));
        if (verb == "EHLO" || verb == "HELO") return say("EHLO", greeting());
        if (verb == "AUTH") return sign_in(line);
        if (verb == "MAIL") return sender(line);
        if (verb == "RCPT") return recipient(line);
        if (verb == "DATA") return content();
        if (verb == "RSET") return from.clear(), to.clear(), put("250 2.0.0 Forgotten");
        if (verb == "NOOP") return put("250 2.0.0 Nothing");
        if (verb == "QUIT") return say("QUIT", "221 2.0.0 Bye"), false;
        if (verb == "STARTTLS") return say("STARTTLS", "502 5.5.1 No encryption here");
        return put("500 5.5.1 What?");
    }

    std::string greeting() const {
        const std::string login = may_send_without_login() ? "" : "250-AUTH PLAIN LOGIN\r\n";
        return "250-catcher.test\r\n" + login + "250-SIZE 10000000\r\n250-ENHANCEDSTATUSCODES\r\n250 8BITMIME";
    }
    bool may_send_without_login() const {
        const std::lock_guard lock(house.mutex_);
        return house.login_.empty();
    }

    bool sign_in(const std::string& line) {
        auto given = line.substr(std::min(line.size(), std::size_t{11}));
        if (upper(line).starts_with("AUTH LOGIN")) {
            std::string login;
            for (const char* const question : {"334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6"}) {
                if (!put(question)) return false;
                const auto reply = read_line();
                if (!reply) return false;
                login += '\0' + from_base64(*reply);
            }
            return judge(login);
        }
        if (given.empty()) {
            if (!put("334 ")) return false;
            const auto reply = read_line();
            if (!reply) return false;
            given = *reply;
        }
        const auto login = from_base64(given);
        return judge(login.substr(std::min(login.find('\0'), login.size())));
    }
    bool judge(const std::string& login) {
        {
            const std::lock_guard lock(house.mutex_);
            may_send = login == house.login_;
        }
        return say("AUTH", may_send ? "235 2.7.0 Welcome" : "535 5.7.8 Wrong user or password");
    }

    bool sender(const std::string& line) {
        if (!may_send && !may_send_without_login()) return put("530 5.7.0 Sign in first");
        from = address_in(line);
        return say("MAIL", "250 2.1.0 Sender ok");
    }
    bool recipient(const std::string& line) {
        to = address_in(line);
        return put(house.refusal_of(to).value_or("250 2.1.5 Recipient ok"));
    }

    bool content() {
        const auto reply = house.usual_or("DATA", "354 Go on");
        if (!put(reply)) return false;
        if (!reply.starts_with("354")) return true;
        auto bytes = read_content();
        if (!bytes) return false;
        const auto verdict = house.usual_or("CONTENT", "250 2.0.0 Taken");
        auto ending = Ending::none;
        if (verdict.starts_with('2')) ending = house.keep({from, to, std::move(*bytes), number});
        if (ending == Ending::before_answer) return false;
        return put(verdict) && ending == Ending::none;
    }

    // Up to the line with a single dot.
    std::optional<std::string> read_content() {
        std::string out;
        while (true) {
            auto line = read_line();
            if (!line) return std::nullopt;
            if (*line == ".") return out;
            out += line->starts_with('.') ? line->substr(1) : *line;
            out += "\r\n";
        }
    }

    std::optional<std::string> read_line() {
        while (true) {
            if (const auto end = buffer.find("\r\n", at); end != std::string::npos) {
                auto line = buffer.substr(at, end - at);
                at = end + 2;
                return line;
            }
            buffer.erase(0, std::exchange(at, 0));
            std::array<char, 65536> piece{};
            const auto got = ::recv(socket, piece.data(), piece.size(), 0);
            if (got <= 0) return std::nullopt;
            buffer.append(piece.data(), static_cast<std::size_t>(got));
        }
    }

    bool say(std::string_view command, std::string_view usual) { return put(house.usual_or(command, usual)); }

    bool put(std::string reply) {
        if (!house.wait_while_paused()) return false;
        reply += "\r\n";
        std::string_view rest = reply;
        while (!rest.empty()) {
            const auto sent = ::send(socket, rest.data(), rest.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            rest.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
};

SmtpCatcher::SmtpCatcher() {
    listen_on();
    acceptor_ = std::thread([this] {
        while (true) {
            const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
            const std::lock_guard lock(mutex_);
            if (socket < 0 || ending_) {
                if (socket >= 0) ::close(socket);
                return;
            }
            const int at_once = 1;
            ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
            const int number = ++connected_;
            auto& guest = guests_.emplace_back();
            guest.socket = socket;
            // The socket is closed at the very end, so that its number is nobody else's while it may be shut down.
            guest.thread = std::thread([this, socket, number] {
                Session{*this, socket, number, {}, 0, {}, {}, false}.run();
                ::shutdown(socket, SHUT_RDWR);
            });
        }
    });
}

void SmtpCatcher::listen_on() {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof here;
    if (listener_ < 0 || ::bind(listener_, reinterpret_cast<sockaddr*>(&here), size) != 0 ||
        ::listen(listener_, 64) != 0 || ::getsockname(listener_, reinterpret_cast<sockaddr*>(&here), &size) != 0)
        throw std::runtime_error("no socket to catch mails on");
    port_ = ntohs(here.sin_port);
}

SmtpCatcher::~SmtpCatcher() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    changed_.notify_all();
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    ::close(listener_);
    drop_connections();
    for (auto& guest : guests_) {
        guest.thread.join();
        ::close(guest.socket);
    }
}

std::string SmtpCatcher::url() const { return "smtp://127.0.0.1:" + std::to_string(port_) + "?security=none"; }

std::vector<CaughtMail> SmtpCatcher::mails() const {
    const std::lock_guard lock(mutex_);
    return mails_;
}

bool SmtpCatcher::wait_for(std::size_t count, std::chrono::milliseconds patience) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return mails_.size() >= count; });
}

bool SmtpCatcher::wait_for_command(std::string_view command, std::chrono::milliseconds patience) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience,
                             [&] { return std::find(commands_.begin(), commands_.end(), command) != commands_.end(); });
}

std::vector<CaughtMail> SmtpCatcher::take() {
    const std::lock_guard lock(mutex_);
    commands_.clear();
    return std::exchange(mails_, {});
}

void SmtpCatcher::forget() {
    const std::lock_guard lock(mutex_);
    mails_.clear();
    commands_.clear();
}

std::vector<std::string> SmtpCatcher::commands() const {
    const std::lock_guard lock(mutex_);
    return commands_;
}

void SmtpCatcher::refuse(std::string_view address, int code, std::string_view words) {
    const std::lock_guard lock(mutex_);
    refused_[std::string(address)] = std::to_string(code) + " " + std::string(words);
}

void SmtpCatcher::accept(std::string_view address) {
    const std::lock_guard lock(mutex_);
    refused_.erase(std::string(address));
}

void SmtpCatcher::answer(std::string_view command, std::string_view reply) {
    const std::lock_guard lock(mutex_);
    answers_[std::string(command)] = reply;
}

void SmtpCatcher::hang_at(std::string_view command) {
    const std::lock_guard lock(mutex_);
    hanging_.emplace(command);
}

void SmtpCatcher::demand_login(std::string_view user, std::string_view password) {
    const std::lock_guard lock(mutex_);
    login_ = '\0' + std::string(user) + '\0' + std::string(password);
}

void SmtpCatcher::pause() {
    const std::lock_guard lock(mutex_);
    paused_ = true;
}

void SmtpCatcher::resume() {
    {
        const std::lock_guard lock(mutex_);
        paused_ = false;
    }
    changed_.notify_all();
}

void SmtpCatcher::drop_after_accept(int n) {
    const std::lock_guard lock(mutex_);
    drop_after_ = n;
}

void SmtpCatcher::drop_before_accept(int n) {
    const std::lock_guard lock(mutex_);
    drop_before_ = n;
}

void SmtpCatcher::drop_connections() {
    const std::lock_guard lock(mutex_);
    for (const auto& guest : guests_) ::shutdown(guest.socket, SHUT_RDWR);
}

std::string SmtpCatcher::usual_or(std::string_view command, std::string_view usual) const {
    std::unique_lock lock(mutex_);
    if (hanging_.contains(command)) changed_.wait(lock, [&] { return ending_; });
    const auto found = answers_.find(std::string(command));
    return found == answers_.end() || found->second.empty() ? std::string(usual) : found->second;
}

std::optional<std::string> SmtpCatcher::refusal_of(const std::string& address) const {
    const std::lock_guard lock(mutex_);
    const auto found = refused_.find(address);
    if (found == refused_.end()) return std::nullopt;
    return found->second;
}

void SmtpCatcher::note(std::string command) {
    {
        const std::lock_guard lock(mutex_);
        commands_.push_back(std::move(command));
    }
    changed_.notify_all();
}

bool SmtpCatcher::wait_while_paused() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !paused_ || ending_; });
    return !ending_;
}

SmtpCatcher::Ending SmtpCatcher::keep(CaughtMail mail) {
    auto ending = Ending::none;
    {
        const std::lock_guard lock(mutex_);
        mails_.push_back(std::move(mail));
        if (drop_before_ > 0 && --drop_before_ == 0) ending = Ending::before_answer;
        if (drop_after_ > 0 && --drop_after_ == 0) ending = Ending::after_answer;
    }
    changed_.notify_all();
    return ending;
}

}  // namespace support
