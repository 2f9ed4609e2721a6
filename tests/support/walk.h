// For the walk along all routes (app/guard_walk_test.cpp): who asks, and how. What is asked rightfully of a route
// stands beside its area, in test_recipes.h.
#pragma once

#include "support/pictures.h"

#include "base/base.h"
#include "base/text.h"

#include <fmt/format.h>

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace support::walk {

struct Ask {
    std::string method = "GET", target = "/";
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::string body = {};

    Ask with(std::string name, std::string value) const {
        auto out = *this;
        out.headers.emplace_back(std::move(name), std::move(value));
        return out;
    }
    std::string bytes() const {
        auto out = fmt::format("{} {} HTTP/1.1\r\nHost: book.example\r\n", method, target);
        for (const auto& [name, value] : headers) out += fmt::format("{}: {}\r\n", name, value);
        if (!body.empty() || method == "POST") out += fmt::format("Content-Length: {}\r\n", body.size());
        return out + "\r\n" + body;
    }
};

inline Ask form_post(std::string target, const std::vector<std::pair<std::string, std::string>>& fields) {
    Ask ask{"POST", std::move(target), {{"Content-Type", "application/x-www-form-urlencoded"}}, {}};
    for (const auto& [name, value] : fields)
        ask.body += (ask.body.empty() ? "" : "&") + base::percent_encoded(name) + "=" + base::percent_encoded(value);
    return ask;
}
inline Ask json_post(std::string target, std::string body) {
    return {"POST", std::move(target), {{"Content-Type", "application/json"}}, std::move(body)};
}

// Who asks, and what they know, by name. Each use is noted, so that the walk knows what of the request can be someone
// else's.
class SignedIn {
public:
    std::string& operator[](const std::string& name) { return known_[name]; }
    const std::string& operator()(const std::string& name) const {
        used_.insert(name);
        return known_.at(name);
    }
    bool used(std::string_view name) const { return used_.contains(name); }
    void forget_uses() { used_.clear(); }

private:
    std::map<std::string, std::string> known_;
    mutable std::set<std::string, std::less<>> used_;
};

using Recipe = Ask (*)(const SignedIn&);

inline Ask get(std::string target) { return {"GET", std::move(target), {}, {}}; }

inline std::string at(const SignedIn& who, std::string_view rest) { return fmt::format("/{}{}", who("slug"), rest); }
inline Ask as_customer(const SignedIn& who, Ask ask) {
    return ask.with("Cookie", "tb_customer=" + who("customer_session"));
}
inline Ask panel_get(const SignedIn& who, const std::string& rest) {
    return as_customer(who, get(at(who, "/my" + rest)));
}
using Fields = std::vector<std::pair<std::string, std::string>>;
inline Ask panel_post(const SignedIn& who, const std::string& rest, Fields fields = {}) {
    fields.emplace_back("token", who("panel_token"));
    return as_customer(who, form_post(at(who, "/my" + rest), fields));
}
// Before signing in.
inline Ask door_post(const SignedIn& who, const std::string& rest, Fields fields = {}) {
    fields.emplace_back("token", who("door_token"));
    return form_post(at(who, rest), fields);
}

// A form with a picture in it, for `path` of the business.
inline Ask send_file(const SignedIn& who, std::string_view path, std::string_view token, std::string_view field,
                     std::uint32_t side = 24) {
    const auto part = [](std::string_view head, std::string_view content) {
        return fmt::format("--edge\r\nContent-Disposition: form-data; {}\r\n\r\n{}\r\n", head, content);
    };
    const auto body = part("name=\"token\"", token) +
                      part(fmt::format("name=\"{}\"; filename=\"me.png\"\r\nContent-Type: image/png", field),
                           support::grey_png(side, side)) +
                      "--edge--\r\n";
    return Ask{"POST", at(who, path), {{"Content-Type", "multipart/form-data; boundary=edge"}}, body};
}

inline Ask as_staff(const SignedIn& who, Ask ask) { return ask.with("Cookie", "tb_staff=" + who("staff_session")); }
inline Ask office_get(const SignedIn& who, const std::string& rest) {
    return as_staff(who, get(at(who, "/office" + rest)));
}
inline Ask office_post(const SignedIn& who, const std::string& rest, Fields fields = {}) {
    fields.emplace_back("token", who("office_token"));
    return as_staff(who, form_post(at(who, "/office" + rest), fields));
}
// The same as a form sends it that may hold files.
inline Ask office_parts(const SignedIn& who, const std::string& rest, Fields fields) {
    fields.emplace_back("token", who("office_token"));
    std::string body;
    for (const auto& [name, value] : fields)
        body += fmt::format("--edge\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{}\r\n", name, value);
    return as_staff(who, Ask{"POST",
                             at(who, "/office" + rest),
                             {{"Content-Type", "multipart/form-data; boundary=edge"}},
                             body + "--edge--\r\n"});
}
inline Ask office_door(const SignedIn& who, const std::string& rest, Fields fields = {}) {
    fields.emplace_back("token", who("office_door_token"));
    return form_post(rest, fields);
}

// Of everybody who signs in; and one to be changed to.
inline constexpr const char* kPassword = "correct horse battery staple";
inline constexpr const char* kNewPassword = "another long pass phrase";

using Recipes = std::map<std::string, Recipe>;  // by "GET /{business}/book"

}  // namespace support::walk
