#include "app/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace app {
namespace {

constexpr std::chrono::seconds kBetweenLines{5};

}  // namespace

Progress::Progress(std::string what)
    : what_(std::move(what)), on_terminal_(isatty(STDOUT_FILENO) == 1), told_(std::chrono::steady_clock::now()) {
    fmt::print("{} ...{}", what_, on_terminal_ ? "" : "\n");
    std::fflush(stdout);
}

Progress::~Progress() {
    if (on_terminal_) std::fputc('\n', stdout);
}

void Progress::at(int percent) {
    const auto now = std::chrono::steady_clock::now();
    if (!on_terminal_ && now - told_ < kBetweenLines) return;
    told_ = now;
    fmt::print("{}{} ... {} %{}", on_terminal_ ? "\r" : "", what_, percent, on_terminal_ ? "" : "\n");
    std::fflush(stdout);
}

}  // namespace app
