#include "activity/telling.h"
#include "catalog/event_service.h"
#include "events/event_store.h"

#include <nlohmann/json.hpp>

namespace events {
namespace {

using activity::Reader;
using nlohmann::json;

std::map<std::string, std::string> names(db::Session& session, BusinessId business, i18n::Language language) {
    std::map<ServiceId, std::string> services;
    for (const auto& service : catalog::list_services(session, business, {}))
        services.emplace(service.id, service.name.in(i18n::tag(language)));
    std::map<std::string, std::string> out;
    for (const auto& [event, service] : store::list_ids(session, business))
        out.emplace(std::to_string(event.value), services[service]);
    return out;
}

std::string about_event(const Reader& reader, const activity::Recorded& recorded, const json&) {
    return reader.named("event", recorded.subject_id);
}

activity::Type type(std::string name, const char* words, std::vector<activity::Field> fields = {}) {
    return {.name = std::move(name), .words = words, .fields = std::move(fields), .log = "offer", .about = about_event};
}

}  // namespace

void subscribe(activity::Registry& registry) {
    registry.add(activity::Names{"event", names});
    registry.add(
        std::vector<activity::Type>{type("event.created", N_("An event was added"), catalog::event_fields()),
                                    type("event.changed", N_("An event was changed"), catalog::event_fields()),
                                    type("event.published", N_("An event was published")),
                                    type("event.withdrawn", N_("An event was taken back as a draft")),
                                    type("event.cancelled", N_("An event was cancelled"), {{"telling", nullptr}}),
                                    type("event.deleted", N_("An event was deleted"))});
    registry.add(kManageEvents);
    registry.add(activity::Housekeeping{mark_over});
}

}  // namespace events
