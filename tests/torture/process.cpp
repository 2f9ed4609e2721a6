#include "torture/process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <stdexcept>
#include <string_view>

namespace torture {
namespace {

struct Ends {
    int in, out, err;
};

// Between fork and exec: only what a signal handler may do.
[[noreturn]] void become(const char* const* arguments, const char* const* environment, Ends ends, pid_t parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(126);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    if (ends.in >= 0) ::dup2(ends.in, STDIN_FILENO);
    if (ends.out >= 0) ::dup2(ends.out, STDOUT_FILENO);
    if (ends.err >= 0) ::dup2(ends.err, STDERR_FILENO);
    ::execve(arguments[0], const_cast<char* const*>(arguments), const_cast<char* const*>(environment));
    ::_exit(127);
}

std::vector<const char*> pointers(const std::vector<std::string>& texts) {
    std::vector<const char*> out;
    for (const auto& text : texts) out.push_back(text.c_str());
    out.push_back(nullptr);
    return out;
}

}  // namespace

std::vector<std::string> environment(const std::string& faults) {
    std::vector<std::string> out;
    for (char** each = ::environ; *each; ++each)
        if (!std::string_view(*each).starts_with("TIMEBOK_")) out.emplace_back(*each);
    out.push_back("TIMEBOK_FAULTS=" + faults);
    return out;
}

pid_t start(const Start& start) {
    const auto arguments = pointers(start.arguments), environment = pointers(start.environment);
    const auto parent = ::getpid();
    const auto pid = ::fork();
    if (pid == 0) become(arguments.data(), environment.data(), {start.in, start.out, start.err}, parent);
    if (pid < 0) throw std::runtime_error("a process cannot be started");
    return pid;
}

}  // namespace torture
