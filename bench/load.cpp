#include "bench/load.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace bench {
namespace {

bool all_were_good = true;

// Three digits are more than a run repeats.
nlohmann::ordered_json rounded(double value) {
    if (std::abs(value) >= 100 || value == std::trunc(value)) return std::llround(value);
    return std::stod(fmt::format("{:.3g}", value));
}

std::string output_of(const std::string& command) {
    std::FILE* const pipe = ::popen(command.c_str(), "r");
    if (!pipe) throw std::runtime_error("wrk cannot be started");
    std::string out;
    std::array<char, 4096> some;
    while (const auto got = std::fread(some.data(), 1, some.size(), pipe)) out.append(some.data(), got);
    if (::pclose(pipe) != 0) throw std::runtime_error("wrk failed: " + command);
    return out;
}

// The line that requests.lua writes.
Load read_result(const std::string& output) {
    const auto line = output.find("bench ");
    long long requests = 0, micros = 0, statuses = 0, sockets = 0;
    double median = 0, p99 = 0;
    if (line == output.npos || std::sscanf(output.c_str() + line, "bench %lld %lld %lld %lld %lf %lf", &requests,
                                           &micros, &statuses, &sockets, &median, &p99) != 6)
        throw std::runtime_error("wrk said: " + output);
    return {static_cast<double>(requests) * 1e6 / static_cast<double>(micros), statuses + sockets, median / 1000,
            p99 / 1000};
}

}  // namespace

Load load(std::uint16_t port, const Paths& paths, std::chrono::seconds time, const std::vector<std::string>& headers) {
    std::string name = "/tmp/bench-paths.XXXXXX";
    const int file = ::mkstemp(name.data());
    if (file < 0) throw std::runtime_error("no temporary file can be made");
    std::string text;
    for (const auto& path : paths) text += path + "\n";
    std::ofstream(name) << text;
    auto command = fmt::format("exec wrk -t1 -c32 -d{}s -s '{}/requests.lua' http://127.0.0.1:{} -- '{}'", time.count(),
                               BENCH_FOLDER, port, name);
    // As every browser asks.
    command += " 'Accept-Encoding:gzip' 'Accept-Language:en'";
    for (const auto& header : headers) command += fmt::format(" '{}'", header);
    const auto output = output_of(command);
    std::remove(name.c_str());
    return read_result(output);
}

void tell(const Figure& figure) {
    nlohmann::ordered_json line{{"name", figure.name}, {"value", rounded(figure.value)}, {"unit", figure.unit}};
    bool good = figure.good && (!figure.of || figure.of->errors == 0);
    if (figure.target) {
        const bool at_least = figure.target->aim == Aim::at_least;
        line["target"] = fmt::format("{} {}", at_least ? ">=" : "<=", rounded(figure.target->value).dump());
        good &= at_least ? figure.value >= figure.target->value : figure.value <= figure.target->value;
    }
    if (figure.limit) {
        line["limit"] = rounded(figure.limit->value);
        line["limit_name"] = figure.limit->name;
    }
    if (figure.of) {
        line["median_ms"] = rounded(figure.of->median_ms);
        line["p99_ms"] = rounded(figure.of->p99_ms);
        line["errors"] = figure.of->errors;
    }
    line["ok"] = good;
    all_were_good &= good;
    fmt::print("{}\n", line.dump());
    std::fflush(stdout);
}

bool all_good() { return all_were_good; }

double median(std::vector<double> values) {
    if (values.empty()) return 0;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

double milliseconds_since(std::chrono::steady_clock::time_point began) {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
}

}  // namespace bench
