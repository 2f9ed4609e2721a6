#include "activity/telling.h"
#include "staff/staff.h"

namespace staff {

void subscribe(activity::Registry& registry) {
    registry.add(activity::Names{"provider", [](db::Session& session, BusinessId business, i18n::Language) {
                                     std::map<std::string, std::string> out;
                                     for (const auto& each : list_providers(session, business))
                                         out.emplace(std::to_string(each.id.value), each.name);
                                     return out;
                                 }});
    registry.add(activity::Names{"location", [](db::Session& session, BusinessId business, i18n::Language) {
                                     std::map<std::string, std::string> out;
                                     for (const auto& each : list_locations(session, business))
                                         out.emplace(std::to_string(each.id.value), each.name);
                                     return out;
                                 }});
}

}  // namespace staff
