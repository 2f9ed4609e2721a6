#include "http/metrics.h"

#include <gtest/gtest.h>

#include <thread>

namespace http {
namespace {

using namespace std::chrono_literals;

bool has_line(const std::string& text, const std::string& line) {
    return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

TEST(MetricsText, IsWhatPrometheusReads) {
    Metrics metrics;
    metrics.counter("jobs_total", "Jobs.", {{"kind", "a\"b\\c\nd"}}).add(3);
    metrics.counter("jobs_total", "Jobs.", {{"kind", "a\"b\\c\nd"}}).add(1);
    metrics.gauge("waiting", "Now.").set(-2);
    metrics.gauge("depth", "Asked.", {{"queue", "x"}}, [] { return 1.5; });
    const auto text = metrics.text();
    EXPECT_TRUE(has_line(text, "# TYPE jobs_total counter"));
    EXPECT_TRUE(has_line(text, R"(jobs_total{kind="a\"b\\c\nd"} 4)"));
    EXPECT_TRUE(has_line(text, "waiting -2"));
    EXPECT_TRUE(has_line(text, R"(depth{queue="x"} 1.5)"));
    metrics.gauge("depth", "Asked.", {{"queue", "x"}}, nullptr);
    EXPECT_EQ(metrics.text().find("depth{"), std::string::npos);
}

TEST(MetricsText, CountsBucketsUpwards) {
    Metrics metrics;
    auto& histogram = metrics.histogram("took_seconds", "Time.");
    histogram.observe(500us);
    histogram.observe(3ms);
    histogram.observe(20s);
    const auto text = metrics.text();
    EXPECT_TRUE(has_line(text, R"(took_seconds_bucket{le="0.0005"} 1)"));
    EXPECT_TRUE(has_line(text, R"(took_seconds_bucket{le="0.0025"} 1)"));
    EXPECT_TRUE(has_line(text, R"(took_seconds_bucket{le="0.005"} 2)"));
    EXPECT_TRUE(has_line(text, R"(took_seconds_bucket{le="10"} 2)"));
    EXPECT_TRUE(has_line(text, R"(took_seconds_bucket{le="+Inf"} 3)"));
    EXPECT_TRUE(has_line(text, "took_seconds_count 3"));
    EXPECT_TRUE(has_line(text, "took_seconds_sum 20.0035"));
}

TEST(MetricsNames, KeepTheirKind) {
    Metrics metrics;
    metrics.counter("a", "A.");
    EXPECT_ANY_THROW(metrics.gauge("a", "A."));
    EXPECT_ANY_THROW(metrics.counter("a b", "A."));
    EXPECT_ANY_THROW(metrics.counter("1a", "A."));
}

TEST(RouteFigures, AreKeptByRouteAndClass) {
    Metrics metrics;
    RouteMetrics routes({"GET /a", "POST /b"}, metrics);
    routes.observe(0, 204, 1ms);
    routes.observe(1, 503, 1ms);
    routes.observe(static_cast<std::size_t>(-1), 404, 1ms);
    routes.observe(1, 0, 1ms);
    const auto text = metrics.text();
    EXPECT_TRUE(has_line(text, R"(timebok_http_requests_total{route="GET /a",class="2xx"} 1)"));
    EXPECT_TRUE(has_line(text, R"(timebok_http_requests_total{route="POST /b",class="5xx"} 1)"));
    EXPECT_TRUE(has_line(text, R"(timebok_http_requests_total{route="POST /b",class="gone"} 1)"));
    EXPECT_TRUE(has_line(text, R"(timebok_http_requests_total{route="none",class="4xx"} 1)"));
    EXPECT_TRUE(has_line(text, R"(timebok_http_request_seconds_count{route="POST /b"} 2)"));
}

TEST(MetricsCounters, LoseNothingAcrossThreads) {
    Metrics metrics;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (int j = 0; j < 10'000; ++j) metrics.counter("a_total", "A.").add();
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(metrics.counter("a_total", "A.").value(), 40'000u);
}

}  // namespace
}  // namespace http
