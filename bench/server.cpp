#include "bench/server.h"

#include "bench/client.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace bench {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

std::uint16_t free_port() {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof here;
    if (::bind(socket, reinterpret_cast<sockaddr*>(&here), size) != 0) throw std::runtime_error("no port is free");
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&here), &size);
    ::close(socket);
    return ntohs(here.sin_port);
}

// Between fork and exec: only what a signal handler may do.
[[noreturn]] void become(const char* const* arguments) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int nothing = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    ::dup2(nothing, STDOUT_FILENO);
    ::execv(arguments[0], const_cast<char* const*>(arguments));
    ::_exit(127);
}

}  // namespace

Server::Server(const std::string& database) : port_(free_port()) {
    const std::vector<std::string> texts{BENCH_PROGRAM, "serve",  "--empty",       "--port", std::to_string(port_),
                                         "--database",  database, "--rate-limits", "off",    "--log-level",
                                         "warn"};
    std::vector<const char*> arguments;
    for (const auto& text : texts) arguments.push_back(text.c_str());
    arguments.push_back(nullptr);
    const auto began = steady_clock::now();
    pid_ = ::fork();
    if (pid_ == 0) become(arguments.data());
    if (pid_ < 0) throw std::runtime_error("the server cannot be started");
    for (Client client(port_); client.get("/healthz").status != 200; std::this_thread::sleep_for(1ms))
        if (steady_clock::now() - began > 30s) throw std::runtime_error("the server does not answer");
    start_seconds_ = std::chrono::duration<double>(steady_clock::now() - began).count();
}

Server::~Server() {
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
}

double Server::resident_mib() const {
    std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmRSS:")) return std::stod(line.substr(6)) / 1024;
    throw std::runtime_error("the server is gone");
}

}  // namespace bench
