#include "operators/oversight.h"

#include "activity/activity.h"
#include "bookings/booking.h"
#include "businesses/countries.h"
#include "db/db.h"
#include "notify/workflow.h"
#include "operators/log.h"
#include "staff/member.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace operators {
namespace {

using nlohmann::json;

constexpr int kMostListed = 100;
constexpr auto kRecently = std::chrono::days{30};
constexpr std::size_t kLongestName = 100;

Overview overview_of(db::Session& session, Instant now, businesses::Brief brief) {
    Overview out;
    out.brief = std::move(brief);
    const auto id = out.brief.id;
    for (auto& member : accounts::staff::list(session, id))
        if (member.role == businesses::Role::owner && member.active)
            out.owners.push_back({std::move(member.name), std::move(member.email), member.has_password});
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

businesses::Business draft_of(const Opening& opening) {
    businesses::Business out;
    out.name.fallback = opening.name;
    out.kind = opening.kind;
    out.slug = opening.slug;
    out.country = opening.country;
    const auto country = std::ranges::find(businesses::kCountries, opening.country, &businesses::Country::code);
    if (country != businesses::kCountries.end()) {
        out.zone = Zone::find(country->zone).value_or(Zone::utc());
        out.currency = country->currency;
    }
    out.languages = {opening.language};
    out.accent_colour = "#0f766e";
    return out;
}

std::vector<FieldError> wrong_fields(const Opening& opening) {
    std::vector<FieldError> wrong;
    const auto expect = [&](bool fine, const char* field, const char* code) {
        if (!fine) wrong.push_back({field, code, {}});
    };
    expect(!opening.name.empty(), "name", "field.required");
    expect(!opening.owner.empty(), "owner", "field.required");
    expect(base::length(opening.owner) <= kLongestName, "owner", "field.invalid");
    expect(businesses::is_slug(opening.slug), "slug", "business.slug_invalid");
    expect(std::ranges::find(businesses::kCountries, opening.country, &businesses::Country::code) !=
               businesses::kCountries.end(),
           "country", "field.invalid");
    expect(i18n::parse_language(opening.language).has_value(), "language", "field.invalid");
    expect(base::parse_email(opening.email.text).has_value(), "email", "field.email");
    return wrong;
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

Result<Opened> open_business(db::Tx& tx, const accounts::Context& context, OperatorId by, const Opening& opening) {
    if (auto wrong = wrong_fields(opening); !wrong.empty())
        return std::unexpected(Error{Fault::invalid, "form.invalid", {}, std::move(wrong)});
    auto made = businesses::create(tx, context.clock, draft_of(opening));
    if (!made) {
        auto error = made.error();
        if (error.code == "business.slug_taken") error.fields.push_back({"slug", error.code, {}});
        return std::unexpected(std::move(error));
    }
    notify::install_defaults(tx, context.clock, *businesses::find(tx, *made));
    namespace staff = accounts::staff;
    const auto owner = staff::add(tx, context, *made, opening.owner, opening.email.text, businesses::Role::owner, {});
    if (!owner) return std::unexpected(owner.error());
    auto token = staff::invite(tx, context, *made, *owner, opening.email, opening.invite_by, opening.language, {});
    if (!token) return std::unexpected(token.error());
    record(tx, context.clock.now(), by, *made, by ? "business.created" : "business.signed_up",
           json{{"email", opening.email.text}});
    return Opened{*made, *std::move(token)};
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
    if (!host.empty() && host == own)
        return std::unexpected(Error{Fault::conflict, "business.host_own", {}, {{"host", "business.host_own", {}}}});
    if (const auto set = businesses::set_host(tx, id, host); !set) return set;
    record(tx, clock.now(), by, id, "business.host_changed", json{{"before", brief->host}, {"host", host}});
    return {};
}

}  // namespace operators
