// The program itself, started by a test as an operator starts it.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace app::test {

// A run of the program with its output (both streams) read as it comes.
class Started {
public:
    explicit Started(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), TIMEBOK_PROGRAM);
        std::vector<char*> argv;
        for (auto& argument : arguments) argv.push_back(argument.data());
        argv.push_back(nullptr);
        int ends[2];
        EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
        posix_spawn_file_actions_adddup2(&actions, ends[1], 2);
        EXPECT_EQ(posix_spawn(&pid_, TIMEBOK_PROGRAM, &actions, nullptr, argv.data(), environ), 0);
        posix_spawn_file_actions_destroy(&actions);
        close(ends[1]);
        output_ = ends[0];
    }
    ~Started() {
        if (pid_ > 0) kill(pid_, SIGKILL);
        if (pid_ > 0) waitpid(pid_, nullptr, 0);
        close(output_);
    }
    Started(const Started&) = delete;
    Started& operator=(const Started&) = delete;

    // Reads until `words` have come; false when the program ended before.
    bool says(std::string_view words) {
        while (text_.find(words) == std::string::npos)
            if (!read_more()) return false;
        return true;
    }
    std::uint16_t port() {
        constexpr std::string_view before = "ready at http://127.0.0.1:";
        if (!says(before) || !says("\n")) return 0;
        while (text_.find('\n', text_.find(before)) == std::string::npos)
            if (!read_more()) return 0;
        return static_cast<std::uint16_t>(std::stoi(text_.substr(text_.find(before) + before.size())));
    }
    void signal(int number) { kill(pid_, number); }
    // Waits for the end; 128 and more: by a signal.
    int exit_code() {
        while (read_more()) {
        }
        int status = 0;
        waitpid(pid_, &status, 0);
        pid_ = 0;
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    const std::string& text() const { return text_; }

private:
    bool read_more() {
        std::array<char, 4096> piece{};
        const auto got = read(output_, piece.data(), piece.size());
        if (got > 0) text_.append(piece.data(), static_cast<std::size_t>(got));
        return got > 0;
    }

    pid_t pid_ = 0;
    int output_ = -1;
    std::string text_;
};

}  // namespace app::test
