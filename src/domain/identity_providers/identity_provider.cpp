#include "identity_providers/identity_provider.h"

#include "activity/telling.h"
#include "businesses/checking.h"
#include "businesses/settings.h"
#include "db/db.h"

#include <nlohmann/json.hpp>

namespace identity_providers {
namespace {

using nlohmann::json;

constexpr std::pair<Kind, std::string_view> kKinds[] = {
    {Kind::google, "google"}, {Kind::facebook, "facebook"}, {Kind::openid, "openid"}};
constexpr std::string_view kGoogle = "https://accounts.google.com";

constexpr std::string_view kSelect =
    "select id, kind, name, issuer, client_id, sealed_secret, enabled from identity_providers "
    "where business_id = :business ";

template <class... Keys>
std::vector<Provider> read(db::Session& session, std::string_view rest, BusinessId business, const Keys&... keys) {
    using S = std::string;
    std::vector<Provider> out;
    for (auto& [id, kind, name, issuer, client, secret, enabled] :
         session.rows<IdentityProviderId, S, S, S, S, S, bool>(fmt::format("{}{}", kSelect, rest), business, keys...))
        out.push_back({id, parse_kind(kind).value(), std::move(name), std::move(issuer), std::move(client),
                       std::move(secret), enabled});
    return out;
}

// Of that provider alone, so that a seal that is moved to another row opens nothing.
std::string seal_key(std::string_view secret, BusinessId business, IdentityProviderId id) {
    return fmt::format("{}:identity_provider:{}:{}", secret, business.value, id.value);
}

// What its kind says by itself.
void complete(Draft& draft) {
    if (draft.kind == Kind::google) {
        draft.name = "Google";
        draft.issuer = kGoogle;
    } else if (draft.kind == Kind::facebook) {
        draft.name = "Facebook";
        draft.issuer = openid::facebook::kIssuer;
    }
}

bool is_issuer(std::string_view text) {
    // No query and no fragment (Discovery 2); http:// is refused where it is asked, unless the operator allows it.
    return (text.starts_with("https://") || text.starts_with("http://")) && text.find_first_of("?# ") == text.npos;
}

// `before`: none for a new one.
Result<void> check(Draft& draft, const std::optional<Provider>& before) {
    complete(draft);
    businesses::Checking check;
    check.text("name", draft.name, kLongestName);
    check.required("name", draft.name);
    check.text("issuer", draft.issuer, kLongestIssuer);
    check.required("issuer", draft.issuer);
    if (!draft.issuer.empty() && !is_issuer(draft.issuer)) check.refuse("issuer", "identity_provider.issuer");
    check.text("client_id", draft.client_id, kLongestClientId);
    check.required("client_id", draft.client_id);
    if (draft.client_secret) check.text("client_secret", *draft.client_secret, kLongestSecret);
    const bool keeps =
        !draft.client_secret && before && before->issuer == draft.issuer && !before->sealed_secret.empty();
    const bool has = keeps || (draft.client_secret && !draft.client_secret->empty());
    // A public client of another provider is known by PKCE alone.
    if (!has && draft.kind != Kind::openid) check.required("client_secret", "");
    return std::move(check).result();
}

json told(const Provider& provider) {
    return {{"issuer", provider.issuer}, {"client_id", provider.client_id}, {"enabled", provider.enabled}};
}

Provider made_of(const Draft& draft, IdentityProviderId id, std::string sealed) {
    return {id, draft.kind, draft.name, draft.issuer, draft.client_id, std::move(sealed), draft.enabled};
}

void record(db::Tx& tx, const Context& context, BusinessId business, std::string_view type, IdentityProviderId id,
            const json& data, activity::Actor actor) {
    activity::record(tx, context.registry, business, context.clock.now(), {type, id.value, actor, data.dump()});
}

bool is_there(db::Session& session, BusinessId business, const std::string& issuer, IdentityProviderId but) {
    return session
        .value<int>(
            "select 1 from identity_providers where business_id = :business and issuer = :issuer and id <> :but",
            business, issuer, but)
        .has_value();
}

}  // namespace

std::string_view to_text(Kind kind) {
    return std::ranges::find(kKinds, kind, &std::pair<Kind, std::string_view>::first)->second;
}

std::optional<Kind> parse_kind(std::string_view text) {
    for (const auto& [kind, name] : kKinds)
        if (name == text) return kind;
    return std::nullopt;
}

std::string Provider::identity_issuer() const { return kind == Kind::facebook ? issuer + "/" + client_id : issuer; }

std::vector<Provider> list(db::Session& session, BusinessId business) {
    return read(session, "order by enabled desc, id limit :most", business, kMost);
}

std::vector<Provider> list_enabled(db::Session& session, BusinessId business) {
    return read(session, "and enabled = 1 order by id limit :most", business, kMost);
}

std::optional<Provider> find(db::Session& session, BusinessId business, IdentityProviderId id) {
    auto found = read(session, "and id = :id", business, id);
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

Result<void> add(db::Tx& tx, const Context& context, BusinessId business, IdentityProviderId id, const Draft& typed,
                 std::string_view secret, activity::Actor actor) {
    businesses::lock(tx, business);
    auto draft = typed;
    if (const auto fine = check(draft, {}); !fine) return std::unexpected(fine.error());
    if (list(tx, business).size() >= kMost)
        return conflict("identity_provider.too_many", {{"max", std::to_string(kMost)}});
    if (find(tx, business, id) || is_there(tx, business, draft.issuer, id)) return conflict("identity_provider.there");
    const auto typed_secret = draft.client_secret.value_or("");
    const auto sealed = typed_secret.empty() ? std::string() : base::seal(seal_key(secret, business, id), typed_secret);
    tx.execute(R"sql(
        insert into identity_providers (business_id, id, kind, name, issuer, client_id, sealed_secret, enabled,
                                        created_at)
        values (:business, :id, :kind, :name, :issuer, :client, :secret, :enabled, :now))sql",
               business, id, to_text(draft.kind), draft.name, draft.issuer, draft.client_id, sealed, draft.enabled,
               context.clock.now());
    record(tx, context, business, "identity_provider.added", id,
           {{"name", draft.name}, {"after", told(made_of(draft, id, sealed))}}, actor);
    return {};
}

Result<void> change(db::Tx& tx, const Context& context, BusinessId business, IdentityProviderId id, const Draft& typed,
                    std::string_view secret, activity::Actor actor) {
    businesses::lock(tx, business);
    const auto before = find(tx, business, id);
    if (!before) return not_found("identity_provider.unknown");
    auto draft = typed;
    draft.kind = before->kind;
    if (auto fine = check(draft, before); !fine) return fine;
    if (is_there(tx, business, draft.issuer, id)) return conflict("identity_provider.there");
    auto sealed = before->issuer == draft.issuer ? before->sealed_secret : std::string();
    if (draft.client_secret)
        sealed = draft.client_secret->empty() ? "" : base::seal(seal_key(secret, business, id), *draft.client_secret);
    const auto after = made_of(draft, id, sealed);
    tx.execute("update identity_providers set name = :name, issuer = :issuer, client_id = :client, "
               "sealed_secret = :secret, enabled = :enabled where business_id = :business and id = :id",
               after.name, after.issuer, after.client_id, after.sealed_secret, after.enabled, business, id);
    auto was = told(*before), is = told(after);
    if (draft.client_secret) is["secret"] = "replaced";
    if (was == is && before->name == after.name) return {};
    record(tx, context, business, "identity_provider.changed", id,
           {{"name", after.name}, {"before", std::move(was)}, {"after", std::move(is)}}, actor);
    return {};
}

Result<void> remove(db::Tx& tx, const Context& context, BusinessId business, IdentityProviderId id,
                    activity::Actor actor) {
    const auto before = find(tx, business, id);
    if (!before) return not_found("identity_provider.unknown");
    tx.execute("delete from identity_providers where business_id = :business and id = :id", business, id);
    record(tx, context, business, "identity_provider.removed", id, {{"name", before->name}}, actor);
    return {};
}

Gateway make_gateway(const Clock& clock, outgoing::Options options) {
    Gateway out;
    out.client = std::make_shared<const outgoing::Client>(options);
    out.party = std::make_shared<openid::Party>(*out.client, clock);
    return out;
}

void subscribe(activity::Registry& registry, Gateway gateway) {
    const auto type = [](std::string name, const char* words, std::vector<activity::Field> fields = {}) {
        activity::Type out{.name = std::move(name), .words = words, .fields = std::move(fields), .log = "settings"};
        out.about = [](const activity::Reader&, const activity::Recorded&, const json& data) {
            return data.is_object() ? data.value("name", std::string()) : std::string();
        };
        return out;
    };
    const std::vector<activity::Field> fields{
        {"issuer", N_("Address of the provider")},
        {"client_id", N_("Client ID")},
        {"enabled", N_("Switched on")},
        {"secret", N_("Client secret"),
         [](const activity::Reader& reader, const json&) { return i18n::words(reader.language, "replaced"); }}};
    registry.add(
        std::vector<activity::Type>{type("identity_provider.added", N_("A way to sign in was added"), fields),
                                    type("identity_provider.changed", N_("A way to sign in was changed"), fields),
                                    type("identity_provider.removed", N_("A way to sign in was removed"))});
    registry.add(std::move(gateway));
}

Door::Door(const activity::Registry& registry, BusinessId business, const Provider& provider, std::string_view secret,
           std::string redirect)
    : gateway_(registry.all<Gateway>().front()),
      kind_(provider.kind),
      identity_issuer_(provider.identity_issuer()),
      client_{provider.issuer, provider.client_id, {}, std::move(redirect)} {
    if (provider.sealed_secret.empty()) return;
    // What does not open was sealed by another installation, whose secret did not come along: as if there were none.
    client_.secret = base::open_seal(seal_key(secret, business, provider.id), provider.sealed_secret).value_or("");
}

std::expected<std::string, openid::Failure> Door::address(const openid::Attempt& attempt,
                                                          std::string_view language) const {
    if (kind_ == Kind::facebook) return openid::facebook::authorization_url(gateway_.facebook, client_, attempt);
    const auto provider = gateway_.party->provider(client_.issuer);
    if (!provider) return std::unexpected(provider.error());
    return openid::authorization_url(*provider, client_, attempt, language);
}

std::expected<openid::Person, openid::Failure> Door::redeem(const openid::Attempt& attempt, const std::string& code,
                                                            std::string_view answer_issuer) const {
    auto person = kind_ == Kind::facebook ? openid::facebook::redeem(*gateway_.party, gateway_.facebook, client_, code)
                                          : gateway_.party->redeem(client_, attempt, code, answer_issuer);
    if (person) person->issuer = identity_issuer_;
    return person;
}

std::expected<void, openid::Failure> Door::try_out() const {
    if (kind_ == Kind::facebook) return openid::facebook::try_client(*gateway_.party, gateway_.facebook, client_);
    return gateway_.party->try_client(client_);
}

}  // namespace identity_providers
