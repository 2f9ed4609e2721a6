// Cookies and the other headers that are looked into. All of them get the same bytes.
#include "fuzz/fuzz.h"
#include "http/answer.h"
#include "http/guard_parts.h"
#include "http/proxy.h"
#include "http/wire.h"

#include <fmt/format.h>

namespace {

http::Request request_with(std::string_view bytes) {
    http::Request out;
    out.origin = "https://book.example";
    for (const auto* const name : {"cookie", "authorization", "origin", "sec-fetch-site", "if-none-match",
                                   "accept-encoding", "forwarded", "x-forwarded-for", "x-forwarded-proto"})
        out.headers.emplace_back(name, bytes);
    return out;
}

void check_proxies(const http::Request& request) {
    static const http::TrustedProxies proxies({"127.0.0.0/8", "::1"});
    const auto client = proxies.client("127.0.0.1", request);
    CHECK(http::parse_address(client.address));
    CHECK(client.scheme == "http" || client.scheme == "https");
    const auto from_elsewhere = proxies.client("192.0.2.1", request);
    CHECK(from_elsewhere.address == "192.0.2.1" && from_elsewhere.host.empty());
}

void check_answer(const http::Request& request) {
    http::Response response = http::text(std::string(2000, 'x')).set("ETag", "\"a\"");
    http::finish(response, request);
    CHECK(response.status == 200 || response.status == 304);
}

}  // namespace

void fuzz(std::string_view bytes) {
    if (const auto host = http::parse_host(bytes)) CHECK(http::parse_host(*host) == host);
    if (const auto address = http::parse_address(bytes)) CHECK(http::parse_address(http::to_text(*address)) == address);
    if (const auto length = http::parse_length(bytes))
        CHECK(bytes.ends_with(fmt::to_string(*length)) && bytes.size() <= 18);
    if (!http::is_header_value(bytes)) return;  // no other becomes part of a request

    const auto request = request_with(bytes);
    CHECK(bytes.find(request.cookie("session")) != bytes.npos);
    CHECK(bytes.find(http::bearer(request)) != bytes.npos);
    if (http::same_origin(request) && !bytes.empty())
        CHECK(bytes == "same-origin" || bytes == "none" || http::lower_case(bytes).starts_with("https://book.example"));
    check_proxies(request);
    check_answer(request);
    CHECK(!http::FormTokens("secret").valid(bytes, "book", "", Instant{}));
}
