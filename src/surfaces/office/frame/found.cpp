#include "office/frame/found.h"

#include "base/search.h"
#include "office/frame/form.h"
#include "office/frame/registered.h"
#include "office/frame/settings.h"

#include <algorithm>

namespace office {
namespace {

std::string told_of(const Field& field) {
    auto out = field.label + ' ' + field.hint;
    for (const auto& option : field.options) out += ' ' + option.label + ' ' + option.hint;
    return out;
}

}  // namespace

bool has_words(std::string_view told, const std::vector<std::string>& words) {
    const auto key = base::search_key(told);
    return std::ranges::all_of(words, [&](const auto& word) { return key.contains(' ' + word); });
}

std::vector<FoundSetting> find_settings(const Page& page, const std::vector<std::string>& words) {
    std::vector<FoundSetting> out;
    for (const auto* tab : shown_settings(page)) {
        const auto title = i18n::words(page.language, tab->words);
        const auto path = settings_path(page, tab->key);
        bool is_begun = false;
        const auto begin = [&] {
            if (!std::exchange(is_begun, true)) out.push_back({tab, "", "", path});
        };
        if (has_words(title, words)) begin();
        std::string heading;
        for (const auto& field : tab->fields ? tab->fields(page) : std::vector<Field>()) {
            if (field.kind == Field::Kind::heading) {
                heading = field.label;
                continue;
            }
            if (!has_words(title + ' ' + heading + ' ' + told_of(field), words)) continue;
            begin();
            out.push_back({tab, field.label, heading, path + "#f-" + field.name});
        }
    }
    return out;
}

}  // namespace office
