#include "activity/telling.h"
#include "catalog/catalog.h"

namespace catalog {

void subscribe(activity::Registry& registry) {
    registry.add(activity::Names{"service", [](db::Session& session, BusinessId business, i18n::Language language) {
                                     std::map<std::string, std::string> out;
                                     for (const auto& each : list_services(session, business, {}))
                                         out.emplace(std::to_string(each.id.value), each.name.in(i18n::tag(language)));
                                     return out;
                                 }});
}

}  // namespace catalog
