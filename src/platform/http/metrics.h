// Figures about the running process, written as Prometheus text (exposition format 0.0.4).
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace http {

// Counts up. Adding is one atomic addition.
class Counter {
public:
    void add(std::uint64_t by = 1) { value_.fetch_add(by, std::memory_order_relaxed); }
    std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_ = 0;
};

class Gauge {
public:
    void add(std::int64_t by) { value_.fetch_add(by, std::memory_order_relaxed); }
    void set(std::int64_t value) { value_.store(value, std::memory_order_relaxed); }
    std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::int64_t> value_ = 0;
};

// How long things took, in buckets from 0.5 ms to 10 s.
class Histogram {
public:
    static constexpr std::array<std::chrono::nanoseconds::rep, 14> bounds = {
        500'000,     1'000'000,   2'500'000,   5'000'000,     10'000'000,    25'000'000,    50'000'000,
        100'000'000, 250'000'000, 500'000'000, 1'000'000'000, 2'500'000'000, 5'000'000'000, 10'000'000'000};

    void observe(std::chrono::nanoseconds took);
    std::uint64_t count(std::size_t bucket) const { return counts_[bucket].load(std::memory_order_relaxed); }
    std::chrono::nanoseconds sum() const { return std::chrono::nanoseconds(sum_.load(std::memory_order_relaxed)); }

private:
    std::array<std::atomic<std::uint64_t>, bounds.size() + 1>
        counts_{};  // not cumulative; the last is above all bounds
    std::atomic<std::chrono::nanoseconds::rep> sum_ = 0;
};

using Labels = std::vector<std::pair<std::string, std::string>>;

// Series by name and labels. Looking one up takes a lock: keep the reference, which stays good for the registry's life.
class Metrics {
public:
    Metrics();
    ~Metrics();

    // CHECK that a name is well-formed and keeps its kind.
    Counter& counter(std::string_view name, std::string_view help, const Labels& labels = {});
    Gauge& gauge(std::string_view name, std::string_view help, const Labels& labels = {});
    Histogram& histogram(std::string_view name, std::string_view help, const Labels& labels = {});
    // Asked whenever the text is written; replaces an earlier callback of that name and labels, an empty one removes
    // it.
    void gauge(std::string_view name, std::string_view help, const Labels& labels, std::function<double()> value);

    // Content-Type: text/plain; version=0.0.4
    std::string text() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// The process's registry.
Metrics& metrics();

// Requests by route and class of status, and their latency by route; route names come in the order of the routes.
class RouteMetrics {
public:
    explicit RouteMetrics(const std::vector<std::string>& routes, Metrics& registry = metrics());
    // Any `route` beyond the names, no_route too, counts as "none".
    void observe(std::size_t route, int status, std::chrono::nanoseconds took);

private:
    struct Row {
        std::array<Counter*, 6> classes;  // 0: the client went away
        Histogram* latency;
    };
    std::vector<Row> rows_;
};

}  // namespace http
