#include "catalog/catalog_store.h"

#include "businesses/text_columns.h"

namespace catalog::store {
namespace {

std::string translations_of(const Service& service) {
    return businesses::translations_of({{"name", &service.name}, {"description", &service.description}});
}

void insert_parts(db::Tx& tx, BusinessId business, const Service& service) {
    for (const auto provider : service.providers) {
        const auto own = std::ranges::find(service.own, provider, &Own::provider_id);
        const auto otherwise = own == service.own.end() ? Own{provider} : *own;
        tx.execute(R"sql(
            insert into service_providers (business_id, service_id, provider_id, duration_minutes, price_amount,
                capacity)
            values (:business, :service, :provider, :duration, :price, :capacity))sql",
                   business, service.id, provider, otherwise.duration, otherwise.price_amount, otherwise.capacity);
    }
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

std::string translations_of(const AddOn& add_on) {
    return businesses::translations_of({{"name", &add_on.name}, {"description", &add_on.description}});
}

void insert_services(db::Tx& tx, BusinessId business, const AddOn& add_on) {
    for (const auto service : add_on.services)
        tx.execute("insert into add_on_services (business_id, add_on_id, service_id) "
                   "values (:business, :add_on, :service)",
                   business, add_on.id, service);
}

void erase_parts(db::Tx& tx, BusinessId business, ServiceId id) {
    for (const auto* table : {"service_providers", "service_resources", "service_locations"})
        tx.execute(fmt::format("delete from {} where business_id = :business and service_id = :id", table), business,
                   id);
}

}  // namespace

void insert(db::Tx& tx, BusinessId business, const Category& category) {
    tx.execute(R"sql(
        insert into categories (business_id, id, name, translations, position)
        values (:business, :id, :name, :translations, :position))sql",
               business, category.id, category.name.fallback, businesses::translations_of({{"name", &category.name}}),
               category.position);
}

void update(db::Tx& tx, BusinessId business, const Category& category) {
    tx.execute("update categories set name = :name, translations = :translations "
               "where business_id = :business and id = :id",
               category.name.fallback, businesses::translations_of({{"name", &category.name}}), business, category.id);
}

void set_position(db::Tx& tx, BusinessId business, CategoryId id, int position) {
    tx.execute("update categories set position = :position where business_id = :business and id = :id", position,
               business, id);
}

void erase(db::Tx& tx, BusinessId business, CategoryId id) {
    tx.execute("update services set category_id = null where business_id = :business and category_id = :id", business,
               id);
    tx.execute("delete from categories where business_id = :business and id = :id", business, id);
}

void insert(db::Tx& tx, BusinessId business, const Service& service) {
    tx.execute(R"sql(
        insert into services (business_id, id, category_id, name, description, translations, duration_minutes,
                              buffer_before_minutes, buffer_after_minutes, minimum_notice_minutes, booking_horizon_days,
                              slot_interval_minutes, price_amount, capacity, approval, meeting_url, position,
                              active, colour, price_kind, who_may_book, link_key, times, minimum, decided_hours,
                              kind, venue, booked_from, booked_until)
        values (:business, :id, :category, :name, :description, :translations, :duration,
                :buffer_before, :buffer_after, :notice, :horizon,
                :slot_interval, :price, :capacity, :approval, :meeting_url, :position,
                :active, :colour, :price_kind, :who_may_book, :link_key, :times, :minimum, :decided,
                :kind, :venue, :booked_from, :booked_until))sql",
               business, service.id, service.category_id, service.name.fallback, service.description.fallback,
               translations_of(service), service.duration, service.buffer_before, service.buffer_after,
               service.minimum_notice, service.booking_horizon, service.slot_interval, service.price.amount,
               service.capacity, service.needs_approval ? "pending" : "at_once", service.meeting_url, service.position,
               service.active, service.colour, to_text(service.price_kind), to_text(service.who_may_book),
               service.link_key, to_text(service.times), service.minimum, service.decided_before, to_text(service.kind),
               service.venue, service.booked_from, service.booked_until);
    insert_parts(tx, business, service);
}

void update(db::Tx& tx, BusinessId business, const Service& service) {
    tx.execute(R"sql(
        update services set category_id = :category, name = :name, description = :description,
            translations = :translations, duration_minutes = :duration, buffer_before_minutes = :buffer_before,
            buffer_after_minutes = :buffer_after, minimum_notice_minutes = :notice, booking_horizon_days = :horizon,
            slot_interval_minutes = :slot_interval, price_amount = :price, capacity = :capacity, approval = :approval,
            meeting_url = :meeting_url, active = :active, colour = :colour, price_kind = :price_kind,
            who_may_book = :who_may_book, link_key = :link_key, version = :version, times = :times, minimum = :minimum,
            decided_hours = :decided, venue = :venue, booked_from = :booked_from, booked_until = :booked_until
        where business_id = :business and id = :id)sql",
               service.category_id, service.name.fallback, service.description.fallback, translations_of(service),
               service.duration, service.buffer_before, service.buffer_after, service.minimum_notice,
               service.booking_horizon, service.slot_interval, service.price.amount, service.capacity,
               service.needs_approval ? "pending" : "at_once", service.meeting_url, service.active, service.colour,
               to_text(service.price_kind), to_text(service.who_may_book), service.link_key, service.version,
               to_text(service.times), service.minimum, service.decided_before, service.venue, service.booked_from,
               service.booked_until, business, service.id);
    erase_parts(tx, business, service.id);
    insert_parts(tx, business, service);
}

void set_place(db::Tx& tx, BusinessId business, ServiceId id, std::optional<CategoryId> category, int position) {
    tx.execute("update services set category_id = :category, position = :position "
               "where business_id = :business and id = :id",
               category, position, business, id);
}

// The foreign keys of other features' tables say whether it is in use; the savepoint keeps the transaction usable.
bool erase(db::Tx& tx, BusinessId business, ServiceId id) try {
    db::Savepoint savepoint(tx);
    erase_parts(tx, business, id);
    tx.execute("delete from customer_services where business_id = :business and service_id = :id", business, id);
    tx.execute("delete from services where business_id = :business and id = :id", business, id);
    savepoint.keep();
    return true;
} catch (const db::ConstraintViolation&) {
    return false;
}

void insert(db::Tx& tx, BusinessId business, const AddOn& add_on) {
    tx.execute(R"sql(
        insert into add_ons (business_id, id, name, description, translations, duration_minutes, price_amount,
                             position, active, version)
        values (:business, :id, :name, :description, :translations, :duration, :price,
                :position, :active, :version))sql",
               business, add_on.id, add_on.name.fallback, add_on.description.fallback, translations_of(add_on),
               add_on.duration, add_on.price.amount, add_on.position, add_on.active, add_on.version);
    insert_services(tx, business, add_on);
}

void update(db::Tx& tx, BusinessId business, const AddOn& add_on) {
    tx.execute(R"sql(
        update add_ons set name = :name, description = :description, translations = :translations,
            duration_minutes = :duration, price_amount = :price, active = :active, version = :version
        where business_id = :business and id = :id)sql",
               add_on.name.fallback, add_on.description.fallback, translations_of(add_on), add_on.duration,
               add_on.price.amount, add_on.active, add_on.version, business, add_on.id);
    tx.execute("delete from add_on_services where business_id = :business and add_on_id = :id", business, add_on.id);
    insert_services(tx, business, add_on);
}

void set_position(db::Tx& tx, BusinessId business, AddOnId id, int position) {
    tx.execute("update add_ons set position = :position where business_id = :business and id = :id", position, business,
               id);
}

void erase(db::Tx& tx, BusinessId business, AddOnId id) {
    tx.execute("delete from add_ons where business_id = :business and id = :id", business, id);
}

void copy_add_ons(db::Tx& tx, BusinessId business, ServiceId from, ServiceId to) {
    tx.execute(R"sql(
        insert into add_on_services (business_id, add_on_id, service_id)
        select business_id, add_on_id, :to from add_on_services
        where business_id = :business and service_id = :from)sql",
               to, business, from);
}

void copy_extra_fields(db::Tx& tx, BusinessId business, ServiceId from, ServiceId to) {
    tx.execute(R"sql(
        insert into extra_field_services (business_id, field_id, service_id)
        select business_id, field_id, :to from extra_field_services
        where business_id = :business and service_id = :from)sql",
               to, business, from);
}

std::optional<Service> find(db::Session& session, BusinessId business, ServiceId id, std::string_view currency) {
    for (auto& service : list_services(session, business, currency))
        if (service.id == id) return std::move(service);
    return std::nullopt;
}

}  // namespace catalog::store
