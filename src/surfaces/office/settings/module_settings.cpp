// Settings > Modules: what the business uses; what is off is seen nowhere (FEATURES 8.5).
#include "office/frame/settings.h"
#include "office/settings/settings_fields.h"
#include "office/settings/settings_pages.h"

namespace office {
namespace {

std::vector<Option> module_options(const Page& page) {
    std::vector<Option> out;
    for (const auto& module : page.environment.registry.all<businesses::Module>())
        out.push_back({std::string(module.name), i18n::words(page.language, module.words)});
    return out;
}

Field field_of(const Page& page, const businesses::Business& business) {
    Field modules{
        .kind = Field::Kind::checks,
        .name = "module",
        .label = i18n::words(page.language, "What you use"),
        .hint = i18n::words(page.language, "What is off is seen nowhere: neither by customers nor in the menu. "
                                           "Nothing of it is lost, and it can be switched on again."),
        .options = module_options(page)};
    for (const auto& option : modules.options)
        if (!business.switched_off.contains(option.value)) modules.chosen.insert(option.value);
    return modules;
}

Response modules_page(const Page& page, const businesses::Business& business, const Error* error) {
    Form form;
    form.fields = {field_of(page, business)};
    return settings_page(page, {"office/settings/settings_modules", "modules", error}, form);
}

}  // namespace

std::vector<Field> module_fields(const Page& page) { return {field_of(page, page.business())}; }

Response module_settings(const Page& page) { return modules_page(page, page.business(), nullptr); }

Response save_module_settings(const Page& page) {
    const auto change = [&page](businesses::Business& business) {
        const auto options = module_options(page);
        const auto on = ticks(page.request.form, "module", options);
        for (const auto& option : options)
            if (on.contains(option.value))
                business.switched_off.erase(option.value);
            else
                business.switched_off.insert(option.value);
    };
    return save_settings_page(page, "modules", change, modules_page);
}

}  // namespace office
