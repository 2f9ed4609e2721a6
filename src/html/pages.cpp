#include "base/embedded.h"
#include "html/html.h"
#include "html/markers.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wold-style-cast"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include <ctemplate/template.h>
#include <ctemplate/template_cache.h>
#include <ctemplate/template_dictionary.h>
#include <ctemplate/template_emitter.h>
#pragma GCC diagnostic pop

#include <cstdlib>

namespace embedded {
std::span<const File> views();
}

namespace html {

Values& Values::set(std::string_view name, std::string_view value) {
    texts_.emplace_back(name, value);
    return *this;
}

Values& Values::set(std::string_view name, std::int64_t value) { return set(name, std::to_string(value)); }

Values& Values::set_global(std::string_view name, std::string_view value) {
    globals_.emplace_back(name, value);
    return *this;
}

Values& Values::add(std::string_view section) {
    return *parts_.emplace_back(std::string(section), std::string(), std::make_unique<Values>()).values;
}

Values& Values::show(std::string_view section) {
    add(section);
    return *this;
}

Values& Values::include(std::string_view marker, std::string_view template_name, Values values) {
    auto& part = parts_.emplace_back(std::string(marker), std::string(template_name), nullptr);
    part.values = std::make_unique<Values>(std::move(values));
    return *part.values;
}

namespace {

std::string escaped(std::string_view text) {
    std::string out;
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

// [[msgid]] and [[context|msgid]] become the language's words. A translation can hold neither markup nor template code.
std::string translated(std::string text, Language language) {
    for (std::size_t at = 0; (at = text.find("[[", at)) != text.npos;) {
        const auto end = text.find("]]", at);
        if (end == text.npos) throw std::runtime_error("[[ without ]]");
        const auto id = text.substr(at + 2, end - at - 2);
        const auto bar = id.find('|');
        const auto found =
            escaped(bar == id.npos ? words(language, id) : words_in(language, id.substr(0, bar), id.substr(bar + 1)));
        if (found.find("{{") != found.npos) throw std::runtime_error("template code in a translation: " + id);
        text.replace(at, end + 2 - at, found);
        at += found.size();
    }
    return text;
}

std::string without_suffix(std::string_view file) {
    // "bookings/views/services.html" -> "bookings/services"
    std::string name(file.substr(0, file.rfind('.')));
    if (const auto views = name.find("/views/"); views != name.npos)
        name.erase(views, std::string_view("/views").size());
    return name;
}

ctemplate::TemplateString view(std::string_view text) { return {text.data(), text.size()}; }

constexpr auto kStrip = ctemplate::STRIP_BLANK_LINES;

}  // namespace

struct Filler {
    static void fill(ctemplate::TemplateDictionary& to, const Values& from) {
        for (const auto& [name, value] : from.texts_) to.SetValue(view(name), view(value));
        for (const auto& [name, value] : from.globals_) to.SetTemplateGlobalValue(view(name), view(value));
        for (const auto& part : from.parts_) {
            if (part.template_name.empty()) {
                fill(*to.AddSectionDictionary(view(part.name)), *part.values);
                continue;
            }
            auto* included = to.AddIncludeDictionary(view(part.name));
            included->SetFilename(view(part.template_name));
            fill(*included, *part.values);
        }
    }

    // Throws for a marker that nothing sets, which the engine would leave empty without a word.
    static void check(const std::map<std::string, Markers, std::less<>>& templates, const std::string& name,
                      const Values& values, std::vector<std::string> globals) {
        const auto found = templates.find(name);
        CHECK(found != templates.end());
        check(templates, name, found->second, values, {}, globals);
    }

    static void check(const std::map<std::string, Markers, std::less<>>& templates, const std::string& name,
                      const Markers& markers, const Values& values, std::vector<std::string> known,
                      std::vector<std::string>& globals) {
        for (const auto& [key, value] : values.texts_) known.push_back(key);
        for (const auto& [key, value] : values.globals_) globals.push_back(key);
        for (const auto& marker : markers.values)
            if (std::ranges::find(known, marker) == known.end() && std::ranges::find(globals, marker) == globals.end())
                throw std::logic_error("template " + name + ": nothing sets " + marker);
        for (const auto& part : values.parts_) {
            if (!part.template_name.empty()) {
                if (!markers.includes.contains(part.name))
                    throw std::logic_error("template " + name + " has no include " + part.name);
                check(templates, part.template_name, *part.values, globals);
                continue;
            }
            const auto section = markers.sections.find(part.name);
            if (section == markers.sections.end())
                throw std::logic_error("template " + name + " has no section " + part.name);
            check(templates, name, *section->second, *part.values, known, globals);
        }
    }
};

struct Pages::Impl {
    std::array<ctemplate::TemplateCache, std::size(languages)> caches;
    std::map<std::string, Markers, std::less<>> markers;
    bool strict = false;
};

Pages::Pages() : Pages(embedded::views(), false) {}

Pages::Pages(std::span<const embedded::File> templates, bool strict) : impl_(std::make_unique<Impl>()) {
    impl_->strict = strict || std::getenv("TIMEBOK_STRICT_TEMPLATES") != nullptr;
    for (const auto language : languages) {
        auto& cache = impl_->caches[static_cast<std::size_t>(language)];
        for (const auto& file : templates) {
            const auto name = without_suffix(file.name);
            const auto text = "{{%AUTOESCAPE context=\"HTML\"}}" + translated(std::string(file.content), language);
            if (!cache.StringToTemplateCache(name, text, kStrip))
                throw std::runtime_error("template " + name + " is broken");
            impl_->markers[name] = read_markers(name, file.content);
        }
        cache.Freeze();
    }
}

Pages::~Pages() = default;

std::string Pages::render(std::string_view name, Language language, const Values& values) const {
    CHECK(impl_->markers.contains(name));
    if (impl_->strict) Filler::check(impl_->markers, std::string(name), values, {});
    ctemplate::TemplateDictionary dictionary("page");
    Filler::fill(dictionary, values);
    std::string out;
    CHECK(impl_->caches[static_cast<std::size_t>(language)].ExpandNoLoad(std::string(name), kStrip, &dictionary,
                                                                         nullptr, &out));
    return out;
}

}  // namespace html
