#include "http/multipart.h"

#include "http/wire.h"

#include <algorithm>

namespace http {
namespace {

constexpr std::size_t kLongestBoundary = 70;  // RFC 2046 5.1.1
constexpr std::size_t kLongestHead = 2000, kLongestName = 200;

bool is_boundary_letter(char c) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return plain || std::string_view("'()+_,-./:=? ").find(c) != std::string_view::npos;
}

// A parameter as header lines have it: a token, or a quoted string in which browsers write %22 for a quotation mark.
struct Parameter {
    std::string_view name, value;
};

// Takes the next `; name=value` off the front. False when the text is not made like that.
bool take_parameter(std::string_view& text, Parameter& out) {
    text = trimmed(text);
    if (!text.starts_with(';')) return false;
    text = trimmed(text.substr(1));
    const auto equals = text.find('=');
    if (equals == text.npos || !is_token(text.substr(0, equals))) return false;
    out.name = text.substr(0, equals);
    text.remove_prefix(equals + 1);
    if (text.starts_with('"')) {
        const auto quote = text.find('"', 1);
        if (quote == text.npos) return false;
        out.value = text.substr(1, quote - 1);
        text.remove_prefix(quote + 1);
        return true;
    }
    out.value = text.substr(0, text.find_first_of("; \t"));
    text.remove_prefix(out.value.size());
    return is_token(out.value);
}

std::optional<std::string_view> boundary_of(std::string_view content_type) {
    auto rest = content_type.substr(std::min(content_type.find(';'), content_type.size()));
    if (!equal_ignoring_case(trimmed(content_type.substr(0, content_type.size() - rest.size())), "multipart/form-data"))
        return std::nullopt;
    std::optional<std::string_view> boundary;
    for (Parameter each; !trimmed(rest).empty();) {
        if (!take_parameter(rest, each)) return std::nullopt;
        if (!equal_ignoring_case(each.name, "boundary")) continue;
        if (boundary) return std::nullopt;
        boundary = each.value;
    }
    if (!boundary || boundary->empty() || boundary->size() > kLongestBoundary || boundary->ends_with(' '))
        return std::nullopt;
    return std::ranges::all_of(*boundary, is_boundary_letter) ? boundary : std::nullopt;
}

// HTML's escapes of a field's or file's name (WHATWG, multipart/form-data encoding).
std::optional<std::string> decoded_name(std::string_view text) {
    if (text.size() > kLongestName * 6) return std::nullopt;
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto escape = text.substr(i, 3);
        if (escape == "%22")
            out += '"';
        else if (escape == "%0D" || escape == "%0A")
            out += ' ';
        else {
            out += text[i];
            continue;
        }
        i += 2;
    }
    return is_header_value(out) && out.size() <= kLongestName ? std::optional(out) : std::nullopt;
}

bool read_disposition(std::string_view value, Part& part) {
    const auto kind = value.substr(0, value.find(';'));
    if (!equal_ignoring_case(trimmed(kind), "form-data")) return false;
    bool named = false;
    auto rest = value.substr(kind.size());
    for (Parameter each; !trimmed(rest).empty();) {
        if (!take_parameter(rest, each)) return false;
        auto text = decoded_name(each.value);
        if (!text) return false;
        if (equal_ignoring_case(each.name, "name")) {
            if (named || text->empty()) return false;
            part.name = *std::move(text);
            named = true;
        } else if (equal_ignoring_case(each.name, "filename")) {
            if (part.filename) return false;
            part.filename = *std::move(text);
        }
    }
    return named;
}

bool read_head(std::string_view head, Part& part) {
    int dispositions = 0;
    while (!head.empty()) {
        const auto end = std::min(head.find("\r\n"), head.size());
        const auto line = head.substr(0, end);
        head.remove_prefix(std::min(end + 2, head.size()));
        const auto colon = line.find(':');
        if (colon == line.npos || !is_token(line.substr(0, colon)) || !is_header_value(line)) return false;
        const auto name = line.substr(0, colon), value = trimmed(line.substr(colon + 1));
        if (equal_ignoring_case(name, "content-disposition")) {
            if (++dispositions > 1 || !read_disposition(value, part)) return false;
        } else if (equal_ignoring_case(name, "content-type")) {
            part.type = lower_case(trimmed(value.substr(0, value.find(';'))));
        }
    }
    return dispositions == 1;
}

}  // namespace

std::optional<std::vector<Part>> parse_multipart(std::string_view content_type, std::string_view body) {
    const auto boundary = boundary_of(content_type);
    if (!boundary) return std::nullopt;
    const auto delimiter = "\r\n--" + std::string(*boundary);
    // The first delimiter needs no line break before it.
    if (!body.starts_with(std::string_view(delimiter).substr(2))) return std::nullopt;
    auto rest = body.substr(delimiter.size() - 2);
    std::vector<Part> out;
    while (!rest.starts_with("--")) {
        if (!rest.starts_with("\r\n") || out.size() == kMostParts) return std::nullopt;
        rest.remove_prefix(2);
        const auto head = rest.substr(0, kLongestHead).find("\r\n\r\n");
        if (head == rest.npos) return std::nullopt;
        Part part;
        if (!read_head(rest.substr(0, head), part)) return std::nullopt;
        rest.remove_prefix(head + 4);
        const auto end = rest.find(delimiter);
        if (end == rest.npos) return std::nullopt;
        part.content = rest.substr(0, end);
        rest.remove_prefix(end + delimiter.size());
        out.push_back(std::move(part));
    }
    const auto after = rest.substr(2);
    return after.empty() || after == "\r\n" ? std::optional(std::move(out)) : std::nullopt;
}

Form fields_of(const std::vector<Part>& parts) {
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const auto& part : parts)
        if (!part.filename && base::is_clean_text(part.content)) pairs.emplace_back(part.name, part.content);
    return Form(std::move(pairs));
}

const Part* find_file(const std::vector<Part>& parts, std::string_view name) {
    for (const auto& part : parts)
        if (part.filename && part.name == name && !(part.filename->empty() && part.content.empty())) return &part;
    return nullptr;
}

}  // namespace http
