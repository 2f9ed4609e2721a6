// Load by wrk, 32 connections from one thread, and how a figure is told.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bench {

using Paths = std::vector<std::string>;

struct Load {
    double rate = 0;       // answers per second
    long long errors = 0;  // statuses above 399, broken connections
    double median_ms = 0, p99_ms = 0;
};

// Asks for the paths at random. `headers`: "Name:value".
Load load(std::uint16_t port, const Paths& paths, std::chrono::seconds time,
          const std::vector<std::string>& headers = {});

enum class Aim { at_least, at_most };
struct Target {
    Aim aim;
    double value;
};
struct Limit {
    std::string name;
    double value;
};
struct Figure {
    std::string name;
    double value = 0;
    std::string unit;
    std::optional<Target> target = {};
    std::optional<Limit> limit = {};
    std::optional<Load> of = {};  // tells errors and latency too
    bool good = true;             // what was checked beside the number
};

// One JSON line. Remembers whether all was as it should be.
void tell(const Figure& figure);
bool all_good();

double median(std::vector<double> values);
double milliseconds_since(std::chrono::steady_clock::time_point began);

}  // namespace bench
