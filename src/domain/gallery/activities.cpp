#include "activity/telling.h"
#include "gallery/gallery.h"

#include <nlohmann/json.hpp>

namespace gallery {
namespace {

using activity::Reader;
using nlohmann::json;

std::string about(const Reader& reader, const activity::Recorded& activity, const json& data) {
    const auto after = data.value("after", json::object());
    for (const auto* kind : {"service", "provider"})
        if (after.contains(kind)) return reader.named(kind, activity.subject_id);
    return i18n::words(reader.language, "Cover");
}

activity::Type type(std::string name, const char* words) {
    return {.name = std::move(name),
            .words = words,
            .fields = {{"service", nullptr}, {"provider", nullptr}},
            .log = "settings",
            .only_fields = true,
            .about = about};
}

}  // namespace

void subscribe(activity::Registry& registry) {
    registry.add(type("picture.set", N_("A picture was put on the booking page")));
    registry.add(type("picture.removed", N_("A picture was taken off the booking page")));
}

}  // namespace gallery
