#include "operators/log.h"

#include "db/db.h"

#include <nlohmann/json.hpp>

namespace operators {
namespace {

using i18n::Language;
using nlohmann::json;

std::string tell(Language l, std::string_view type) {
    using i18n::words;
    if (type == "operator.made") return words(l, "An operator was added");
    if (type == "operator.link_made") return words(l, "A link to choose a password was made at the console");
    if (type == "operator.password_set") return words(l, "Chose a password by the console's link");
    if (type == "operator.signed_in") return words(l, "Signed in");
    if (type == "operator.totp_set") return words(l, "Set up codes for signing in");
    if (type == "operator.recovery_code_used") return words(l, "Used a recovery code");
    if (type == "business.created") return words(l, "Business created");
    if (type == "business.signed_up") return words(l, "Business opened by its owner");
    if (type == "business.owner_invited") return words(l, "Owner invited");
    if (type == "business.suspended") return words(l, "Business suspended");
    if (type == "business.reopened") return words(l, "Business reopened");
    if (type == "business.limits_changed") return words(l, "Limits changed");
    if (type == "business.host_changed") return words(l, "Host name changed");
    if (type == "business.host_refused") return words(l, "Host name refused");
    if (type == "sign_up.invited") return words(l, "Invited to open a business");
    if (type == "job.retried") return words(l, "Job put back to work");
    return std::string(type);
}

// What stands behind the words: the one thing that the entry is about.
std::string more_of(const json& data) {
    for (const auto* name : {"why", "host", "email", "kind", "address"})
        if (const auto found = data.find(name); found != data.end() && found->is_string())
            return found->get<std::string>();
    return {};
}

}  // namespace

void record(db::Tx& tx, Instant now, OperatorId by, std::optional<BusinessId> business, std::string_view type,
            const json& data) {
    tx.execute("insert into operator_activities (id, at, operator_id, business_id, type, data) "
               "values (:id, :now, :by, :business, :type, :data)",
               base::new_id(), now, by ? std::optional(by) : std::nullopt, business, type, data.dump());
}

std::vector<Entry> list_log(db::Session& session, Language language, std::optional<BusinessId> business, int limit) {
    const std::string of = business ? "where a.business_id = :business" : "where a.id > :business";
    std::vector<Entry> out;
    for (auto& [at, who, type, data] : session.rows<Instant, std::string, std::string, std::string>(
             "select a.at, coalesce(o.name, ''), a.type, a.data from operator_activities a "
             "left join operators o on o.id = a.operator_id " +
                 of + " order by a.id desc limit :limit",
             business.value_or(BusinessId{}), limit))
        out.push_back({at, std::move(who), tell(language, type), more_of(json::parse(data))});
    return out;
}

}  // namespace operators
