#include "http/proxy.h"

#include <gtest/gtest.h>

namespace http {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

TrustedProxies::Client client(std::string peer, Headers headers,
                              const std::vector<std::string>& trusted = {"10.0.0.0/8", "::1", "2001:db8:1::/48"}) {
    Request request;
    request.headers = std::move(headers);
    return TrustedProxies(trusted).client(peer, request);
}

TEST(Addresses, AreReadWithAndWithoutPorts) {
    const auto text = [](std::string_view address) {
        const auto parsed = parse_address(address);
        return parsed ? to_text(*parsed) : std::string();
    };
    EXPECT_EQ(text("10.0.0.1"), "10.0.0.1");
    EXPECT_EQ(text("10.0.0.1:80"), "10.0.0.1");
    EXPECT_EQ(text("2001:DB8::1"), "2001:db8::1");
    EXPECT_EQ(text("[2001:db8::1]"), "2001:db8::1");
    EXPECT_EQ(text("[2001:db8::1]:4711"), "2001:db8::1");
    EXPECT_EQ(text("::ffff:10.0.0.1"), "10.0.0.1");
    for (const auto* bad : {"", "unknown", "_hidden", "1.2.3", "1.2.3.4.5", "1.2.3.4:", "1.2.3.4:x", "[::1", "[::1]x",
                            "[::1]:", "fe80::1%eth0", "256.0.0.1"})
        EXPECT_EQ(text(bad), "") << bad;
}

TEST(Proxies, AreBelievedOnlyWhenTrusted) {
    EXPECT_EQ(client("203.0.113.1", {{"x-forwarded-for", "6.6.6.6"}, {"x-forwarded-proto", "https"}}).address,
              "203.0.113.1");
    EXPECT_EQ(client("203.0.113.1", {{"x-forwarded-proto", "https"}}).scheme, "http");
    EXPECT_EQ(client("10.0.0.1", {{"x-forwarded-for", "6.6.6.6"}, {"x-forwarded-proto", "https"}}).address, "6.6.6.6");
    EXPECT_EQ(client("10.0.0.1", {{"x-forwarded-for", "6.6.6.6"}, {"x-forwarded-proto", "https"}}).scheme, "https");
    EXPECT_EQ(client("2001:db8:1:ffff::9", {{"x-forwarded-for", "[2001:db8:2::9]:443"}}).address, "2001:db8:2::9");
    EXPECT_EQ(client("2001:db8:2::9", {{"x-forwarded-for", "6.6.6.6"}}).address, "2001:db8:2::9");
}

TEST(Proxies, GiveTheRightmostAddressThatIsNotTheirs) {
    EXPECT_EQ(client("10.0.0.1", {{"x-forwarded-for", "1.1.1.1, 6.6.6.6, 10.0.0.2"}}).address, "6.6.6.6");
    EXPECT_EQ(client("10.0.0.1", {{"x-forwarded-for", "1.1.1.1"}, {"x-forwarded-for", "6.6.6.6,10.0.0.2"}}).address,
              "6.6.6.6");
    EXPECT_EQ(client("10.0.0.1", {{"x-forwarded-for", "10.0.0.3, 10.0.0.2"}}).address, "10.0.0.3");
    EXPECT_EQ(client("10.0.0.1", {{"x-forwarded-for", "1.1.1.1, nonsense, 10.0.0.2"}}).address, "10.0.0.2");
    EXPECT_EQ(client("10.0.0.1", {}).address, "10.0.0.1");
}

TEST(Proxies, MaySpeakTheStandardToo) {
    const auto told = client(
        "::1", {{"forwarded", "for=6.6.6.6;proto=http, for=\"[2001:db8::5]:4711\";proto=https;host=\"Book.Example\""}});
    EXPECT_EQ(told.address, "2001:db8::5");
    EXPECT_EQ(told.scheme, "https");
    EXPECT_EQ(told.host, "Book.Example");
    EXPECT_EQ(client("::1", {{"forwarded", "for=6.6.6.6"}, {"x-forwarded-for", "7.7.7.7"}}).address, "7.7.7.7");
    EXPECT_EQ(client("::1", {{"forwarded", "for=unknown;proto=https"}}).address, "::1");
}

TEST(Proxies, RefuseNonsenseInTheSettings) {
    for (const auto* bad : {"", "proxy", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/x", "10.0.0/8"})
        EXPECT_THROW(TrustedProxies({bad}), std::runtime_error) << bad;
    EXPECT_EQ(client("1.2.3.4", {{"x-forwarded-for", "6.6.6.6"}}, {"0.0.0.0/0"}).address, "6.6.6.6");
    EXPECT_EQ(client("10.128.0.1", {{"x-forwarded-for", "6.6.6.6"}}, {"10.0.0.0/9"}).address, "10.128.0.1");
    EXPECT_EQ(client("10.127.0.1", {{"x-forwarded-for", "6.6.6.6"}}, {"10.0.0.0/9"}).address, "6.6.6.6");
}

TEST(Network, IsAnIpv4AddressOrHalfAnIpv6One) {
    EXPECT_EQ(network_of("203.0.113.9"), "203.0.113.9");
    EXPECT_NE(network_of("203.0.113.9"), network_of("203.0.113.10"));
    EXPECT_EQ(network_of("2001:db8:1:2::1"), network_of("2001:db8:1:2:ffff::9"));
    EXPECT_NE(network_of("2001:db8:1:2::1"), network_of("2001:db8:1:3::1"));
    EXPECT_EQ(network_of("nonsense"), "nonsense");
}

TEST(Network, OfAnAddressThatCarriesAnIpv4OneIsThatOne) {
    EXPECT_EQ(network_of("2002:cb00:7109:1::1"), "203.0.113.9") << "6to4";
    EXPECT_EQ(network_of("2002:cb00:7109:ffff::9"), "203.0.113.9");
    EXPECT_EQ(network_of("64:ff9b::cb00:7109"), "203.0.113.9") << "NAT64";
    EXPECT_EQ(network_of("::ffff:203.0.113.9"), "203.0.113.9");
    EXPECT_EQ(site_of("64:ff9b::203.0.113.9"), "203.0.113.9");
    EXPECT_NE(network_of("64:ff9b:0:1::cb00:7109"), "203.0.113.9");
}

TEST(Network, BelongsToASite) {
    EXPECT_EQ(site_of("2001:db8:1:2::1"), site_of("2001:db8:1:ffff::1"));
    EXPECT_NE(site_of("2001:db8:1:2::1"), site_of("2001:db8:2:2::1"));
    EXPECT_NE(site_of("2001:db8:1::1"), network_of("2001:db8:1::1")) << "the first network of a site is not the site";
    EXPECT_EQ(site_of("203.0.113.9"), "203.0.113.9");
    EXPECT_EQ(site_of("nonsense"), "nonsense");
}

TEST(Forwarding, IsSeenByAnyOfItsHeaders) {
    const auto forwarded = [](std::string_view name, std::string_view value) {
        Request request;
        request.headers = {{"host", "localhost"}, {std::string(name), std::string(value)}};
        return was_forwarded(request);
    };
    for (const auto* name :
         {"x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-port", "x-forwarded", "forwarded",
          "via", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip"})
        for (const auto* value : {"", "203.0.113.9", "127.0.0.1"}) EXPECT_TRUE(forwarded(name, value)) << name << value;
    EXPECT_FALSE(forwarded("accept", "*/*"));
}

}  // namespace
}  // namespace http
