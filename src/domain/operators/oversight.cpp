#include "operators/oversight.h"

#include "activity/activity.h"
#include "bookings/booking.h"
#include "db/db.h"
#include "operators/log.h"
#include "staff/member.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace operators {
namespace {

using nlohmann::json;

constexpr int kMostListed = 100;
constexpr auto kRecently = std::chrono::days{30};

Overview overview_of(db::Session& session, Instant now, businesses::Brief brief) {
    Overview out;
    out.brief = std::move(brief);
    const auto id = out.brief.id;
    for (auto& member : accounts::staff::list(session, id))
        if (member.role == businesses::Role::owner && member.active)
            out.owners.push_back({member.id, std::move(member.name), std::move(member.email), member.has_password});
    out.staff = ::staff::count_active(session, id);
    out.customers = customers::count(session, id, kCounted + 1);
    out.bookings = bookings::count_between(session, id, {now - kRecently, now}, kCounted + 1);
    out.last_activity = activity::last_at(session, id);
    return out;
}

std::vector<businesses::Brief> owned_by(db::Session& session, const Email& email, std::optional<BusinessId> before,
                                        int limit) {
    std::vector<businesses::Brief> out;
    auto ids = accounts::staff::list_owned(session, email);
    std::ranges::reverse(ids);
    for (const auto id : ids)
        if ((!before || id < *before) && std::ssize(out) < limit)
            if (auto brief = businesses::find_brief(session, id)) out.push_back(*std::move(brief));
    return out;
}

json json_of(const businesses::Limits& limits) {
    const auto value = [](const std::optional<int>& limit) { return limit ? json(*limit) : json(nullptr); };
    return {{"staff", value(limits.staff)},
            {"customers", value(limits.customers)},
            {"mails_a_day", value(limits.mails_a_day)}};
}

}  // namespace

std::vector<Overview> list_businesses(db::Session& session, Instant now, std::string_view search,
                                      std::optional<BusinessId> before, int limit) {
    limit = std::clamp(limit, 1, kMostListed);
    const auto email = base::parse_email(search);
    auto found =
        email ? owned_by(session, *email, before, limit) : businesses::list_brief(session, search, before, limit);
    std::vector<Overview> out;
    for (auto& brief : found) out.push_back(overview_of(session, now, std::move(brief)));
    return out;
}

std::optional<Overview> find_business(db::Session& session, Instant now, BusinessId id) {
    auto brief = businesses::find_brief(session, id);
    if (!brief) return std::nullopt;
    return overview_of(session, now, *std::move(brief));
}

Result<Opened> open_business(db::Tx& tx, const accounts::Context& context, OperatorId by,
                             const onboarding::Opening& opening, accounts::staff::InviteBy invite_by) {
    const auto made = onboarding::open_business(tx, context, opening);
    if (!made) return std::unexpected(made.error());
    auto token =
        accounts::staff::invite(tx, context, made->id, made->owner, opening.email, invite_by, opening.language, {});
    if (!token) return std::unexpected(token.error());
    record(tx, context.clock.now(), by, made->id, by ? "business.created" : "business.signed_up",
           json{{"email", opening.email.text}});
    return Opened{made->id, *std::move(token)};
}

Result<void> suspend(db::Tx& tx, const Clock& clock, OperatorId by, BusinessId id, std::string_view why) {
    if (!businesses::suspend(tx, id, clock.now(), why)) return not_found("business.unknown");
    record(tx, clock.now(), by, id, "business.suspended", json{{"why", why}});
    return {};
}

Result<void> reopen(db::Tx& tx, const Clock& clock, OperatorId by, BusinessId id) {
    if (!businesses::find_brief(tx, id)) return not_found("business.unknown");
    if (businesses::reopen(tx, id)) record(tx, clock.now(), by, id, "business.reopened", json::object());
    return {};
}

Result<void> set_limits(db::Tx& tx, const Clock& clock, OperatorId by, BusinessId id,
                        const businesses::Limits& limits) {
    if (!businesses::find_brief(tx, id)) return not_found("business.unknown");
    const auto before = businesses::find_limits(tx, id);
    if (before == limits) return {};
    if (const auto set = businesses::set_limits(tx, id, limits); !set) return set;
    record(tx, clock.now(), by, id, "business.limits_changed",
           json{{"before", json_of(before)}, {"after", json_of(limits)}});
    return {};
}

Result<void> set_host(db::Tx& tx, const Clock& clock, OperatorId by, BusinessId id, std::string_view host,
                      std::string_view own) {
    const auto brief = businesses::find_brief(tx, id);
    if (!brief) return not_found("business.unknown");
    if (brief->host == host) return {};
    if (!host.empty())
        if (const auto may = businesses::may_have_host(tx, id, host, own); !may) return may;
    if (const auto set = businesses::set_host(tx, id, host); !set) return set;
    record(tx, clock.now(), by, id, "business.host_changed", json{{"before", brief->host}, {"host", host}});
    return {};
}

Result<void> give_host(db::Tx& tx, const businesses::Context& context, OperatorId by, BusinessId id,
                       std::string_view host, std::string_view own) {
    if (const auto closed = businesses::close_host_request(tx, id, host); !closed) return closed;
    if (const auto set = set_host(tx, context.clock, by, id, host, own); !set) return set;
    activity::record(tx, context.registry, id, context.clock.now(),
                     {"business.host_given", id.value, {}, json{{"after", {{"host", host}}}}.dump()});
    return {};
}

Result<void> refuse_host(db::Tx& tx, const businesses::Context& context, OperatorId by, BusinessId id,
                         std::string_view host, std::string_view why) {
    if (const auto refused = businesses::refuse_host(tx, context, id, host, why); !refused) return refused;
    record(tx, context.clock.now(), by, id, "business.host_refused", json{{"host", host}, {"reason", why}});
    return {};
}

Result<std::string> invite_owner(db::Tx& tx, const accounts::Context& context, OperatorId by, BusinessId id,
                                 StaffId owner, const Email& email, accounts::staff::InviteBy invite_by) {
    namespace staff = accounts::staff;
    const auto business = businesses::find(tx, id);
    if (!business) return not_found("business.unknown");
    const auto member = staff::find(tx, id, owner);
    if (!member || member->role != businesses::Role::owner) return not_found("staff.unknown");
    auto token = staff::invite(tx, context, id, owner, email, invite_by, business->languages.front(), {});
    if (!token) return token;
    record(tx, context.clock.now(), by, id, "business.owner_invited", json{{"email", email.text}});
    return token;
}

}  // namespace operators
