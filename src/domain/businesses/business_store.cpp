#include "businesses/business_store.h"

#include "base/hex.h"
#include "businesses/text_columns.h"
#include "db/db.h"

#include <fmt/ranges.h>

#include <array>

namespace businesses {
namespace {

constexpr std::array kModules{Module::booking_page, Module::api, Module::customer_panel};
constexpr std::array<std::string_view, 3> kRules{"always", "never", "before"};
constexpr int kMostListed = 200;

constexpr std::string_view kByValue = R"sql(
    select id, slug, name, tagline, translations, address, phone, email, country, time_zone, currency, languages,
           accent_colour, listed, privacy_url, cancellation_policy, reschedule_rule, reschedule_minutes, cancel_rule,
           cancel_minutes, version, case when exists (select 1 from logos l where l.business_id = b.id) then 1 else 0 end
    from businesses b )sql";

std::string_view rule_text(Rule rule) { return kRules.at(static_cast<std::size_t>(rule)); }

ChangeRule change_rule(std::string_view rule, Minutes before) {
    const auto found = std::find(kRules.begin(), kRules.end(), rule);
    CHECK(found != kRules.end());
    return {static_cast<Rule>(found - kRules.begin()), before};
}

std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        if (end > 0) out.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

// A zone that tzdata no longer has would stop the business; its instants are right in UTC at least.
Zone zone_of(std::string_view name) { return Zone::find(name).value_or(Zone::utc()); }

std::set<Module> switched_off(db::Session& session, BusinessId id) {
    std::set<Module> out;
    for (const auto& [text] :
         session.rows<std::string>("select module from switched_off_modules where business_id = :business", id)) {
        for (const auto module : kModules) {
            if (to_text(module) == text) out.insert(module);
        }
    }
    return out;
}

template <class... Args>
std::vector<Business> select(db::Session& session, std::string_view where, const Args&... args) {
    using S = std::string;
    auto rows = session.rows<BusinessId, S, S, S, S, S, S, S, S, S, S, S, S, bool, S, S, S, Minutes, S, Minutes,
                             std::int64_t, bool>(fmt::format("{}{}", kByValue, where), args...);
    std::vector<Business> out;
    for (auto& [id, slug, name, tagline, translations, address, phone, email, country, zone, currency, languages,
                colour, listed, privacy, policy, reschedule, reschedule_before, cancel, cancel_before, version, logo] :
         rows) {
        auto& business = out.emplace_back();
        business.id = id;
        business.slug = std::move(slug);
        business.name.fallback = std::move(name);
        business.tagline.fallback = std::move(tagline);
        business.cancellation_policy.fallback = std::move(policy);
        read_translations(translations, {{"name", &business.name},
                                         {"tagline", &business.tagline},
                                         {"cancellation_policy", &business.cancellation_policy}});
        business.address = std::move(address);
        business.phone = std::move(phone);
        business.email = std::move(email);
        business.country = std::move(country);
        business.zone = zone_of(zone);
        business.currency = std::move(currency);
        business.languages = words(languages);
        business.accent_colour = std::move(colour);
        business.listed = listed;
        business.privacy_url = std::move(privacy);
        business.reschedule = change_rule(reschedule, reschedule_before);
        business.cancel = change_rule(cancel, cancel_before);
        business.version = version;
        business.has_logo = logo;
        business.switched_off = switched_off(session, id);
        business.customer = find_customer_settings(session, id);
    }
    return out;
}

std::optional<Business> only(std::vector<Business> found) {
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

// Nothing written when the slug is taken; on PostgreSQL another transaction's uncommitted one is waited for.
bool insert_row(db::Tx& tx, BusinessId id, Instant now, const Business& draft) {
    return tx.execute(R"sql(
        insert into businesses (id, slug, name, tagline, translations, address, phone, email, country, time_zone,
                                currency, languages, accent_colour, listed, privacy_url, cancellation_policy,
                                reschedule_rule, reschedule_minutes, cancel_rule, cancel_minutes, created_at)
        values (:id, :slug, :name, :tagline, :translations, :address, :phone, :email, :country, :zone,
                :currency, :languages, :colour, :listed, :privacy, :policy,
                :reschedule, :reschedule_minutes, :cancel, :cancel_minutes, :now)
        on conflict (slug) do nothing)sql",
                      id, draft.slug, draft.name.fallback, draft.tagline.fallback,
                      translations_of({{"name", &draft.name},
                                       {"tagline", &draft.tagline},
                                       {"cancellation_policy", &draft.cancellation_policy}}),
                      draft.address, draft.phone, draft.email, draft.country, draft.zone.name(), draft.currency,
                      fmt::format("{}", fmt::join(draft.languages, " ")), draft.accent_colour, draft.listed,
                      draft.privacy_url, draft.cancellation_policy.fallback, rule_text(draft.reschedule.rule),
                      draft.reschedule.before, rule_text(draft.cancel.rule), draft.cancel.before, now) == 1;
}

}  // namespace

bool insert(db::Tx& tx, BusinessId id, Instant now, const Business& draft) {
    if (!insert_row(tx, id, now, draft)) return false;
    for (const auto module : draft.switched_off)
        tx.execute("insert into switched_off_modules (business_id, module) values (:business, :module)", id,
                   to_text(module));
    return true;
}

void set_change_rules(db::Tx& tx, BusinessId id, const ChangeRule& reschedule, const ChangeRule& cancel) {
    CHECK(reschedule.before >= Minutes{0} && cancel.before >= Minutes{0});
    tx.execute("update businesses set reschedule_rule = :reschedule, reschedule_minutes = :reschedule_minutes, "
               "cancel_rule = :cancel, cancel_minutes = :cancel_minutes where id = :id",
               rule_text(reschedule.rule), reschedule.before, rule_text(cancel.rule), cancel.before, id);
    touch(tx, id);
}

void set_module(db::Tx& tx, BusinessId id, Module module, bool on) {
    tx.execute("delete from switched_off_modules where business_id = :business and module = :module", id,
               to_text(module));
    if (!on)
        tx.execute("insert into switched_off_modules (business_id, module) values (:business, :module)", id,
                   to_text(module));
    touch(tx, id);
}

void update_branding(db::Tx& tx, BusinessId id, const Business& changed) {
    tx.execute("update businesses set accent_colour = :colour, tagline = :tagline, cancellation_policy = :policy, "
               "privacy_url = :privacy, address = :address, phone = :phone, email = :email, "
               "translations = :translations where id = :id",
               changed.accent_colour, changed.tagline.fallback, changed.cancellation_policy.fallback,
               changed.privacy_url, changed.address, changed.phone, changed.email,
               translations_of({{"name", &changed.name},
                                {"tagline", &changed.tagline},
                                {"cancellation_policy", &changed.cancellation_policy}}),
               id);
    touch(tx, id);
}

void set_logo(db::Tx& tx, BusinessId id, std::string_view media_type, std::string_view content) {
    tx.execute(R"sql(
        insert into logos (business_id, media_type, content_hex) values (:business, :media_type, :content)
        on conflict (business_id) do update set media_type = excluded.media_type, content_hex = excluded.content_hex)sql",
               id, media_type, base::hex(content));
    touch(tx, id);
}

bool remove_logo(db::Tx& tx, BusinessId id) {
    if (tx.execute("delete from logos where business_id = :business", id) == 0) return false;
    touch(tx, id);
    return true;
}

std::optional<Business> find(db::Session& session, std::string_view slug) {
    return only(select(session, "where slug = :slug", slug));
}

std::optional<Business> find(db::Session& session, BusinessId id) {
    return only(select(session, "where id = :id", id));
}

std::optional<Logo> find_logo(db::Session& session, BusinessId id) {
    const auto found = session.row<std::string, std::string>(
        "select media_type, content_hex from logos where business_id = :business", id);
    if (!found) return std::nullopt;
    return Logo{std::get<0>(*found), base::from_hex(std::get<1>(*found))};
}

std::optional<std::pair<BusinessId, std::int64_t>> find_version(db::Session& session, std::string_view slug) {
    const auto found =
        session.row<BusinessId, std::int64_t>("select id, version from businesses where slug = :slug", slug);
    if (!found) return std::nullopt;
    return std::pair(std::get<0>(*found), std::get<1>(*found));
}

std::vector<Business> list_listed(db::Session& session) {
    return select(session, "where listed = 1 order by name, id limit :limit", kMostListed);
}

std::optional<Business> find_only(db::Session& session) {
    auto found = select(session, "where (select count(*) from businesses) = 1 limit :limit", 1);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

int count(db::Session& session) { return session.value<int>("select count(*) from businesses").value_or(0); }

void touch(db::Tx& tx, BusinessId id) {
    CHECK(tx.execute("update businesses set version = version + 1 where id = :id", id) == 1);
}

}  // namespace businesses
