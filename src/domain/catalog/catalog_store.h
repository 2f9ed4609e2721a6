// The SQL of services, categories and add-ons.
#pragma once

#include "catalog/catalog.h"
#include "db/db.h"

namespace catalog::store {

void insert(db::Tx& tx, BusinessId business, const Category& category);
void update(db::Tx& tx, BusinessId business, const Category& category);
void set_position(db::Tx& tx, BusinessId business, CategoryId id, int position);
// Its services stay, without a category.
void erase(db::Tx& tx, BusinessId business, CategoryId id);

// With what gives it, needs it and where it is.
void insert(db::Tx& tx, BusinessId business, const Service& service);
// Everything but its position.
void update(db::Tx& tx, BusinessId business, const Service& service);
void set_place(db::Tx& tx, BusinessId business, ServiceId id, std::optional<CategoryId> category, int position);
// False where something refers to it, such as an appointment: then nothing has changed.
bool erase(db::Tx& tx, BusinessId business, ServiceId id);

// With the services that it can be chosen with.
void insert(db::Tx& tx, BusinessId business, const AddOn& add_on);
// Everything but its position.
void update(db::Tx& tx, BusinessId business, const AddOn& add_on);
void set_position(db::Tx& tx, BusinessId business, AddOnId id, int position);
void erase(db::Tx& tx, BusinessId business, AddOnId id);
// What can be chosen with one service can be with the other too.
void copy_add_ons(db::Tx& tx, BusinessId business, ServiceId from, ServiceId to);

// What is asked for one service is asked for the other too.
void copy_extra_fields(db::Tx& tx, BusinessId business, ServiceId from, ServiceId to);

std::optional<Service> find(db::Session& session, BusinessId business, ServiceId id, std::string_view currency);

}  // namespace catalog::store
