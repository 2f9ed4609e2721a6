#include "catalog/givers.h"

#include "db/db.h"

#include <nlohmann/json.hpp>

namespace catalog {
namespace {

using nlohmann::json;

json ids_of(const std::set<ServiceId>& services) {
    json out = json::array();
    for (const auto id : services) out.push_back(std::to_string(id.value));
    return out;
}

// Whoever has the service's own page open is told that somebody else has changed who gives it.
void raise_version(db::Tx& tx, BusinessId business, ServiceId id) {
    tx.execute("update services set version = version + 1 where business_id = :business and id = :id", business, id);
}

}  // namespace

std::set<ServiceId> list_services_of(db::Session& session, BusinessId business, ProviderId provider) {
    std::set<ServiceId> out;
    for (const auto& [id] : session.rows<ServiceId>(R"sql(
            select p.service_id from service_providers p
            join services s on s.business_id = p.business_id and s.id = p.service_id
            where p.business_id = :business and p.provider_id = :provider and s.kind = 'service')sql",
                                                    business, provider))
        out.insert(id);
    return out;
}

std::map<ProviderId, int> count_services(db::Session& session, BusinessId business) {
    std::map<ProviderId, int> out;
    for (const auto& [provider, count] : session.rows<ProviderId, int>(R"sql(
            select p.provider_id, count(*) from service_providers p
            join services s on s.business_id = p.business_id and s.id = p.service_id
            where p.business_id = :business and s.active = 1 and s.kind = 'service' group by p.provider_id)sql",
                                                                       business))
        out.emplace(provider, count);
    return out;
}

Result<void> set_provider_services(db::Tx& tx, const activity::Context& context, BusinessId business,
                                   ProviderId provider, const std::set<ServiceId>& services, activity::Actor actor) {
    businesses::touch(tx, business);
    const auto before = list_services_of(tx, business, provider);
    if (before == services) return {};
    for (const auto id : services) {
        if (before.contains(id)) continue;
        if (!tx.value<int>("select 1 from services where business_id = :business and id = :id and kind = 'service'",
                           business, id))
            return base::not_found("service.not_offered");
        tx.execute("insert into service_providers (business_id, service_id, provider_id) "
                   "values (:business, :service, :provider)",
                   business, id, provider);
        raise_version(tx, business, id);
    }
    for (const auto id : before) {
        if (services.contains(id)) continue;
        tx.execute("delete from service_providers where business_id = :business and service_id = :service "
                   "and provider_id = :provider",
                   business, id, provider);
        raise_version(tx, business, id);
    }
    activity::record(
        tx, context.registry, business, context.clock.now(),
        {"staff.services_changed", provider.value, actor,
         json{{"before", {{"services", ids_of(before)}}}, {"after", {{"services", ids_of(services)}}}}.dump()});
    return {};
}

}  // namespace catalog
