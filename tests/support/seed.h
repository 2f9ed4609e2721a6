// The seed of a test's dice. TIMEBOK_TEST_SEED=n in the environment repeats a run with another one; every failure while
// the seed lives names it.
//
//     const support::Seed seed(20261130);
//     std::mt19937_64 random(seed.value);
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <source_location>

namespace support {

inline std::uint64_t seed_or(std::uint64_t usual) {
    const char* const given = std::getenv("TIMEBOK_TEST_SEED");
    return given ? std::strtoull(given, nullptr, 10) : usual;
}

class Seed {
public:
    explicit Seed(std::uint64_t usual, std::source_location where = std::source_location::current())
        : value(seed_or(usual)),
          trace_(where.file_name(), static_cast<int>(where.line()), fmt::format("TIMEBOK_TEST_SEED={}", value)) {}

    const std::uint64_t value;

private:
    const testing::ScopedTrace trace_;
};

}  // namespace support
