// Real `timebok serve` processes on one database, killed and started again.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace torture {

struct ServerOptions {
    std::filesystem::path program;  // timebok
    std::string database;
    std::string faults;  // TIMEBOK_FAULTS
    std::string mail_server;
    int processes = 3;
    std::chrono::milliseconds kill_every{0};  // on average, and not more often than all can start; 0: never
    std::uint64_t seed = 0;
};

class Servers {
public:
    // Returns when all answer. Throws std::runtime_error when one does not start.
    explicit Servers(ServerOptions options);
    Servers(const Servers&) = delete;
    Servers& operator=(const Servers&) = delete;
    ~Servers();

    // From any thread.
    std::uint16_t port(std::size_t index) const { return ports_[index % ports_.size()]; }
    std::size_t size() const { return ports_.size(); }

    // Kills and starts again until then. Called by the thread that made this: a server dies with that thread.
    void torment(std::chrono::steady_clock::time_point until);
    // Starts again what dies, without killing, until `over`.
    void keep_up(const std::atomic<int>& busy_clients, std::chrono::steady_clock::time_point at_most);
    // SIGTERM to all; what does not end well is in wrong().
    void stop();

    int kills = 0, own_deaths = 0, starts = 0;
    // Deaths that nobody meant, with the end of the log.
    std::vector<std::string> wrong;

private:
    struct Process {
        pid_t pid = 0;
        std::filesystem::path log;
        std::size_t logged = 0;  // bytes of the log before this start
        bool killed = false;     // by us
    };

    void start(std::size_t index);
    std::uint16_t wait_for_port(std::size_t index);
    void restart_the_dead();
    void note_death(Process& process, int status);
    std::string end_of_log(const Process& process) const;

    ServerOptions options_;
    std::filesystem::path folder_;
    std::vector<Process> processes_;
    std::vector<std::uint16_t> ports_;
    std::mt19937_64 random_;
    std::chrono::milliseconds start_takes_{0};  // all of them, side by side
    bool stopping_ = false;
};

}  // namespace torture
