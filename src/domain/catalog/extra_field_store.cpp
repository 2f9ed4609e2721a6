#include "catalog/extra_field_store.h"

#include "businesses/text_columns.h"
#include "catalog/extra_field_options.h"

namespace catalog::store {
namespace {

std::string translations_of(const ExtraField& field) {
    return businesses::translations_of({{"label", &field.label}, {"help", &field.help}});
}

void insert_services(db::Tx& tx, BusinessId business, const ExtraField& field) {
    for (const auto service : field.services)
        tx.execute("insert into extra_field_services (business_id, field_id, service_id) "
                   "values (:business, :field, :service)",
                   business, field.id, service);
}

void insert_condition(db::Tx& tx, BusinessId business, const ExtraField& field) {
    if (field.condition)
        tx.execute("insert into extra_field_conditions (business_id, field_id, on_field_id, value) "
                   "values (:business, :field, :on_field, :value)",
                   business, field.id, field.condition->field, field.condition->value);
}

}  // namespace

std::vector<ExtraField> list_extra_fields(db::Session& session, BusinessId business) {
    using S = std::string;
    std::vector<ExtraField> out;
    for (auto& [id, key, kind, label, help, translations, options, required, all_services, condition, value, position,
                active, version] : session.rows<ExtraFieldId, S, S, S, S, S, S, bool, bool, std::optional<ExtraFieldId>,
                                                S, int, bool, std::int64_t>(R"sql(
            select f.id, f.key, f.kind, f.label, f.help, f.translations, f.options, f.required, f.all_services,
                   c.on_field_id, coalesce(c.value, ''), f.position, f.active, f.version
            from extra_fields f left join extra_field_conditions c
                on c.business_id = f.business_id and c.field_id = f.id
            where f.business_id = :business order by f.position, f.id)sql",
                                                                            business)) {
        auto& field = out.emplace_back();
        field.id = id;
        field.key = std::move(key);
        field.kind = parse_extra_field_kind(kind).value();
        field.label.fallback = std::move(label);
        field.help.fallback = std::move(help);
        businesses::read_translations(translations, {{"label", &field.label}, {"help", &field.help}});
        field.options = options_of(options);
        field.required = required;
        field.all_services = all_services;
        if (condition) field.condition = {*condition, std::move(value)};
        field.position = position;
        field.active = active;
        field.version = version;
    }
    if (out.empty()) return out;
    for (const auto& [field, service] : session.rows<ExtraFieldId, ServiceId>(
             "select field_id, service_id from extra_field_services where business_id = :business order by service_id",
             business))
        std::ranges::find(out, field, &ExtraField::id)->services.push_back(service);
    return out;
}

void insert(db::Tx& tx, BusinessId business, const ExtraField& field) {
    tx.execute(R"sql(
        insert into extra_fields (business_id, id, key, kind, label, help, translations, options, required,
                                  all_services, position, active, version)
        values (:business, :id, :key, :kind, :label, :help, :translations, :options, :required,
                :all_services, :position, :active, :version))sql",
               business, field.id, field.key, to_text(field.kind), field.label.fallback, field.help.fallback,
               translations_of(field), text_of(field.options), field.required, field.all_services, field.position,
               field.active, field.version);
    insert_services(tx, business, field);
    insert_condition(tx, business, field);
}

void update(db::Tx& tx, BusinessId business, const ExtraField& field) {
    tx.execute(R"sql(
        update extra_fields set label = :label, help = :help, translations = :translations, options = :options,
            required = :required, all_services = :all_services, active = :active, version = :version
        where business_id = :business and id = :id)sql",
               field.label.fallback, field.help.fallback, translations_of(field), text_of(field.options),
               field.required, field.all_services, field.active, field.version, business, field.id);
    tx.execute("delete from extra_field_services where business_id = :business and field_id = :id", business, field.id);
    tx.execute("delete from extra_field_conditions where business_id = :business and field_id = :id", business,
               field.id);
    insert_services(tx, business, field);
    insert_condition(tx, business, field);
}

void set_position(db::Tx& tx, BusinessId business, ExtraFieldId id, int position) {
    tx.execute("update extra_fields set position = :position where business_id = :business and id = :id", position,
               business, id);
}

// The foreign keys say whether it is in use; the savepoint keeps the transaction usable.
bool erase(db::Tx& tx, BusinessId business, ExtraFieldId id) try {
    db::Savepoint savepoint(tx);
    tx.execute("delete from extra_fields where business_id = :business and id = :id", business, id);
    savepoint.keep();
    return true;
} catch (const db::ConstraintViolation&) {
    return false;
}

}  // namespace catalog::store
