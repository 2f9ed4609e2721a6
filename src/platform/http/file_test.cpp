#include "work/file.h"

#include "http/server.h"
#include "http/test_client.h"

#include <gtest/gtest.h>

namespace http {
namespace {

using test::Client;

std::string some_bytes(std::size_t size) {
    std::string out(size, ' ');
    for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<char>(i * 31 + i / 257);
    return out;
}

TEST(File, HoldsWhatWasWrittenInItsOrder) {
    const auto bytes = some_bytes(700'000);
    work::File file;
    for (std::size_t at = 0; at < bytes.size(); at += 1000) file.append(std::string_view(bytes).substr(at, 1000));
    EXPECT_EQ(file.size(), bytes.size());
    file.write_at(10, "0123");
    file.append("end");
    file.flush();
    auto wanted = bytes + "end";
    wanted.replace(10, 4, "0123");
    EXPECT_TRUE(file.read(0, file.size()) == wanted);
    EXPECT_EQ(file.read(wanted.size() - 5, 100), wanted.substr(wanted.size() - 5));
    file.write_at(1'000'000, "far");
    file.append("ther");
    file.flush();
    EXPECT_EQ(file.read(999'999, 100), std::string("\0farther", 8));
}

class Files : public testing::Test {
protected:
    static constexpr std::size_t kSize = 20'000'000;

    Response handle(const Request& request) {
        auto file = std::make_shared<work::File>();
        file->append(bytes);
        file->flush();
        Response response;
        response.type = "application/zip";
        response.file = std::move(file);
        if (request.raw_path() == "/same") response.set("ETag", "\"same\"");
        return response;
    }

    std::string bytes = some_bytes(kSize);
    std::atomic<std::size_t> reported = 0;
    Server server{[] {
                      ServerOptions options;
                      options.port = 0;
                      options.workers = 2;
                      return options;
                  }(),
                  {.admit =
                       [](Request&) {
                           Admission admission;
                           admission.route = 0;
                           return admission;
                       },
                   .handle = [this](const Request& request, std::size_t) { return handle(request); },
                   .done = [this](const Request&, std::size_t, int, std::chrono::nanoseconds,
                                  std::size_t sent) { reported = sent; }}};
};

TEST_F(Files, AreSentWholeAndAsTheyAre) {
    const auto answer =
        Client(server.port())
            .ask("GET / HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->header("Content-Type"), "application/zip");
    EXPECT_EQ(answer->header("Content-Length"), std::to_string(kSize));
    EXPECT_EQ(answer->header("Content-Encoding"), "");
    EXPECT_TRUE(answer->body == bytes);
    server.stop();
    EXPECT_EQ(reported, kSize);
}

TEST_F(Files, AreNotSentWhereNoneIsWanted) {
    Client client(server.port());
    client.send("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const auto head = client.receive(true);
    ASSERT_TRUE(head);
    EXPECT_EQ(head->status, 200);
    EXPECT_EQ(head->header("Content-Length"), std::to_string(kSize));
    const auto same = client.ask("GET /same HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: \"same\"\r\n\r\n");
    ASSERT_TRUE(same);
    EXPECT_EQ(same->status, 304);
    EXPECT_EQ(same->body, "");
}

}  // namespace
}  // namespace http
