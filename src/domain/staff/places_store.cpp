#include "staff/places_store.h"

namespace staff {

void update(db::Tx& tx, BusinessId business, const Location& location) {
    tx.execute(R"sql(
        update locations set name = :name, address = :address, phone = :phone, map_url = :map_url,
            directions = :directions, version = :version
        where business_id = :business and id = :id)sql",
               location.name, location.address, location.phone, location.map_url, location.directions, location.version,
               business, location.id);
}

void set_version(db::Tx& tx, BusinessId business, LocationId id, std::int64_t version) {
    tx.execute("update locations set version = :version where business_id = :business and id = :id", version, business,
               id);
}

void set_position(db::Tx& tx, BusinessId business, LocationId id, int position) {
    tx.execute("update locations set position = :position where business_id = :business and id = :id", position,
               business, id);
}

// The foreign keys of all who name it say whether it is in use; the savepoint keeps the transaction usable.
bool erase(db::Tx& tx, BusinessId business, LocationId id) try {
    db::Savepoint savepoint(tx);
    tx.execute("delete from travel_times where business_id = :business and "
               "(from_location_id = :id or to_location_id = :id)",
               business, id);
    tx.execute("delete from locations where business_id = :business and id = :id", business, id);
    savepoint.keep();
    return true;
} catch (const db::ConstraintViolation&) {
    return false;
}

bool update(db::Tx& tx, BusinessId business, const Resource& resource) try {
    tx.execute("update resources set name = :name, kind = :kind, location_id = :location, version = :version "
               "where business_id = :business and id = :id",
               resource.name, to_text(resource.kind), resource.location_id, resource.version, business, resource.id);
    tx.execute("update occupants set quantity = :quantity where business_id = :business and id = :id",
               resource.quantity, business, resource.id);
    return true;
} catch (const db::ConstraintViolation&) {
    return false;
}

void set_position(db::Tx& tx, BusinessId business, ResourceId id, int position) {
    tx.execute("update resources set position = :position where business_id = :business and id = :id", position,
               business, id);
}

bool erase(db::Tx& tx, BusinessId business, ResourceId id) try {
    db::Savepoint savepoint(tx);
    tx.execute("delete from resources where business_id = :business and id = :id", business, id);
    tx.execute("delete from occupants where business_id = :business and id = :id", business, id);
    savepoint.keep();
    return true;
} catch (const db::ConstraintViolation&) {
    return false;
}

}  // namespace staff
