// Tells whoever watches the console how far a long piece of work has come: in one line that changes on a terminal, in a
// line every few seconds elsewhere, so that a log stays short.
#pragma once

#include <chrono>
#include <string>

namespace app {

class Progress {
public:
    // Says what is being done.
    explicit Progress(std::string what);
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    // Ends the line that changes.
    ~Progress();

    void at(int percent);

private:
    const std::string what_;
    const bool on_terminal_;
    std::chrono::steady_clock::time_point told_;
};

}  // namespace app
