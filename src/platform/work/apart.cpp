#include "work/apart.h"

#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <vector>

namespace work {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view kWord = "apart";
constexpr char kMade = 'y', kRefused = 'n';

std::vector<const Job*>& jobs() {
    static std::vector<const Job*> all;
    return all;
}
std::atomic<bool> main_serves_jobs = false;

std::string packed(const Result<std::string>& made) {
    if (made) return fmt::format("{}{}\n{}", kMade, made->size(), *made);
    auto text = made.error().code;
    for (const auto& [name, value] : made.error().parameters) {
        text += '\0' + name;
        text += '\0' + value;
    }
    return fmt::format("{}{}\n{}", kRefused, text.size(), text);
}

Error error_of(std::string_view text) {
    std::vector<std::string> words;
    for (std::size_t at = 0; at <= text.size();) {
        const auto end = std::min(text.find('\0', at), text.size());
        words.emplace_back(text.substr(at, end - at));
        at = end + 1;
    }
    Error out{Fault::invalid, words.front(), {}, {}};
    for (std::size_t i = 1; i + 1 < words.size(); i += 2) out.parameters.emplace_back(words[i], words[i + 1]);
    return out;
}

std::optional<Result<std::string>> unpacked(std::string_view answer) {
    const auto line = answer.find('\n');
    if (answer.empty() || line == std::string_view::npos) return std::nullopt;
    std::size_t size = 0;
    const auto [end, error] = std::from_chars(answer.data() + 1, answer.data() + line, size);
    const auto bytes = answer.substr(line + 1);
    if (error != std::errc{} || end != answer.data() + line || bytes.size() != size) return std::nullopt;
    if (answer.front() == kMade) return Result<std::string>(std::string(bytes));
    return Result<std::string>(std::unexpected(error_of(bytes)));
}

#ifndef __SANITIZE_ADDRESS__
// Bytes of addresses that are taken already, most of them by libraries.
std::size_t mapped() {
    std::size_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    return pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}
#endif

void limit(__rlimit_resource what, std::size_t most) {
    const rlimit both{most, most};
    CHECK(setrlimit(what, &both) == 0);
}

void confine(const Limits& limits) {
    CHECK(prctl(PR_SET_PDEATHSIG, SIGKILL) == 0);
    CHECK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
    std::ofstream("/proc/self/oom_score_adj") << 1000;  // where memory runs out, this process goes before ours
    CHECK(prctl(PR_SET_DUMPABLE, 0) == 0);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 0);
    signal(SIGXFSZ, SIG_IGN);  // whoever tries to write a file is told no, and may do without
    limit(RLIMIT_CPU, static_cast<std::size_t>(limits.cpu.count()));
#ifndef __SANITIZE_ADDRESS__
    // AddressSanitizer takes terabytes of addresses for its own books, so builds with it go without this one limit.
    mallopt(M_ARENA_MAX, 1);  // each further one takes 64 MB of addresses in advance
    limit(RLIMIT_AS, mapped() + limits.memory);
#endif
}

std::string read_all(int from) {
    std::string out;
    std::vector<char> piece(1U << 16U);
    while (true) {
        const auto got = read(from, piece.data(), piece.size());
        if (got == 0) return out;
        if (got < 0 && errno == EINTR) continue;
        CHECK(got > 0);
        out.append(piece.data(), static_cast<std::size_t>(got));
    }
}

void write_all(int to, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = write(to, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        CHECK(written > 0);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() { close(number_); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    operator int() const { return number_; }

private:
    int number_;
};

// The started process; it ends at the latest with this.
class Process {
public:
    // `socket` becomes its input and output. Not started: is_there() is false.
    Process(const std::string& job, int socket) {
        posix_spawn_file_actions_t files;
        posix_spawnattr_t attributes;
        CHECK(posix_spawn_file_actions_init(&files) == 0 && posix_spawnattr_init(&attributes) == 0);
        posix_spawn_file_actions_adddup2(&files, socket, 0);
        posix_spawn_file_actions_adddup2(&files, socket, 1);
        posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_addclosefrom_np(&files, 3);
        sigset_t none, all;
        sigemptyset(&none);
        sigfillset(&all);
        posix_spawnattr_setsigmask(&attributes, &none);
        posix_spawnattr_setsigdefault(&attributes, &all);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
        auto program = std::string("timebok"), word = std::string(kWord), name = job;
        char* const arguments[] = {program.data(), word.data(), name.data(), nullptr};
        char* const environment[] = {nullptr};
        if (posix_spawn(&id_, "/proc/self/exe", &files, &attributes, arguments, environment) != 0) id_ = 0;
        posix_spawn_file_actions_destroy(&files);
        posix_spawnattr_destroy(&attributes);
    }
    ~Process() {
        if (!is_there()) return;
        kill(id_, SIGKILL);
        while (waitpid(id_, nullptr, 0) < 0 && errno == EINTR) {
        }
    }
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    bool is_there() const { return id_ > 0; }

private:
    pid_t id_ = 0;
};

// Sends as much as fits.
void send_some(int socket, std::string_view& rest) {
    const auto sent = send(socket, rest.data(), rest.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) rest.remove_prefix(static_cast<std::size_t>(sent));
    // It answers without having read all, or has ended; what it says is heard below.
    if (sent < 0 && errno != EAGAIN && errno != EINTR) rest = {};
    if (rest.empty()) shutdown(socket, SHUT_WR);
}

// Hands the task over while it takes the answer. Nullopt: it took too long or became too much.
std::optional<std::string> exchange(int socket, std::string_view task, Clock::time_point until, std::size_t most) {
    std::string answer;
    std::vector<char> piece(1U << 16U);
    if (task.empty()) shutdown(socket, SHUT_WR);
    while (true) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
        if (left <= 0) return std::nullopt;
        pollfd state{socket, static_cast<short>(task.empty() ? POLLIN : POLLIN | POLLOUT), 0};
        if (poll(&state, 1, static_cast<int>(left)) <= 0) continue;
        if (!task.empty() && (state.revents & POLLOUT) != 0) send_some(socket, task);
        if ((state.revents & ~POLLOUT) == 0) continue;
        const auto got = recv(socket, piece.data(), piece.size(), MSG_DONTWAIT);
        if (got == 0) return answer;
        if (got < 0 && errno != EAGAIN && errno != EINTR) return std::nullopt;
        if (got > 0) answer.append(piece.data(), static_cast<std::size_t>(got));
        if (answer.size() > most) return std::nullopt;
    }
}

}  // namespace

Job::Job(std::string name, Does function, const Limits& limits)
    : name_(std::move(name)), does_(function), limits_(limits) {
    jobs().push_back(this);
}

Result<std::string> Job::apart(std::string_view task) const {
    CHECK(main_serves_jobs);  // or else the process would do what this program does
    const auto until = Clock::now() + limits_.wall;
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return refuse(Fault::too_many, "server.busy");
    const Descriptor ours(ends[0]);
    std::optional<Descriptor> theirs(std::in_place, ends[1]);
    const Process process(name_, *theirs);
    if (!process.is_there()) return refuse(Fault::too_many, "server.busy");
    theirs.reset();
    const auto answer = exchange(ours, task, until, limits_.answer + 64);
    auto made = answer ? unpacked(*answer) : std::nullopt;
    return made ? *std::move(made) : invalid("work.ended_early");
}

std::optional<int> serve_job(int argc, char** argv) {
    main_serves_jobs = true;
    if (argc != 3 || argv[1] != kWord) return std::nullopt;
    const auto found = std::ranges::find(jobs(), std::string_view(argv[2]), &Job::name);
    if (found == jobs().end()) return 2;
    try {
        confine((*found)->limits());
        write_all(1, packed((*found)->does()(read_all(0))));
    } catch (const std::exception&) {
        _exit(1);
    }
    _exit(0);  // nothing is left to do for what libraries have begun
}

}  // namespace work
