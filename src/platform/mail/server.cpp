#include "mail/mail.h"

#include <charconv>

namespace mail {
namespace {

std::unexpected<Error> bad_form() { return invalid("mail.server_form"); }
std::unexpected<Error> bad_option(std::string_view name) {
    return invalid("mail.server_option", {{"name", std::string(name)}});
}

// Percent-decoded; nullopt for a broken escape or a control character.
std::optional<std::string> decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned value = static_cast<unsigned char>(text[i]);
        if (text[i] == '%') {
            const auto digits = text.substr(i + 1, 2);
            const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
            if (digits.size() != 2 || error != std::errc{} || end != digits.data() + 2) return std::nullopt;
            i += 2;
        }
        if (value < 0x20 || value == 0x7F) return std::nullopt;
        out += static_cast<char>(value);
    }
    return out;
}

template <class Number>
std::optional<Number> number(std::string_view text, Number low, Number high) {
    Number value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < low || value > high) return std::nullopt;
    return value;
}

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

bool is_host(std::string_view text) {
    return !text.empty() && text.size() <= 253 && text.front() != '-' && text.front() != '.' &&
           std::ranges::all_of(text, [](char c) { return is_letter_or_digit(c) || c == '.' || c == '-' || c == '_'; });
}

bool is_ipv6(std::string_view text) {
    return text.size() >= 2 && text.size() <= 45 && text.find_first_not_of("0123456789abcdefABCDEF:.") == text.npos &&
           std::ranges::count(text, ':') >= 2;
}

bool is_this_machine(std::string_view host) {
    return host == "localhost" || host == "::1" ||
           (host.starts_with("127.") && !host.ends_with('.') && host.find_first_not_of("0123456789.") == host.npos);
}

// "user:password@" at the front, which is taken away.
bool take_login(std::string_view& rest, Server& server) {
    const auto at = rest.rfind('@');
    if (at == std::string_view::npos) return true;
    const auto login = rest.substr(0, at);
    rest.remove_prefix(at + 1);
    const auto colon = login.find(':');
    if (colon == std::string_view::npos) return false;
    const auto user = decoded(login.substr(0, colon)), password = decoded(login.substr(colon + 1));
    if (!user || !password || user->empty() || password->empty()) return false;
    server.user = *user;
    server.password = *password;
    return true;
}

bool set_host(std::string_view text, Server& server) {
    const bool bracketed = text.starts_with('[');
    const auto end = bracketed ? text.find(']') : text.find(':');
    if (bracketed && end == std::string_view::npos) return false;
    server.host = text.substr(bracketed ? 1 : 0, bracketed ? end - 1 : end);
    if (bracketed ? !is_ipv6(server.host) : !is_host(server.host)) return false;
    auto port = end == std::string_view::npos ? std::string_view{} : text.substr(bracketed ? end + 1 : end);
    if (port.empty()) return true;
    if (!port.starts_with(':')) return false;
    const auto parsed = number(port.substr(1), 1, 65535);
    if (parsed) server.port = *parsed;
    return parsed.has_value();
}

bool set_option(std::string_view name, const std::string& value, Server& server) {
    if (name == "security" && server.security != Security::tls) {
        server.security = value == "none" ? Security::none : Security::starttls;
        return value == "none" || value == "starttls";
    }
    if (name == "helo") {
        server.helo = value;
        return is_host(value);
    }
    if (name == "ca") {
        server.ca_file = value;
        return !value.empty();
    }
    if (name == "timeout") {
        const auto seconds = number(value, 1, 600);
        if (!seconds) return false;
        server.timeout = std::chrono::seconds{*seconds};
        server.connect_timeout = std::min(server.connect_timeout, server.timeout);
        return true;
    }
    return false;
}

Result<void> set_options(std::string_view query, Server& server) {
    while (!query.empty()) {
        const auto one = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(one.size() + 1, query.size()));
        const auto equals = one.find('=');
        const auto name = one.substr(0, equals);
        const auto value = equals == std::string_view::npos ? std::nullopt : decoded(one.substr(equals + 1));
        if (!value || !set_option(name, *value, server)) return bad_option(name);
    }
    return {};
}

}  // namespace

Result<Server> parse_server(std::string_view url) {
    Server server;
    if (url.starts_with("smtps://")) {
        server.security = Security::tls;
        server.port = 465;
    } else if (!url.starts_with("smtp://")) {
        return bad_form();
    }
    auto rest = url.substr(url.find("//") + 2);
    const auto question = rest.find('?');
    const auto query = question == std::string_view::npos ? std::string_view{} : rest.substr(question + 1);
    rest = rest.substr(0, question);
    if (rest.ends_with('/')) rest.remove_suffix(1);
    if (!take_login(rest, server) || !set_host(rest, server)) return bad_form();
    if (const auto set = set_options(query, server); !set) return std::unexpected(set.error());
    if (!server.user.empty() && is_readable_on_the_way(server)) return invalid("mail.server_password");
    return server;
}

bool is_readable_on_the_way(const Server& server) {
    return server.security == Security::none && !is_this_machine(server.host);
}

std::string describe(const Server& server) {
    std::string out = server.security == Security::tls ? "smtps://" : "smtp://";
    if (!server.user.empty()) out += server.user + "@";
    out += server.host.find(':') == std::string::npos ? server.host : "[" + server.host + "]";
    out += ":" + std::to_string(server.port);
    if (server.security == Security::none) out += "?security=none";
    return out;
}

}  // namespace mail
