// Pages: templates, escaped by context, in five languages.
#pragma once

#include "base/base.h"
#include "base/embedded.h"
#include "i18n/i18n.h"

#include <map>
#include <memory>
#include <memory_resource>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace html {

// Values for one template: text is escaped for the place it stands in; sections repeat; an include fills {{>MARKER}}.
// Every marker of a template has to be set where it stands or in a section around it, or globally: tests fail else.
//
// A page has hundreds of them and forgets all at once, so they lie together: in the memory of the Values that the page
// was begun with.
class Values {
public:
    Values();
    Values(Values&&) noexcept = default;
    Values& operator=(Values&&) = delete;
    Values& set(std::string_view name, std::string_view value);
    Values& set(std::string_view name, std::int64_t value);
    Values& show(std::string_view section);  // shows it once more, with no values of its own
    Values& show_if(bool condition, std::string_view section) { return condition ? show(section) : *this; }
    Values& add(std::string_view section);  // one more repetition: returns its values, which stay where they are
    Values& include(std::string_view marker, std::string_view template_name, Values values);
    // Seen by all sections and by included templates too.
    Values& set_global(std::string_view name, std::string_view value);

private:
    friend class Pages;
    friend struct Strict;
    struct Memory;
    struct Free {
        void operator()(Memory* memory) const;
    };
    using Texts = std::pmr::vector<std::pair<std::pmr::string, std::pmr::string>>;
    struct Part {
        std::pmr::string name;           // of the section, or the include's marker
        std::pmr::string template_name;  // of an include
        Values* values;                  // in the same memory; what it holds is there too, so nobody has to end it
    };
    explicit Values(Memory* of_page);
    Values& part(std::string_view name, std::string_view template_name, Values* values);

    std::unique_ptr<Memory, Free> own_;  // nullptr for a section's, which its page's hold
    Memory* memory_;
    Texts texts_, globals_;
    std::pmr::vector<Part> parts_;
};

// All templates in all languages, compiled at start. Immutable afterwards, shared by all threads.
class Pages {
public:
    // The templates and catalogues built into the program. Throws std::runtime_error naming a broken one.
    Pages();
    // These templates instead, named "folder/views/file.html". Strict: a marker that nothing sets throws
    // std::logic_error (always so when TIMEBOK_STRICT_TEMPLATES is set, as it is in tests).
    Pages(std::span<const embedded::File> templates, bool strict);
    ~Pages();
    // `name` is "folder/file" of src/folder/views/file.html. CHECKs that it exists.
    std::string render(std::string_view name, i18n::Language language, const Values& values) const;

private:
    class Dictionary;
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// The address of a built asset with its content's hash: asset("app.css") -> "/assets/app.4f2a91c0.css".
const std::string& asset(std::string_view name);
struct Asset {
    std::string type;
    std::shared_ptr<const std::string> content, gzip;
};
// By file name under /assets/; nullptr when there is none.
const Asset* find_asset(std::string_view file);

}  // namespace html
