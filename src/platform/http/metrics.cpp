#include "http/metrics.h"

#include "base/result.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>

namespace http {
namespace {

bool is_name(std::string_view text) {
    return !text.empty() && (text[0] < '0' || text[0] > '9') &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:") ==
               std::string_view::npos;
}

std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == '\\' || c == '"') result += '\\';
        if (c == '\n')
            result += "\\n";
        else
            result += c;
    }
    return result;
}

// `route="/x",class="2xx"`
std::string to_text(const Labels& labels) {
    std::string text;
    for (const auto& [name, value] : labels) {
        CHECK(is_name(name));
        text += fmt::format("{}{}=\"{}\"", text.empty() ? "" : ",", name, escaped(value));
    }
    return text;
}

std::string braced(std::string_view labels) { return labels.empty() ? std::string() : fmt::format("{{{}}}", labels); }

double seconds(std::chrono::nanoseconds::rep count) { return static_cast<double>(count) / 1e9; }

void write(std::string& out, std::string_view name, std::string_view labels, const Histogram& histogram) {
    const auto comma = labels.empty() ? "" : ",";
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < Histogram::bounds.size(); ++i) {
        total += histogram.count(i);
        out +=
            fmt::format("{}_bucket{{{}{}le=\"{}\"}} {}\n", name, labels, comma, seconds(Histogram::bounds[i]), total);
    }
    total += histogram.count(Histogram::bounds.size());
    out += fmt::format("{}_bucket{{{}{}le=\"+Inf\"}} {}\n", name, labels, comma, total);
    out += fmt::format("{}_sum{} {}\n", name, braced(labels), seconds(histogram.sum().count()));
    out += fmt::format("{}_count{} {}\n", name, braced(labels), total);
}

}  // namespace

void Histogram::observe(std::chrono::nanoseconds took) {
    const auto bucket = std::ranges::lower_bound(bounds, took.count()) - bounds.begin();
    counts_[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
    sum_.fetch_add(took.count(), std::memory_order_relaxed);
}

struct Metrics::Impl {
    enum class Kind { counter, gauge, histogram };
    // Series are kept by the text of their labels; maps never move them.
    struct Family {
        Kind kind;
        std::string help;
        std::map<std::string, Counter> counters;
        std::map<std::string, Gauge> gauges;
        std::map<std::string, Histogram> histograms;
        std::map<std::string, std::function<double()>> callbacks;
    };
    mutable std::mutex mutex;
    std::map<std::string, Family, std::less<>> families;

    Family& family(std::string_view name, std::string_view help, Kind kind) {
        CHECK(is_name(name));
        auto found = families.find(name);
        if (found == families.end())
            found = families.emplace(std::string(name), Family{kind, std::string(help), {}, {}, {}, {}}).first;
        CHECK(found->second.kind == kind);
        return found->second;
    }
    static void write(std::string& out, std::string_view name, const Family& family) {
        static constexpr std::array<std::string_view, 3> kinds = {"counter", "gauge", "histogram"};
        out += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, escaped(family.help), name,
                           kinds[static_cast<std::size_t>(family.kind)]);
        for (const auto& [labels, counter] : family.counters)
            out += fmt::format("{}{} {}\n", name, braced(labels), counter.value());
        for (const auto& [labels, gauge] : family.gauges)
            out += fmt::format("{}{} {}\n", name, braced(labels), gauge.value());
        for (const auto& [labels, value] : family.callbacks)
            out += fmt::format("{}{} {}\n", name, braced(labels), value());
        for (const auto& [labels, histogram] : family.histograms) http::write(out, name, labels, histogram);
    }
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

Counter& Metrics::counter(std::string_view name, std::string_view help, const Labels& labels) {
    const std::lock_guard lock(impl_->mutex);
    return impl_->family(name, help, Impl::Kind::counter).counters[to_text(labels)];
}

Gauge& Metrics::gauge(std::string_view name, std::string_view help, const Labels& labels) {
    const std::lock_guard lock(impl_->mutex);
    return impl_->family(name, help, Impl::Kind::gauge).gauges[to_text(labels)];
}

Histogram& Metrics::histogram(std::string_view name, std::string_view help, const Labels& labels) {
    const std::lock_guard lock(impl_->mutex);
    return impl_->family(name, help, Impl::Kind::histogram).histograms[to_text(labels)];
}

void Metrics::gauge(std::string_view name, std::string_view help, const Labels& labels, std::function<double()> value) {
    const std::lock_guard lock(impl_->mutex);
    auto& callbacks = impl_->family(name, help, Impl::Kind::gauge).callbacks;
    if (value)
        callbacks[to_text(labels)] = std::move(value);
    else
        callbacks.erase(to_text(labels));
}

std::string Metrics::text() const {
    const std::lock_guard lock(impl_->mutex);
    std::string out;
    for (const auto& [name, family] : impl_->families) Impl::write(out, name, family);
    return out;
}

Metrics& metrics() {
    static Metrics registry;
    return registry;
}

RouteMetrics::RouteMetrics(const std::vector<std::string>& routes, Metrics& registry) {
    static constexpr std::array<std::string_view, 6> classes = {"gone", "1xx", "2xx", "3xx", "4xx", "5xx"};
    auto names = routes;
    names.emplace_back("none");
    for (const auto& name : names) {
        Row row{};
        for (std::size_t i = 0; i < classes.size(); ++i)
            row.classes[i] = &registry.counter("timebok_http_requests_total", "Requests by route and class of status.",
                                               {{"route", name}, {"class", std::string(classes[i])}});
        row.latency = &registry.histogram("timebok_http_request_seconds", "Time from header to answer, by route.",
                                          {{"route", name}});
        rows_.push_back(row);
    }
}

void RouteMetrics::observe(std::size_t route, int status, std::chrono::nanoseconds took) {
    auto& row = rows_[std::min(route, rows_.size() - 1)];
    row.classes[static_cast<std::size_t>(std::clamp(status / 100, 0, 5))]->add();
    row.latency->observe(took);
}

}  // namespace http
