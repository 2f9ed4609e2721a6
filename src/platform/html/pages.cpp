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
#include <ctemplate/template_dictionary_interface.h>
#include <ctemplate/template_emitter.h>
#pragma GCC diagnostic pop

#include <fmt/format.h>

#include <cstdlib>

namespace embedded {
std::span<const File> views();
}

namespace html {

// Includes come with memory of their own, which lives on with the page that they are put into.
struct Values::Memory {
    std::pmr::monotonic_buffer_resource room{4096};
    std::vector<std::unique_ptr<Memory, Free>> of_includes;
};

void Values::Free::operator()(Memory* memory) const { delete memory; }

Values::Values() : Values(new Memory) { own_.reset(memory_); }

Values::Values(Memory* of_page)
    : memory_(of_page), texts_(&of_page->room), globals_(&of_page->room), parts_(&of_page->room) {}

Values& Values::set(std::string_view name, std::string_view value) {
    if (texts_.empty()) texts_.reserve(8);
    texts_.emplace_back(name, value);
    return *this;
}

Values& Values::set(std::string_view name, std::int64_t value) { return set(name, std::to_string(value)); }

Values& Values::set_global(std::string_view name, std::string_view value) {
    globals_.emplace_back(name, value);
    return *this;
}

Values& Values::part(std::string_view name, std::string_view template_name, Values* values) {
    auto* const room = &memory_->room;
    parts_.push_back({std::pmr::string(name, room), std::pmr::string(template_name, room), values});
    return *values;
}

Values& Values::add(std::string_view section) {
    void* const place = memory_->room.allocate(sizeof(Values), alignof(Values));
    return part(section, {}, new (place) Values(memory_));
}

Values& Values::show(std::string_view section) {
    add(section);
    return *this;
}

Values& Values::include(std::string_view marker, std::string_view template_name, Values values) {
    CHECK(values.own_);
    memory_->of_includes.push_back(std::move(values.own_));
    void* const place = memory_->room.allocate(sizeof(Values), alignof(Values));
    return part(marker, template_name, new (place) Values(std::move(values)));
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
std::string translated(std::string text, i18n::Language language) {
    for (std::size_t at = 0; (at = text.find("[[", at)) != text.npos;) {
        const auto end = text.find("]]", at);
        if (end == text.npos) throw std::runtime_error("[[ without ]]");
        const auto id = text.substr(at + 2, end - at - 2);
        const auto bar = id.find('|');
        const auto found = escaped(bar == id.npos ? i18n::words(language, id)
                                                  : i18n::words_in(language, id.substr(0, bar), id.substr(bar + 1)));
        if (found.find("{{") != found.npos) throw std::runtime_error("template code in a translation: " + id);
        text.replace(at, end + 2 - at, found);
        at += found.size();
    }
    return text;
}

std::string without_suffix(std::string_view file) {
    // "bookings/views/services.html" -> "booking_page/services"
    std::string name(file.substr(0, file.rfind('.')));
    if (const auto views = name.find("/views/"); views != name.npos)
        name.erase(views, std::string_view("/views").size());
    return name;
}

constexpr auto kStrip = ctemplate::STRIP_BLANK_LINES;

}  // namespace

// The values as the engine asks for them while it expands a template. What is not found here is looked for in the
// section's surroundings, up to the included template's own; globals everywhere around.
class Pages::Dictionary final : public ctemplate::TemplateDictionaryInterface {
public:
    Dictionary(const Values& values, const Dictionary* around, bool included)
        : values_(values), around_(around), included_(included) {}

private:
    using Name = ctemplate::TemplateString;

    static std::string_view view(const Name& name) { return {name.data(), name.size()}; }
    const Dictionary* parent() const { return included_ ? nullptr : around_; }

    // The last one set counts.
    static const std::pmr::string* find(const Values::Texts& texts, std::string_view name) {
        const auto found = std::ranges::find(texts.rbegin(), texts.rend(), name, &Values::Texts::value_type::first);
        return found == texts.rend() ? nullptr : &found->second;
    }
    const std::pmr::string* find(std::string_view name) const {
        for (const auto* each = this; each; each = each->parent())
            if (const auto* text = find(each->values_.texts_, name)) return text;
        for (const auto* each = this; each; each = each->around_)
            if (const auto* text = find(each->values_.globals_, name)) return text;
        return nullptr;
    }
    // Who has a part of that name: its own template's surroundings count.
    const Dictionary* owner_of(std::string_view name) const {
        for (const auto* each = this; each; each = each->parent())
            if (std::ranges::find(each->values_.parts_, name, &Values::Part::name) != each->values_.parts_.end())
                return each;
        return nullptr;
    }

    class Parts;

    Name GetValue(const Name& name) const override {
        const auto* text = find(view(name));
        return text ? Name(text->data(), text->size()) : Name("", 0);
    }
    bool IsHiddenSection(const Name& name) const override { return !owner_of(view(name)); }
    bool IsUnhiddenSection(const Name& name) const override { return owner_of(view(name)); }
    bool IsHiddenTemplate(const Name& name) const override { return !owner_of(view(name)); }
    Iterator* CreateSectionIterator(const Name& name) const override;
    Iterator* CreateTemplateIterator(const Name& name) const override { return CreateSectionIterator(name); }
    const char* GetIncludeTemplateName(const Name& name, int index) const override {
        const auto* owner = owner_of(view(name));
        CHECK(owner);
        for (const auto& part : owner->values_.parts_)
            if (part.name == view(name) && index-- == 0) return part.template_name.c_str();
        return "";
    }
    void DumpToString(std::string* out, int) const override { *out += "html::Values"; }

    const Values& values_;
    const Dictionary* around_;
    bool included_;
};

// One after the other.
class Pages::Dictionary::Parts final : public Iterator {
public:
    Parts(const Dictionary* owner, std::string_view name) : owner_(owner), name_(name) { find_next(); }
    bool HasNext() const override { return owner_ && at_ < owner_->values_.parts_.size(); }
    const ctemplate::TemplateDictionaryInterface& Next() override {
        const auto& part = owner_->values_.parts_[at_++];
        current_.emplace(*part.values, owner_, !part.template_name.empty());
        find_next();
        return *current_;
    }

private:
    void find_next() {
        while (HasNext() && owner_->values_.parts_[at_].name != name_) ++at_;
    }
    const Dictionary* owner_;
    std::string_view name_;  // the template's
    std::size_t at_ = 0;
    std::optional<Dictionary> current_;
};

auto Pages::Dictionary::CreateSectionIterator(const Name& name) const -> Iterator* {
    return new Parts(owner_of(view(name)), view(name));
}

struct Strict {
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
        for (const auto& [key, value] : values.texts_) known.emplace_back(key);
        for (const auto& [key, value] : values.globals_) globals.emplace_back(key);
        for (const auto& marker : markers.values)
            if (std::ranges::find(known, marker) == known.end() && std::ranges::find(globals, marker) == globals.end())
                throw std::logic_error("template " + name + ": nothing sets " + marker);
        for (const auto& part : values.parts_) {
            if (!part.template_name.empty()) {
                if (!markers.includes.contains(std::string(part.name)))
                    throw std::logic_error(fmt::format("template {} has no include {}", name, part.name));
                check(templates, std::string(part.template_name), *part.values, globals);
                continue;
            }
            const auto section = markers.sections.find(std::string(part.name));
            if (section == markers.sections.end())
                throw std::logic_error(fmt::format("template {} has no section {}", name, part.name));
            check(templates, name, *section->second, *part.values, known, globals);
        }
    }
};

struct Pages::Impl {
    std::array<ctemplate::TemplateCache, std::size(i18n::languages)> caches;
    std::map<std::string, Markers, std::less<>> markers;
    bool strict = false;
};

Pages::Pages() : Pages(embedded::views(), false) {}

Pages::Pages(std::span<const embedded::File> templates, bool strict) : impl_(std::make_unique<Impl>()) {
    impl_->strict = strict || std::getenv("TIMEBOK_STRICT_TEMPLATES") != nullptr;
    for (const auto language : i18n::languages) {
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

std::string Pages::render(std::string_view name, i18n::Language language, const Values& values) const {
    CHECK(impl_->markers.contains(name));
    if (impl_->strict) Strict::check(impl_->markers, std::string(name), values, {});
    const Dictionary dictionary(values, nullptr, true);
    std::string out;
    CHECK(impl_->caches[static_cast<std::size_t>(language)].ExpandNoLoad(std::string(name), kStrip, &dictionary,
                                                                         nullptr, &out));
    return out;
}

}  // namespace html
