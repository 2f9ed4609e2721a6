// What a handler sees of HTTP: a parsed request and a response value. Knows no feature; the server is in server.h.
#pragma once

#include "base/base.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace work {
class File;
}

namespace http {

class Stream;

// HEAD comes to the application as `get`. No route has `options`: the server asks `admit` with it and makes a 405 with
// Allow into the 204 that a client expects.
enum class Method : std::uint8_t { get, post, put, patch, del, options };
std::string_view to_text(Method method);

// Decoded pairs in the order they came: a query or a urlencoded body.
class Form {
public:
    Form() = default;
    explicit Form(std::vector<std::pair<std::string, std::string>> pairs) : pairs_(std::move(pairs)) {}

    // The first value of that name; empty when there is none.
    std::string_view get(std::string_view name) const;
    std::optional<std::string_view> find(std::string_view name) const;
    bool has(std::string_view name) const { return find(name).has_value(); }
    const std::vector<std::pair<std::string, std::string>>& pairs() const { return pairs_; }

private:
    std::vector<std::pair<std::string, std::string>> pairs_;
};

// Everything is decoded once, valid UTF-8, without control characters, and within the route's limits.
struct Request {
    Method method = Method::get;
    std::string path;                                         // decoded, for showing; never for matching
    std::string target;                                       // as sent: raw path and query
    std::vector<std::pair<std::string, std::string>> params;  // {name} segments of the pattern
    Form query;
    Form form;                                                 // application/x-www-form-urlencoded bodies
    std::string body;                                          // as sent, for anything else
    std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
    std::string address;                                       // of the client, behind trusted proxies theirs
    std::string origin;  // "https://book.example.org": scheme and host that the visitor used (base URL when set)
    std::string host;    // as the visitor's browser named it, in small letters, perhaps with a port
    std::string id;      // request id, also in the log and in X-Request-Id

    std::string_view raw_path() const;                     // of `target`, for the Matcher
    std::string_view param(std::string_view name) const;   // CHECKs that the pattern has it
    std::string_view header(std::string_view name) const;  // lower-case name; empty when absent
    std::string_view cookie(std::string_view name) const;
    // The best of `offered` (BCP 47) for Accept-Language; the first when nothing fits.
    std::string_view best_language(const std::vector<std::string>& offered) const;
};

struct Response {
    int status = 200;
    std::string type = "text/html; charset=utf-8";
    // Shared, so that an answer kept in memory is sent without a copy.
    std::shared_ptr<const std::string> body;
    // The same body in gzip, where the application keeps it; otherwise texts over 1 KB are compressed as they are sent.
    std::shared_ptr<const std::string> gzip;
    std::vector<std::pair<std::string, std::string>> headers;
    // Instead of a body: one too large for memory, flushed. It is sent as it is.
    std::shared_ptr<const work::File> file = {};
    // Instead of a body: one that goes on (stream.h).
    std::shared_ptr<Stream> stream = {};

    Response& set(std::string name, std::string value) & {
        headers.emplace_back(std::move(name), std::move(value));
        return *this;
    }
    Response&& set(std::string name, std::string value) && {
        headers.emplace_back(std::move(name), std::move(value));
        return std::move(*this);
    }
};

Response html(std::string body, int status = 200);
Response json(std::string body, int status = 200);
Response text(std::string body, int status = 200);
// 303; `path` is one of our own paths, beginning with a single slash.
Response see_other(std::string path);
Response permanent_redirect(std::string path);  // 308; asked for again each time

struct Cookie {
    std::string name, value;
    std::optional<Seconds> max_age;  // none: until the browser closes
    std::string path = "/";
    bool http_only = true;
    // For a page inside another site's page: kept apart for each such site (CHIPS), so blocking third parties' cookies
    // does not block it. Always Secure.
    bool partitioned = false;
};
// SameSite=Lax, and Secure when the visitor came by https.
void set_cookie(Response& response, const Request& request, const Cookie& cookie);
// Whether the browser says that the page is shown inside another one.
bool is_embedded(const Request& request);

// Nullopt for a bad escape. `plus`: + means a space (forms).
std::optional<std::string> percent_decoded(std::string_view text, bool plus = false);
// "a=1&b=x%20y"; nullopt for a bad escape, NUL, control characters or broken UTF-8, or more than `limit` pairs.
std::optional<Form> parse_form(std::string_view text, std::size_t limit = 200);

// RFC 9457. `type` is "about:blank" or one of ours, extra members come from `members` (a JSON object's text).
// With a `code` the type is "urn:timebok:CODE" and the code is a member too.
Response problem(int status, std::string_view title, std::string_view detail, std::string_view code = {},
                 std::string_view members = {});
int status_of(Fault fault);
// What a status means in two words (RFC 9110): "Not Found".
std::string_view title_of(int status);

}  // namespace http
