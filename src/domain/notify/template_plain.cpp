// text_of_html: what a person would copy out of the mail.
#include "notify/template.h"

#include <charconv>
#include <optional>

namespace notify::engine {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

template <std::size_t n>
bool is_one_of(std::string_view text, const std::array<std::string_view, n>& all) {
    return std::ranges::find(all, text) != all.end();
}

// Of Latin-1, from 160 on.
constexpr std::array<std::string_view, 96> latin1{
    "nbsp",   "iexcl",  "cent",   "pound",  "curren", "yen",    "brvbar", "sect",   "uml",    "copy",   "ordf",
    "laquo",  "not",    "shy",    "reg",    "macr",   "deg",    "plusmn", "sup2",   "sup3",   "acute",  "micro",
    "para",   "middot", "cedil",  "sup1",   "ordm",   "raquo",  "frac14", "frac12", "frac34", "iquest", "Agrave",
    "Aacute", "Acirc",  "Atilde", "Auml",   "Aring",  "AElig",  "Ccedil", "Egrave", "Eacute", "Ecirc",  "Euml",
    "Igrave", "Iacute", "Icirc",  "Iuml",   "ETH",    "Ntilde", "Ograve", "Oacute", "Ocirc",  "Otilde", "Ouml",
    "times",  "Oslash", "Ugrave", "Uacute", "Ucirc",  "Uuml",   "Yacute", "THORN",  "szlig",  "agrave", "aacute",
    "acirc",  "atilde", "auml",   "aring",  "aelig",  "ccedil", "egrave", "eacute", "ecirc",  "euml",   "igrave",
    "iacute", "icirc",  "iuml",   "eth",    "ntilde", "ograve", "oacute", "ocirc",  "otilde", "ouml",   "divide",
    "oslash", "ugrave", "uacute", "ucirc",  "uuml",   "yacute", "thorn",  "yuml"};
constexpr std::pair<std::string_view, std::uint32_t> other_entities[] = {
    {"amp", '&'},       {"lt", '<'},        {"gt", '>'},        {"quot", '"'},      {"apos", '\''},
    {"OElig", 0x152},   {"oelig", 0x153},   {"Scaron", 0x160},  {"scaron", 0x161},  {"Yuml", 0x178},
    {"ensp", 0x2002},   {"emsp", 0x2003},   {"thinsp", 0x2009}, {"zwnj", 0x200C},   {"zwj", 0x200D},
    {"ndash", 0x2013},  {"mdash", 0x2014},  {"lsquo", 0x2018},  {"rsquo", 0x2019},  {"sbquo", 0x201A},
    {"ldquo", 0x201C},  {"rdquo", 0x201D},  {"bdquo", 0x201E},  {"dagger", 0x2020}, {"bull", 0x2022},
    {"hellip", 0x2026}, {"permil", 0x2030}, {"prime", 0x2032},  {"lsaquo", 0x2039}, {"rsaquo", 0x203A},
    {"euro", 0x20AC},   {"trade", 0x2122},  {"larr", 0x2190},   {"uarr", 0x2191},   {"rarr", 0x2192},
    {"darr", 0x2193},   {"minus", 0x2212},  {"ne", 0x2260},     {"le", 0x2264},     {"ge", 0x2265},
    {"check", 0x2713},  {"starf", 0x2605}};

void append_utf8(std::string& out, std::uint32_t c) {
    const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (c < 0x80) return put(c);
    if (c < 0x800) return put(0xC0 | c >> 6U), put(0x80 | (c & 0x3FU));
    if (c < 0x10000) return put(0xE0 | c >> 12U), put(0x80 | (c >> 6U & 0x3FU)), put(0x80 | (c & 0x3FU));
    put(0xF0 | c >> 18U), put(0x80 | (c >> 12U & 0x3FU)), put(0x80 | (c >> 6U & 0x3FU)), put(0x80 | (c & 0x3FU));
}

std::optional<std::uint32_t> code_point(std::string_view name) {
    if (name.starts_with('#')) {
        const bool hex = name.size() > 1 && lower(name[1]) == 'x';
        const auto digits = name.substr(hex ? 2 : 1);
        std::uint32_t value = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, hex ? 16 : 10);
        const bool whole = error == std::errc{} && !digits.empty() && end == digits.data() + digits.size();
        const bool is_character =
            value >= 0x20 && value < 0x110000 && (value < 0x7F || value > 0x9F) && (value < 0xD800 || value > 0xDFFF);
        return whole && (is_character || value == '\n' || value == '\t') ? std::optional(value) : std::nullopt;
    }
    if (const auto* const found = std::ranges::find(latin1, name); found != latin1.end())
        return 160 + static_cast<std::uint32_t>(found - latin1.begin());
    for (const auto& [each, value] : other_entities)
        if (each == name) return value;
    return std::nullopt;
}

std::string decoded(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto end = text[at] == '&' ? text.substr(at, 12).find(';') : std::string_view::npos;
        const auto known = end == std::string_view::npos ? std::nullopt : code_point(text.substr(at + 1, end - 1));
        if (known) {
            append_utf8(out, *known);
            at += end;
        } else {
            out += text[at];
        }
    }
    return out;
}

struct Tag {
    std::string name;  // lower case
    bool closing = false, empty = false;
    std::vector<std::pair<std::string, std::string>> attributes;

    std::string attribute(std::string_view wanted) const {
        for (const auto& [key, value] : attributes)
            if (key == wanted) return value;
        return {};
    }
};

// The tag at the front, which is taken away; nullopt when it is none. A tag without its > reaches to the end.
class TagReader {
public:
    explicit TagReader(std::string_view html) : html_(html) {}

    std::optional<Tag> read() {
        Tag tag;
        at_ = 1;
        tag.closing = take('/');
        if (at_ >= html_.size() || !is_letter(html_[at_])) return std::nullopt;
        tag.name = word([](char c) { return !is_space(c) && c != '/' && c != '>'; });
        while (at_ < html_.size() && !take('>')) attribute(tag);
        return tag;
    }
    std::size_t size() const { return at_; }

private:
    bool take(char c) {
        const bool is = at_ < html_.size() && html_[at_] == c;
        at_ += is ? 1 : 0;
        return is;
    }
    template <class Part>
    std::string word(Part part) {
        std::string out;
        while (at_ < html_.size() && part(html_[at_])) out += lower(html_[at_++]);
        return out;
    }
    void skip_spaces() {
        while (at_ < html_.size() && is_space(html_[at_])) ++at_;
    }
    void attribute(Tag& tag) {
        tag.empty = html_[at_] == '/';
        if (take('/') || is_space(html_[at_])) return skip_spaces();
        auto name = word([](char c) { return !is_space(c) && c != '/' && c != '>' && c != '='; });
        skip_spaces();
        std::string value;
        if (take('=')) {
            skip_spaces();
            value = take('"') ? until('"') : take('\'') ? until('\'') : unquoted();
        }
        tag.attributes.emplace_back(std::move(name), decoded(value));
    }
    std::string until(char quote) {
        const auto end = std::min(html_.find(quote, at_), html_.size());
        std::string out(html_.substr(at_, end - at_));
        at_ = std::min(end + 1, html_.size());
        return out;
    }
    std::string unquoted() {
        const auto begin = at_;
        while (at_ < html_.size() && !is_space(html_[at_]) && html_[at_] != '>') ++at_;
        return std::string(html_.substr(begin, at_ - begin));
    }

    std::string_view html_;
    std::size_t at_ = 0;
};

constexpr std::array<std::string_view, 6> unseen{"head", "title", "style", "script", "textarea", "template"};
constexpr std::array<std::string_view, 9> paragraphs{"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"};
constexpr std::array<std::string_view, 16> blocks{"div",    "section", "article", "header", "footer", "main",
                                                  "center", "table",   "tbody",   "tr",     "ul",     "ol",
                                                  "dl",     "dt",      "dd",      "address"};
constexpr std::array<std::string_view, 11> without_end{"br",   "hr",   "img", "input",  "meta", "link",
                                                       "area", "base", "col", "source", "wbr"};

bool is_hidden(const Tag& tag) {
    std::string style;
    for (const char c : tag.attribute("style"))
        if (!is_space(c)) style += lower(c);
    return style.find("display:none") != std::string::npos;
}

class Plain {
public:
    explicit Plain(std::string_view html) : html_(html) {}

    std::string text() {
        while (at_ < html_.size()) {
            if (html_[at_] == '<' && markup()) continue;
            const auto end = std::min(html_.find('<', at_ + 1), html_.size());
            words(html_.substr(at_, end - at_));
            at_ = end;
        }
        close_link();
        while (!out_.empty() && is_space(out_.back())) out_.pop_back();
        return out_.empty() ? "" : out_ + "\n";
    }

private:
    struct OpenList {
        bool numbered;
        int items = 0;
    };

    bool markup() {
        const auto rest = html_.substr(at_);
        if (rest.starts_with("<!--")) return skip_past("-->", 4);
        if (rest.starts_with("<!") || rest.starts_with("<?")) return skip_past(">", 2);
        TagReader reader(rest);
        const auto tag = reader.read();
        if (!tag) return false;
        at_ += reader.size();
        const bool left_out = is_one_of(tag->name, unseen) || is_hidden(*tag);
        if (!tag->closing && left_out && !tag->empty && !is_one_of(tag->name, without_end))
            skip_element(tag->name);
        else
            element(*tag);
        return true;
    }

    bool skip_past(std::string_view end, std::size_t from) {
        const auto found = html_.find(end, at_ + from);
        at_ = found == std::string_view::npos ? html_.size() : found + end.size();
        return true;
    }

    // Up to its end tag, elements of the same name within it included.
    void skip_element(const std::string& name) {
        for (int open = 1; open > 0 && at_ < html_.size();) {
            at_ = std::min(html_.find('<', at_), html_.size());
            if (at_ == html_.size()) return;
            if (html_.substr(at_).starts_with("<!--") && name != "style" && name != "script") {
                skip_past("-->", 4);
                continue;
            }
            TagReader reader(html_.substr(at_));
            const auto tag = reader.read();
            at_ += tag ? reader.size() : 1;
            if (tag && tag->name == name && !tag->empty) open += tag->closing ? -1 : 1;
        }
    }

    void element(const Tag& tag) {
        if (tag.name == "br") return end_line();
        if (tag.name == "hr") return rule();
        if (tag.name == "img") return plain(tag.attribute("alt"));
        if (tag.name == "a") return tag.closing ? close_link() : open_link(tag);
        if (tag.name == "li") return item(tag);
        if (tag.name == "td" || tag.name == "th") return tag.closing ? void() : cell();
        if (tag.name == "ul" || tag.name == "ol") list(tag);
        if (tag.name == "pre") preformatted_ = !tag.closing;
        if (is_one_of(tag.name, paragraphs)) begin_block(2);
        if (is_one_of(tag.name, blocks)) begin_block(1);
    }

    void list(const Tag& tag) {
        if (!tag.closing)
            lists_.push_back({tag.name == "ol"});
        else if (!lists_.empty())
            lists_.pop_back();
        if (lists_.size() <= (tag.closing ? 0U : 1U)) begin_block(2);
    }
    void item(const Tag& tag) {
        begin_block(1);
        if (tag.closing) return;
        const auto depth = std::min<std::size_t>(lists_.size(), 10);
        const bool numbered = !lists_.empty() && lists_.back().numbered;
        const auto mark = numbered ? std::to_string(++lists_.back().items) + ". " : "- ";
        put(std::string(depth > 1 ? 2 * (depth - 1) : 0, ' ') + mark);
    }
    void cell() {
        if (!out_.empty() && out_.back() != '\n' && pending_ == 0) put("  ");
    }
    void rule() {
        begin_block(1);
        put("----");
        begin_block(1);
    }

    void open_link(const Tag& tag) {
        close_link();
        const auto url = tag.attribute("href");
        const bool leads_away = url.starts_with("http://") || url.starts_with("https://") ||
                                url.starts_with("mailto:") || url.starts_with("tel:");
        const bool clean = std::ranges::none_of(url, [](char c) { return c >= 0 && c <= ' '; });
        if (!leads_away || !clean) return;
        link_ = url;
        label_.clear();
    }
    void close_link() {
        if (link_.empty()) return;
        const auto url = std::exchange(link_, "");
        const auto colon = url.find(':');
        const bool bare = url.starts_with("mailto:") || url.starts_with("tel:");
        const auto shown = bare ? url.substr(colon + 1, url.find('?') - colon - 1) : url;
        while (label_.ends_with(' ')) label_.pop_back();
        if (label_ == shown || label_ == url || label_ + "/" == url) return;
        if (label_.empty()) {
            space_ = true;  // it is no part of a word before it
            put(shown);
        } else {
            put((label_.ends_with(':') ? " " : ": ") + shown);
        }
    }

    void words(std::string_view html) { plain(decoded(html)); }
    void plain(const std::string& text) {
        for (std::size_t at = 0; at < text.size(); ++at) {
            const bool unbreakable = text.compare(at, 2, "\u00A0") == 0;
            if (preformatted_ && text[at] == '\n')
                end_line();
            else if (unbreakable || (is_space(text[at]) && !preformatted_))
                space_ = true;
            else
                put(std::string_view(text).substr(at, 1));
            at += unbreakable ? 1 : 0;
        }
    }

    void begin_block(int lines) {
        space_ = false;
        pending_ = std::max(pending_, lines);
    }
    void end_line() {
        space_ = false;
        flush();
        if (!out_.empty()) out_ += '\n';
    }
    // The line ends that are due.
    void flush() {
        if (!out_.empty()) {
            while (out_.ends_with(' ')) out_.pop_back();
            int there = 0;
            for (auto at = out_.size(); at > 0 && out_[at - 1] == '\n'; --at) ++there;
            for (; there < pending_; ++there) out_ += '\n';
        }
        pending_ = 0;
    }
    void put(std::string_view text) {
        if (pending_ > 0) flush();
        const bool begins_line = out_.empty() || out_.back() == '\n' || out_.back() == ' ';
        if (std::exchange(space_, false) && !begins_line) {
            out_ += ' ';
            if (!link_.empty() && !label_.empty()) label_ += ' ';
        }
        out_ += text;
        if (!link_.empty()) label_ += text;
    }

    const std::string_view html_;
    std::size_t at_ = 0;
    std::string out_;
    int pending_ = 0;  // line ends before what comes next
    bool space_ = false, preformatted_ = false;
    std::string link_, label_;
    std::vector<OpenList> lists_;
};

}  // namespace

std::string text_of_html(std::string_view html) { return Plain(html).text(); }

}  // namespace notify::engine
