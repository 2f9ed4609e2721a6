#include "http/stream.h"

#include "http/server.h"
#include "http/test_client.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace http {
namespace {

using namespace std::chrono_literals;
using test::Client;

constexpr std::string_view kListen = "GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n";
constexpr std::string_view kAsk = "GET /text HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

// One route answers with a stream that the test then writes to, another with a text, on a single worker.
class Site {
public:
    explicit Site(ServerOptions options = {}) : server(small(std::move(options)), application()) {}

    static ServerOptions small(ServerOptions options) {
        options.port = 0;
        options.workers = 1;
        options.stop_timeout = Seconds{2};
        return options;
    }
    // The streams that were opened, once there are so many.
    std::vector<std::shared_ptr<Stream>> opened(std::size_t count) {
        for (;; std::this_thread::sleep_for(2ms)) {
            const std::lock_guard lock(mutex);
            if (streams.size() >= count) return streams;
        }
    }
    void wait_for_finished(int count) const {
        while (finished < count) std::this_thread::sleep_for(2ms);
    }
    int ask() { return Client(server.port()).ask(kAsk).value_or(test::Answer{}).status; }

    std::mutex mutex;
    std::vector<std::shared_ptr<Stream>> streams;
    std::atomic<int> finished = 0, last_status = -1;
    Server server;

private:
    Application application() {
        return {.admit =
                    [](Request& request) {
                        Admission admission;
                        admission.route = request.path == "/stream" ? 1 : 0;
                        return admission;
                    },
                .handle =
                    [this](const Request&, std::size_t route) {
                        if (route == 0) return text("here");
                        auto stream = std::make_shared<Stream>();
                        Response response;
                        response.type = "text/event-stream";
                        response.stream = stream;
                        const std::lock_guard lock(mutex);
                        streams.push_back(std::move(stream));
                        return response;
                    },
                .done =
                    [this](const Request&, std::size_t, int status, std::chrono::nanoseconds, std::size_t) {
                        last_status = status;
                        ++finished;
                    }};
    }
};

std::string chunk(std::string_view text) { return fmt::format("{:x}\r\n{}\r\n", text.size(), text); }

TEST(Streams, SendEachPieceAsItComesUntilTheyEnd) {
    Site site;
    Client client(site.server.port());
    const auto answer = client.ask(kListen);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->header("Content-Type"), "text/event-stream");
    EXPECT_EQ(answer->header("Transfer-Encoding"), "chunked");
    EXPECT_EQ(answer->count("Content-Encoding"), 0u);
    const auto stream = site.opened(1).front();

    EXPECT_TRUE(stream->send("one\n"));
    std::this_thread::sleep_for(20ms);
    EXPECT_TRUE(stream->send("two\n"));
    std::this_thread::sleep_for(20ms);
    stream->end();

    EXPECT_EQ(client.rest(), chunk("one\n") + chunk("two\n") + "0\r\n\r\n");
    EXPECT_FALSE(stream->is_open());
    EXPECT_FALSE(stream->send("three\n"));
    site.wait_for_finished(1);
    EXPECT_EQ(site.last_status, 200);
}

TEST(Streams, SendWhatWasWrittenBeforeTheyWereAnswered) {
    Stream stream;
    stream.attach([] {}, [] {});
    EXPECT_TRUE(stream.send("ab"));
    char piece[8] = {};
    EXPECT_EQ(stream.read(piece, 1), 1u);
    EXPECT_EQ(stream.read(piece, sizeof piece), 1u);
    EXPECT_EQ(stream.read(piece, sizeof piece), 0u);
    stream.end();
    EXPECT_EQ(stream.read(piece, sizeof piece), std::nullopt);
}

TEST(Streams, HoldNoWorkerHoweverManyThereAre) {
    constexpr std::size_t kMany = 200;
    Site site;
    std::vector<std::unique_ptr<Client>> clients;
    for (std::size_t i = 0; i < kMany; ++i) {
        clients.push_back(std::make_unique<Client>(site.server.port()));
        ASSERT_TRUE(clients.back()->ask(kListen));
    }
    // The only worker is free.
    EXPECT_EQ(site.ask(), 200);
    for (const auto& stream : site.opened(kMany)) {
        EXPECT_TRUE(stream->send("now\n"));
        stream->end();
    }
    for (const auto& client : clients) EXPECT_EQ(client->rest(), chunk("now\n") + "0\r\n\r\n");
}

TEST(Streams, CountApartFromOtherConnections) {
    ServerOptions options;
    options.connections = 8;
    options.streams = 12;
    Site site(options);
    std::vector<std::unique_ptr<Client>> clients;
    for (std::size_t i = 0; i < 12; ++i) {
        clients.push_back(std::make_unique<Client>(site.server.port()));
        const auto answer = clients.back()->ask(kListen);
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->status, 200);
    }
    Client one_more(site.server.port());
    const auto refused = one_more.ask(kListen);
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->status, 503);
    EXPECT_EQ(refused->count("Retry-After"), 1u);
    EXPECT_FALSE(site.opened(13).back()->send("to nobody"));
    // There is still room for those who only ask.
    for (int i = 0; i < 20; ++i) EXPECT_EQ(site.ask(), 200);

    // One that ends makes room for another.
    site.opened(12).front()->end();
    clients.front()->rest();
    for (;;) {
        Client client(site.server.port());
        const auto answer = client.ask(kListen);
        ASSERT_TRUE(answer);
        if (answer->status == 200) break;
        std::this_thread::sleep_for(5ms);
    }
}

TEST(Streams, AreFreedWhenSomethingIsSentToAClientThatWentAway) {
    Site site;
    {
        Client client(site.server.port());
        ASSERT_TRUE(client.ask(kListen));
    }
    const auto stream = site.opened(1).front();
    // The first bytes may still go into a socket that nobody reads any more.
    for (int i = 0; i < 1000 && stream->send(":\n\n"); ++i) std::this_thread::sleep_for(5ms);
    EXPECT_FALSE(stream->is_open());
    site.wait_for_finished(1);
}

TEST(Streams, EndForAClientThatReadsTooSlowly) {
    Site site;
    Client client(site.server.port());
    ASSERT_TRUE(client.ask(kListen));
    const auto stream = site.opened(1).front();
    const std::string piece(15'000, 'x');
    int sent = 0;
    // So slowly that the server hands over each piece while the sockets between them take any.
    for (; stream->send(piece); std::this_thread::sleep_for(1ms)) ASSERT_LT(++sent, 20'000);
    EXPECT_GT(sent, 5);
    EXPECT_FALSE(stream->is_open());
    EXPECT_EQ(site.ask(), 200);
}

TEST(Streams, EndWithTheServerWhileMuchIsSent) {
    auto site = std::make_unique<Site>();
    std::vector<std::unique_ptr<Client>> clients;
    for (std::size_t i = 0; i < 50; ++i) {
        clients.push_back(std::make_unique<Client>(site->server.port()));
        ASSERT_TRUE(clients.back()->ask(kListen));
    }
    const auto streams = site->opened(50);
    std::atomic<bool> stop = false;
    std::thread writer([&] {
        while (!stop)
            for (const auto& stream : streams) stream->send("more\n");
    });
    std::thread reader([&] {
        for (const auto& client : clients) client->rest();
    });
    std::this_thread::sleep_for(100ms);
    site->server.stop();
    stop = true;
    writer.join();
    reader.join();
    for (const auto& stream : streams) EXPECT_FALSE(stream->is_open());
    EXPECT_FALSE(Client(site->server.port()).ask(kListen));
}

TEST(Streams, AreRefusedWhileTheServerStops) {
    Site site;
    Client client(site.server.port());
    ASSERT_TRUE(client.ask(kListen));
    std::thread stopping([&] { site.server.stop(); });
    client.rest();
    stopping.join();
    EXPECT_FALSE(site.opened(1).front()->is_open());
}

TEST(Streams, HaveNoBodyForHead) {
    Site site;
    Client client(site.server.port());
    client.send("HEAD /stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const auto answer = client.receive(true);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(client.rest(), "");
    site.wait_for_finished(1);
    EXPECT_FALSE(site.opened(1).front()->is_open());
}

}  // namespace
}  // namespace http
