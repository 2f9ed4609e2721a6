#include "notify/template_parsed.h"

#include <numeric>
#include <optional>
#include <ranges>

namespace notify::engine {
namespace {

constexpr std::size_t longest_tag = 500;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_name_part(char c) { return is_name_start(c) || (c >= '0' && c <= '9') || c == '.' || c == '-'; }

std::string replaced(std::string text, std::string_view what, std::string_view by) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
    return text;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

struct Token {
    bool is_tag = false;
    std::string text;  // of a tag: what stands between the braces, trimmed
    int line = 1;

    bool is_section() const { return is_tag && (text.starts_with('#') || text.starts_with('/') || text == "else"); }
};

// The }} of the tag that begins here, outside of quotes; npos when there is none.
std::size_t end_of_tag(std::string_view source, std::size_t begin, Form form) {
    bool quoted = false;
    const auto last = std::min(source.size(), begin + longest_tag);
    for (auto at = begin; at + 1 < last; ++at) {
        const bool quote = source[at] == '"' || (form == Form::html && source.substr(at).starts_with("&quot;"));
        if (quote) quoted = !quoted;
        if (!quoted && source[at] == '}' && source[at + 1] == '}') return at;
    }
    return std::string_view::npos;
}

// Editors write quotes and spaces within a tag as entities.
std::string tag_text(std::string_view text, Form form) {
    std::string out = replaced(std::string(text), "\u00A0", " ");
    if (form == Form::html) {
        out = replaced(replaced(std::move(out), "&quot;", "\""), "&#34;", "\"");
        out = replaced(replaced(std::move(out), "&nbsp;", " "), "&#39;", "'");
        out = replaced(std::move(out), "&amp;", "&");
    }
    return std::string(trimmed(out));
}

std::unexpected<Error> wrong(std::string code, int line, i18n::Parameters more = {}) {
    more.emplace(more.begin(), "line", std::to_string(line));
    return invalid(std::move(code), std::move(more));
}

std::string shortened(std::string_view text) {
    auto out = std::string(text.substr(0, 40));
    while (!base::is_clean_text(out) && !out.empty()) out.pop_back();  // not half a letter
    return out;
}

Result<std::vector<Token>> tokens_of(std::string_view source, Form form) {
    std::vector<Token> out;
    int line = 1;
    const auto take = [&](bool is_tag, std::string text, std::string_view raw) {
        if (is_tag || !text.empty()) out.push_back({is_tag, std::move(text), line});
        line += static_cast<int>(std::ranges::count(raw, '\n'));
    };
    for (std::size_t at = 0; at < source.size();) {
        const auto open = std::min(source.find("{{", at), source.size());
        take(false, std::string(source.substr(at, open - at)), source.substr(at, open - at));
        if (open == source.size()) break;
        const auto close = end_of_tag(source, open + 2, form);
        if (close == std::string_view::npos)
            return wrong("template.unclosed", line,
                         {{"name", shortened(source.substr(open, source.find('\n', open) - open))}});
        const auto raw = source.substr(open + 2, close - open - 2);
        take(true, tag_text(raw, form), raw);
        at = close + 2;
    }
    return out;
}

// A line that holds nothing but a section's tag goes.
void drop_lines_of_sections(std::vector<Token>& tokens) {
    const auto blank = [](char c) { return c == ' ' || c == '\t'; };
    // Whether a line begins after this literal, and where its last, blank, piece begins.
    const auto tail = [&](std::size_t i, std::size_t& keep) {
        keep = 0;
        if (i == 0) return true;
        const auto& before = tokens[i - 1];
        if (before.is_tag) return false;
        keep = before.text.size();
        while (keep > 0 && blank(before.text[keep - 1])) --keep;
        return keep == 0 ? i == 1 : before.text[keep - 1] == '\n';
    };
    const auto head = [&](std::size_t i, std::size_t& drop) {
        drop = 0;
        if (i + 1 == tokens.size()) return true;
        const auto& after = tokens[i + 1];
        if (after.is_tag) return false;
        while (drop < after.text.size() && blank(after.text[drop])) ++drop;
        if (drop == after.text.size()) return i + 2 == tokens.size();
        if (after.text[drop] == '\r' && drop + 1 < after.text.size()) ++drop;
        return after.text[drop++] == '\n';
    };
    struct Cut {
        std::size_t token, keep, drop;
    };
    std::vector<Cut> cuts;  // found first, since a cut hides the line end that the next tag's line begins after
    for (std::size_t i = 0; i < tokens.size(); ++i)
        if (std::size_t keep = 0, drop = 0; tokens[i].is_section() && tail(i, keep) && head(i, drop))
            cuts.push_back({i, keep, drop});
    for (const auto& cut : cuts | std::views::reverse) {
        if (cut.token + 1 < tokens.size()) tokens[cut.token + 1].text.erase(0, cut.drop);
        if (cut.token > 0) tokens[cut.token - 1].text.resize(cut.keep);
    }
}

const Name* find(const Names& names, std::string_view name) {
    const auto found = std::ranges::find_if(names, [&](const Name& each) {
        return each.family ? name.size() > each.name.size() && name.starts_with(each.name) : name == each.name;
    });
    return found == names.end() ? nullptr : &*found;
}

// Levenshtein's distance.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        auto diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const auto changed = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({changed, row[j] + 1, row[j + 1] + 1});
        }
    }
    return row.back();
}

std::string folded(std::string_view name) {
    std::string out;
    for (const char c : name) {
        if (c >= 'A' && c <= 'Z' && !out.empty() && out.back() >= 'a' && out.back() <= 'z') out += '_';  // customerName
        out += c == '.' || c == '-' ? '_' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

// The names that a placeholder may use at one place: those of the business's data, then those of each loop around it.
struct Level {
    const Names* names;
    std::string path;  // "upcoming_bookings."
};
using Visible = std::vector<Level>;

std::string suggestion(const Visible& visible, std::string_view name) {
    const auto wanted = folded(name).substr(0, 64);
    std::string best;
    auto nearest = std::max<std::size_t>(2, wanted.size() / 3) + 1;
    for (const auto& level : visible | std::views::reverse)
        for (const auto& each : *level.names) {
            const bool part = each.name.ends_with("_" + wanted) || each.name.starts_with(wanted + "_");
            const auto far = part ? std::min<std::size_t>(2, distance(wanted, each.name)) : distance(wanted, each.name);
            if (far < nearest) best = each.name, nearest = far;
        }
    return best;
}

struct FilterRule {
    std::string_view name;
    Filter::Name filter;
    bool has_argument, of_moments, of_texts;  // what it takes
};
constexpr FilterRule filter_rules[] = {
    {"date", Filter::Name::date, false, true, false},
    {"short_date", Filter::Name::short_date, false, true, false},
    {"time", Filter::Name::time, false, true, false},
    {"date_time", Filter::Name::date_time, false, true, false},
    {"weekday", Filter::Name::weekday, false, true, false},
    {"upper", Filter::Name::upper, false, false, true},
    {"lower", Filter::Name::lower, false, false, true},
    {"default", Filter::Name::otherwise, true, true, true},
};

// What a tag says, word by word.
class Words {
public:
    explicit Words(std::string_view text) : rest_(trimmed(text)) {}

    bool done() const { return rest_.empty(); }
    bool take(char c) {
        if (!rest_.starts_with(c)) return false;
        rest_ = trimmed(rest_.substr(1));
        return true;
    }
    std::optional<std::string> name() {
        if (rest_.empty() || !is_name_start(rest_.front())) return std::nullopt;
        const auto end = std::ranges::find_if_not(rest_, is_name_part) - rest_.begin();
        std::string out(rest_.substr(0, static_cast<std::size_t>(end)));
        rest_ = trimmed(rest_.substr(out.size()));
        return out;
    }
    std::optional<std::string> quoted() {
        const auto end = rest_.find('"', 1);
        if (!rest_.starts_with('"') || end == std::string_view::npos) return std::nullopt;
        std::string out(rest_.substr(1, end - 1));
        rest_ = trimmed(rest_.substr(end + 1));
        return out;
    }

private:
    std::string_view rest_;
};

class Parser {
public:
    Parser(std::vector<Token> tokens, Form form, const Names& known)
        : tokens_(std::move(tokens)), form_(form), visible_{{&known, ""}} {}

    Result<std::vector<Piece>> all() {
        auto out = pieces();
        if (out && at_ < tokens_.size()) return unexpected(tokens_[at_]);  // an end without its beginning
        return out;
    }
    // "list.name", as all() has met them.
    std::set<std::string> used() && { return std::move(used_); }

private:
    static std::unexpected<Error> unexpected(const Token& tag) {
        return wrong("template.unexpected", tag.line, {{"text", "{{" + shortened(tag.text) + "}}"}});
    }

    // Up to {{else}}, {{/...}} or the end.
    Result<std::vector<Piece>> pieces() {
        std::vector<Piece> out;
        for (; at_ < tokens_.size(); ++at_) {
            const auto& token = tokens_[at_];
            if (!token.is_tag) {
                out.push_back(
                    {.what = Piece::What::literal, .text = token.text, .filters = {}, .body = {}, .otherwise = {}});
                if (form_ == Form::html) reader_.read(token.text);
                continue;
            }
            if (token.text == "else" || token.text.starts_with('/')) break;
            auto piece = token.text.starts_with('#') ? section(token) : value(token);
            if (!piece) return std::unexpected(piece.error());
            out.push_back(std::move(*piece));
        }
        return out;
    }

    // And the path of what stands within it, if it is a list.
    struct Found {
        const Name* name;
        std::string path;
    };
    Result<Found> known(const std::string& name, int line) {
        for (const auto& level : visible_ | std::views::reverse)
            if (const auto* const found = find(*level.names, name)) {
                used_.insert(level.path + name);
                return Found{found, level.path + name + "."};
            }
        const auto near = suggestion(visible_, name);
        if (near.empty()) return wrong("template.unknown_placeholder", line, {{"name", shortened(name)}});
        return wrong("template.unknown_placeholder_near", line, {{"name", shortened(name)}, {"suggestion", near}});
    }

    Result<Piece> value(const Token& tag) {
        Words words(tag.text);
        const auto name = words.name();
        if (!name) return unexpected(tag);
        const auto found = known(*name, tag.line);
        if (!found) return std::unexpected(found.error());
        if (found->name->kind == Kind::list || found->name->kind == Kind::flag)
            return wrong("template.wrong_kind", tag.line, {{"name", *name}});
        Piece out{.what = Piece::What::value, .text = *name, .filters = {}, .body = {}, .otherwise = {}};
        out.line = tag.line;
        out.kind = found->name->kind;
        out.secret = found->name->secret;
        auto kind = found->name->kind;
        while (words.take('|')) {
            auto next = filter(tag, words, kind, *name);
            if (!next) return std::unexpected(next.error());
            out.filters.push_back(std::move(*next));
        }
        if (!words.done()) return unexpected(tag);
        if (form_ == Form::html) {
            out.place = reader_.place();
            if (out.place == Place::forbidden) return wrong("template.unsafe_place", tag.line, {{"name", *name}});
            reader_.value();
        }
        return out;
    }

    // `kind`: of what it is given, and then of what it gives.
    static Result<Filter> filter(const Token& tag, Words& words, Kind& kind, const std::string& of) {
        const auto name = words.name();
        if (!name) return unexpected(tag);
        const auto* const rule = std::ranges::find(filter_rules, *name, &FilterRule::name);
        if (rule == std::end(filter_rules))
            return wrong("template.unknown_filter", tag.line, {{"name", shortened(*name)}});
        Filter out{rule->filter, {}};
        if (rule->has_argument) {
            const auto argument = words.take(':') ? words.quoted() : std::nullopt;
            if (!argument) return unexpected(tag);
            out.argument = *argument;
        }
        const bool fits = kind == Kind::moment ? rule->of_moments : rule->of_texts;
        const bool changes_letters = rule->filter == Filter::Name::upper || rule->filter == Filter::Name::lower;
        if (!fits || (kind == Kind::link && changes_letters))
            return wrong("template.wrong_kind", tag.line, {{"name", of}});
        if (rule->filter != Filter::Name::otherwise) kind = Kind::text;
        return out;
    }

    Result<Piece> section(const Token& tag) {
        Words words(std::string_view(tag.text).substr(1));
        const auto verb = words.name(), name = words.name();
        if (!name || !words.done() || (*verb != "each" && *verb != "if")) return unexpected(tag);
        const bool each = *verb == "each";
        const auto found = known(*name, tag.line);
        if (!found) return std::unexpected(found.error());
        if (each && found->name->kind != Kind::list) return wrong("template.wrong_kind", tag.line, {{"name", *name}});
        if (loops_ + (each ? 1 : 0) > kDeepestLoops || depth_ == kDeepestSections)
            return wrong(
                "template.too_deep", tag.line,
                {{"limit", std::to_string(each && loops_ == kDeepestLoops ? kDeepestLoops : kDeepestSections)}});
        ++at_;
        Piece out{.what = each ? Piece::What::each : Piece::What::condition,
                  .text = *name,
                  .filters = {},
                  .body = {},
                  .otherwise = {}};
        const auto filled = fill(out, tag, *found);
        if (!filled) return std::unexpected(filled.error());
        return out;
    }

    // Body, else and end of a section; the HTML has to be in one place whichever way was taken.
    Result<void> fill(Piece& section, const Token& tag, const Found& list) {
        const auto before = reader_;
        const bool each = section.what == Piece::What::each;
        depth_ += 1, loops_ += each ? 1 : 0;
        if (each) visible_.push_back({&list.name->items, list.path});
        auto body = pieces();
        if (each) visible_.pop_back();
        loops_ -= each ? 1 : 0;
        if (!body) return std::unexpected(body.error());
        section.body = std::move(*body);

        const auto first_way = std::exchange(reader_, before);
        if (at_ < tokens_.size() && tokens_[at_].text == "else") {
            ++at_;
            auto otherwise = pieces();
            if (!otherwise) return std::unexpected(otherwise.error());
            section.otherwise = std::move(*otherwise);
        }
        depth_ -= 1;
        const auto verb = std::string(each ? "each" : "if");
        if (at_ == tokens_.size())
            return wrong("template.unclosed", tag.line, {{"name", "{{" + shortened(tag.text) + "}}"}});
        Words end(std::string_view(tokens_[at_].text).substr(1));
        if (!tokens_[at_].text.starts_with('/') || end.name() != verb || !end.done()) return unexpected(tokens_[at_]);
        // A loop's body is also read after itself.
        auto again = before;
        if (!reader_.meet(first_way) || (each && !again.meet(first_way)))
            return wrong("template.halfway", tag.line, {{"name", "{{" + shortened(tag.text) + "}}"}});
        return {};
    }

    std::vector<Token> tokens_;
    std::size_t at_ = 0;
    const Form form_;
    Visible visible_;
    int loops_ = 0, depth_ = 0;
    HtmlReader reader_;
    std::set<std::string> used_;
};

}  // namespace

Result<Template> parse(std::string_view source, Form form, const Names& known) {
    if (source.size() > kLongestSource)
        return invalid("template.too_long", {{"limit", std::to_string(kLongestSource)}});
    auto tokens = tokens_of(source, form);
    if (!tokens) return std::unexpected(tokens.error());
    if (form != Form::html) drop_lines_of_sections(*tokens);
    Parser parser(std::move(*tokens), form, known);
    auto pieces = parser.all();
    if (!pieces) return std::unexpected(pieces.error());
    if (const auto safe = check_secrets(*pieces, form); !safe) return std::unexpected(safe.error());
    return Template(
        std::make_shared<const Template::Parsed>(Template::Parsed{std::move(*pieces), std::move(parser).used()}));
}

}  // namespace notify::engine
