#include "torture/servers.h"

#include "torture/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>
#include <thread>

namespace torture {
namespace {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto kStartTime = 60s;  // with the sanitizers, on a busy machine
constexpr auto kStopTime = 30s;
constexpr std::size_t kShownLog = 1500;

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

Servers::Servers(ServerOptions options)
    : options_(std::move(options)),
      processes_(static_cast<std::size_t>(options_.processes)),
      ports_(processes_.size(), 0),
      random_(options_.seed) {
    std::string name = (std::filesystem::temp_directory_path() / "torture.XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::runtime_error("no temporary folder can be made");
    folder_ = name;
    const auto began = steady_clock::now();
    for (std::size_t i = 0; i < processes_.size(); ++i) {
        processes_[i].log = folder_ / fmt::format("server{}.log", i);
        start(i);
    }
    for (std::size_t i = 0; i < processes_.size(); ++i) ports_[i] = wait_for_port(i);
    start_takes_ = std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - began);
}

Servers::~Servers() {
    for (auto& process : processes_)
        if (process.pid > 0) {
            ::kill(process.pid, SIGKILL);
            ::waitpid(process.pid, nullptr, 0);
        }
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

void Servers::start(std::size_t index) {
    auto& process = processes_[index];
    const std::vector<std::string> arguments{options_.program.string(),
                                             "serve",
                                             "--empty",
                                             "--port",
                                             std::to_string(ports_[index]),
                                             "--database",
                                             options_.database,
                                             "--rate-limits",
                                             "off",
                                             "--mail-server",
                                             options_.mail_server,
                                             "--mail-from",
                                             "torture@example.com",
                                             "--trusted-proxies",
                                             "127.0.0.1",
                                             "--log-level",
                                             "error"};
    process.killed = false;
    process.logged = read_file(process.log).size();
    const int log = ::open(process.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    process.pid =
        torture::start({.arguments = arguments, .environment = environment(options_.faults), .out = log, .err = log});
    ::close(log);
    ++starts;
}

std::uint16_t Servers::wait_for_port(std::size_t index) {
    constexpr std::string_view ready = "ready at http://127.0.0.1:";
    for (const auto until = steady_clock::now() + kStartTime; steady_clock::now() < until;
         std::this_thread::sleep_for(20ms)) {
        const auto log = read_file(processes_[index].log);
        const auto at = log.find(ready);
        if (at != log.npos && log.find('\n', at) != log.npos)
            return static_cast<std::uint16_t>(std::atoi(log.c_str() + at + ready.size()));
        int status = 0;
        if (::waitpid(processes_[index].pid, &status, WNOHANG) == processes_[index].pid) {
            note_death(processes_[index], status);
            if (!wrong.empty()) break;
            start(index);  // died at a fault point of its own
        }
    }
    throw std::runtime_error("a server did not start:\n" + end_of_log(processes_[index]));
}

std::string Servers::end_of_log(const Process& process) const {
    const auto log = read_file(process.log);
    return log.substr(log.size() - std::min(log.size(), kShownLog));
}

void Servers::note_death(Process& process, int status) {
    process.pid = 0;
    if (stopping_ && WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
    const bool was_ready = read_file(process.log).find("ready at", process.logged) != std::string::npos;
    if (stopping_ && !was_ready && WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM) return;  // had not yet begun
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) {
        ++(process.killed ? kills : own_deaths);
        return;
    }
    // While it was dead, the system gave its port to a client's end of a connection: it starts again.
    if (WIFEXITED(status) && end_of_log(process).find("in use") != std::string::npos) return;
    const auto how = WIFSIGNALED(status) ? fmt::format("by signal {}", WTERMSIG(status))
                                         : fmt::format("with exit code {}", WEXITSTATUS(status));
    wrong.push_back(fmt::format("a server ended {}; the end of its log:\n{}", how, end_of_log(process)));
}

void Servers::restart_the_dead() {
    for (std::size_t i = 0; i < processes_.size(); ++i) {
        int status = 0;
        if (::waitpid(processes_[i].pid, &status, WNOHANG) != processes_[i].pid) continue;
        note_death(processes_[i], status);
        start(i);
    }
}

void Servers::torment(steady_clock::time_point until) {
    // On a slow machine a server that is killed as often as on a quick one would hardly ever serve.
    const auto mean = std::max(options_.kill_every, 2 * start_takes_);
    const auto pause = [&] {
        std::exponential_distribution<double> wait(1.0 / static_cast<double>(mean.count()));
        return std::chrono::milliseconds(static_cast<long>(wait(random_)));
    };
    const bool kills_at_all = options_.kill_every > 0ms;
    auto next = kills_at_all ? steady_clock::now() + pause() : until;
    while (steady_clock::now() < until) {
        std::this_thread::sleep_for(5ms);
        restart_the_dead();
        if (steady_clock::now() < next || !kills_at_all) continue;
        auto& victim = processes_[random_() % processes_.size()];
        victim.killed = true;
        ::kill(victim.pid, SIGKILL);
        next = steady_clock::now() + pause();
    }
}

void Servers::keep_up(const std::atomic<int>& busy_clients, steady_clock::time_point at_most) {
    while (busy_clients > 0 && steady_clock::now() < at_most) {
        std::this_thread::sleep_for(5ms);
        restart_the_dead();
    }
}

void Servers::stop() {
    stopping_ = true;
    for (auto& process : processes_) ::kill(process.pid, SIGTERM);
    const auto until = steady_clock::now() + kStopTime;
    for (auto& process : processes_) {
        int status = 0;
        while (::waitpid(process.pid, &status, WNOHANG) == 0) {
            if (steady_clock::now() > until) {
                wrong.push_back("a server did not stop within 30 s of SIGTERM");
                ::kill(process.pid, SIGKILL);
                ::waitpid(process.pid, &status, 0);
                process.killed = true;
                break;
            }
            std::this_thread::sleep_for(5ms);
        }
        note_death(process, status);
    }
}

}  // namespace torture
