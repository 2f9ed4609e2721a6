#include "notify/template_place.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace notify::engine {
namespace {

constexpr std::size_t longest_seen = 64;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

template <std::size_t n>
bool is_one_of(std::string_view text, const std::array<std::string_view, n>& all) {
    return std::ranges::find(all, text) != all.end();
}

// Not noscript: where mails are read, no script runs, and what stands in it is HTML.
constexpr std::array<std::string_view, 8> raw_tags{"script", "style",    "title",  "textarea",
                                                   "xmp",    "noframes", "iframe", "noembed"};
constexpr std::array<std::string_view, 9> address_attributes{"href", "src",    "background", "action",    "formaction",
                                                             "cite", "poster", "data",       "xlink:href"};
constexpr std::array<std::string_view, 4> schemes{"http:", "https:", "mailto:", "tel:"};

std::string lower_case(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), lower);
    return out;
}

bool begins_with_a_scheme(std::string_view text) {
    const auto start = lower_case(text.substr(0, 8));
    return std::ranges::any_of(schemes, [&](std::string_view scheme) { return start.starts_with(scheme); });
}

std::string entities(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            default: out += c;
        }
    return out;
}

std::string percent_encoded(std::string_view text, std::string_view kept) {
    std::string out;
    for (const char c : text)
        if (is_letter(c) || is_digit(c) || kept.find(c) != std::string_view::npos)
            out += c;
        else
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    return out;
}

std::string safe_address(std::string_view text) {
    const bool clean = std::ranges::all_of(text, [](char c) { return c < 0 || c > ' '; });
    return clean && begins_with_a_scheme(text) ? entities(text) : "#";
}

// Enough for colours, lengths and names of fonts; nothing that ends a declaration or calls a function.
std::string safe_style(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (is_letter(c) || is_digit(c) || std::string_view("#.,%- ").find(c) != std::string_view::npos) out += c;
    return out;
}

}  // namespace

std::string escaped(std::string_view text, Place place) {
    switch (place) {
        case Place::plain: return std::string(text);
        case Place::text:
        case Place::attribute: return entities(text);
        case Place::style: return safe_style(text);
        case Place::url: return safe_address(text);
        case Place::url_part: return percent_encoded(text, "-._~@");
        case Place::phone_part: return percent_encoded(text, "-._~+");
        case Place::forbidden: break;
    }
    return {};
}

void HtmlReader::read(std::string_view html) {
    for (const char c : html) step(c);
}

void HtmlReader::step(char c) {
    switch (mode_) {
        case Mode::text:
            if (c == '<') mode_ = Mode::tag_open;
            return;
        case Mode::tag_open: return open_tag(c);
        case Mode::markup: return read_markup(c);
        case Mode::bogus:
            if (c == '>') mode_ = Mode::text;
            return;
        case Mode::comment: return read_comment(c);
        case Mode::raw: return read_raw(c);
        case Mode::tag_name:
            if (!is_space(c) && c != '/' && c != '>')
                tag_ += lower(c);
            else
                read_tag(c);
            return;
        case Mode::in_tag:
        case Mode::attribute_name: return read_tag(c);
        case Mode::before_value:
            if (is_space(c)) return;
            if (c == '>') return end_tag();
            mode_ = c == '"' ? Mode::double_quoted : c == '\'' ? Mode::single_quoted : Mode::unquoted;
            return;
        case Mode::double_quoted: return read_value(c, '"');
        case Mode::single_quoted: return read_value(c, '\'');
        case Mode::unquoted:
            if (c == '>') return end_tag();
            if (is_space(c)) mode_ = Mode::in_tag;
            return;
    }
}

void HtmlReader::open_tag(char c) {
    if (c == '/' && !closing_) {
        closing_ = true;
    } else if (is_letter(c)) {
        tag_ = lower(c);
        mode_ = Mode::tag_name;
    } else if (c == '!' && !closing_) {
        mode_ = Mode::markup;
    } else if (c == '?' || closing_) {
        mode_ = c == '>' ? Mode::text : Mode::bogus;
        closing_ = false;
    } else {
        mode_ = c == '<' ? Mode::tag_open : Mode::text;
    }
}

void HtmlReader::read_markup(char c) {
    seen_ += c;
    if (seen_ == "-") return;
    mode_ = seen_ == "--" ? Mode::comment : c == '>' ? Mode::text : Mode::bogus;
    seen_.clear();
}

// `seen_`: the comment so far, or, of a long one, its beginning and its last characters.
void HtmlReader::read_comment(char c) {
    seen_ += c;
    const bool conditional = lower_case(seen_).starts_with("[if");
    const bool ends = seen_ == ">" || seen_ == "->" || seen_.ends_with("-->") || seen_.ends_with("--!>") ||
                      (conditional && seen_.ends_with("]>"));
    if (ends) {
        mode_ = Mode::text;
        seen_.clear();
    } else if (seen_.size() > longest_seen) {
        seen_.erase(3, seen_.size() - 7);
    }
}

// `seen_`: what began with < and may still become the end tag.
void HtmlReader::read_raw(char c) {
    const auto wanted = "</" + raw_tag_;
    if (seen_ == wanted && (is_space(c) || c == '/' || c == '>')) {
        seen_.clear();
        tag_ = raw_tag_;
        closing_ = true;
        return read_tag(c);
    }
    seen_ += lower(c);
    if (!wanted.starts_with(seen_)) seen_ = c == '<' ? "<" : "";
}

void HtmlReader::read_tag(char c) {
    if (c == '>') return end_tag();
    if (mode_ == Mode::attribute_name && c == '=') {
        mode_ = Mode::before_value;
    } else if (c == '/') {
        mode_ = Mode::in_tag;
    } else if (is_space(c)) {
        // "href = x": the name waits for its =.
        if (mode_ != Mode::attribute_name)
            mode_ = Mode::in_tag;
        else if (!attribute_.ends_with(' '))
            attribute_ += ' ';
    } else if (mode_ == Mode::attribute_name && !attribute_.ends_with(' ')) {
        attribute_ += lower(c);
    } else {
        begin_attribute(c);
    }
}

void HtmlReader::begin_attribute(char c) {
    attribute_ = lower(c);
    seen_.clear();
    begun_ = Begun::no;
    mode_ = Mode::attribute_name;
}

void HtmlReader::read_value(char c, char quote) {
    if (c == quote) {
        mode_ = Mode::in_tag;
        attribute_.clear();
        seen_.clear();
        begun_ = Begun::no;
        return;
    }
    if (begun_ == Begun::no && is_space(c)) return;
    if (begun_ == Begun::no) begun_ = Begun::literally;
    if (seen_.size() < longest_seen) seen_ += lower(c);
}

void HtmlReader::end_tag() {
    const bool raw = !closing_ && is_one_of(tag_, raw_tags);
    raw_tag_ = raw ? tag_ : "";
    mode_ = raw ? Mode::raw : Mode::text;
    closing_ = false;
    begun_ = Begun::no;
    tag_.clear();
    attribute_.clear();
    seen_.clear();
}

Place HtmlReader::place() const {
    switch (mode_) {
        case Mode::text:
        case Mode::comment: return Place::text;
        case Mode::raw:
            return raw_tag_ == "script" || raw_tag_ == "style" || !seen_.empty() ? Place::forbidden : Place::text;
        case Mode::double_quoted:
        case Mode::single_quoted: return place_of_value();
        default: return Place::forbidden;
    }
}

Place HtmlReader::place_of_value() const {
    const auto name = attribute_.substr(0, attribute_.find(' '));
    if (closing_ || tag_ == "meta" || name.starts_with("on") || name == "srcdoc" || name == "srcset")
        return Place::forbidden;
    if (name == "style") return Place::style;
    return is_one_of(name, address_attributes) ? place_of_address() : Place::attribute;
}

Place HtmlReader::place_of_address() const {
    if (begun_ == Begun::no) return Place::url;
    if (begun_ != Begun::literally) return Place::url_part;
    // Written out by the author: an address of its own, of a kind that runs nothing.
    if (seen_.starts_with("tel:")) return Place::phone_part;
    const auto first = seen_.find_first_of(":&/?#");
    const bool relative = first == std::string::npos || (seen_[first] != ':' && seen_[first] != '&');
    return relative || begins_with_a_scheme(seen_) ? Place::url_part : Place::forbidden;
}

bool HtmlReader::begins_link() const {
    const bool in_value = mode_ == Mode::double_quoted || mode_ == Mode::single_quoted;
    return in_value && !closing_ && tag_ == "a" && attribute_.substr(0, attribute_.find(' ')) == "href" &&
           begun_ == Begun::no;
}

void HtmlReader::value() {
    if (begun_ == Begun::no && (mode_ == Mode::double_quoted || mode_ == Mode::single_quoted)) begun_ = Begun::by_value;
}

bool HtmlReader::meet(const HtmlReader& other) {
    const bool same = mode_ == other.mode_ && closing_ == other.closing_ && tag_ == other.tag_ &&
                      attribute_ == other.attribute_ && raw_tag_ == other.raw_tag_;
    const bool in_value = mode_ == Mode::double_quoted || mode_ == Mode::single_quoted;
    if (!same || (mode_ == Mode::raw && seen_ != other.seen_)) return false;
    if (!in_value || (begun_ == other.begun_ && seen_ == other.seen_)) return true;
    if (place() == Place::forbidden) return true;
    if (other.place() == Place::forbidden)
        *this = other;
    else
        begun_ = Begun::perhaps;
    return true;
}

}  // namespace notify::engine
