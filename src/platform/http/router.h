// Routes as data: every URL with its guard, permission, module and limits. Matching is by segments.
#pragma once

#include "http/http.h"

#include <functional>
#include <string>
#include <vector>

namespace http {

using Handler = std::function<Response(const Request&)>;

// Limits that hold before a handler runs.
struct Limits {
    std::size_t body = 64 * 1024;  // bytes; 413 above, before the body is read where a length is announced
    // Requests that one client address may send to this route within a minute; 0: no limit of its own.
    unsigned per_minute = 0;
};

// `Policy` is the application's: guard, permission, module, documentation. The router only carries it.
template <class Policy>
struct Route {
    Method method;
    std::string pattern;  // "/{business}/bookings/{token}"; a {name} segment takes any one segment
    Policy policy;
    Limits limits;
};

// The value of Allow: "GET, HEAD, POST, OPTIONS".
std::string allow_header(const std::vector<Method>& methods);

// Index of a pattern: literal segments win over {names}, compared segment by segment, and where the better pattern
// does not have the method, a lesser one may. "/a/" is not "/a"; a {name} takes no empty segment.
class Matcher {
public:
    Matcher();
    // CHECKs that the pattern is well-formed and that the same method and shape was not added before.
    void add(Method method, std::string_view pattern, std::size_t index);

    struct Match {
        std::optional<std::size_t> index;                         // none: see `allowed`
        std::vector<std::pair<std::string, std::string>> params;  // decoded
        std::vector<Method> allowed;                              // other methods of this path; empty: 404
    };
    // `raw_path` as sent, without the query. A bad escape matches nothing.
    Match match(Method method, std::string_view raw_path) const;

private:
    struct Node;
    std::shared_ptr<Node> root_;
};

}  // namespace http
