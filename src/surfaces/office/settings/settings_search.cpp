// The page of the settings that are found by their words.
#include "base/search.h"
#include "base/text.h"
#include "office/frame/found.h"
#include "office/frame/registered.h"
#include "office/frame/settings.h"
#include "office/settings/settings_pages.h"

namespace office {
namespace {

Response search_page(const Page& page) {
    const auto typed = line(page.request.query, "q");
    const auto words = base::is_clean_text(typed) ? base::search_words(typed) : std::vector<std::string>();
    const auto title = i18n::words(page.language, "Settings");
    return render(page, {"office/settings/settings_search", title, "settings"}, [&](html::Values& values) {
        include_settings_head(values, page, "search");
        const auto found = find_settings(page, words);
        html::Values* group = nullptr;
        for (const auto& each : found) {
            if (each.text.empty()) {
                const auto tab = i18n::words(page.language, each.tab->words);
                group = &values.add("GROUP").set("GROUP_TITLE", tab).set("GROUP_URL", each.path);
                continue;
            }
            auto& row = group->add("FOUND").set("FOUND_URL", each.path).set("FOUND_TEXT", each.text);
            if (!each.under.empty()) row.add("UNDER").set("UNDER_TEXT", each.under);
        }
        values.show_if(found.empty(), "NOTHING");
    });
}

}  // namespace

Response settings_search(const Page& page) { return search_page(page); }

}  // namespace office
