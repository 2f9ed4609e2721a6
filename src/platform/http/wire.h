// What is right on the wire, strictly: the pieces of a request that the server checks before a route sees it.
#pragma once

#include "http/http.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace http {

struct Target {
    std::string path;  // decoded
    Form query;
};
// Origin form, "/path?query". Nullopt for a bad escape, NUL, a control character, broken UTF-8 or a fragment.
std::optional<Target> parse_target(std::string_view raw);

// RFC 9110 5.6.2: what header names are made of.
bool is_token(std::string_view text);
bool is_utf8(std::string_view text);
// Valid UTF-8 without control characters; a tab is allowed.
bool is_header_value(std::string_view text);
// Digits only, at most 18.
std::optional<std::uint64_t> parse_length(std::string_view text);
// "Book.Example:443" as "book.example:443", "[::1]:80"; nullopt for anything but host[:port].
std::optional<std::string> parse_host(std::string_view text);
// "https" and "book.example:443" as "https://book.example": default ports go, as browsers write origins.
std::string origin_of(std::string_view scheme, std::string_view host);

// Whether a browser that is sent to `target` ("/path?query") stays at `root` ("/studio-lind") or below it: for
// addresses that came with a request and are to be gone on to. Judged is the path as it resolves, dot segments and all,
// however often somebody on the way decodes it.
bool leads_inside(std::string_view target, std::string_view root);

bool equal_ignoring_case(std::string_view a, std::string_view b);
std::string lower_case(std::string_view text);
std::string_view trimmed(std::string_view text);
// Calls `take` with each trimmed, non-empty piece.
template <class Take>
void split(std::string_view text, char separator, Take take) {
    for (std::size_t begin = 0; begin <= text.size();) {
        const auto end = std::min(text.find(separator, begin), text.size());
        if (const auto piece = trimmed(text.substr(begin, end - begin)); !piece.empty()) take(piece);
        begin = end + 1;
    }
}

}  // namespace http
