// Work on strangers' bytes (pictures, and whatever else is read by a large library) is done in a process of its own:
// what it can break, eat or hang is that process alone.
//
// The process is this program, started anew as `timebok apart JOB`: a copy made by fork would have the locks of threads
// that are not there, and all of our memory. It has no descriptors but its two ends of a socket, no environment, no
// core dumps, may write no files, and is killed at its limits, or when our process ends.
#pragma once

#include "base/base.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace work {

struct Limits {
    std::size_t memory = std::size_t{512} << 20U;  // bytes of addresses beyond those of the program itself
    Seconds cpu{5};
    std::chrono::milliseconds wall{10'000};      // from the start of the process to the end of its answer
    std::size_t answer = std::size_t{1} << 20U;  // bytes
};

// Something that can be done apart. Stands at namespace scope, since the process finds it by its name.
class Job {
public:
    // `function` runs in the process; its error keeps its code and parameters, and is `invalid`.
    using Does = Result<std::string> (*)(std::string_view task);
    Job(std::string name, Does function, const Limits& limits);
    Job(const Job&) = delete;
    Job& operator=(const Job&) = delete;

    // Starts the process, waits for it, and hands back what it made. Whoever breaks into the process can answer what
    // they like, so the caller looks at it. Errors: those of the job; invalid work.ended_early: a limit was reached, or
    // it crashed; too_many server.busy: no process could be started.
    Result<std::string> apart(std::string_view task) const;

    const std::string& name() const { return name_; }
    const Limits& limits() const { return limits_; }
    Does does() const { return does_; }

private:
    std::string name_;
    Does does_;
    Limits limits_;
};

// What main() calls first of all: does the job that this process was started for. Nullopt: it was started for none, and
// may start others from now on.
std::optional<int> serve_job(int argc, char** argv);

}  // namespace work
