// Finds a setting by its words: the fields of all pages of the settings that the member may see, as those pages draw
// them.
#include "base/search.h"
#include "base/text.h"
#include "office/frame/registered.h"
#include "office/frame/settings.h"
#include "office/settings/settings_pages.h"

namespace office {
namespace {

// Whether each of the words begins one in what is told of the setting.
bool has_all(std::string_view told, const std::vector<std::string>& words) {
    const auto key = base::search_key(told);
    return std::ranges::all_of(words, [&](const auto& word) { return key.contains(' ' + word); });
}

std::string told_of(const Field& field) {
    auto out = field.label + ' ' + field.hint;
    for (const auto& option : field.options) out += ' ' + option.label + ' ' + option.hint;
    return out;
}

// Each field with the heading before it: "While it is" alone says little. False when there is none.
bool add_found(html::Values& values, const Page& page, const SettingsPage& tab, const std::vector<std::string>& words) {
    const auto title = i18n::words(page.language, tab.words);
    const auto path = settings_path(page, tab.key);
    const auto fields = tab.fields ? tab.fields(page) : std::vector<Field>();
    html::Values* group = nullptr;
    const auto show_group = [&]() -> html::Values& {
        if (!group) group = &values.add("GROUP").set("GROUP_TITLE", title).set("GROUP_URL", path);
        return *group;
    };
    if (has_all(title, words)) show_group();
    std::string heading;
    for (const auto& field : fields) {
        if (field.kind == Field::Kind::heading) {
            heading = field.label;
            continue;
        }
        if (!has_all(title + ' ' + heading + ' ' + told_of(field), words)) continue;
        auto& row = show_group().add("FOUND");
        row.set("FOUND_URL", path + "#f-" + field.name).set("FOUND_TEXT", field.label);
        if (!heading.empty()) row.add("UNDER").set("UNDER_TEXT", heading);
    }
    return group != nullptr;
}

Response search_page(const Page& page) {
    const auto typed = line(page.request.query, "q");
    const auto words = base::is_clean_text(typed) ? base::search_words(typed) : std::vector<std::string>();
    const auto title = i18n::words(page.language, "Settings");
    return render(page, {"office/settings/settings_search", title, "settings"}, [&](html::Values& values) {
        include_settings_head(values, page, "search");
        bool any = false;
        for (const auto* tab : shown_settings(page)) any |= add_found(values, page, *tab, words);
        values.show_if(!any, "NOTHING");
    });
}

}  // namespace

Response settings_search(const Request& request, Environment& environment) {
    return as_staff(request, environment, search_page);
}

}  // namespace office
