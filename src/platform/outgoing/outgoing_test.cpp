#include "outgoing/outgoing.h"

#include "outgoing/test_listener.h"

#include <gtest/gtest.h>

#include <arpa/inet.h>

#include <cstdlib>

namespace outgoing {
namespace {

using namespace std::chrono_literals;

const Client kStrict, kOpen{{.private_addresses = true}};

Failure failure(const Client& client, const Request& request) {
    const auto answer = client.send(request);
    EXPECT_FALSE(answer) << request.url;
    return answer ? Failure::too_large : answer.error();
}

class Hostile : public testing::TestWithParam<const char*> {};

// However an address of this machine or of a private network is written, nothing is asked there.
TEST_P(Hostile, AddressIsNotAsked) {
    const auto why = failure(kStrict, {.url = GetParam(), .plain = true, .patience = 2000ms});
    EXPECT_TRUE(why == Failure::forbidden || why == Failure::address) << GetParam() << ": " << to_text(why);
}

INSTANTIATE_TEST_SUITE_P(
    Every, Hostile,
    testing::Values("http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/",
                    "http://0/", "http://localhost/", "https://[::1]/", "https://[::]/", "http://[::ffff:127.0.0.1]/",
                    "http://[::ffff:a00:1]/", "http://[64:ff9b::7f00:1]/", "http://[fd00::1]/", "http://[fe80::1]/",
                    "http://[2002:7f00:1::]/", "http://[2001:0:7f00:1::]/", "http://169.254.169.254/latest/meta-data/",
                    "http://10.0.0.1/", "http://172.16.0.1/", "http://192.168.1.1/", "http://100.64.0.1/",
                    "http://224.0.0.1/", "http://255.255.255.255/", "file:///etc/passwd", "gopher://127.0.0.1:25/_HELO",
                    "ftp://127.0.0.1/", "dict://127.0.0.1:11211/", "https://user:secret@example.com/",
                    "https://example.com:22/", "http://example.com:443/", "//example.com/", "", "https://"));

TEST(Outgoing, KnowsWhichAddressesArePublic) {
    const auto is = [](const char* text) {
        sockaddr_in6 six{};
        sockaddr_in four{};
        if (inet_pton(AF_INET, text, &four.sin_addr) == 1) {
            four.sin_family = AF_INET;
            return is_public(reinterpret_cast<const sockaddr&>(four));
        }
        EXPECT_EQ(inet_pton(AF_INET6, text, &six.sin6_addr), 1) << text;
        six.sin6_family = AF_INET6;
        return is_public(reinterpret_cast<const sockaddr&>(six));
    };
    for (const auto* text :
         {"8.8.8.8", "172.15.255.255", "172.32.0.1", "100.63.255.255", "100.128.0.1", "198.17.0.1", "198.20.0.1",
          "223.255.255.255", "2a00:1450::1", "2606:4700::1111", "2001:4860:4860::8888"})
        EXPECT_TRUE(is(text)) << text;
    for (const auto* text : {"0.0.0.0", "172.31.255.255", "100.127.255.255", "198.19.0.1", "239.1.1.1", "::1",
                             "::", "ff02::1", "fec0::1", "2001:db8::1", "2001::1", "3fff::1", "100::1"})
        EXPECT_FALSE(is(text)) << text;
}

TEST(Outgoing, AsksAndTellsTheAnswer) {
    const test::Listener listener("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello");
    const auto answer = kOpen.send({.method = Method::post,
                                    .url = listener.url(),
                                    .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                                    .body = form_of({{"a b", "c&d"}})});
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->type, "text/plain");
    EXPECT_EQ(answer->body, "hello");
    EXPECT_NE(listener.asked().find("a%20b=c%26d"), std::string::npos);
}

TEST(Outgoing, FollowsNoRedirect) {
    const test::Listener listener(
        "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n");
    const auto answer = kOpen.send({.url = listener.url()});
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 302);
}

TEST(Outgoing, StopsWhereAnAnswerIsTooLarge) {
    const test::Listener said("HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n" + std::string(2000, 'x'));
    EXPECT_EQ(failure(kOpen, {.url = said.url(), .most = 1000}), Failure::too_large);
    const test::Listener unsaid("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + std::string(2000, 'x'));
    EXPECT_EQ(failure(kOpen, {.url = unsaid.url(), .most = 1000}), Failure::too_large);
}

TEST(Outgoing, WaitsNoLongerThanItsPatience) {
    const test::Listener listener("");
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_EQ(failure(kOpen, {.url = listener.url(), .patience = 300ms}), Failure::too_slow);
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 5s);
}

TEST(Outgoing, UsesNoProxyOfTheEnvironment) {
    const test::Listener proxy("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    ::setenv("http_proxy", proxy.url().c_str(), 1);
    EXPECT_EQ(failure(kStrict, {.url = "http://127.0.0.1/", .plain = true}), Failure::forbidden);
    ::unsetenv("http_proxy");
    EXPECT_TRUE(proxy.asked().empty());
}

TEST(Outgoing, WantsACertificate) {
    const test::Listener listener("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    EXPECT_EQ(failure(kOpen, {.url = "https" + listener.url().substr(4)}), Failure::certificate);
}

}  // namespace
}  // namespace outgoing
