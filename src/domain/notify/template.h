// The language in which staff write mails. Strict: what it does not know is refused when the text is saved, with its
// line, so that no mail goes out with a hole in it.
//
//     Hello {{customer_name | default: "there"}},
//     {{#each upcoming_bookings}}
//     - {{service}}, {{starts_at | date_time}}
//     {{else}}
//     You have no appointments.
//     {{/each}}
//     {{#if can_cancel}}{{cancel_link}}{{/if}}
//
// Filters: date, short_date, time, date_time, weekday (of a moment); upper, lower, default: "..." (where it is empty).
// In plain text, a line that holds nothing but a section's tag leaves no empty line. In HTML everything but the tags
// survives byte for byte, and values are escaped for where they stand: in text, in an attribute, in an address
// (href, src: http, https, mailto and tel only, anything else becomes "#"), in a style. They may not stand in scripts,
// style sheets, event handlers, names of tags and attributes, and attributes without quotes.
//
// A secret stands where it reaches nobody but the reader: no picture, form or address of another site can carry it
// away. A secret link is the whole href of an <a>, or stands between tags, where it is written as such a one; in plain
// text it has a line to itself. Another secret stands between tags or in plain text, and in no word that may be an
// address. A subject holds none, since mail programs show it on locked screens.
#pragma once

#include "base/base.h"
#include "i18n/i18n.h"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace notify::engine {

inline constexpr std::size_t kLongestSource = 64 * 1024, kLongestOutput = 1024 * 1024, kMostItems = 1000;
inline constexpr int kDeepestLoops = 4, kDeepestSections = 16;

enum class Form { text, html, subject };

enum class Kind {
    text,
    link,
    moment,
    flag,  // for {{#if ...}} only
    list,  // for {{#each ...}}; {{#if ...}} asks whether it has items
};
// A placeholder that a template may use; `items` are the names within each item of a list, beside which the names
// around the loop are seen too.
struct Name {
    std::string name;  // [a-z][a-z0-9_]*
    Kind kind = Kind::text;
    std::vector<Name> items{};
    bool secret = false;  // of a text or a link: lets in whoever sees it
    bool family = false;  // every name that begins with it and goes on; what has no value is empty
};
using Names = std::vector<Name>;

// In HTML <a href="url">label</a>, within an attribute the URL; in text "label: url". An empty URL counts as nothing.
struct Link {
    std::string label, url;
};
// Without a filter it is written as date_time.
struct Moment {
    Instant at;
    Zone zone;
    i18n::Language language;
};
class Scope;
using Value = std::variant<std::string, Link, Moment, bool, std::vector<Scope>>;

class Scope {
public:
    Scope& set(std::string name, Value value);
    const Value* find(std::string_view name) const;

private:
    std::map<std::string, Value, std::less<>> values_;
};

// Parsed once, rendered often, by any number of threads. Copies are free.
class Template {
public:
    struct Parsed;
    explicit Template(std::shared_ptr<const Parsed> parsed) : parsed_(std::move(parsed)) {}
    const Parsed& parsed() const { return *parsed_; }

private:
    std::shared_ptr<const Parsed> parsed_;
};

// Errors, all `invalid`, all but the last with {line}:
// template.unknown_placeholder {name}; template.unknown_placeholder_near {name, suggestion}; template.unknown_filter
// {name}; template.wrong_kind {name}: a list as a value, a date of what is no moment; template.unclosed {name};
// template.unexpected {text}; template.unsafe_place {name}: no value can stand there; template.halfway {name}: a
// section begins in one place of the HTML and ends in another; template.too_deep {limit}; template.secret_in_html,
// template.secret_in_text, template.secret_in_subject {name}: a secret stands where it may not; template.too_long
// {limit}, in bytes.
Result<Template> parse(std::string_view source, Form form, const Names& known);

// A name that was not set is empty. Of a list, the first kMostItems are written.
// `until`: no longer than that, for somebody who waits; what goes out by mail is not to depend on how busy the machine
// is. Errors: invalid template.output_too_long {limit}; template.too_costly: too many turns of loops and filters, or
// too late.
using Until = std::optional<std::chrono::steady_clock::time_point>;
Result<std::string> render(const Template& source, const Scope& values, Until until = {});

// What it asks for: "customer_name", and within lists "upcoming_bookings.service".
std::set<std::string> used_names(const Template& source);

// The plain-text part of an HTML mail: paragraphs, lists and tables by line, links as "label: url". Nothing of what
// mail programs do not show: head, style, comments, hidden preview texts. Ends with a line end, unless there is
// nothing.
std::string text_of_html(std::string_view html);

}  // namespace notify::engine
