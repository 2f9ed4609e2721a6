#include "businesses/business_store.h"

#include "businesses/setting_columns.h"
#include "db/db.h"

#include <array>

namespace businesses {
namespace {

constexpr std::array<std::string_view, 3> kRules{"always", "never", "before"};

std::string_view rule_text(Rule rule) { return kRules.at(static_cast<std::size_t>(rule)); }

ChangeRule change_rule(std::string_view rule, Minutes before) {
    const auto found = std::find(kRules.begin(), kRules.end(), rule);
    CHECK(found != kRules.end());
    return {static_cast<Rule>(found - kRules.begin()), before};
}

std::set<std::string, std::less<>> switched_off(db::Session& session, BusinessId id) {
    std::set<std::string, std::less<>> out;
    for (auto& [module] :
         session.rows<std::string>("select module from switched_off_modules where business_id = :business", id))
        out.insert(std::move(module));
    return out;
}

template <class Owner>
auto texts_of(Owner& business) {
    return columns::texts(business, kBusinessSettings);
}

template <class... Args>
std::vector<Business> select(db::Session& session, std::string_view where, const Args&... args) {
    static const std::string kColumns = columns::names(kBusinessSettings, "{0}");
    using S = std::string;
    using Values = columns::Values<Business, decltype(kBusinessSettings)>;
    using Limit = std::optional<int>;
    auto rows = columns::rows<BusinessId, S, S, bool, S, Minutes, S, Minutes, std::int64_t, bool,
                              std::optional<Instant>, S, Limit, Limit, Limit, S>(session,
                                                                                 fmt::format(R"sql(
        select {}, id, slug, translations, listed, reschedule_rule, reschedule_minutes,
               cancel_rule, cancel_minutes, version,
               case when exists (select 1 from logos l where l.business_id = b.id) then 1 else 0 end,
               suspended_at, suspended_why, staff_max, customers_max, mails_a_day_max, coalesce(host, '')
        from businesses b {})sql",
                                                                                             kColumns, where),
                                                                                 std::type_identity<Values>{}, args...);
    std::vector<Business> out;
    for (auto& row : rows) {
        constexpr auto kFirst = std::tuple_size_v<Values>;
        auto& business = out.emplace_back();
        columns::take(row, business, kBusinessSettings);
        business.id = std::get<kFirst>(row);
        business.slug = std::move(std::get<kFirst + 1>(row));
        read_translations(std::get<kFirst + 2>(row), texts_of(business));
        business.listed = std::get<kFirst + 3>(row);
        business.reschedule = change_rule(std::get<kFirst + 4>(row), std::get<kFirst + 5>(row));
        business.cancel = change_rule(std::get<kFirst + 6>(row), std::get<kFirst + 7>(row));
        business.version = std::get<kFirst + 8>(row);
        business.has_logo = std::get<kFirst + 9>(row);
        business.standing = {std::get<kFirst + 10>(row),
                             std::move(std::get<kFirst + 11>(row)),
                             {std::get<kFirst + 12>(row), std::get<kFirst + 13>(row), std::get<kFirst + 14>(row)},
                             std::move(std::get<kFirst + 15>(row))};
        business.switched_off = switched_off(session, business.id);
        business.customer = find_customer_settings(session, business.id);
    }
    return out;
}

std::optional<Business> only(std::vector<Business> found) {
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

// Nothing written when the slug is taken; on PostgreSQL another transaction's uncommitted one is waited for.
bool insert_row(db::Tx& tx, BusinessId id, Instant now, const Business& draft) {
    static const std::string kSql =
        fmt::format(R"sql(
        insert into businesses ({}, id, slug, translations, keys_language, listed, reschedule_rule, reschedule_minutes,
                                cancel_rule, cancel_minutes, created_at)
        values ({}, :id, :slug, :translations, :keys_language, :listed, :reschedule, :reschedule_minutes, :cancel, :cancel_minutes, :now)
        on conflict (slug) do nothing)sql",
                    columns::names(kBusinessSettings, "{0}"), columns::names(kBusinessSettings, ":{0}"));
    const auto inserted = std::apply(
        [&](const auto&... value) {
            return tx.execute(kSql, value..., id, draft.slug, translations_of(texts_of(draft)), draft.languages.front(),
                              draft.listed, rule_text(draft.reschedule.rule), draft.reschedule.before,
                              rule_text(draft.cancel.rule), draft.cancel.before, now);
        },
        columns::values(draft, kBusinessSettings));
    return inserted == 1;
}

}  // namespace

bool insert(db::Tx& tx, BusinessId id, Instant now, const Business& draft) {
    if (!insert_row(tx, id, now, draft)) return false;
    // Asked after the row is there: whoever gave the slug up meanwhile has committed.
    if (find_former_holder(tx, draft.slug)) return false;
    for (const auto& module : draft.switched_off)
        tx.execute("insert into switched_off_modules (business_id, module) values (:business, :module)", id, module);
    return true;
}

void set_change_rules(db::Tx& tx, BusinessId id, const ChangeRule& reschedule, const ChangeRule& cancel) {
    CHECK(reschedule.before >= Minutes{0} && cancel.before >= Minutes{0});
    tx.execute("update businesses set reschedule_rule = :reschedule, reschedule_minutes = :reschedule_minutes, "
               "cancel_rule = :cancel, cancel_minutes = :cancel_minutes where id = :id",
               rule_text(reschedule.rule), reschedule.before, rule_text(cancel.rule), cancel.before, id);
    touch(tx, id);
}

void set_module(db::Tx& tx, BusinessId id, std::string_view module, bool on) {
    tx.execute("delete from switched_off_modules where business_id = :business and module = :module", id, module);
    if (!on)
        tx.execute("insert into switched_off_modules (business_id, module) values (:business, :module)", id, module);
    touch(tx, id);
}

void update_settings(db::Tx& tx, BusinessId id, const Business& changed) {
    static const std::string kSql = fmt::format("update businesses set {}, translations = :translations where id = :id",
                                                columns::names(kBusinessSettings, "{0} = :{0}"));
    std::apply([&](const auto&... value) { tx.execute(kSql, value..., translations_of(texts_of(changed)), id); },
               columns::values(changed, kBusinessSettings));
    touch(tx, id);
}

std::optional<BusinessId> find_former_holder(db::Session& session, std::string_view slug) {
    return session.value<BusinessId>("select business_id from former_slugs where slug = :slug", slug);
}

std::optional<std::string> find_by_former_slug(db::Session& session, std::string_view slug) {
    return session.value<std::string>("select b.slug from former_slugs f join businesses b on b.id = f.business_id "
                                      "where f.slug = :slug",
                                      slug);
}

bool update_slug(db::Tx& tx, BusinessId id, std::string_view before, std::string_view slug, Instant now) try {
    db::Savepoint savepoint(tx);
    tx.execute("update businesses set slug = :slug, version = version + 1 where id = :id", slug, id);
    savepoint.keep();
    if (const auto holder = find_former_holder(tx, slug); holder && *holder != id) return false;
    tx.execute("delete from former_slugs where slug = :slug", slug);
    tx.execute("insert into former_slugs (slug, business_id, left_at) values (:slug, :id, :now)", before, id, now);
    return true;
} catch (const db::ConstraintViolation& violation) {
    if (violation.constraint == "businesses_slug") return false;
    throw;
}

void set_logo(db::Tx& tx, BusinessId id, std::string_view media_type, std::string_view content) {
    tx.execute(R"sql(
        insert into logos (business_id, media_type, content) values (:business, :media_type, :content)
        on conflict (business_id) do update set media_type = excluded.media_type, content = excluded.content)sql",
               id, media_type, db::Bytes{std::string(content)});
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
    auto found =
        session.row<std::string, db::Bytes>("select media_type, content from logos where business_id = :business", id);
    if (!found) return std::nullopt;
    auto& [media_type, content] = *found;
    return Logo{std::move(media_type), std::move(content.value)};
}

std::optional<std::pair<BusinessId, std::int64_t>> find_version(db::Session& session, std::string_view slug) {
    const auto found =
        session.row<BusinessId, std::int64_t>("select id, version from businesses where slug = :slug", slug);
    if (!found) return std::nullopt;
    return std::pair(std::get<0>(*found), std::get<1>(*found));
}

Listing list_listed(db::Session& session, std::string_view after) {
    const auto position = after.empty() ? std::nullopt
                                        : session.row<std::string, BusinessId>(
                                              "select name, id from businesses where slug = :slug", after);
    const auto [name, id] = position.value_or(std::tuple(std::string(), BusinessId{0}));
    Listing out{select(session,
                       "where listed = 1 and suspended_at is null and (name, id) > (:name, :id) order by name, id "
                       "limit :limit",
                       name, id, kListedAPage + 1)};
    out.more = out.businesses.size() > kListedAPage;
    if (out.more) out.businesses.pop_back();
    return out;
}

std::optional<Business> find_only(db::Session& session) {
    auto found = select(session, "where (select count(*) from businesses) = 1 limit :limit", 1);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

int count(db::Session& session) { return session.value<int>("select count(*) from businesses").value_or(0); }

std::string main_language(db::Session& session, BusinessId id) {
    const auto all = session.value<std::string>("select languages from businesses where id = :id", id).value_or("");
    return all.substr(0, all.find(' '));
}

std::vector<BusinessId> list_with_stale_keys(db::Session& session) {
    std::vector<BusinessId> out;
    for (const auto& [id] : session.rows<BusinessId>(
             "select id from businesses where languages <> keys_language and languages not like keys_language || ' %'"))
        out.push_back(id);
    return out;
}

void set_keys_language(db::Tx& tx, BusinessId id, std::string_view language) {
    tx.execute("update businesses set keys_language = :language where id = :id", language, id);
}

void remove(db::Tx& tx, BusinessId id) { tx.execute("delete from businesses where id = :id", id); }

void touch(db::Tx& tx, BusinessId id) {
    CHECK(tx.execute("update businesses set version = version + 1 where id = :id", id) == 1);
}

}  // namespace businesses
