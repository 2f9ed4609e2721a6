// Services and their categories: what can be booked, how long it takes and what it costs.
#pragma once

#include "availability/availability.h"
#include "businesses/business.h"

namespace activity {
class Registry;
}

namespace catalog {

// The names by which activities tell of services.
void subscribe(activity::Registry& registry);

struct Category {
    CategoryId id;
    businesses::Text name;
    int position = 0;
};

struct Need {
    ResourceId resource_id;
    int quantity = 1;
};

struct Service {
    ServiceId id;
    std::optional<CategoryId> category_id;
    businesses::Text name, description;
    Minutes duration{30};
    Minutes buffer_before{0}, buffer_after{0};
    Minutes minimum_notice{0};
    std::chrono::days booking_horizon{90};
    Minutes slot_interval{15};
    Money price;
    int capacity = 1;             // customers that one appointment has room for, 1..1000
    bool needs_approval = false;  // a booking is pending until staff approve it
    std::string meeting_url;      // an online meeting; empty: at the location
    int position = 0;
    bool active = true;
    std::vector<ProviderId> providers;
    std::vector<Need> needs;
    std::vector<LocationId> locations{};  // where it is offered, by id; empty: everywhere

    availability::Service timing() const { return {duration, buffer_before, buffer_after, slot_interval}; }
};

// Each of these raises the business's version. `draft.id` is not read; the price's currency is the business's.
CategoryId add_category(db::Tx& tx, BusinessId business, const Category& draft);
ServiceId add_service(db::Tx& tx, BusinessId business, const Service& draft);

std::vector<Category> list_categories(db::Session& session, BusinessId business);  // by position
// By position, with providers and needs; `currency` is the business's.
std::vector<Service> list_services(db::Session& session, BusinessId business, std::string_view currency);

}  // namespace catalog
