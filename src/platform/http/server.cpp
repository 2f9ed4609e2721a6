#include "http/server.h"

#include "http/answer.h"
#include "http/listener.h"
#include "http/metrics.h"
#include "http/pool.h"
#include "http/proxy.h"
#include "http/stream.h"
#include "http/wire.h"
#include "work/file.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <cstdarg>
#include <cstring>
#include <list>
#include <mutex>
#include <random>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace http {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t target_max = 4096;
constexpr std::size_t connection_memory = 32 * 1024;  // holds the whole header; libmicrohttpd answers 431 above
constexpr std::size_t headers_max = 100;
// A refused body of up to this much is read to its end, so that the client sees the answer instead of a reset.
constexpr std::size_t swallow_max = 64 * 1024;
// How much a body of unknown length may go over its limit before the connection is cut without an answer.
constexpr std::size_t excess_max = 4 * 1024 * 1024;
// A route with a body limit from here on takes files. One that is too large, up to so many times the limit, is read to
// its end: neither browsers nor proxies reliably see an answer that comes while they send, and the end after it.
constexpr std::size_t upload_from = 1024 * 1024;
constexpr std::size_t upload_excess_times = 4;
// A body of up to this much is read however many others are there.
constexpr std::size_t small_body = 64 * 1024;

// What frames the request, counted over all header lines.
struct Framing {
    int lengths = 0, codings = 0, hosts = 0;
    std::size_t headers = 0;
    bool broken = false;  // a name or value that nothing well-behaved sends
    std::string_view length, coding, host, expect;
};

struct Connection;

// One request and its answer.
struct Exchange {
    enum class Stage { head, body, answering };

    Connection* connection = nullptr;
    MHD_Connection* handle = nullptr;
    Stage stage = Stage::head;
    Request request;
    Admission admission;
    Framing framing;
    bool options = false;
    bool head = false;
    bool refused = false;   // `response` is there before the body
    bool overflow = false;  // the body is over its limit
    bool no_room = false;   // there is no memory for it beside the others
    std::int64_t kept = 0;  // bytes of the body that count among those kept
    bool inline_ok = false;
    bool close = false;
    bool answered = false;
    const char* raw_target = nullptr;  // libmicrohttpd's own
    std::size_t swallowed = 0;
    Response response;
    MHD_Response* ready = nullptr;
    Steady::time_point began;
    std::shared_ptr<Stream> stream;  // it has begun
    Steady::time_point stream_began;

    Exchange() = default;
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;
    ~Exchange() {
        if (ready) MHD_destroy_response(ready);
    }
};

// A client's socket. `deadline` (steady ticks; 0: none) is when the next request's header must be complete.
struct Connection {
    static constexpr std::int64_t expired = -1;

    int socket = -1;
    std::string address;
    std::string site;  // empty: a trusted proxy's
    bool is_stream = false;
    std::atomic<std::int64_t> deadline = 0;
    std::unique_ptr<Exchange> exchange;
    std::list<Connection*>::iterator place;
};

std::string new_request_id() {
    static constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz234567";
    thread_local std::mt19937_64 random = [] {
        std::random_device device;
        std::seed_seq seed{device(), device(), device(), device()};
        return std::mt19937_64(seed);
    }();
    std::string id(16, ' ');
    auto bits = random();
    for (std::size_t i = 0; i < id.size(); ++i, bits >>= 5) {
        if (i == 8) bits = random();
        id[i] = letters[bits & 31];
    }
    return id;
}

std::optional<Method> method_of(std::string_view text) {
    if (text == "GET" || text == "HEAD") return Method::get;
    if (text == "POST") return Method::post;
    if (text == "PUT") return Method::put;
    if (text == "PATCH") return Method::patch;
    if (text == "DELETE") return Method::del;
    if (text == "OPTIONS") return Method::options;
    return std::nullopt;
}

std::string_view own_title(int status) {
    switch (status) {
        case 400: return "The request is malformed";
        case 413: return "The request is too large";
        case 414: return "The address is too long";
        case 431: return "The request has too many headers";
        case 501: return "The method is unknown";
        case 503: return "The server is busy";
        default: return "Something went wrong";
    }
}

std::string address_of(const sockaddr* from) {
    Address address;
    if (from->sa_family == AF_INET6) {
        std::memcpy(address.bytes.data(), &reinterpret_cast<const sockaddr_in6*>(from)->sin6_addr, 16);
    } else {
        address.bytes[10] = address.bytes[11] = 0xff;
        std::memcpy(address.bytes.data() + 12, &reinterpret_cast<const sockaddr_in*>(from)->sin_addr, 4);
    }
    return to_text(address);
}

bool is_text_type(std::string_view type) {
    const auto plain = lower_case(trimmed(type.substr(0, type.find(';'))));
    return plain.starts_with("text/") || plain.ends_with("json") || plain.ends_with("xml");
}

bool is_urlencoded(std::string_view type) {
    return equal_ignoring_case(trimmed(type.substr(0, type.find(';'))), "application/x-www-form-urlencoded");
}

// Enough file descriptors for the connections and the databases, where the hard limit allows it.
void raise_descriptor_limit(rlim_t wanted) {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted) return;
    limit.rlim_cur = std::min(wanted, limit.rlim_max);
    setrlimit(RLIMIT_NOFILE, &limit);
}

void say(int socket, std::string_view bytes) {
    // As much as the socket takes: what matters is the end of the connection.
    [[maybe_unused]] const auto sent = ::send(socket, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    ::shutdown(socket, SHUT_RDWR);
}

// Knows who is in. Closes connections whose request takes too long to come: libmicrohttpd's own timeout is for silence,
// so a line or a byte every few seconds would keep a connection for ever. And makes room for those who come: however
// many connections wait for slow clients, a quick one finds a place.
class Doorkeeper {
public:
    explicit Doorkeeper(const ServerOptions& options)
        : header_(ticks(options.header_timeout)),
          body_(ticks(options.body_timeout)),
          next_(ticks(options.header_timeout + options.idle_timeout)),
          connections_(options.connections),
          nearly_full_(std::max(1u, options.connections - options.connections / 8)),
          per_site_(options.connections_per_site),
          streams_max_(options.streams),
          thread_([this] { watch(); }) {}
    ~Doorkeeper() {
        {
            const std::lock_guard lock(mutex_);
            stopped_ = true;
        }
        wake_.notify_all();
        thread_.join();
    }
    Doorkeeper(const Doorkeeper&) = delete;
    Doorkeeper& operator=(const Doorkeeper&) = delete;

    bool is_full() {
        const std::lock_guard lock(mutex_);
        return count_ >= connections_;
    }
    // False when the site has its share, and all of it is at work. True: the connection counts from now on, and
    // opened() or lost() follows.
    bool lets_in(const std::string& site) {
        std::unique_lock lock(mutex_);
        // Who is to be sent away is chosen among all: those on their way through the door are waited for.
        if (count_ >= nearly_full_ || (!site.empty() && sites_[site].size() >= per_site_))
            arrived_.wait_for(lock, std::chrono::seconds{1}, [this] { return coming_ == 0; });
        if (count_ >= nearly_full_) send_away(slowest_of_the_largest());
        auto& theirs = sites_[site];
        if (!site.empty() && theirs.size() >= per_site_ && !send_away(slowest(theirs))) return false;
        ++theirs.coming;
        ++coming_;
        ++count_;
        return true;
    }
    void opened(Connection& connection) {
        connection.deadline = now() + header_;
        const std::lock_guard lock(mutex_);
        auto& theirs = sites_[connection.site];
        theirs.open.push_front(&connection);
        connection.place = theirs.open.begin();
        has_arrived(theirs);
    }
    // False when there are as many streams as may be. True: the connection counts as one from now on.
    bool becomes_stream(Connection& connection) {
        const std::lock_guard lock(mutex_);
        if (streams_ >= streams_max_) return false;
        ++streams_;
        connection.is_stream = true;
        leave(connection);
        return true;
    }
    void closed(Connection& connection) {
        const std::lock_guard lock(mutex_);
        if (connection.is_stream)
            --streams_;
        else
            leave(connection);
    }
    // Nobody opened what was let in.
    void lost(const std::string& site) {
        const std::lock_guard lock(mutex_);
        const auto theirs = sites_.find(site);
        has_arrived(theirs->second);
        left(theirs);
    }
    // The header is there; false when that was too late. The body has to follow in time.
    bool header_complete(Connection& connection) const {
        return connection.deadline.exchange(now() + body_) != Connection::expired;
    }
    static void body_complete(Connection& connection) { connection.deadline = 0; }
    // Another request may follow.
    void await_next(Connection& connection) const { connection.deadline = now() + next_; }

private:
    struct Site {
        std::list<Connection*> open;
        std::size_t coming = 0;  // let in and not yet open

        std::size_t size() const { return open.size() + coming; }
    };

    void has_arrived(Site& site) {
        --site.coming;
        if (--coming_ == 0) arrived_.notify_one();
    }
    void leave(Connection& connection) {
        const auto theirs = sites_.find(connection.site);
        theirs->second.open.erase(connection.place);
        left(theirs);
    }
    void left(std::unordered_map<std::string, Site>::iterator site) {
        if (site->second.size() == 0) sites_.erase(site);
        --count_;
    }

    static std::int64_t ticks(Seconds seconds) { return Steady::duration(seconds).count(); }
    static std::int64_t now() { return Steady::now().time_since_epoch().count(); }

    void watch() {
        const auto step = std::min<Steady::duration>(std::chrono::seconds{1}, Steady::duration(header_) / 8);
        std::unique_lock lock(mutex_);
        while (!wake_.wait_for(lock, step, [this] { return stopped_; })) {
            const auto time = now();
            for (const auto& [site, theirs] : sites_)
                for (auto* connection : theirs.open) close_if_late(*connection, time);
        }
    }
    // The socket cannot be closed meanwhile: closed() waits for the lock.
    static void close_if_late(Connection& connection, std::int64_t time) {
        auto deadline = connection.deadline.load();
        if (deadline <= 0 || deadline > time) return;
        if (connection.deadline.compare_exchange_strong(deadline, Connection::expired))
            say(connection.socket, "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    }

    // One that waits for its client, and whose time is over next; null: there is none.
    static Connection* slowest(const Site& site) {
        Connection* found = nullptr;
        std::int64_t first = 0;
        for (auto* connection : site.open)
            if (const auto deadline = connection->deadline.load(); deadline > 0 && (!found || deadline < first)) {
                found = connection;
                first = deadline;
            }
        return found;
    }
    Connection* slowest_of_the_largest() const {
        Connection* found = nullptr;
        std::size_t largest = 0;
        for (const auto& [name, site] : sites_) {
            if (site.size() < largest) continue;
            auto* const candidate = slowest(site);
            if (!candidate) continue;
            if (found && site.size() == largest && candidate->deadline > found->deadline) continue;
            found = candidate;
            largest = site.size();
        }
        return found;
    }
    // False when there is nobody to send away, or its request came this moment.
    static bool send_away(Connection* connection) {
        if (!connection) return false;
        auto deadline = connection->deadline.load();
        if (deadline <= 0 || !connection->deadline.compare_exchange_strong(deadline, Connection::expired)) return false;
        ::shutdown(connection->socket, SHUT_RDWR);
        return true;
    }

    std::int64_t header_, body_, next_;
    std::size_t connections_, nearly_full_, per_site_, streams_max_;
    std::mutex mutex_;
    std::condition_variable wake_, arrived_;
    std::unordered_map<std::string, Site> sites_;
    std::size_t count_ = 0, coming_ = 0;  // connections but streams; of which let in and not yet open
    std::size_t streams_ = 0;
    bool stopped_ = false;
    std::thread thread_;
};

// Follows libmicrohttpd through the header, where it leaves zeros for what it has read: the colon, the line breaks. It
// also cuts a value at a NUL, takes a line that begins with one for the end, glues a folded line to the *name* before
// it, and takes a bare line feed for a line break. Whoever reads such a header otherwise, a proxy say, sees another
// request; so each piece has to begin where the one before it ended.
class HeaderTrail {
public:
    // All point into the first line.
    HeaderTrail(const char* method, const char* target, const char* version)
        : begin_(method), at_(version + std::strlen(version)) {
        broken_ = target != method + std::strlen(method) + 1;
        line_break();
    }
    void field(const char* name, std::size_t name_size, const char* value, std::size_t value_size) {
        if (broken_ || name != at_ || !value) return void(broken_ = true);
        at_ += name_size + 1;
        while (at_ < value && (*at_ == ' ' || *at_ == '\t')) ++at_;
        if (at_ != value) return void(broken_ = true);
        at_ += value_size;
        line_break();
    }
    // `size`: of the whole header. The empty line is all that is left.
    bool ends_at(std::size_t size) {
        line_break();
        return !broken_ && at_ == begin_ + size;
    }

private:
    // The second byte is still inside the header: at the latest it is the empty line's.
    void line_break() {
        broken_ = broken_ || at_[0] != '\0' || at_[1] != '\0';
        at_ += 2;
    }

    const char *begin_, *at_;
    bool broken_ = false;
};

struct HeaderSink {
    Request& request;
    Framing& framing;
    HeaderTrail& trail;
};

MHD_Result take_header(void* context, MHD_ValueKind, const char* name, std::size_t name_size, const char* value,
                       std::size_t value_size) {
    auto& [request, framing, trail] = *static_cast<HeaderSink*>(context);
    trail.field(name, name_size, value, value_size);
    const std::string_view key(name, name_size);
    const std::string_view text = value ? std::string_view(value, value_size) : std::string_view();
    framing.broken |= !is_token(key) || !is_header_value(text);
    if (++framing.headers > headers_max) return MHD_NO;
    auto lower = lower_case(key);
    if (lower == "content-length") ++framing.lengths, framing.length = text;
    if (lower == "transfer-encoding") ++framing.codings, framing.coding = text;
    if (lower == "host") ++framing.hosts, framing.host = text;
    if (lower == "expect") framing.expect = text;
    request.headers.emplace_back(std::move(lower), text);
    return MHD_YES;
}

}  // namespace

struct Server::Impl {
    ServerOptions options;
    Application application;
    TrustedProxies proxies;
    std::string base_origin;
    std::uint16_t port = 0;
    std::atomic<bool> stopping = false;
    std::atomic<bool> ending = false;         // what no worker has begun by now is not begun any more
    std::atomic<std::int64_t> reading = 0;    // requests whose body is on its way
    std::atomic<std::int64_t> answering = 0;  // complete requests without a complete answer
    std::atomic<std::int64_t> suspended = 0;  // ... of which with the workers, or waiting for one
    std::atomic<std::int64_t> bodies = 0;     // bytes of all that are kept
    const std::int64_t bodies_memory = static_cast<std::int64_t>(options.bodies_memory);
    std::unique_ptr<Listener> listener;
    std::unique_ptr<Doorkeeper> doorkeeper;
    std::unique_ptr<Pool<Exchange*>> pool;
    MHD_Daemon* daemon = nullptr;
    std::mutex stop_mutex;
    std::mutex streams_mutex;
    std::unordered_set<std::shared_ptr<Stream>> streams;  // that are open
    Gauge& open_streams = metrics().gauge("timebok_http_streams", "Answers that go on, such as live updates.");
    Gauge& in_flight = metrics().gauge("timebok_http_requests_in_flight", "Requests being answered.");
    Counter& overloads =
        metrics().counter("timebok_http_overload_total", "Requests refused because the queue was full.");

    Impl(ServerOptions given, Application app)
        : options(std::move(given)), application(std::move(app)), proxies(options.trusted_proxies) {
        set_base_origin();
        raise_descriptor_limit(rlim_t{options.connections} + options.streams + 512);
        listener = std::make_unique<Listener>(options.listen, options.port);
        port = listener->port();
        doorkeeper = std::make_unique<Doorkeeper>(options);
        pool = std::make_unique<Pool<Exchange*>>(options.workers, options.queue,
                                                 [this](Exchange* exchange) { work(*exchange); });
        start();
    }

    void set_base_origin() {
        if (options.base_url.empty()) return;
        const auto colon = options.base_url.find("://");
        auto rest =
            colon == std::string::npos ? std::string_view() : std::string_view(options.base_url).substr(colon + 3);
        if (rest.ends_with('/')) rest.remove_suffix(1);
        const auto scheme =
            lower_case(std::string_view(options.base_url).substr(0, std::min(colon, options.base_url.size())));
        const auto host = parse_host(rest);
        if (!host || (scheme != "http" && scheme != "https"))
            throw std::runtime_error(
                fmt::format("base URL '{}' is not like https://book.example.org", options.base_url));
        base_origin = origin_of(scheme, *host);
    }

    void start() {
        constexpr unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO |
                                   MHD_USE_ERROR_LOG | MHD_USE_NO_LISTEN_SOCKET | MHD_USE_ITC;
        const unsigned io_threads = std::max(1u, std::min(options.io_threads, options.connections));
        // The doorkeeper counts connections. An I/O thread of libmicrohttpd 0.9.75 waits for itself for ever when one
        // is handed to it above its own limit, which is a share of this one: so the limit is out of reach.
        const unsigned never_reached = 2 * (options.connections + options.streams) * io_threads;
        daemon = MHD_start_daemon(flags, 0, nullptr, nullptr, &Impl::on_request, this, MHD_OPTION_EXTERNAL_LOGGER,
                                  &Impl::on_log, nullptr, MHD_OPTION_THREAD_POOL_SIZE, io_threads > 1 ? io_threads : 0u,
                                  MHD_OPTION_CONNECTION_TIMEOUT, static_cast<unsigned>(options.idle_timeout.count()),
                                  MHD_OPTION_CONNECTION_MEMORY_LIMIT, connection_memory, MHD_OPTION_CONNECTION_LIMIT,
                                  never_reached, MHD_OPTION_URI_LOG_CALLBACK, &Impl::on_target, this,
                                  MHD_OPTION_NOTIFY_COMPLETED, &Impl::on_completed, this, MHD_OPTION_NOTIFY_CONNECTION,
                                  &Impl::on_connection, this, MHD_OPTION_END);
        if (!daemon) throw std::runtime_error(fmt::format("cannot start the server on {}:{}", options.listen, port));
        listener->start([this](int socket, const sockaddr* from, socklen_t size) { take(socket, from, size); },
                        [this] { return doorkeeper->is_full(); });
    }

    void take(int socket, const sockaddr* from, socklen_t size) const {
        const auto its_site = site(address_of(from));
        if (!doorkeeper->lets_in(its_site)) {
            ::close(socket);
        } else if (MHD_add_connection(daemon, socket, from, size) == MHD_NO) {
            doorkeeper->lost(its_site);  // libmicrohttpd has closed the socket
        }
    }

    void stop() {
        const std::lock_guard lock(stop_mutex);
        if (!daemon) return;
        stopping = true;
        listener->stop();
        end_streams();
        // A client that drains its answer by the byte, or sends its body so, is not waited for without end.
        wait_for_answers(options.stop_timeout);
        ending = true;
        // libmicrohttpd aborts when it has to close a connection that a worker holds.
        while (suspended > 0) doze();
        wait_for_answers(Seconds{1});  // those of late handlers, which are on their way
        MHD_stop_daemon(daemon);
        daemon = nullptr;
        pool.reset();
        doorkeeper.reset();
    }

    // libmicrohttpd aborts when it has to close a suspended connection, so none begins after this either.
    void end_streams() {
        const std::lock_guard lock(streams_mutex);
        for (const auto& stream : streams) stream->end();
    }

    void wait_for_answers(Seconds longest) const {
        const auto end = Steady::now() + longest;
        while ((answering > 0 || reading > 0) && Steady::now() < end) doze();
    }
    static void doze() { std::this_thread::sleep_for(std::chrono::milliseconds{2}); }

    std::string site(const std::string& address) const {
        const auto parsed = parse_address(address);
        return parsed && proxies.contains(*parsed) ? std::string() : site_of(address);
    }

    static void on_connection(void* self, MHD_Connection* handle, void** context, MHD_ConnectionNotificationCode code) {
        auto& impl = *static_cast<Impl*>(self);
        if (code == MHD_CONNECTION_NOTIFY_STARTED) {
            auto connection = std::make_unique<Connection>();
            connection->socket = MHD_get_connection_info(handle, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
            connection->address =
                address_of(MHD_get_connection_info(handle, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr);
            connection->site = impl.site(connection->address);
            impl.doorkeeper->opened(*connection);
            *context = connection.release();
        } else if (const std::unique_ptr<Connection> connection(static_cast<Connection*>(*context)); connection) {
            impl.doorkeeper->closed(*connection);
            *context = nullptr;
        }
    }

    static void* on_target(void*, const char* target, MHD_Connection* handle) {
        auto& connection = *static_cast<Connection*>(
            MHD_get_connection_info(handle, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context);
        connection.exchange = std::make_unique<Exchange>();
        auto& exchange = *connection.exchange;
        exchange.connection = &connection;
        exchange.handle = handle;
        exchange.began = Steady::now();
        exchange.request.target = target;
        exchange.raw_target = target;
        hide_query(const_cast<char*>(target));
        reading_header.push_back(&exchange);
        return &exchange;
    }

    // The requests of this I/O thread whose target has come and whose header has not.
    static inline thread_local std::vector<Exchange*> reading_header;

    static void header_read(Exchange& exchange) {
        const auto found = std::ranges::find(reading_header, &exchange);
        if (found == reading_header.end()) return;
        *found = reading_header.back();
        reading_header.pop_back();
    }

    // What libmicrohttpd itself refuses when it has read a header, a length that is no number say, it answers twice,
    // and a proxy might take the second answer for that to another client's request. It logs this first, and the
    // request whose header is complete but was not handed over is the one that it means: that gets its only answer
    // here.
    static void on_log(void*, const char*, va_list) {
        for (const auto* exchange : reading_header)
            if (MHD_get_connection_info(exchange->handle, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE))
                say(exchange->connection->socket,
                    "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    }

    // We parse the query ourselves. libmicrohttpd would store each argument in the memory of the connection, and where
    // thousands of them use that up, it can neither read on nor answer: 408 when the header's time is over. It parses
    // after this call, up to the first NUL, and writes a NUL over the ? itself. The target lies in its read buffer.
    static void hide_query(char* target) {
        if (auto* const mark = std::strchr(target, '?')) mark[1] = '\0';
    }

    static void on_completed(void* self, MHD_Connection*, void** context, MHD_RequestTerminationCode code) {
        auto* exchange = static_cast<Exchange*>(*context);
        if (!exchange) return;
        auto& impl = *static_cast<Impl*>(self);
        *context = nullptr;
        header_read(*exchange);
        if (exchange->stage != Exchange::Stage::head)
            impl.report(*exchange, code == MHD_REQUEST_TERMINATED_COMPLETED_OK);
        auto& connection = *exchange->connection;
        if (exchange->stream) impl.forget_stream(*exchange);
        impl.leave(*exchange);
        connection.exchange.reset();
        impl.doorkeeper->await_next(connection);
    }

    static MHD_Result on_request(void* self, MHD_Connection*, const char*, const char* method, const char* version,
                                 const char* data, std::size_t* size, void** context) {
        auto& impl = *static_cast<Impl*>(self);
        auto* exchange = static_cast<Exchange*>(*context);
        if (!exchange) return MHD_NO;
        if (exchange->stage == Exchange::Stage::head) return impl.begin(*exchange, method, version);
        if (*size > 0) {
            const bool go_on = impl.take_body(*exchange, {data, *size});
            *size = 0;
            return go_on ? MHD_YES : MHD_NO;
        }
        if (exchange->ready) return impl.send(*exchange);
        return impl.complete(*exchange);
    }

    MHD_Result begin(Exchange& exchange, const char* method, const char* version) {
        header_read(exchange);
        exchange.stage = Exchange::Stage::body;
        ++reading;
        if (!doorkeeper->header_complete(*exchange.connection)) return MHD_NO;
        auto& request = exchange.request;
        request.id = new_request_id();
        request.address = exchange.connection->address;
        read_header(exchange, method, version);
        if (const int status = admit(exchange, method); status != 0) refuse(exchange, status);
        return must_answer_now(exchange) ? answer_now(exchange) : MHD_YES;
    }

    static void read_header(Exchange& exchange, const char* method, const char* version) {
        auto& request = exchange.request;
        request.headers.reserve(16);
        HeaderTrail trail(method, exchange.raw_target, version);
        HeaderSink sink{request, exchange.framing, trail};
        MHD_get_connection_values_n(exchange.handle, MHD_HEADER_KIND, take_header, &sink);
        const auto size =
            MHD_get_connection_info(exchange.handle, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE)->header_size;
        exchange.framing.broken |= !trail.ends_at(size);
        // A NUL in the target ended it early.
        exchange.framing.broken |=
            version - exchange.raw_target != static_cast<std::ptrdiff_t>(request.target.size()) + 1;
    }

    // 0, or the status to refuse with; an application's refusal is already in place.
    int admit(Exchange& exchange, std::string_view method) {
        auto& request = exchange.request;
        exchange.close = true;  // whoever sends such things, or means another host, is not read on
        if (const int status = check_framing(exchange.framing); status != 0) return status;
        if (request.target.size() > target_max) return 414;
        const auto known = method_of(method);
        if (!known) return 501;
        if (request.target != "*" && !place(exchange)) return 400;
        exchange.close = false;
        request.method = *known;
        exchange.options = *known == Method::options;
        exchange.head = method == "HEAD";
        if (request.target == "*") {
            if (!exchange.options) return 400;
            exchange.response = Response{204, {}, {}, {}, {}, {}};
            exchange.response.set("Allow",
                                  allow_header({Method::get, Method::post, Method::put, Method::patch, Method::del}));
            exchange.refused = true;
            return 0;
        }
        return ask(exchange);
    }

    static int check_framing(const Framing& framing) {
        if (framing.headers > headers_max) return 431;
        if (framing.broken || framing.hosts != 1 || framing.lengths > 1 || framing.codings > 1) return 400;
        if (framing.lengths > 0 && (framing.codings > 0 || !parse_length(framing.length))) return 400;
        if (framing.codings > 0 && !equal_ignoring_case(framing.coding, "chunked")) return 400;
        return 0;
    }

    // Path, query, origin and address.
    bool place(Exchange& exchange) {
        auto& request = exchange.request;
        auto host_said = std::string(exchange.framing.host);
        if (const auto authority = strip_authority(request.target)) host_said = *authority;
        auto target = parse_target(request.target);
        auto host = parse_host(host_said);
        if (!target || !host) return false;
        request.path = std::move(target->path);
        request.query = std::move(target->query);

        auto client = proxies.client(request.address, request);
        request.address = std::move(client.address);
        if (!client.host.empty()) {
            host = parse_host(client.host);
            if (!host) return false;
        }
        request.origin = base_origin.empty() ? origin_of(client.scheme, *host) : base_origin;
        request.host = *std::move(host);
        return true;
    }

    // "http://host/path", which RFC 9112 3.2.2 wants understood: its authority, and `target` becomes "/path".
    static std::optional<std::string> strip_authority(std::string& target) {
        if (target.starts_with('/')) return std::nullopt;
        const auto scheme = target.find("://");
        if (scheme == std::string::npos) return std::nullopt;
        const auto kind = lower_case(std::string_view(target).substr(0, scheme));
        if (kind != "http" && kind != "https") return std::nullopt;
        const auto end = std::min(target.find_first_of("/?", scheme + 3), target.size());
        auto authority = target.substr(scheme + 3, end - scheme - 3);
        target.erase(0, end);
        if (!target.starts_with('/')) target.insert(0, "/");
        return authority;
    }

    int ask(Exchange& exchange) try {
        auto& admission = exchange.admission;
        admission = application.admit(exchange.request);
        exchange.inline_ok = admission.inline_ok;
        if (admission.refusal) {
            exchange.response = std::move(*admission.refusal);
            admission.refusal.reset();
            exchange.refused = true;
            if (exchange.options && exchange.response.status == 405) {
                exchange.response.status = 204;
                exchange.response.body.reset();
            }
            return 0;
        }
        if (exchange.options) return 501;
        const auto length = parse_length(exchange.framing.length);
        return length && *length > admission.body_limit ? 413 : 0;
    } catch (const std::exception& failure) {
        report_failure(exchange, failure.what());
        return 500;
    }

    static bool has_body(const Exchange& exchange) {
        return exchange.framing.codings > 0 || parse_length(exchange.framing.length).value_or(0) > 0;
    }

    static bool must_answer_now(const Exchange& exchange) {
        if (!exchange.refused) return false;
        if (exchange.close) return true;
        if (!has_body(exchange)) return false;
        if (!exchange.framing.expect.empty()) return true;
        const auto length = parse_length(exchange.framing.length).value_or(0);
        return length > (exchange.response.status == 413 ? upload_swallow_max(exchange) : swallow_max);
    }
    static std::size_t upload_swallow_max(const Exchange& exchange) {
        const auto limit = exchange.admission.body_limit;
        return limit >= upload_from ? limit * upload_excess_times : 0;
    }

    // What follows on the connection is not read as a next request.
    MHD_Result answer_now(Exchange& exchange) {
        exchange.close = true;
        enter_answering(exchange);
        prepare(exchange);
        return send(exchange);
    }

    // False to cut the connection.
    bool take_body(Exchange& exchange, std::string_view piece) {
        auto& body = exchange.request.body;
        if (!exchange.refused && !exchange.overflow && !exchange.no_room) {
            const auto size = body.size() + piece.size();
            const auto more = static_cast<std::int64_t>(piece.size());
            exchange.overflow = size > exchange.admission.body_limit;
            exchange.no_room = !exchange.overflow && size > small_body && bodies + more > bodies_memory;
            if (!exchange.overflow && !exchange.no_room) {
                if (body.empty()) body.reserve(parse_length(exchange.framing.length).value_or(piece.size()));
                body.append(piece);
                exchange.kept += more;
                bodies += more;
                return true;
            }
            forget_body(exchange);
        }
        exchange.swallowed += piece.size();
        return exchange.swallowed <= std::max(excess_max, upload_swallow_max(exchange));
    }

    void forget_body(Exchange& exchange) {
        bodies -= std::exchange(exchange.kept, 0);
        std::string().swap(exchange.request.body);
    }

    // The body is there.
    MHD_Result complete(Exchange& exchange) {
        if (exchange.stage != Exchange::Stage::answering) enter_answering(exchange);
        if (exchange.overflow) refuse(exchange, 413);
        if (exchange.no_room) {
            overloads.add(1);
            refuse_for_now(exchange);
        }
        if (exchange.refused || exchange.inline_ok) {
            if (!exchange.refused) run(exchange);
            prepare(exchange);
            return send(exchange);
        }
        ++suspended;
        if (ending) {
            --suspended;
            refuse_for_now(exchange);
            prepare(exchange);
            return send(exchange);
        }
        MHD_suspend_connection(exchange.handle);
        if (pool->post(&exchange)) return MHD_YES;
        overloads.add(1);
        refuse_for_now(exchange);
        resume(exchange);
        return MHD_YES;
    }

    // On a worker.
    void work(Exchange& exchange) {
        if (ending)
            refuse_for_now(exchange);
        else
            run(exchange);
        resume(exchange);
    }

    void refuse_for_now(Exchange& exchange) {
        refuse(exchange, 503);
        exchange.response.set("Retry-After", "1");
    }

    // The exchange belongs to the I/O thread again.
    void resume(Exchange& exchange) {
        prepare(exchange);
        MHD_resume_connection(exchange.handle);
        --suspended;
    }

    void run(Exchange& exchange) {
        if (!read_body(exchange.request)) return refuse(exchange, 400);
        try {
            exchange.response = application.handle(exchange.request, exchange.admission.route);
        } catch (const std::exception& failure) {
            report_failure(exchange, failure.what());
            refuse(exchange, 500);
        } catch (...) {
            report_failure(exchange, "unknown exception");
            refuse(exchange, 500);
        }
    }

    static bool read_body(Request& request) {
        if (request.body.empty()) return true;
        const auto type = request.header("content-type");
        if (!is_urlencoded(type)) return !is_text_type(type) || is_utf8(request.body);
        auto form = parse_form(request.body);
        if (!form) return false;
        request.form = std::move(*form);
        request.body.clear();
        return true;
    }

    void refuse(Exchange& exchange, int status) noexcept {
        exchange.refused = true;
        try {
            exchange.response = application.error ? application.error(exchange.request, status)
                                                  : problem(status, own_title(status), {});
        } catch (const std::exception& failure) {
            report_failure(exchange, failure.what());
            exchange.response = Response{status, {}, {}, {}, {}, {}};
        }
    }

    // The application maps its own exceptions; what comes here would be lost otherwise.
    static void report_failure(const Exchange& exchange, const char* what) {
        // The id alone: a path may hold a secret.
        fmt::print(stderr, "http: request {}: {}\n", exchange.request.id, what);
    }

    // Makes libmicrohttpd's response, on whichever thread made ours.
    void prepare(Exchange& exchange) {
        if (exchange.response.stream && exchange.head) {
            // libmicrohttpd 0.9.75 would send the end of a body in chunks.
            exchange.response.stream->close();
            exchange.response.stream.reset();
            exchange.response.set("Content-Type", exchange.response.type);
        } else if (exchange.response.stream && !begin_stream(exchange)) {
            exchange.response.stream->close();
            overloads.add(1);
            refuse_for_now(exchange);
        }
        if (build(exchange)) return;
        report_failure(exchange, "the answer cannot be sent");
        if (exchange.stream) forget_stream(exchange);
        exchange.response = problem(500, own_title(500), {});
        CHECK(build(exchange));
    }

    // False when the server stops or has as many as it may have.
    bool begin_stream(Exchange& exchange) {
        const std::lock_guard lock(streams_mutex);
        if (stopping || !doorkeeper->becomes_stream(*exchange.connection)) return false;
        exchange.stream = exchange.response.stream;
        exchange.stream_began = Steady::now();
        exchange.close = true;
        auto* const handle = exchange.handle;
        exchange.stream->attach([handle] { MHD_suspend_connection(handle); },
                                [handle] { MHD_resume_connection(handle); });
        streams.insert(exchange.stream);
        open_streams.add(1);
        in_flight.add(-1);
        return true;
    }

    void forget_stream(Exchange& exchange) {
        const auto stream = std::move(exchange.stream);
        stream->close();
        const std::lock_guard lock(streams_mutex);
        streams.erase(stream);
        open_streams.add(-1);
        in_flight.add(1);
    }

    bool build(Exchange& exchange) {
        auto& response = exchange.response;
        finish(response, exchange.request);
        if (exchange.stream)
            exchange.ready = from_stream(exchange.stream);
        else
            exchange.ready = response.file ? from_file(*response.file) : from_memory(response.body.get());
        if (!exchange.ready) return false;
        bool good = response.type.empty() || add(exchange, MHD_HTTP_HEADER_CONTENT_TYPE, response.type);
        for (const auto& [name, value] : response.headers)
            good = good && is_token(name) && add(exchange, name.c_str(), value);
        // Where a body in chunks ends is for libmicrohttpd to say, which is generous: nothing is read behind it.
        const bool close = exchange.close || exchange.framing.codings > 0 || stopping;
        if (close) good = good && add(exchange, MHD_HTTP_HEADER_CONNECTION, "close");
        if (!good) MHD_destroy_response(std::exchange(exchange.ready, nullptr));
        return good;
    }

    // The exchange outlives the response, so its body is not copied. libmicrohttpd does not write to it.
    static MHD_Response* from_memory(const std::string* body) {
        void* data = body ? const_cast<char*>(body->data()) : nullptr;
        return MHD_create_response_from_buffer(body ? body->size() : 0, data, MHD_RESPMEM_PERSISTENT);
    }
    // libmicrohttpd closes the descriptor that it is given.
    static MHD_Response* from_file(const work::File& file) {
        const int own = ::fcntl(file.descriptor(), F_DUPFD_CLOEXEC, 0);
        if (own < 0) return nullptr;
        auto* response = MHD_create_response_from_fd64(file.size(), own);
        if (!response) ::close(own);
        return response;
    }

    // libmicrohttpd gives the pointer back when it is done with the response.
    static MHD_Response* from_stream(const std::shared_ptr<Stream>& stream) {
        constexpr std::size_t block = 512;  // for clients that know no chunks
        auto kept = std::make_unique<std::shared_ptr<Stream>>(stream);
        const auto read = [](void* from, std::uint64_t, char* to, std::size_t size) -> ssize_t {
            const auto count = (*static_cast<std::shared_ptr<Stream>*>(from))->read(to, size);
            return count ? static_cast<ssize_t>(*count) : static_cast<ssize_t>(MHD_CONTENT_READER_END_OF_STREAM);
        };
        const auto give_back = [](void* from) { delete static_cast<std::shared_ptr<Stream>*>(from); };
        auto* response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, block, read, kept.get(), give_back);
        if (response) kept.release();
        return response;
    }

    static bool add(Exchange& exchange, const char* name, const std::string& value) {
        return value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos &&
               MHD_add_response_header(exchange.ready, name, value.c_str()) == MHD_YES;
    }

    MHD_Result send(Exchange& exchange) {
        exchange.answered = true;
        return MHD_queue_response(exchange.handle, static_cast<unsigned>(exchange.response.status), exchange.ready);
    }

    void enter_answering(Exchange& exchange) {
        Doorkeeper::body_complete(*exchange.connection);
        exchange.stage = Exchange::Stage::answering;
        ++answering;
        --reading;
        in_flight.add(1);
    }

    void leave(Exchange& exchange) {
        forget_body(exchange);
        if (exchange.stage == Exchange::Stage::body) --reading;
        if (exchange.stage != Exchange::Stage::answering) return;
        in_flight.add(-1);
        --answering;
    }

    static std::size_t size_of(const Response& response) {
        if (response.file) return response.file->size();
        return response.body ? response.body->size() : 0;
    }

    void report(const Exchange& exchange, bool delivered) const {
        if (!application.done) return;
        const bool told = exchange.answered && (delivered || exchange.stream);
        const int status = told ? exchange.response.status : 0;
        const auto bytes = status == 0 ? 0 : size_of(exchange.response);
        const auto answered = exchange.stream ? exchange.stream_began : Steady::now();
        application.done(exchange.request, exchange.admission.route, status, answered - exchange.began, bytes);
    }
};

Server::Server(ServerOptions options, Application application)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(application))) {}

Server::~Server() { stop(); }

std::uint16_t Server::port() const { return impl_->port; }

void Server::stop() { impl_->stop(); }

}  // namespace http
