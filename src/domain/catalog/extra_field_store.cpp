#include "catalog/extra_field_store.h"

#include "businesses/text_columns.h"
#include "catalog/extra_field_options.h"

namespace catalog::store {
namespace {

std::string translations_of(const ExtraField& field) {
    return businesses::translations_of({{"label", &field.label}, {"help", &field.help}});
}

std::optional<ExtraFieldId> condition_field(const ExtraField& field) {
    return field.condition ? std::optional(field.condition->field) : std::nullopt;
}
std::string condition_value(const ExtraField& field) {
    return field.condition ? field.condition->value : std::string();
}

void insert_services(db::Tx& tx, BusinessId business, const ExtraField& field) {
    for (const auto service : field.services)
        tx.execute("insert into extra_field_services (business_id, field_id, service_id) "
                   "values (:business, :field, :service)",
                   business, field.id, service);
}

}  // namespace

std::vector<ExtraField> list_extra_fields(db::Session& session, BusinessId business) {
    using S = std::string;
    std::vector<ExtraField> out;
    for (auto& [id, key, kind, label, help, translations, options, required, all_services, condition, value, position,
                active, version] : session.rows<ExtraFieldId, S, S, S, S, S, S, bool, bool, std::optional<ExtraFieldId>,
                                                S, int, bool, std::int64_t>(R"sql(
            select id, key, kind, label, help, translations, options, required, all_services, condition_field_id,
                   condition_value, position, active, version
            from extra_fields where business_id = :business order by position, id)sql",
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
                                  all_services, condition_field_id, condition_value, position, active, version)
        values (:business, :id, :key, :kind, :label, :help, :translations, :options, :required,
                :all_services, :condition, :value, :position, :active, :version))sql",
               business, field.id, field.key, to_text(field.kind), field.label.fallback, field.help.fallback,
               translations_of(field), text_of(field.options), field.required, field.all_services,
               condition_field(field), condition_value(field), field.position, field.active, field.version);
    insert_services(tx, business, field);
}

void update(db::Tx& tx, BusinessId business, const ExtraField& field) {
    tx.execute(R"sql(
        update extra_fields set label = :label, help = :help, translations = :translations, options = :options,
            required = :required, all_services = :all_services, condition_field_id = :condition,
            condition_value = :value, active = :active, version = :version
        where business_id = :business and id = :id)sql",
               field.label.fallback, field.help.fallback, translations_of(field), text_of(field.options),
               field.required, field.all_services, condition_field(field), condition_value(field), field.active,
               field.version, business, field.id);
    tx.execute("delete from extra_field_services where business_id = :business and field_id = :id", business, field.id);
    insert_services(tx, business, field);
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
