#include "mail/mail.h"
#include "mail/one_line.h"

#include <curl/curl.h>

#include <sys/socket.h>
#include <unistd.h>

#include <set>

namespace mail {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t longest_reply = 500;
// After a stop, for the server to answer whose mail is on its way: without that, a mail would go twice at each restart.
constexpr std::chrono::milliseconds patience_at_stop{500};

// What the server was last asked.
enum class Stage { connecting, login, sender, recipient, content };

std::optional<Stage> stage_of(std::string_view command) {
    constexpr std::pair<std::string_view, Stage> commands[] = {
        {"AUTH ", Stage::login}, {"MAIL ", Stage::sender}, {"RCPT ", Stage::recipient}, {"DATA\r\n", Stage::content}};
    for (const auto& [start, stage] : commands)
        if (command.starts_with(start)) return stage;
    return std::nullopt;
}

// The sockets that libcurl has open.
class Sockets {
public:
    void add(curl_socket_t socket) { open_.insert(socket); }
    int close(curl_socket_t socket) {
        open_.erase(socket);
        return ::close(socket);
    }
    // From now on libcurl reads an end from them, and so waits for nothing; what it still says goes out.
    void stop_listening() {
        for (const auto socket : open_) ::shutdown(socket, SHUT_RD);
    }

private:
    std::set<curl_socket_t> open_;
};

// One mail on its way, as libcurl tells of it.
struct Transfer {
    Transfer(std::string_view all, const std::function<void()>& before, std::stop_token until)
        : bytes(all), before_content(&before), stop(std::move(until)) {}

    std::string_view bytes;
    const std::function<void()>* before_content;
    std::stop_token stop;
    std::optional<Steady::time_point> stop_seen_at{};
    std::exception_ptr prevented{};  // what that threw
    std::size_t given = 0;           // of the bytes, to libcurl
    bool began = false;              // the server has said that it waits for the content
    Stage stage = Stage::connecting;
    bool parting = false;  // libcurl says QUIT to a server that refused: the answer to it is of no interest
    int code = 0;
    std::string reply;  // all lines of the last reply
    bool reply_is_whole = true;
    std::array<char, CURL_ERROR_SIZE> trouble{};

    std::size_t give(char* to, std::size_t size) {
        if (!std::exchange(began, true) && *before_content) try {
                (*before_content)();
            } catch (...) {
                prevented = std::current_exception();
                return CURL_READFUNC_ABORT;
            }
        const auto now = std::min(size, bytes.size() - given);
        std::memcpy(to, bytes.data() + given, now);
        given += now;
        return now;
    }

    // "550-5.1.1 No such" and "550 5.1.1 mailbox".
    void take_line(std::string_view line) {
        if (parting) return;
        if (line.size() < 3 || !std::ranges::all_of(line.substr(0, 3), [](char c) { return c >= '0' && c <= '9'; }))
            return;
        if (reply_is_whole) reply.clear();
        code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
        reply_is_whole = line.size() < 4 || line[3] != '-';
        if (reply.size() > longest_reply) return;
        reply += reply.empty() ? line : " " + std::string(line.substr(std::min<std::size_t>(4, line.size())));
        while (reply.ends_with('\n') || reply.ends_with('\r')) reply.pop_back();
    }

    bool handed_over() const { return began && given == bytes.size(); }

    // Asked whenever something moves, and once a second while nothing does.
    bool is_to_end() {
        if (!stop.stop_requested()) return false;
        if (!began) return true;
        if (!stop_seen_at) stop_seen_at = Steady::now();
        return Steady::now() - *stop_seen_at >= patience_at_stop;
    }
};

std::size_t on_read(char* to, std::size_t size, std::size_t count, void* transfer) {
    return static_cast<Transfer*>(transfer)->give(to, size * count);
}

std::size_t on_header(char* line, std::size_t size, std::size_t count, void* transfer) {
    if (transfer) static_cast<Transfer*>(transfer)->take_line({line, size * count});  // nobody asks what QUIT is told
    return size * count;
}

// libcurl tells MAIL, RCPT and DATA refused by one code; the command it sent last says which.
int on_debug(CURL*, curl_infotype what, char* data, std::size_t size, void* transfer) {
    if (what != CURLINFO_HEADER_OUT) return 0;
    auto& mail = *static_cast<Transfer*>(transfer);
    const std::string_view command(data, size);
    if (const auto stage = stage_of(command)) mail.stage = *stage;
    mail.parting = mail.parting || command == "QUIT\r\n";
    return 0;
}

int on_progress(void* transfer, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return transfer && static_cast<Transfer*>(transfer)->is_to_end() ? 1 : 0;
}

int on_socket(void* sockets, curl_socket_t socket, curlsocktype) {
    static_cast<Sockets*>(sockets)->add(socket);
    return CURL_SOCKOPT_OK;
}

int on_close(void* sockets, curl_socket_t socket) { return static_cast<Sockets*>(sockets)->close(socket); }

// "5.1.1" of "550 5.1.1 No such mailbox"; zeros when there is none.
struct Enhanced {
    int subject = 0, detail = 0;
};
Enhanced enhanced(std::string_view reply) {
    int part[3] = {};
    std::size_t at = 4;
    for (int i = 0; i < 3; ++i) {
        const auto begin = at;
        for (; at < reply.size() && at < begin + 3 && reply[at] >= '0' && reply[at] <= '9'; ++at)
            part[i] = part[i] * 10 + (reply[at] - '0');
        const bool ends_well = i < 2 ? at < reply.size() && reply[at] == '.' : at == reply.size() || reply[at] == ' ';
        if (at == begin || !ends_well) return {};
        ++at;
    }
    return {part[1], part[2]};
}

bool names_the_mailbox(Enhanced status) {
    if (status.subject == 2) return status.detail == 1;
    return status.subject == 1 && (status.detail <= 3 || status.detail == 6 || status.detail == 10) &&
           status.detail != 0;
}

// A 5xx to RCPT, or to the content.
Outcome::Kind kind_of_refusal(const Transfer& transfer) {
    using enum Outcome::Kind;
    const auto status = enhanced(transfer.reply);
    if (names_the_mailbox(status)) return refused_for_good;
    if (transfer.stage == Stage::content) return our_fault;
    if ((status.subject == 2 && status.detail == 2) || transfer.code == 552) return try_later;
    const bool ours = status.subject == 7 || status.subject == 5 ||
                      (status.subject == 1 && (status.detail == 7 || status.detail == 8));
    if (ours || transfer.code < 550 || transfer.code > 554 || (transfer.code == 554 && status.subject == 0))
        return our_fault;
    return refused_for_good;
}

Outcome::Kind kind_of(CURLcode result, const Transfer& transfer) {
    using enum Outcome::Kind;
    if (result == CURLE_OK) return sent;
    if (transfer.code / 100 == 4) return try_later;
    if (transfer.code / 100 == 5) {
        const bool about_this_mail = transfer.stage == Stage::recipient || transfer.stage == Stage::content;
        return about_this_mail ? kind_of_refusal(transfer) : our_fault;
    }
    switch (result) {
        case CURLE_LOGIN_DENIED:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_USE_SSL_FAILED:
        case CURLE_URL_MALFORMAT:
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_REMOTE_ACCESS_DENIED: return our_fault;
        default: return try_later;
    }
}

Outcome outcome(CURLcode result, const Transfer& transfer) {
    Outcome out{kind_of(result, transfer), transfer.code, transfer.reply, false};
    const bool answered = result == CURLE_OK || transfer.code >= 400;
    if (!answered) {
        out.code = 0;
        out.reply = transfer.trouble[0] != '\0' ? transfer.trouble.data() : curl_easy_strerror(result);
        out.may_have_arrived = transfer.handed_over();
    }
    out.reply = one_line(out.reply.substr(0, longest_reply));
    return out;
}

std::string url_of(const Server& server) {
    std::string out = server.security == Security::tls ? "smtps://" : "smtp://";
    out += server.host.find(':') == std::string::npos ? server.host : "[" + server.host + "]";
    return out + ":" + std::to_string(server.port) + "/" + server.helo;
}

}  // namespace

struct Sender::Impl {
    explicit Impl(Server to) : server(std::move(to)), curl(curl_easy_init()) {
        CHECK(curl != nullptr);
        set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
        set(CURLOPT_PROXY, "");
        set(CURLOPT_URL, url_of(server).c_str());
        set(CURLOPT_USE_SSL, long{server.security == Security::none ? CURLUSESSL_NONE : CURLUSESSL_ALL});
        if (!server.ca_file.empty()) set(CURLOPT_CAINFO, server.ca_file.c_str());
        if (!server.user.empty()) {
            set(CURLOPT_USERNAME, server.user.c_str());
            set(CURLOPT_PASSWORD, server.password.c_str());
        }
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(server.connect_timeout.count()));
        set(CURLOPT_TIMEOUT_MS, static_cast<long>(server.timeout.count()));
        set(CURLOPT_SERVER_RESPONSE_TIMEOUT,
            static_cast<long>(std::chrono::ceil<std::chrono::seconds>(server.timeout).count()));
        // Nobody waits for a thread that asks for the server's address.
        set(CURLOPT_QUICK_EXIT, 1L);
        set(CURLOPT_MAXCONNECTS, 1L);
        set(CURLOPT_UPLOAD, 1L);
        set(CURLOPT_READFUNCTION, &on_read);
        set(CURLOPT_HEADERFUNCTION, &on_header);
        set(CURLOPT_DEBUGFUNCTION, &on_debug);
        set(CURLOPT_VERBOSE, 1L);
        set(CURLOPT_XFERINFOFUNCTION, &on_progress);
        set(CURLOPT_NOPROGRESS, 0L);
        set(CURLOPT_SOCKOPTFUNCTION, &on_socket);
        set(CURLOPT_SOCKOPTDATA, static_cast<void*>(&sockets));
        set(CURLOPT_CLOSESOCKETFUNCTION, &on_close);
        set(CURLOPT_CLOSESOCKETDATA, static_cast<void*>(&sockets));
    }
    ~Impl() {
        point_at(nullptr);
        sockets.stop_listening();
        curl_easy_cleanup(curl);
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    template <class Value>
    void set(CURLoption option, Value value) {
        CHECK(curl_easy_setopt(curl, option, value) == CURLE_OK);
    }

    // Nullptr: nobody listens any more.
    void point_at(Transfer* transfer) {
        set(CURLOPT_READDATA, static_cast<void*>(transfer));
        set(CURLOPT_HEADERDATA, static_cast<void*>(transfer));
        set(CURLOPT_DEBUGDATA, static_cast<void*>(transfer));
        set(CURLOPT_XFERINFODATA, static_cast<void*>(transfer));
        set(CURLOPT_ERRORBUFFER, transfer ? transfer->trouble.data() : nullptr);
        set(CURLOPT_VERBOSE, transfer ? 1L : 0L);
    }

    CURLcode run(Transfer& transfer, bool on_new_connection) {
        point_at(&transfer);
        set(CURLOPT_FRESH_CONNECT, on_new_connection ? 1L : 0L);
        const auto result = curl_easy_perform(curl);
        point_at(nullptr);
        // libcurl keeps such a connection, and would say QUIT on it and wait for the answer as long as for a mail's.
        if (result != CURLE_OK && transfer.code < 400) sockets.stop_listening();
        return result;
    }

    // The connection was there before this mail, and ended before the content was asked for.
    bool was_stale(CURLcode result, const Transfer& transfer) {
        long opened = 1;
        curl_easy_getinfo(curl, CURLINFO_NUM_CONNECTS, &opened);
        const bool ended = transfer.code == 421 || transfer.code < 400;
        return result != CURLE_OK && result != CURLE_OPERATION_TIMEDOUT && opened == 0 && ended && !transfer.began &&
               !transfer.stop.stop_requested();
    }

    const Server server;
    Sockets sockets{};
    CURL* const curl;
};

Sender::Sender(Server server) {
    static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    CHECK(ready);
    impl_ = std::make_unique<Impl>(std::move(server));
}

Sender::~Sender() = default;

Outcome Sender::send(std::string_view envelope_from, std::string_view recipient, std::string_view bytes,
                     const std::function<void()>& before_content, const std::stop_token& stop) {
    if (!is_address(envelope_from)) return {Outcome::Kind::our_fault, 0, "The sender is no address.", false};
    if (!is_address(recipient)) return {Outcome::Kind::refused_for_good, 0, "This is no address.", false};
    impl_->set(CURLOPT_MAIL_FROM, fmt::format("<{}>", envelope_from).c_str());
    const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> to(
        curl_slist_append(nullptr, fmt::format("<{}>", recipient).c_str()), &curl_slist_free_all);
    impl_->set(CURLOPT_MAIL_RCPT, to.get());
    impl_->set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(bytes.size()));

    Transfer transfer(bytes, before_content, stop);
    auto result = impl_->run(transfer, false);
    if (impl_->was_stale(result, transfer)) {
        transfer = Transfer(bytes, before_content, stop);
        result = impl_->run(transfer, true);
    }
    impl_->set(CURLOPT_MAIL_RCPT, static_cast<curl_slist*>(nullptr));
    if (transfer.prevented) std::rethrow_exception(transfer.prevented);
    return outcome(result, transfer);
}

Outcome send(const Server& server, std::string_view envelope_from, std::string_view recipient, std::string_view bytes) {
    return Sender(server).send(envelope_from, recipient, bytes);
}

}  // namespace mail
