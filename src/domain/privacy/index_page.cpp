#include "privacy/index_page.h"

#include "personal/personal.h"

#include <nlohmann/json.hpp>

namespace privacy {
namespace {

using json = nlohmann::ordered_json;

std::string plain(const json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_null()) return {};
    return value.dump();
}

void fill_rows(html::Values& values, i18n::Language language, const personal::Part& part, const json& object) {
    for (const auto& [name, value] : object.items()) {
        const auto text = plain(value), name_text = part.label ? part.label(language, name) : std::string();
        if (!text.empty() && !name_text.empty()) values.add("ROW").set("ROW_NAME", name_text).set("ROW_TEXT", text);
    }
}

void fill_part(html::Values& values, i18n::Language language, const personal::Part& part, const std::string& name,
               const json& data) {
    values.set("PART_NAME", part.heading(language)).set("PART_FILE", name);
    values.show_if(data.empty(), "EMPTY");
    if (data.is_object()) fill_rows(values.add("ITEM"), language, part, data);
    if (data.is_array())
        for (const auto& item : data) fill_rows(values.add("ITEM"), language, part, item);
}

}  // namespace

std::string index_page(const html::Pages& pages, const activity::Registry& registry,
                       const businesses::Business& business, i18n::Language language, Instant now, const Files& files) {
    html::Values values;
    const auto title =
        i18n::words(language, "What {name} has stored about you", {{"name", business.name.in(i18n::tag(language))}});
    values.set("LANG", i18n::tag(language)).set("TITLE", title);
    values.set("MADE", i18n::words(language, "As of {day}, {time}.",
                                   {{"day", i18n::long_date(language, business.zone.day(now), 0)},
                                    {"time", i18n::time_of_day(language, business.zone.wall(now))}}));
    for (const auto& part : personal::parts(registry)) {
        const auto name = part.name + ".json";
        const auto file = std::ranges::find(files, name, &Files::value_type::first);
        if (file != files.end()) fill_part(values.add("PART"), language, part, name, json::parse(file->second));
    }
    return pages.render("privacy/archive", language, values);
}

}  // namespace privacy
