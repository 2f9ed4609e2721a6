#include "http/http.h"

#include "http/wire.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace http {
namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// RFC 6265 4.1.1
bool is_cookie_value(std::string_view text) {
    return std::ranges::all_of(
        text, [](char c) { return c > 0x20 && c < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\'; });
}

std::string_view find_in(const std::vector<std::pair<std::string, std::string>>& pairs, std::string_view name) {
    const auto found = std::ranges::find(pairs, name, &std::pair<std::string, std::string>::first);
    return found == pairs.end() ? std::string_view() : std::string_view(found->second);
}

Response respond(std::string type, std::string body, int status) {
    Response response;
    response.status = status;
    response.type = std::move(type);
    response.body = std::make_shared<const std::string>(std::move(body));
    return response;
}

std::optional<std::string> clean_piece(std::string_view text) {
    auto decoded = percent_decoded(text, true);
    if (decoded && !base::is_clean_text(*decoded)) decoded.reset();
    return decoded;
}

// A language range and its weight in thousandths (RFC 9110 12.5.4).
struct Range {
    std::string_view tag;
    int weight = 1000;
};

// "0.8" is 800; nonsense is 0, so that the range is ignored.
int weight_of(std::string_view text) {
    if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return 0;
    int weight = text[0] == '1' ? 1000 : 0;
    if (text.size() > 1 && text[1] != '.') return 0;
    int unit = 100;
    for (std::size_t i = 2; i < text.size(); ++i, unit /= 10) {
        if (text[i] < '0' || text[i] > '9') return 0;
        weight += (text[i] - '0') * unit;
    }
    return std::min(weight, 1000);
}

Range parse_range(std::string_view text) {
    Range range;
    const auto semicolon = std::min(text.find(';'), text.size());
    range.tag = trimmed(text.substr(0, semicolon));
    if (semicolon == text.size()) return range;
    const auto parameter = trimmed(text.substr(semicolon + 1));
    if (parameter.starts_with("q=") || parameter.starts_with("Q=")) range.weight = weight_of(parameter.substr(2));
    return range;
}

// "en" is the start of "en-GB", "e" is not.
bool is_prefix_tag(std::string_view prefix, std::string_view tag) {
    return tag.size() >= prefix.size() && equal_ignoring_case(tag.substr(0, prefix.size()), prefix) &&
           (tag.size() == prefix.size() || tag[prefix.size()] == '-');
}

// RFC 4647 3.4 lookup, then any variety of the language asked for.
const std::string* look_up(std::string_view range, const std::vector<std::string>& offered) {
    if (range == "*") return &offered.front();
    for (auto tag = range; !tag.empty();
         tag = tag.substr(0, tag.rfind('-') == std::string_view::npos ? 0 : tag.rfind('-')))
        for (const auto& offer : offered)
            if (equal_ignoring_case(offer, tag)) return &offer;
    for (const auto& offer : offered)
        if (is_prefix_tag(range, offer)) return &offer;
    return nullptr;
}

std::string_view unquoted(std::string_view text) {
    return text.size() >= 2 && text.front() == '"' && text.back() == '"' ? text.substr(1, text.size() - 2) : text;
}

}  // namespace

std::string_view to_text(Method method) {
    switch (method) {
        case Method::get: return "GET";
        case Method::post: return "POST";
        case Method::put: return "PUT";
        case Method::patch: return "PATCH";
        case Method::del: return "DELETE";
        case Method::options: return "OPTIONS";
    }
    return {};
}

std::optional<std::string_view> Form::find(std::string_view name) const {
    const auto found = std::ranges::find(pairs_, name, &std::pair<std::string, std::string>::first);
    return found == pairs_.end() ? std::nullopt : std::optional<std::string_view>(found->second);
}

std::string_view Form::get(std::string_view name) const { return find_in(pairs_, name); }

std::string_view Request::raw_path() const { return std::string_view(target).substr(0, target.find('?')); }

std::string_view Request::param(std::string_view name) const {
    const auto found = std::ranges::find(params, name, &std::pair<std::string, std::string>::first);
    CHECK(found != params.end());
    return found->second;
}

std::string_view Request::header(std::string_view name) const { return find_in(headers, name); }

std::string_view Request::cookie(std::string_view name) const {
    std::optional<std::string_view> value;
    for (const auto& [header, text] : headers) {
        if (header != "cookie") continue;
        split(text, ';', [&](std::string_view piece) {
            const auto equals = piece.find('=');
            if (value || equals == std::string_view::npos || trimmed(piece.substr(0, equals)) != name) return;
            value = unquoted(trimmed(piece.substr(equals + 1)));
        });
    }
    return value.value_or(std::string_view());
}

std::string_view Request::best_language(const std::vector<std::string>& offered) const {
    if (offered.empty()) return {};
    std::vector<Range> ranges;
    split(header("accept-language"), ',', [&](std::string_view piece) {
        const auto range = parse_range(piece);
        if (range.weight > 0 && ranges.size() < 32) ranges.push_back(range);
    });
    std::ranges::stable_sort(ranges, std::greater(), &Range::weight);
    for (const auto& range : ranges)
        if (const auto* offer = look_up(range.tag, offered)) return *offer;
    return offered.front();
}

Response html(std::string body, int status) { return respond("text/html; charset=utf-8", std::move(body), status); }
Response json(std::string body, int status) { return respond("application/json", std::move(body), status); }
Response text(std::string body, int status) { return respond("text/plain; charset=utf-8", std::move(body), status); }

namespace {

Response redirect(int status, std::string path) {
    CHECK(path.starts_with('/') && !path.starts_with("//") && !path.starts_with("/\\"));
    CHECK(is_header_value(path));
    return respond("", "", status).set("Location", std::move(path));
}

}  // namespace

Response see_other(std::string path) { return redirect(303, std::move(path)); }
Response permanent_redirect(std::string path) {
    return redirect(308, std::move(path)).set("Cache-Control", "no-cache");
}

void set_cookie(Response& response, const Request& request, const Cookie& cookie) {
    CHECK(is_token(cookie.name) && is_cookie_value(cookie.value) && is_cookie_value(cookie.path));
    auto text = fmt::format("{}={}; Path={}; SameSite={}", cookie.name, cookie.value, cookie.path,
                            cookie.partitioned ? "None; Partitioned" : "Lax");
    if (cookie.max_age) text += fmt::format("; Max-Age={}", cookie.max_age->count());
    if (cookie.http_only) text += "; HttpOnly";
    if (cookie.partitioned || request.origin.starts_with("https://")) text += "; Secure";
    response.set("Set-Cookie", std::move(text));
}

// The page's script says it for what it asks for by itself; the browser for what it goes to.
bool is_embedded(const Request& request) {
    return request.header("sec-fetch-dest") == "iframe" || request.header("x-timebok-embedded") == "1";
}

std::optional<std::string> percent_decoded(std::string_view text, bool plus) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus) {
            result += ' ';
        } else if (text[i] != '%') {
            result += text[i];
        } else {
            const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
            const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
            if (high < 0 || low < 0) return std::nullopt;
            result += static_cast<char>(high * 16 + low);
            i += 2;
        }
    }
    return result;
}

std::optional<Form> parse_form(std::string_view text, std::size_t limit) {
    std::vector<std::pair<std::string, std::string>> pairs;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find('&', begin), text.size());
        const auto piece = text.substr(begin, end - begin);
        begin = end + 1;
        if (piece.empty()) continue;
        if (pairs.size() == limit) return std::nullopt;
        const auto equals = std::min(piece.find('='), piece.size());
        auto name = clean_piece(piece.substr(0, equals));
        auto value = clean_piece(piece.substr(std::min(equals + 1, piece.size())));
        if (!name || !value) return std::nullopt;
        pairs.emplace_back(std::move(*name), std::move(*value));
    }
    return Form(std::move(pairs));
}

Response problem(int status, std::string_view title, std::string_view detail, std::string_view code,
                 std::string_view members) {
    nlohmann::ordered_json document;
    document["type"] = code.empty() ? "about:blank" : fmt::format("urn:timebok:{}", code);
    document["title"] = title;
    document["status"] = status;
    if (!detail.empty()) document["detail"] = detail;
    if (!code.empty()) document["code"] = code;
    if (!members.empty()) document.update(nlohmann::ordered_json::parse(members));
    // Text that came from outside may be broken UTF-8; an error must not fail over it.
    auto body = document.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    return respond("application/problem+json", std::move(body), status);
}

int status_of(Fault fault) {
    switch (fault) {
        case Fault::invalid: return 422;
        case Fault::not_found: return 404;
        case Fault::forbidden: return 403;
        case Fault::conflict: return 409;
        case Fault::too_many: return 429;
    }
    return 500;
}

std::string_view title_of(int status) {
    switch (status) {
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 408: return "Request Timeout";
        case 409: return "Conflict";
        case 412: return "Precondition Failed";
        case 413: return "Content Too Large";
        case 414: return "URI Too Long";
        case 415: return "Unsupported Media Type";
        case 422: return "Unprocessable Content";
        case 428: return "Precondition Required";
        case 429: return "Too Many Requests";
        case 431: return "Request Header Fields Too Large";
        case 503: return "Service Unavailable";
        default: return status < 500 ? "Bad Request" : "Internal Server Error";
    }
}

}  // namespace http
