#include "work/apart.h"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

namespace work {
namespace {

using namespace std::chrono_literals;
using Made = Result<std::string>;

const Job kEcho{"echo", [](std::string_view task) { return Made(task); }, {.answer = 8U << 20U}};
const Job kRefuse{"refuse",
                  [](std::string_view) -> Made {
                      return invalid("picture.too_large", {{"megabytes", "5"}, {"x", ""}});
                  },
                  {}};
const Job kThrow{"throw", [](std::string_view) -> Made { throw std::runtime_error("no"); }, {}};
const Job kCrash{"crash",
                 [](std::string_view task) {
                     std::abort();
                     return Made(task);
                 },
                 {}};
const Job kSleep{"sleep",
                 [](std::string_view task) {
                     std::this_thread::sleep_for(1min);
                     return Made(task);
                 },
                 {.wall = 300ms}};
const Job kSpin{"spin",
                [](std::string_view task) {
                    for (volatile unsigned i = 0; true;) i = i + 1;
                    return Made(task);
                },
                {.cpu = Seconds{1}, .wall = 30s}};
const Job kEat{"eat",
               [](std::string_view task) {
                   std::vector<char> eaten(std::stoul(std::string(task)), 'x');
                   return Made(std::string(1, eaten[eaten.size() / 2]));
               },
               {.memory = 64U << 20U}};
const Job kTalk{"talk", [](std::string_view) { return Made(std::string(2000, 'x')); }, {.answer = 1000}};
// What it has, a line each.
const Job kLook{"look",
                [](std::string_view) {
                    std::string out;
                    for (int number = 0; number < 256; ++number)
                        if (fcntl(number, F_GETFD) >= 0) out += fmt::format("descriptor {}\n", number);
                    for (char** each = environ; each && *each; ++each) out += fmt::format("variable {}\n", *each);
                    rlimit core{1, 1};
                    getrlimit(RLIMIT_CORE, &core);
                    out += fmt::format("core {}\n", core.rlim_max);
                    const auto path = std::filesystem::temp_directory_path() / fmt::format("timebok-{}", getpid());
                    std::ofstream file(path);
                    file << "something" << std::flush;
                    out += file ? "writes\n" : "cannot write\n";
                    std::filesystem::remove(path);
                    return Made(out);
                },
                {}};

std::string code_of(const Made& made) { return made ? "made " + *made : made.error().code; }

TEST(Apart, HandsOverTheTaskAndTheAnswerWhateverTheirSize) {
    for (const std::size_t size : {0U, 1U, 70'000U, 5U << 20U}) {
        std::string task(size, '\0');
        for (std::size_t i = 0; i < size; ++i) task[i] = static_cast<char>(i * 7 + i / 256);
        const auto made = kEcho.apart(task);
        ASSERT_TRUE(made) << size << code_of(made);
        EXPECT_TRUE(*made == task) << size;
    }
}

TEST(Apart, HandsOverWhyItWasRefused) {
    const auto made = kRefuse.apart("x");
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, "picture.too_large");
    EXPECT_EQ(made.error().parameters,
              (std::vector<std::pair<std::string, std::string>>{{"megabytes", "5"}, {"x", ""}}));
    // Without having read a task that fills the socket.
    EXPECT_EQ(code_of(kRefuse.apart(std::string(1U << 20U, 'x'))), "picture.too_large");
}

TEST(Apart, OutlivesWhateverHappensThere) {
    EXPECT_EQ(code_of(kThrow.apart("x")), "work.ended_early");
    EXPECT_EQ(code_of(kCrash.apart("x")), "work.ended_early");
    EXPECT_EQ(code_of(kTalk.apart("x")), "work.ended_early");
    EXPECT_EQ(code_of(kEcho.apart("x")), "made x");
}

TEST(Apart, EndsWhatTakesTooLong) {
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_EQ(code_of(kSleep.apart("x")), "work.ended_early");
    EXPECT_EQ(code_of(kSpin.apart("x")), "work.ended_early");
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 15s);
    EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1) << "no process is left";
}

TEST(Apart, EndsWhatTakesTooMuchMemory) {
    EXPECT_EQ(code_of(kEat.apart(std::to_string(8U << 20U))), "made x");
#ifndef __SANITIZE_ADDRESS__
    EXPECT_EQ(code_of(kEat.apart(std::to_string(80U << 20U))), "work.ended_early");
#endif
}

TEST(Apart, HasNothingOfOurs) {
    setenv("TIMEBOK_SECRET_OF_A_TEST", "x", 1);
    const int open_here = open("/dev/null", O_RDONLY);  // not closed on exec, as a careless library would have it
    const auto made = kLook.apart("x");
    close(open_here);
    EXPECT_EQ(code_of(made), "made descriptor 0\ndescriptor 1\ndescriptor 2\ncore 0\ncannot write\n");
}

}  // namespace
}  // namespace work
