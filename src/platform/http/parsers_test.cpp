#include "http/answer.h"
#include "http/guard_parts.h"
#include "http/proxy.h"
#include "http/router.h"
#include "http/wire.h"
#include "support/seed.h"

#include <gtest/gtest.h>

#include <chrono>
#include <random>

namespace http {
namespace {

const std::vector<std::string> seeds = {"/oslo/bookings/abc%20def?a=1&b=%C3%A5&c=+x",
                                        "a=1&b=2&&c=%zz",
                                        "session=abc; theme=\"dark\"; x",
                                        "nb-NO,nb;q=0.9,en;q=0.8,*;q=0.1",
                                        "for=\"[2001:db8::5]:4711\";proto=https;host=a, for=1.2.3.4",
                                        "Book.Example:8080",
                                        "[::1]:80",
                                        "gzip;q=0.5, br",
                                        "\"a\", W/\"b\"",
                                        "/",
                                        "%",
                                        "0.0.0.0/0",
                                        std::string("\0\xff\xc3", 3)};

std::string mutated(std::string text, std::mt19937_64& random) {
    static constexpr std::string_view telling = "%/?&=;,:\"[]*.+- \0\xff\xc3\r\n";
    for (auto left = random() % 6; left > 0; --left) {
        const auto at = random() % (text.size() + 1);
        const auto letter = random() % 2 ? telling[random() % telling.size()] : static_cast<char>(random());
        switch (random() % 4) {
            case 0: text.insert(at, 1, letter); break;
            case 1: text.erase(at, random() % 4); break;
            case 2: text.insert(at, seeds[random() % seeds.size()]); break;
            default:
                if (at < text.size()) text[at] = letter;
        }
    }
    return text;
}

// Feeds `text` to everything that reads bytes from outside; what comes out keeps its promises.
void feed(const Matcher& matcher, const TrustedProxies& proxies, const std::string& text) {
    if (const auto target = parse_target(text)) {
        ASSERT_TRUE(is_header_value(target->path)) << text;
        for (const auto& [name, value] : target->query.pairs())
            ASSERT_TRUE(base::is_clean_text(name) && base::is_clean_text(value)) << text;
    }
    if (const auto decoded = percent_decoded(text)) {
        ASSERT_LE(decoded->size(), text.size());
    }
    ASSERT_EQ(percent_decoded(base::percent_encoded(text)), text);
    if (const auto form = parse_form(text)) {
        ASSERT_LE(form->pairs().size(), 200u);
    }
    if (const auto host = parse_host(text)) {
        ASSERT_EQ(parse_host(*host), host);
    }
    if (const auto address = parse_address(text)) {
        ASSERT_EQ(parse_address(to_text(*address)), address);
    }

    const auto match = matcher.match(Method::get, text);
    ASSERT_TRUE(match.allowed.empty() || !match.index);

    Request request;
    for (const auto* name : {"cookie", "accept-language", "forwarded", "x-forwarded-for", "x-forwarded-proto", "origin",
                             "if-none-match", "accept-encoding"})
        request.headers.emplace_back(name, text);
    static const std::vector<std::string> offered = {"en", "nb-NO"};
    const auto language = request.best_language(offered);
    ASSERT_TRUE(language == "en" || language == "nb-NO");
    ASSERT_LE(request.cookie("session").size(), text.size());
    ASSERT_TRUE(parse_address(proxies.client("127.0.0.1", request).address));
    request.origin = "https://book.example";
    if (same_origin(request)) {
        ASSERT_TRUE(text.empty() || lower_case(text).starts_with("https://book.example"));
    }
    ASSERT_FALSE(FormTokens("secret").valid(text, "book", "", Instant{}));
    Response response = http::text("x").set("ETag", "\"a\"");
    finish(response, request);
    ASSERT_TRUE(response.status == 200 || response.status == 304);
}

TEST(Parsers, SurviveAnyBytes) {
    Matcher matcher;
    matcher.add(Method::get, "/{business}", 0);
    matcher.add(Method::get, "/oslo/bookings/{token}", 1);
    matcher.add(Method::post, "/{business}/{x}/{y}", 2);
    const TrustedProxies proxies({"127.0.0.0/8", "::1"});
    const support::Seed seed(4711);
    std::mt19937_64 random(seed.value);
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{2};
    for (int i = 0; std::chrono::steady_clock::now() < end; ++i) {
        const auto text = mutated(seeds[random() % seeds.size()], random);
        feed(matcher, proxies, text);
        if (HasFatalFailure()) FAIL() << "round " << i << ": " << base::percent_encoded(text);
    }
}

}  // namespace
}  // namespace http
