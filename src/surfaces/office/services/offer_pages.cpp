#include "office/services/offer_pages.h"

#include "office/frame/history.h"

namespace office {

std::string services_path(const Page& page, std::string_view rest) {
    return fmt::format("{}/services{}", page.home(), rest);
}

void include_offer_head(html::Values& values, const Page& page, std::string_view here) {
    html::Values head;
    const std::pair<std::string_view, const char*> tabs[] = {{"", N_("Services")},
                                                             {"/add-ons", N_("Add-ons")},
                                                             {"/fields", N_("Extra fields")},
                                                             {"/rooms", N_("Rooms and equipment")},
                                                             {"/locations", N_("Locations")}};
    for (const auto& [path, words] : tabs)
        head.add("TAB")
            .set("TAB_URL", services_path(page, path))
            .set("TAB_TEXT", i18n::words(page.language, words))
            .show_if(path == here, "TAB_HERE");
    include_done(head, page);
    values.include("OFFER_HEAD", "office/services/offer_head", std::move(head));
}

activity::Context offer_context(const Page& page) { return {page.environment.clock, page.environment.registry}; }

int typed_number(const http::Form& form, std::string_view name) {
    return std::max(-1, pages::whole_number<int>(line(form, name)).value_or(-1));
}

void include_meanwhile(html::Values& values, const Page& page, const std::vector<activity::Recorded>& changes) {
    html::Values meanwhile;
    if (!changes.empty()) include_history(meanwhile.add("CHANGED"), page, changes);
    values.include("MEANWHILE", "office/services/meanwhile", std::move(meanwhile));
}

}  // namespace office
