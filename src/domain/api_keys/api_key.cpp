#include "api_keys/api_key.h"

#include "activity/telling.h"
#include "businesses/checking.h"
#include "businesses/settings.h"
#include "db/db.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace api_keys {
namespace {

using activity::Actor;
using activity::Registry;
using base::conflict;
using base::not_found;
using nlohmann::json;

constexpr std::string_view kBegin = "tbk_";
constexpr Minutes kNotedEvery{1};
constexpr int kMostListed = 500;

constexpr std::string_view kSelect = "select id, name, grants, made_by, created_at, expires_at, revoked_at, used_at "
                                     "from api_keys where business_id = :business ";

const Area* find_area(const Registry& registry, std::string_view name) {
    const auto& all = registry.all<Area>();
    const auto found = std::ranges::find(all, name, &Area::name);
    return found == all.end() ? nullptr : &*found;
}

std::string in_one(const std::set<Grant>& grants) {
    std::string out;
    for (const auto& grant : grants) out += (out.empty() ? "" : " ") + to_text(grant);
    return out;
}

// As in_one() wrote it.
std::set<Grant> read_grants(std::string_view text) {
    std::set<Grant> out;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        const auto one = text.substr(0, end);
        const auto colon = std::min(one.find(':'), one.size());
        out.insert({std::string(one.substr(0, colon)), one.ends_with(":write") ? Access::write : Access::read});
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

template <class... Keys>
std::vector<Key> read(db::Session& session, std::string_view sql, BusinessId business, const Keys&... keys) {
    using At = std::optional<Instant>;
    std::vector<Key> out;
    for (auto& [id, name, grants, made_by, created_at, expires_at, revoked_at, used_at] :
         session.rows<ApiKeyId, std::string, std::string, std::optional<StaffId>, Instant, At, At, At>(sql, business,
                                                                                                       keys...))
        out.push_back(
            {id, business, std::move(name), read_grants(grants), made_by, created_at, expires_at, revoked_at, used_at});
    return out;
}

std::optional<Key> find(db::Session& session, BusinessId business, ApiKeyId id) {
    static const auto sql = std::string(kSelect) + "and id = :id";
    auto found = read(session, sql, business, id);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

Result<void> check(const Registry& registry, Draft& draft, Instant now) {
    businesses::Checking check;
    check.text("name", draft.name, kLongestName);
    check.required("name", draft.name);
    std::set<std::string_view> seen;
    for (const auto& grant : draft.grants) {
        const auto* area = find_area(registry, grant.area);
        const bool fits = area && (area->can_be_changed || grant.access == Access::read);
        if (!fits || !seen.insert(grant.area).second) check.refuse("grants", "field.invalid");
    }
    if (draft.grants.empty()) check.refuse("grants", "api_key.nothing_granted");
    if (draft.expires_at && *draft.expires_at <= now) check.refuse("expires_at", "api_key.expires_too_soon");
    if (draft.expires_at && *draft.expires_at > now + kLongestLife)
        check.refuse("expires_at", "api_key.expires_too_late", {{"days", std::to_string(kLongestLife.count())}});
    return std::move(check).result();
}

std::int64_t count_usable(db::Session& session, BusinessId business, Instant now) {
    return session
        .value<std::int64_t>("select count(*) from api_keys where business_id = :business and revoked_at is null "
                             "and (expires_at is null or expires_at > :now)",
                             business, now)
        .value();
}

std::string say_grants(const activity::Reader& reader, const json& value) {
    if (!value.is_string()) return activity::plain_value(reader, value);
    std::string out;
    for (const auto& grant : read_grants(value.get<std::string>())) {
        const auto* area = find_area(reader.registry(), grant.area);
        const auto words = area ? i18n::words(reader.language, area->words) : grant.area;
        if (!out.empty()) out += ", ";
        out += grant.access == Access::write
                   ? i18n::words(reader.language, "{area}: read and change", {{"area", words}})
                   : i18n::words(reader.language, "{area}: read", {{"area", words}});
    }
    return out;
}

std::string say_moment(const activity::Reader& reader, const json& value) {
    if (!value.is_number_integer()) return i18n::words(reader.language, "never");
    return reader.moment(Instant{Seconds{value.get<std::int64_t>()}});
}

std::map<std::string, std::string> load_names(db::Session& session, BusinessId business, i18n::Language) {
    std::map<std::string, std::string> out;
    for (auto& [id, name] : session.rows<std::int64_t, std::string>(
             "select id, name from api_keys where business_id = :business", business))
        out.emplace(std::to_string(id), std::move(name));
    return out;
}

}  // namespace

std::string to_text(const Grant& grant) { return grant.area + (grant.access == Access::write ? ":write" : ":read"); }

bool Key::may(std::string_view area, Access access) const {
    return std::ranges::any_of(grants, [&](const Grant& grant) {
        return grant.area == area && (grant.access == Access::write || access == Access::read);
    });
}

Result<Made> make(db::Tx& tx, const Context& context, BusinessId business, const Draft& typed, StaffId by) {
    businesses::lock(tx, business);
    auto draft = typed;
    const auto now = context.clock.now();
    if (const auto fine = check(context.registry, draft, now); !fine) return std::unexpected(fine.error());
    if (count_usable(tx, business, now) >= kMostUsable)
        return conflict("api_key.too_many", {{"max", std::to_string(kMostUsable)}});
    const auto id = base::make_id<ApiKeyId>();
    const auto secret = base::new_token();
    tx.execute(R"sql(
        insert into api_keys (business_id, id, name, secret_hash, grants, made_by, created_at, expires_at)
        values (:business, :id, :name, :hash, :grants, :by, :now, :expires))sql",
               business, id, draft.name, base::hash(secret), in_one(draft.grants), by, now, draft.expires_at);
    json after{{"name", draft.name}, {"grants", in_one(draft.grants)}, {"expires_at", nullptr}};
    if (draft.expires_at) after["expires_at"] = draft.expires_at->time_since_epoch().count();
    activity::record(tx, context.registry, business, now,
                     {"api_key.made", id.value, Actor{activity::ActorKind::staff, by.value},
                      json{{"name", draft.name}, {"after", after}}.dump()});
    return Made{id, fmt::format("{}{}_{}", kBegin, base::to_text(id), secret)};
}

Result<void> revoke(db::Tx& tx, const Context& context, BusinessId business, ApiKeyId id, Actor actor) {
    const auto key = find(tx, business, id);
    if (!key) return not_found("api_key.unknown");
    const auto now = context.clock.now();
    const auto revoked = tx.execute("update api_keys set revoked_at = :now where business_id = :business and id = :id "
                                    "and revoked_at is null",
                                    now, business, id);
    if (revoked == 0) return {};
    activity::record(tx, context.registry, business, now,
                     {"api_key.revoked", id.value, actor, json{{"name", key->name}}.dump()});
    return {};
}

std::vector<Key> list(db::Session& session, BusinessId business, Instant now) {
    static const auto sql = std::string(kSelect) +
                            "and (revoked_at is null or revoked_at > :since) "
                            "and (expires_at is null or expires_at > :since) order by id desc limit :most";
    auto out = read(session, sql, business, now - kShownFor, kMostListed);
    std::ranges::stable_sort(out, {}, [&](const Key& key) { return !key.is_usable(now); });
    return out;
}

std::optional<Key> find_usable(db::Session& session, BusinessId business, std::string_view text, Instant now) {
    if (!text.starts_with(kBegin)) return std::nullopt;
    text.remove_prefix(kBegin.size());
    const auto mark = text.find('_');
    if (mark == text.npos) return std::nullopt;
    const auto id = base::parse_id<ApiKeyId>(text.substr(0, mark));
    if (!id) return std::nullopt;
    const auto hash = session.value<std::string>(
        "select secret_hash from api_keys where business_id = :business and id = :id", business, *id);
    if (!hash || !base::equal_in_constant_time(*hash, base::hash(text.substr(mark + 1)))) return std::nullopt;
    auto key = find(session, business, *id);
    if (!key || !key->is_usable(now)) return std::nullopt;
    return key;
}

void note_use(db::Database& database, const Clock& clock, const Key& key) {
    const auto now = clock.now();
    if (key.used_at && now - *key.used_at < kNotedEvery) return;
    database.write([&](db::Tx& tx) {
        tx.execute("update api_keys set used_at = :now where business_id = :business and id = :id", now,
                   key.business_id, key.id);
    });
}

void subscribe(Registry& registry) {
    const auto type = [](std::string name, const char* words, std::vector<activity::Field> fields = {}) {
        activity::Type out{.name = std::move(name), .words = words, .fields = std::move(fields), .log = "settings"};
        out.about = [](const activity::Reader&, const activity::Recorded&, const json& data) {
            return data.is_object() ? data.value("name", std::string()) : std::string();
        };
        return out;
    };
    registry.add(std::vector<activity::Type>{type("api_key.made", N_("An API key was made"),
                                                  {{"name", N_("Name")},
                                                   {"grants", N_("What it may do"), say_grants},
                                                   {"expires_at", N_("Until"), say_moment}}),
                                             type("api_key.revoked", N_("An API key was revoked"))});
    registry.add(activity::Names{"api_key", load_names});
}

}  // namespace api_keys
