#include "http/http.h"

#include "http/wire.h"
#include "support/seed.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

namespace http {
namespace {

Request with_header(std::string name, std::string value) {
    Request request;
    request.headers.emplace_back(std::move(name), std::move(value));
    return request;
}

std::string header_of(const Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers)
        if (key == name) return value;
    return {};
}

TEST(Percent, KeepsOnlyUnreservedLetters) {
    EXPECT_EQ(base::percent_encoded("a-b_c.d~e"), "a-b_c.d~e");
    EXPECT_EQ(base::percent_encoded("a b/å?&="), "a%20b%2F%C3%A5%3F%26%3D");
}

TEST(Percent, DecodesWhatIsWholeAndNothingElse) {
    EXPECT_EQ(percent_decoded("a%20b+c"), "a b+c");
    EXPECT_EQ(percent_decoded("a+b", true), "a b");
    EXPECT_EQ(percent_decoded("%41"), "A");
    EXPECT_EQ(percent_decoded("%2541"), "%41");
    for (const auto* bad : {"%", "%4", "%4g", "%g4", "a%", "%-1", "%%41"}) EXPECT_FALSE(percent_decoded(bad)) << bad;
}

TEST(Percent, RoundTripsAnyBytes) {
    const support::Seed seed(7);
    std::mt19937 random(seed.value);
    for (int i = 0; i < 2000; ++i) {
        std::string text(random() % 40, ' ');
        for (auto& c : text) c = static_cast<char>(random());
        EXPECT_EQ(percent_decoded(base::percent_encoded(text)), text);
        EXPECT_EQ(percent_decoded(base::percent_encoded(text), true), text);
    }
}

TEST(Addresses, LeadInsideWhereTheyResolveThere) {
    for (const auto* inside : {"/salon", "/salon/", "/salon?a=1", "/salon/book?service=A&day=2026-12-01",
                               "/salon/my/appointments/A#top", "/salon/a/../b", "/salon/./my", "/other/../salon/my",
                               "/salon/%C3%A5", "/salon/my?next=/other/../x", "/salon/a%20b"})
        EXPECT_TRUE(leads_inside(inside, "/salon")) << inside;
    for (const auto* outside : {"",
                                "salon",
                                "/",
                                "/other",
                                "/salonx",
                                "/salon/..",
                                "/salon/../other",
                                "/salon/%2e%2e/other",
                                "/salon/%2E%2e/other",
                                "/salon/.%2e/other",
                                "/salon/%2e./other",
                                "/salon/%252e%252e/other",
                                "/salon/%25252e%25252e/other",
                                "/salon/%252525252e%252525252e/other",
                                "/salon/..%2fother",
                                "/salon/..%5cother",
                                "/salon/..\\other",
                                "/salon/x/../../other",
                                "/salon/./../other",
                                "/salon//../../other",
                                "//salon",
                                "//evil.example/salon",
                                "/\\evil.example",
                                "/%2f/evil.example",
                                "/%5cevil.example/salon",
                                "https://evil.example/salon",
                                "/salon/%",
                                "/salon/%00",
                                "/salon/%0a",
                                "/salon/a b",
                                "/salon/a\tb",
                                "/salon/\xc3\xa5",
                                "/salon/\"",
                                "/salon/a/%2e%2e/%2e%2e/other"})
        EXPECT_FALSE(leads_inside(outside, "/salon")) << outside;
    EXPECT_TRUE(leads_inside("/salon/office/customers", "/salon/office"));
    EXPECT_FALSE(leads_inside("/salon/office/%2e%2e/my", "/salon/office"));
}

TEST(Forms, KeepOrderAndRepeatedNames) {
    const auto form = parse_form("a=1&b=2&a=3&&c&=d&e=f=g");
    ASSERT_TRUE(form);
    EXPECT_EQ(form->get("a"), "1");
    EXPECT_EQ(form->get("e"), "f=g");
    EXPECT_TRUE(form->has("c"));
    EXPECT_EQ(form->find("x"), std::nullopt);
    EXPECT_EQ(form->pairs().size(), 6u);
    EXPECT_TRUE(parse_form("")->pairs().empty());
}

TEST(Forms, KeepLineBreaksOfTextAreas) { EXPECT_EQ(parse_form("note=a%0D%0Ab%09c")->get("note"), "a\r\nb\tc"); }

TEST(Forms, RefuseWhatIsNotText) {
    for (const auto* bad : {"a=%00", "a=%01", "%00=a", "a=%ff", "a=%C3", "a=%zz", "a=%7f"})
        EXPECT_FALSE(parse_form(bad)) << bad;
}

TEST(Forms, RefuseMoreThanTheLimit) {
    EXPECT_TRUE(parse_form("a&b&c", 3));
    EXPECT_FALSE(parse_form("a&b&c&d", 3));
}

TEST(Forms, RoundTripRandomPairs) {
    static const std::vector<std::string> letters = {"a", "Z", "0",  " ", "+",  "&", "=",
                                                     "%", "å", "日", "😀", "\n", "/", "\""};
    const support::Seed seed(11);
    std::mt19937 random(seed.value);
    const auto word = [&] {
        std::string text;
        for (auto left = random() % 8; left > 0; --left) text += letters[random() % letters.size()];
        return text;
    };
    for (int i = 0; i < 2000; ++i) {
        std::vector<std::pair<std::string, std::string>> pairs;
        std::string text;
        for (auto left = random() % 6; left > 0; --left) {
            pairs.emplace_back(word(), word());
            text += (text.empty() ? "" : "&") + base::percent_encoded(pairs.back().first) + "=" +
                    base::percent_encoded(pairs.back().second);
        }
        const auto form = parse_form(text);
        ASSERT_TRUE(form) << text;
        EXPECT_EQ(form->pairs(), pairs) << text;
    }
}

TEST(Cookies, AreFoundByTheirWholeName) {
    const auto request = with_header("cookie", "ab=1; a=2;b=\"3\"; a=4; c; d=e=f");
    EXPECT_EQ(request.cookie("a"), "2");
    EXPECT_EQ(request.cookie("b"), "3");
    EXPECT_EQ(request.cookie("d"), "e=f");
    EXPECT_EQ(request.cookie("c"), "");
    EXPECT_EQ(request.cookie("x"), "");
}

TEST(Cookies, AreLaxAndSecureOnHttps) {
    Request request;
    request.origin = "https://book.example";
    Response response;
    set_cookie(response, request, {.name = "session", .value = "abc", .max_age = Seconds{60}});
    EXPECT_EQ(header_of(response, "Set-Cookie"), "session=abc; Path=/; SameSite=Lax; Max-Age=60; HttpOnly; Secure");
    request.origin = "http://localhost:8080";
    Response plain;
    set_cookie(plain, request, {.name = "theme", .value = "dark", .max_age = {}, .path = "/a", .http_only = false});
    EXPECT_EQ(header_of(plain, "Set-Cookie"), "theme=dark; Path=/a; SameSite=Lax");
}

TEST(Cookies, NeverCarryASecondAttribute) {
    Response response;
    EXPECT_ANY_THROW(set_cookie(response, {}, {.name = "a", .value = "b; Domain=evil", .max_age = {}}));
    EXPECT_ANY_THROW(set_cookie(response, {}, {.name = "a", .value = "b\r\nX: y", .max_age = {}}));
    EXPECT_ANY_THROW(set_cookie(response, {}, {.name = "a=b", .value = "c", .max_age = {}}));
    EXPECT_TRUE(response.headers.empty());
}

TEST(Languages, AreChosenByWeightAndVariety) {
    const std::vector<std::string> offered = {"en", "nb", "pt-BR", "de"};
    const auto best = [&](std::string accept) {
        return std::string(with_header("accept-language", std::move(accept)).best_language(offered));
    };
    EXPECT_EQ(best(""), "en");
    EXPECT_EQ(best("nb-NO,nb;q=0.9,en;q=0.8"), "nb");
    EXPECT_EQ(best("fr, de;q=0.5, nb;q=0.7"), "nb");
    EXPECT_EQ(best("pt"), "pt-BR");
    EXPECT_EQ(best("PT-br"), "pt-BR");
    EXPECT_EQ(best("de;q=0, nb;q=0.1"), "nb");
    EXPECT_EQ(best("ja, *;q=0.5"), "en");
    EXPECT_EQ(best("d, n"), "en");
    EXPECT_EQ(best("de;q=nonsense, nb;q=0.001"), "nb");
    EXPECT_EQ(best(";;;,,,;q=1,-"), "en");
    EXPECT_EQ(Request().best_language({}), "");
}

TEST(Redirects, StayWithUs) {
    const auto response = see_other("/oslo/bookings?a=b");
    EXPECT_EQ(response.status, 303);
    EXPECT_EQ(header_of(response, "Location"), "/oslo/bookings?a=b");
    for (const auto* foreign : {"//evil.example", "/\\evil.example", "https://evil.example", "", "/a\r\nX: y"})
        EXPECT_ANY_THROW(see_other(foreign)) << foreign;
}

TEST(Problems, CarryCodeAndMembers) {
    const auto response =
        problem(409, "Time taken", "Somebody was quicker", "booking.time_taken", R"({"nearest":["a"]})");
    const auto document = nlohmann::json::parse(*response.body);
    EXPECT_EQ(response.status, 409);
    EXPECT_EQ(response.type, "application/problem+json");
    EXPECT_EQ(document["type"], "urn:timebok:booking.time_taken");
    EXPECT_EQ(document["status"], 409);
    EXPECT_EQ(document["nearest"][0], "a");
    EXPECT_EQ(nlohmann::json::parse(*problem(404, "Not found", "").body)["type"], "about:blank");
    EXPECT_EQ(nlohmann::json::parse(*problem(400, "Bad", "\xff").body)["detail"], "\xEF\xBF\xBD");
}

TEST(Params, AreCheckedToExist) {
    Request request;
    request.params = {{"name", "x"}};
    EXPECT_EQ(request.param("name"), "x");
    EXPECT_ANY_THROW(request.param("other"));
}

TEST(Hosts, AreHostAndPortOnly) {
    EXPECT_EQ(parse_host("Book.Example:8080"), "book.example:8080");
    EXPECT_EQ(parse_host("[::1]:80"), "[::1]:80");
    EXPECT_EQ(parse_host("127.0.0.1"), "127.0.0.1");
    for (const auto* bad : {"", ":80", "a:", "a:0", "a:65536", "a:1:2", "a b", "a/b", "u@a", "[::1", "::1", "[]",
                            "a\xc3\xa5", "a,b", "[::1]x:80", "x[::1]"})
        EXPECT_FALSE(parse_host(bad)) << bad;
    EXPECT_EQ(origin_of("https", "a:443"), "https://a");
    EXPECT_EQ(origin_of("http", "a:443"), "http://a:443");
}

TEST(Utf8, IsTakenOnlyWellFormed) {
    for (const auto* good : {"", "a", "å", "日", "😀", "\xED\x9F\xBF", "\xF4\x8F\xBF\xBF"})
        EXPECT_TRUE(is_utf8(good)) << good;
    for (const auto* bad : {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80",
                            "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xC3", "\xE6\x97", "\xFF"})
        EXPECT_FALSE(is_utf8(bad)) << bad;
}

}  // namespace
}  // namespace http
