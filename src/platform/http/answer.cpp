#include "http/answer.h"

#include "base/gzip.h"
#include "http/wire.h"

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <stdexcept>

namespace http {
namespace {

constexpr std::size_t gzip_from = 1024;  // below, the envelope and the work outweigh the gain

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> standard = {{
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "same-origin"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), microphone=(), geolocation=()"},
    {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
}};

// Shared by the workers rather than one for each: the last one used still lies in the processor's cache, and a
// compressor is larger than all else that a page needs.
class Compressors {
public:
    std::string operator()(std::string_view text) {
        auto compressor = take();
        auto out = (*compressor)(text);
        const std::lock_guard lock(mutex_);
        free_.push_back(std::move(compressor));
        return out;
    }

private:
    std::unique_ptr<base::Gzip> take() {
        {
            const std::lock_guard lock(mutex_);
            if (!free_.empty()) {
                auto last = std::move(free_.back());
                free_.pop_back();
                return last;
            }
        }
        return std::make_unique<base::Gzip>(base::Gzip::quickest);
    }

    std::mutex mutex_;
    std::vector<std::unique_ptr<base::Gzip>> free_;
};

std::string* find_header(Response& response, std::string_view name) {
    for (auto& [key, value] : response.headers)
        if (equal_ignoring_case(key, name)) return &value;
    return nullptr;
}

// The last one set wins; lists become one line; cookies stay apart (RFC 6265 3).
void drop_repeated(Response& response) {
    std::vector<std::pair<std::string, std::string>> kept;
    kept.reserve(response.headers.size() + standard.size() + 4);
    for (auto& header : response.headers) {
        const auto same = equal_ignoring_case(header.first, "set-cookie")
                              ? kept.end()
                              : std::ranges::find_if(kept, [&](const auto& other) {
                                    return equal_ignoring_case(other.first, header.first);
                                });
        if (same == kept.end())
            kept.push_back(std::move(header));
        else if (equal_ignoring_case(header.first, "vary"))
            same->second += ", " + header.second;
        else
            same->second = std::move(header.second);
    }
    response.headers = std::move(kept);
}

std::string_view opaque(std::string_view etag) { return etag.starts_with("W/") ? etag.substr(2) : etag; }

// RFC 9110 13.1.2, weak comparison.
bool is_known(std::string_view etag, std::string_view if_none_match) {
    if (trimmed(if_none_match) == "*") return true;
    bool found = false;
    split(if_none_match, ',', [&](std::string_view piece) { found |= opaque(piece) == opaque(etag); });
    return found;
}

bool is_compressible(std::string_view type) {
    const auto plain = trimmed(type.substr(0, type.find(';')));
    return plain.starts_with("text/") || plain.ends_with("json") || plain.ends_with("xml") ||
           plain.ends_with("javascript");
}

bool has_body(int status) { return status >= 200 && status != 204 && status != 304; }

void vary_by_encoding(Response& response) {
    if (auto* vary = find_header(response, "vary"))
        *vary += ", Accept-Encoding";
    else
        response.set("Vary", "Accept-Encoding");
}

void compress(Response& response, const Request& request) {
    if (!response.body || response.body->size() <= gzip_from || response.status == 206) return;
    if ((!response.gzip && !is_compressible(response.type)) || find_header(response, "content-encoding")) return;
    vary_by_encoding(response);
    if (!accepts_gzip(request.header("accept-encoding"))) return;
    response.body = response.gzip ? response.gzip : std::make_shared<const std::string>(gzip(*response.body));
    response.set("Content-Encoding", "gzip");
    // Other bytes under the same tag: it can only be weak.
    if (auto* etag = find_header(response, "etag"); etag && !etag->starts_with("W/")) etag->insert(0, "W/");
}

void answer_not_modified(Response& response, const Request& request) {
    if (response.status != 200 || request.method != Method::get) return;
    const auto condition = request.header("if-none-match");
    const auto* etag = condition.empty() ? nullptr : find_header(response, "etag");
    if (!etag || !is_known(*etag, condition)) return;
    if (response.gzip || is_compressible(response.type)) vary_by_encoding(response);
    response.status = 304;
}

}  // namespace

bool accepts_gzip(std::string_view accept_encoding) {
    bool named = false, accepted = false;
    split(accept_encoding, ',', [&](std::string_view piece) {
        const auto semicolon = std::min(piece.find(';'), piece.size());
        if (!equal_ignoring_case(trimmed(piece.substr(0, semicolon)), "gzip") || named) return;
        named = true;
        const auto weight = trimmed(piece.substr(std::min(semicolon + 1, piece.size())));
        accepted = !(weight.starts_with("q=0") && weight.find_first_not_of("0.", 2) == std::string_view::npos);
    });
    return accepted;
}

std::string gzip(std::string_view text) {
    static Compressors compressors;
    return compressors(text);
}

void finish(Response& response, const Request& request) {
    drop_repeated(response);
    answer_not_modified(response, request);
    if (has_body(response.status)) {
        compress(response, request);
    } else {
        response.body.reset();
        response.gzip.reset();
        response.file.reset();
    }
    if ((!response.body && !response.file && !response.stream) ||
        (response.body && response.body->empty() && response.status >= 300 && response.status < 400))
        response.type.clear();
    for (const auto& [name, value] : standard)
        if (!find_header(response, name)) response.headers.emplace_back(name, value);
    if (auto* id = find_header(response, "x-request-id"))
        *id = request.id;
    else
        response.set("X-Request-Id", request.id);
}

}  // namespace http
