#include "businesses/host_request.h"

#include "businesses/standing.h"
#include "db/db.h"

#include <nlohmann/json.hpp>

namespace businesses {
namespace {

using nlohmann::json;

using Row = std::tuple<BusinessId, std::string, Instant, std::optional<Instant>, std::string>;
HostRequest read(Row row) { return std::make_from_tuple<HostRequest>(std::move(row)); }

bool waits(db::Tx& tx, BusinessId business, std::string_view host) {
    const auto request = find_host_request(tx, business);
    return request && !request->refused_at && request->host == host;
}

void record(db::Tx& tx, const Context& context, BusinessId business, std::string_view type, activity::Actor actor,
            const json& after) {
    activity::record(tx, context.registry, business, context.clock.now(),
                     {type, business.value, actor, json{{"after", after}}.dump()});
}

}  // namespace

std::optional<HostRequest> find_host_request(db::Session& session, BusinessId business) {
    auto found = session.row<BusinessId, std::string, Instant, std::optional<Instant>, std::string>(
        "select business_id, host, asked_at, refused_at, refused_why from host_requests where business_id = :business",
        business);
    return found ? std::optional(read(*std::move(found))) : std::nullopt;
}

std::vector<HostRequest> list_host_requests(db::Session& session, int limit) {
    std::vector<HostRequest> out;
    for (auto& row : session.rows<BusinessId, std::string, Instant, std::optional<Instant>, std::string>(
             "select business_id, host, asked_at, refused_at, refused_why from host_requests "
             "where refused_at is null order by asked_at, business_id limit :limit",
             limit))
        out.push_back(read(std::move(row)));
    return out;
}

Result<void> ask_for_host(db::Tx& tx, const Context& context, BusinessId business, std::string_view host,
                          std::string_view own, activity::Actor actor) {
    lock(tx, business);
    if (const auto may = may_have_host(tx, business, host, own); !may) return may;
    tx.execute(R"sql(
        insert into host_requests (business_id, host, asked_at) values (:business, :host, :now)
        on conflict (business_id) do update
        set host = excluded.host, asked_at = excluded.asked_at, refused_at = null, refused_why = '')sql",
               business, host, context.clock.now());
    record(tx, context, business, "business.host_asked", actor, {{"host", host}});
    return {};
}

void withdraw_host_request(db::Tx& tx, const Context& context, BusinessId business, activity::Actor actor) {
    lock(tx, business);
    const auto request = find_host_request(tx, business);
    if (!request) return;
    tx.execute("delete from host_requests where business_id = :business", business);
    if (!request->refused_at)
        record(tx, context, business, "business.host_ask_withdrawn", actor, {{"host", request->host}});
}

Result<void> refuse_host(db::Tx& tx, const Context& context, BusinessId business, std::string_view host,
                         std::string_view why) {
    if (base::length(why) > kLongestWhy)
        return std::unexpected(Error{Fault::invalid,
                                     "form.invalid",
                                     {},
                                     {{"refused_why", "field.too_long", {{"limit", std::to_string(kLongestWhy)}}}}});
    lock(tx, business);
    if (!waits(tx, business, host)) return not_found("business.no_host_request");
    tx.execute("update host_requests set refused_at = :now, refused_why = :why where business_id = :business",
               context.clock.now(), why, business);
    record(tx, context, business, "business.host_refused", {}, {{"host", host}, {"why", why}});
    return {};
}

Result<void> close_host_request(db::Tx& tx, BusinessId business, std::string_view host) {
    lock(tx, business);
    if (!waits(tx, business, host)) return not_found("business.no_host_request");
    tx.execute("delete from host_requests where business_id = :business", business);
    return {};
}

}  // namespace businesses
