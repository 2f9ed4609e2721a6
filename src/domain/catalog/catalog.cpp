#include "catalog/catalog.h"

#include "businesses/text_columns.h"
#include "db/db.h"

namespace catalog {
namespace {

void insert(db::Tx& tx, BusinessId business, const Category& category) {
    tx.execute(R"sql(
        insert into categories (business_id, id, name, translations, position)
        values (:business, :id, :name, :translations, :position))sql",
               business, category.id, category.name.fallback, businesses::translations_of({{"name", &category.name}}),
               category.position);
}

void insert(db::Tx& tx, BusinessId business, const Service& service) {
    tx.execute(R"sql(
        insert into services (business_id, id, category_id, name, description, translations, duration_minutes,
                              buffer_before_minutes, buffer_after_minutes, minimum_notice_minutes, booking_horizon_days,
                              slot_interval_minutes, price_amount, capacity, approval, meeting_url, position,
                              active)
        values (:business, :id, :category, :name, :description, :translations, :duration,
                :buffer_before, :buffer_after, :notice, :horizon,
                :slot_interval, :price, :capacity, :approval, :meeting_url, :position, :active))sql",
               business, service.id, service.category_id, service.name.fallback, service.description.fallback,
               businesses::translations_of({{"name", &service.name}, {"description", &service.description}}),
               service.duration, service.buffer_before, service.buffer_after, service.minimum_notice,
               service.booking_horizon, service.slot_interval, service.price.amount, service.capacity,
               service.needs_approval ? "pending" : "at_once", service.meeting_url, service.position, service.active);
    for (const auto provider : service.providers)
        tx.execute(R"sql(
            insert into service_providers (business_id, service_id, provider_id)
            values (:business, :service, :provider))sql",
                   business, service.id, provider);
    for (const auto& need : service.needs)
        tx.execute(R"sql(
            insert into service_resources (business_id, service_id, resource_id, quantity)
            values (:business, :service, :resource, :quantity))sql",
                   business, service.id, need.resource_id, need.quantity);
    for (const auto location : service.locations)
        tx.execute(R"sql(
            insert into service_locations (business_id, service_id, location_id)
            values (:business, :service, :location))sql",
                   business, service.id, location);
}

std::vector<Service> select_services(db::Session& session, BusinessId business, std::string_view currency) {
    using S = std::string;
    std::vector<Service> out;
    for (auto& [id, category, name, description, translations, duration, before, after, notice, horizon, interval,
                price, capacity, approval, meeting_url, position, active] :
         session.rows<ServiceId, std::optional<CategoryId>, S, S, S, Minutes, Minutes, Minutes, Minutes,
                      std::chrono::days, Minutes, std::int64_t, int, S, S, int, bool>(R"sql(
            select id, category_id, name, description, translations, duration_minutes, buffer_before_minutes,
                   buffer_after_minutes, minimum_notice_minutes, booking_horizon_days, slot_interval_minutes,
                   price_amount, capacity, approval, meeting_url, position, active
            from services where business_id = :business order by position, id)sql",
                                                                                      business)) {
        auto& service = out.emplace_back();
        service.id = id;
        service.category_id = category;
        service.name.fallback = std::move(name);
        service.description.fallback = std::move(description);
        businesses::read_translations(translations, {{"name", &service.name}, {"description", &service.description}});
        service.duration = duration;
        service.buffer_before = before;
        service.buffer_after = after;
        service.minimum_notice = notice;
        service.booking_horizon = horizon;
        service.slot_interval = interval;
        service.price = {price, std::string(currency)};
        service.capacity = capacity;
        service.needs_approval = approval == "pending";
        service.meeting_url = std::move(meeting_url);
        service.position = position;
        service.active = active;
    }
    return out;
}

}  // namespace

CategoryId add_category(db::Tx& tx, BusinessId business, const Category& draft) {
    auto category = draft;
    category.id = base::make_id<CategoryId>();
    insert(tx, business, category);
    businesses::touch(tx, business);
    return category.id;
}

ServiceId add_service(db::Tx& tx, BusinessId business, const Service& draft) {
    auto service = draft;
    service.id = base::make_id<ServiceId>();
    insert(tx, business, service);
    businesses::touch(tx, business);
    return service.id;
}

std::vector<Category> list_categories(db::Session& session, BusinessId business) {
    std::vector<Category> out;
    for (auto& [id, name, translations, position] : session.rows<CategoryId, std::string, std::string, int>(
             "select id, name, translations, position from categories where business_id = :business order by position, "
             "id",
             business)) {
        auto& category = out.emplace_back(Category{id, {std::move(name), {}}, position});
        businesses::read_translations(translations, {{"name", &category.name}});
    }
    return out;
}

std::vector<Service> list_services(db::Session& session, BusinessId business, std::string_view currency) {
    auto services = select_services(session, business, currency);
    std::unordered_map<ServiceId, Service*> by_id;
    for (auto& service : services) by_id.emplace(service.id, &service);

    for (const auto& [service, provider] : session.rows<ServiceId, ProviderId>(
             "select service_id, provider_id from service_providers where business_id = :business order by provider_id",
             business))
        by_id.at(service)->providers.push_back(provider);
    for (const auto& [service, resource, quantity] : session.rows<ServiceId, ResourceId, int>(R"sql(
            select service_id, resource_id, quantity from service_resources
            where business_id = :business order by resource_id)sql",
                                                                                              business))
        by_id.at(service)->needs.push_back({resource, quantity});
    for (const auto& [service, location] : session.rows<ServiceId, LocationId>(
             "select service_id, location_id from service_locations where business_id = :business order by location_id",
             business))
        by_id.at(service)->locations.push_back(location);
    return services;
}

}  // namespace catalog
