// A mail server on 127.0.0.1 that keeps what it is given, and refuses, breaks off or dawdles where a test says so.
//
//     support::SmtpCatcher catcher;
//     catcher.refuse("gone@example.com", 550);
//     ... send over catcher.url() ...
//     EXPECT_EQ(catcher.mails().at(0).to, "anna@example.com");
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace support {

struct CaughtMail {
    std::string from, to;  // of the envelope
    std::string bytes;     // as the sender had them: CRLF, dots unstuffed
    int connection = 0;    // which one, from 1
};

class SmtpCatcher {
public:
    SmtpCatcher();
    SmtpCatcher(const SmtpCatcher&) = delete;
    SmtpCatcher& operator=(const SmtpCatcher&) = delete;
    ~SmtpCatcher();

    std::uint16_t port() const { return port_; }
    std::string url() const;  // for mail::parse_server: unencrypted

    std::vector<CaughtMail> mails() const;
    // False when there are fewer after that time.
    bool wait_for(std::size_t count, std::chrono::milliseconds patience = std::chrono::seconds{10}) const;
    bool wait_for_command(std::string_view command,
                          std::chrono::milliseconds patience = std::chrono::seconds{10}) const;
    void forget();
    // Hands out what has come and forgets it, commands too: for those who go on for hours.
    std::vector<CaughtMail> take();
    // Every command of every connection, without its line end.
    std::vector<std::string> commands() const;
    int connections() const { return connected_; }

    // RCPT of this address is answered by this code, until it is accepted again.
    void refuse(std::string_view address, int code, std::string_view words = "mailbox unavailable");
    void accept(std::string_view address);
    // What a command is answered from now on, without the line end ("451 4.3.0 Later"; more lines with \r\n between
    // them);
    // "" is the usual answer. Commands: GREETING, EHLO, STARTTLS, AUTH, MAIL, DATA, CONTENT (after the last dot), QUIT.
    void answer(std::string_view command, std::string_view reply);
    // This command, of those above, is never answered from now on.
    void hang_at(std::string_view command);
    // Only these may send (AUTH PLAIN and LOGIN).
    void demand_login(std::string_view user, std::string_view password);

    // While paused, no reply is given, and connections are accepted in silence.
    void pause();
    void resume();
    // The connection ends right after the 250 for the nth mail from now, or after its last dot, without an answer, with
    // the mail kept all the same.
    void drop_after_accept(int n);
    void drop_before_accept(int n);
    // Ends all connections, as a restart of the server does; new ones are welcome.
    void drop_connections();

private:
    struct Session;
    struct Guest {
        int socket;
        std::thread thread;
    };

    void listen_on();
    // Waits for the end where the command is to hang.
    std::string usual_or(std::string_view command, std::string_view usual) const;
    std::optional<std::string> refusal_of(const std::string& address) const;
    void note(std::string command);
    // False: paused no longer, for the end is near.
    bool wait_while_paused();
    // Whether the connection is to be dropped before, or after, the answer.
    enum class Ending { none, before_answer, after_answer };
    Ending keep(CaughtMail mail);

    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::vector<CaughtMail> mails_;
    std::vector<std::string> commands_;
    std::map<std::string, std::string> refused_, answers_;
    std::set<std::string, std::less<>> hanging_;
    std::string login_;  // "\0user\0password"
    std::list<Guest> guests_;
    bool paused_ = false, ending_ = false;
    int drop_after_ = 0, drop_before_ = 0;
    std::atomic<int> connected_ = 0;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::thread acceptor_;
};

}  // namespace support
