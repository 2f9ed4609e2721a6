// A process that is started to be killed.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace torture {

// Ours without what would change how a server behaves, and with these fault points.
std::vector<std::string> environment(const std::string& faults);

struct Start {
    std::vector<std::string> arguments;  // the first is the program
    std::vector<std::string> environment;
    // Where it reads and writes; -1: as here.
    int in = -1, out = -1, err = -1;
};
// It dies with the thread that starts it. Throws std::runtime_error when there can be no other process.
pid_t start(const Start& start);

}  // namespace torture
