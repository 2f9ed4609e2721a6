// Pages: templates escaped by context, words in five languages, dates and money as a language writes them.
#pragma once

#include "base/base.h"
#include "base/embedded.h"

#include <map>
#include <memory>
#include <memory_resource>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace html {

enum class Language : std::uint8_t { en, nb, da, nl, pt_br };
inline constexpr Language languages[] = {Language::en, Language::nb, Language::da, Language::nl, Language::pt_br};
std::string_view tag(Language language);                       // BCP 47: "pt-BR"
std::string_view native_name(Language language);               // "Norsk"
std::optional<Language> parse_language(std::string_view tag);  // exact tags and their base ("nb-NO" -> nb, "no" -> nb)

// ---- Words -------------------------------------------------------------------------------------------------------

using Parameters = std::vector<std::pair<std::string, std::string>>;
// The msgid in that language, {name} replaced by its parameter. msgids are the English text.
std::string words(Language language, std::string_view msgid, const Parameters& parameters = {});
std::string words_in(Language language, std::string_view context, std::string_view msgid,
                     const Parameters& parameters = {});
// {n} is set to the number as the language writes it.
std::string count(Language language, std::string_view one, std::string_view many, std::int64_t n,
                  const Parameters& parameters = {});
// The sentence for a message code such as "booking.time_taken" (html/messages.cpp lists every code with its English);
// CHECKs that the code is known.
std::string message(Language language, std::string_view code, const Parameters& parameters = {});

// ---- Dates, times, money (wall-clock times: the caller has chosen the zone) ----------------------------------------

std::string long_date(Language language, Day day);  // "Friday 11 December" (with the year when it is not `this_year`)
std::string long_date(Language language, Day day, int this_year);
std::string short_date(Language language, Day day);          // "Fri 11 December"
std::string month_name(Language language, Day day);          // "December 2026"
std::string weekday_short(Language language, Day day);       // "Fr"
std::string weekday_long(Language language, Day day);        // "Friday"
bool week_starts_on_sunday(Language language);               // en is read as en-GB: Monday
std::string time_of_day(Language language, WallTime time);   // "14:45"
std::string number(Language language, std::int64_t n);       // "1,234", nb "1 234"
std::string duration(Language language, Minutes length);     // "45 min", "1 hr 30 min"
std::string money(Language language, const Money& money);    // "690 kr", "£45.00"
std::string zone_city(Language language, const Zone& zone);  // "Oslo": the exemplar city

// A key whose byte order is the language's sorting order.
std::string sort_key(Language language, std::string_view text);

// ---- Templates ----------------------------------------------------------------------------------------------------

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
    std::string render(std::string_view name, Language language, const Values& values) const;

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
