#include "http/wire.h"

#include <algorithm>
#include <array>

namespace http {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
constexpr bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

constexpr auto token_letters = [] {
    std::array<bool, 256> table{};
    for (int c = 0; c < 128; ++c)
        table[static_cast<std::size_t>(c)] = is_digit(static_cast<char>(c)) || is_letter(static_cast<char>(c));
    for (const char c : std::string_view("!#$%&'*+-.^_`|~")) table[static_cast<unsigned char>(c)] = true;
    return table;
}();

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}
bool has_control(std::string_view text) { return std::ranges::any_of(text, is_control); }

// Bytes of the well-formed sequence at the start of `text` (Unicode 15, table 3-7), 0 for none.
std::size_t sequence_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
    const auto tail = [&](std::size_t i) { return (byte(i) & 0xC0u) == 0x80u; };
    const auto first = byte(0);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return tail(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const bool overlong = first == 0xE0 && byte(1) < 0xA0;
        const bool surrogate = first == 0xED && byte(1) > 0x9F;
        return tail(1) && tail(2) && !overlong && !surrogate ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const bool overlong = first == 0xF0 && byte(1) < 0x90;
        const bool too_large = first == 0xF4 && byte(1) > 0x8F;
        return tail(1) && tail(2) && tail(3) && !overlong && !too_large ? 4 : 0;
    }
    return 0;
}

bool is_port(std::string_view text) {
    const auto number = parse_length(text);
    return text.size() <= 5 && number && *number >= 1 && *number <= 65535;
}

bool is_host_name(std::string_view text) {
    return !text.empty() && text.size() <= 253 && std::ranges::all_of(text, [](char c) {
        return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_';
    });
}

bool is_ip_literal(std::string_view text) {
    return text.size() >= 4 && text.size() <= 47 && text.front() == '[' && text.back() == ']' &&
           std::ranges::all_of(text.substr(1, text.size() - 2),
                               [](char c) { return is_hex(c) || c == ':' || c == '.'; });
}

// Dot segments followed (RFC 3986 5.2.4).
std::string resolved(std::string_view path) {
    std::string out;
    while (!path.empty()) {
        path.remove_prefix(1);  // its slash
        const auto end = std::min(path.find('/'), path.size());
        const auto segment = path.substr(0, end);
        path.remove_prefix(end);
        if (segment == "..") out.resize(out.find_last_of('/') == out.npos ? 0 : out.find_last_of('/'));
        if (segment != "." && segment != "..") out.append("/").append(segment);
    }
    return out;
}

bool is_at_or_below(std::string_view path, std::string_view root) {
    return path.starts_with(root) && (path.size() == root.size() || path[root.size()] == '/');
}

}  // namespace

bool leads_inside(std::string_view target, std::string_view root) {
    constexpr int most_decodings = 3;  // nothing of ours is encoded more often than twice
    if (std::ranges::any_of(target, [](char c) { return c <= ' ' || c >= 0x7f || c == '"'; })) return false;
    std::string path(target.substr(0, target.find_first_of("?#")));
    for (int decodings = 0; decodings <= most_decodings; ++decodings) {
        // Browsers take a backslash for a slash, and two slashes for the begin of another host.
        if (!path.starts_with('/') || path.contains("//") || path.contains('\\') || has_control(path)) return false;
        if (!is_at_or_below(resolved(path), root)) return false;
        auto decoded = percent_decoded(path);
        if (!decoded) return false;
        if (*decoded == path) return true;
        path = *std::move(decoded);
    }
    return false;
}

std::optional<Target> parse_target(std::string_view raw) {
    if (raw.empty() || raw.front() != '/') return std::nullopt;
    if (std::ranges::any_of(raw, [](char c) { return is_control(c) || c == ' ' || c == '#'; })) return std::nullopt;
    const auto question = std::min(raw.find('?'), raw.size());
    auto path = percent_decoded(raw.substr(0, question));
    if (!path || has_control(*path) || (!is_ascii(*path) && !base::is_clean_text(*path))) return std::nullopt;
    if (question == raw.size()) return Target{std::move(*path), Form()};
    auto query = parse_form(raw.substr(question + 1));
    if (!query) return std::nullopt;
    return Target{std::move(*path), std::move(*query)};
}

bool is_token(std::string_view text) {
    return !text.empty() &&
           std::ranges::all_of(text, [](char c) { return token_letters[static_cast<unsigned char>(c)]; });
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const auto length = sequence_length(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

bool is_header_value(std::string_view text) {
    return std::ranges::none_of(text, [](char c) { return is_control(c) && c != '\t'; }) && is_utf8(text);
}

std::optional<std::uint64_t> parse_length(std::string_view text) {
    if (text.empty() || text.size() > 18 || !std::ranges::all_of(text, is_digit)) return std::nullopt;
    std::uint64_t number = 0;
    for (const char c : text) number = number * 10 + static_cast<std::uint64_t>(c - '0');
    return number;
}

std::optional<std::string> parse_host(std::string_view text) {
    const auto bracket = text.rfind(']');
    const auto colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
    const auto name = text.substr(0, std::min(colon, text.size()));
    if (!is_host_name(name) && !is_ip_literal(name)) return std::nullopt;
    if (colon != std::string_view::npos && !is_port(text.substr(colon + 1))) return std::nullopt;
    return lower_case(text);
}

std::string origin_of(std::string_view scheme, std::string_view host) {
    const std::string_view standard = scheme == "https" ? ":443" : ":80";
    if (host.ends_with(standard)) host.remove_suffix(standard.size());
    std::string origin;
    origin.reserve(scheme.size() + 3 + host.size());
    return origin.append(scheme).append("://").append(host);
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

std::string lower_case(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(), lower);
    return result;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

}  // namespace http
