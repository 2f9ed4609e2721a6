#include "pages/kept_form.h"

namespace pages {

using namespace bookings;
namespace {

constexpr std::string_view kCookie = "tb_typed";
constexpr std::size_t kMostBytes = 1700;  // sealed, in hex, it has to fit into a cookie
constexpr Seconds kLifetime = std::chrono::minutes{30};

std::string key_of(const Page& page) { return page.environment.secret + ":typed"; }

// One name is all that tells a password from the rest of a form.
bool is_secret(std::string_view name) { return name == "token" || name.find("password") != name.npos; }

void set(http::Response& response, const Page& page, std::string value, Seconds lifetime) {
    http::set_cookie(
        response, page.request,
        {std::string(kCookie), std::move(value), lifetime, home_path(page), true, http::is_embedded(page.request)});
}

}  // namespace

void keep_form(http::Response& response, const Page& page) {
    auto text = std::string(page.request.raw_path()) + "?";
    for (const auto& [name, value] : page.request.form.pairs())
        if (!is_secret(name)) text += base::percent_encoded(name) + "=" + base::percent_encoded(value) + "&";
    if (text.ends_with('?') || text.size() > kMostBytes) return;
    text.pop_back();
    set(response, page, base::seal(key_of(page), text), kLifetime);
}

bool has_kept_form(const Page& page) { return !page.request.cookie(kCookie).empty(); }

std::optional<http::Form> kept_form(const Page& page, std::string_view path) {
    const auto sealed = page.request.cookie(kCookie);
    const auto text = sealed.empty() ? std::nullopt : base::open_seal(key_of(page), sealed);
    const auto question = text ? text->find('?') : std::string::npos;
    if (question == std::string::npos || std::string_view(*text).substr(0, question) != path) return std::nullopt;
    return http::parse_form(std::string_view(*text).substr(question + 1));
}

void forget_form(http::Response& response, const Page& page) { set(response, page, "", Seconds{0}); }

}  // namespace pages
