// The language in which staff write mails, filled with what customers type.
#include "notify/template.h"
#include "fuzz/fuzz.h"
#include "http/wire.h"

namespace {

using namespace notify::engine;

const Names known{{"name"},
                  {"link", Kind::link},
                  {"at", Kind::moment},
                  {"flag", Kind::flag},
                  {"items", Kind::list, {{"name"}, {"inner", Kind::list, {{"name"}}}}}};

// Not < first: a template may have one of its own in front, in an attribute's value.
constexpr std::string_view hostile = "x<zz \"'>&{{name}}`=\n";

Scope values() {
    Scope innermost, item, out;
    innermost.set("name", std::string(hostile));
    item.set("inner", std::vector{innermost, innermost}).set("name", std::string(hostile));
    out.set("name", std::string(hostile)).set("flag", true).set("items", std::vector{item, Scope{}});
    out.set("link", Link{std::string(hostile), "javascript:" + std::string(hostile)});
    return std::move(out.set("at", Moment{Instant{}, Zone::utc(), i18n::Language::en}));
}

void try_as(Form form, std::string_view source) {
    const auto parsed = parse(source, form, known);
    if (!parsed) {
        CHECK(!i18n::message(i18n::Language::en, parsed.error().code, parsed.error().parameters).empty());
        return;
    }
    used_names(*parsed);
    static const auto scope = values();
    const auto out = render(*parsed, scope);
    if (!out) return;
    CHECK(out->size() <= kLongestOutput && base::is_clean_text(*out));
    // No tag comes out of a value.
    if (form == Form::html && http::lower_case(source).find("zz") == source.npos)
        CHECK(http::lower_case(*out).find("<zz") == out->npos);
}

}  // namespace

void fuzz(std::string_view bytes) {
    if (!base::is_clean_text(bytes)) return;  // a form does not bring it
    try_as(Form::text, bytes);
    try_as(Form::html, bytes);
    const auto text = text_of_html(bytes);
    CHECK(text.empty() || text.ends_with('\n'));
}
