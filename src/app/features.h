// All that the program has, feature by feature: what each registers and which routes it has. No other file lists them;
// a feature is taken away by deleting its folders and its lines here and in routes.cpp.
#pragma once

#include "activity/activity.h"
#include "app/routes.h"
#include "html/html.h"
#include "notify/delivery.h"
#include "outgoing/outgoing.h"

namespace app {

// What features register their jobs with; it stays as long as the registry.
struct Setup {
    const Clock& clock;
    const notify::Options& mailing;
    const html::Pages& pages;
    outgoing::Options outgoing{};
};

struct Feature {
    std::string_view name;
    // Its activities, jobs, permissions, what it tells of a customer and erases, its housekeeping.
    void (*domain)(activity::Registry&, const Setup&) = nullptr;
    // Its module, and what is seen of it on pages that it shares with others.
    void (*surface)(activity::Registry&) = nullptr;
    void (*routes)(RouteTable&) = nullptr;
};

const std::vector<Feature>& features();

void register_features(activity::Registry& registry, const std::vector<Feature>& features, const Setup& setup);
std::vector<Route> routes_of(const std::vector<Feature>& features);

}  // namespace app
