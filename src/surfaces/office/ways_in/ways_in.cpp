#include "office/ways_in/ways_in.h"

#include "accounts/account.h"
#include "identity_providers/identity_provider.h"
#include "office/frame/registered.h"
#include "office/frame/settings.h"

namespace office {
namespace {

using identity_providers::Draft;
using identity_providers::Provider;
using Field = pages::Field;
using ProviderKind = identity_providers::Kind;

constexpr std::string_view kKey = "sign-in";

std::string list_path(const Page& page) { return settings_path(page, kKey); }
std::string path(const Page& page, IdentityProviderId id, std::string_view rest = {}) {
    return fmt::format("{}/{}{}", list_path(page), base::to_text(id), rest);
}

struct Typed {
    IdentityProviderId id;
    ProviderKind kind = ProviderKind::openid;
    std::string name{}, issuer{}, client_id{}, client_secret{};
    bool enabled = true, has_secret = false;
};

Typed stored(const Provider& provider) {
    return {provider.id,        provider.kind,
            provider.name,      provider.issuer,
            provider.client_id, "",
            provider.enabled,   !provider.sealed_secret.empty()};
}

void read_into(Typed& typed, const http::Form& form) {
    typed.name = line(form, "name");
    typed.issuer = line(form, "issuer");
    typed.client_id = line(form, "client_id");
    typed.client_secret = line(form, "client_secret");
    typed.enabled = ticked(form, "enabled");
}

Draft draft_of(const Typed& typed) {
    Draft out{.kind = typed.kind, .name = typed.name, .issuer = typed.issuer, .client_id = typed.client_id};
    if (!typed.client_secret.empty()) out.client_secret = typed.client_secret;
    out.enabled = typed.enabled;
    return out;
}

std::vector<Field> fields_of(const Page& page, const Typed& typed) {
    const auto l = page.language;
    const bool is_facebook = typed.kind == ProviderKind::facebook;
    std::vector<Field> out;
    if (typed.kind == ProviderKind::openid) {
        out.push_back({.name = "name",
                       .label = i18n::words(l, "Name"),
                       .hint = i18n::words(l, "It stands on the button: Continue with ..."),
                       .value = typed.name,
                       .limit = identity_providers::kLongestName,
                       .required = true});
        out.push_back({.name = "issuer",
                       .label = i18n::words(l, "Address of the provider"),
                       .hint = i18n::words(l, "Also called issuer, such as https://login.example.com/tenant. What is "
                                              "below it at /.well-known/openid-configuration is read from there."),
                       .value = typed.issuer,
                       .type = "url",
                       .limit = identity_providers::kLongestIssuer,
                       .required = true});
    }
    out.push_back({.name = "client_id",
                   .label = is_facebook ? i18n::words(l, "App ID") : i18n::words(l, "Client ID"),
                   .value = typed.client_id,
                   .limit = identity_providers::kLongestClientId,
                   .required = true});
    Field secret{.name = "client_secret",
                 .label = is_facebook ? i18n::words(l, "App secret") : i18n::words(l, "Client secret"),
                 .type = "password",
                 .autocomplete = "off",
                 .limit = identity_providers::kLongestSecret};
    secret.required = !typed.has_secret && typed.kind != ProviderKind::openid;
    if (typed.has_secret) secret.hint = i18n::words(l, "One is stored. Leave this empty to keep it.");
    out.push_back(std::move(secret));
    out.push_back({.kind = Field::Kind::toggle,
                   .name = "enabled",
                   .label = i18n::words(l, "Customers can sign in with it"),
                   .value = typed.enabled ? "yes" : ""});
    return out;
}

std::string title_of(const Page& page, const Typed& typed) {
    if (typed.kind == ProviderKind::google) return "Google";
    if (typed.kind == ProviderKind::facebook) return "Facebook";
    return typed.name.empty() ? i18n::words(page.language, "Another provider (OpenID Connect)") : typed.name;
}

// Where the provider sends people back to, to the letter.
std::string answer_address(const Page& page, IdentityProviderId id) {
    return fmt::format("{}/{}/sign-in/with/{}/answer", page.request.origin, page.business().slug, base::to_text(id));
}

// What is done there, step by step.
std::vector<std::string> steps_of(const Page& page, ProviderKind kind) {
    const auto l = page.language;
    if (kind == ProviderKind::google)
        return {i18n::words(l, "Open console.cloud.google.com, and there APIs and services, Credentials."),
                i18n::words(l, "Create an OAuth client ID of the type Web application."),
                i18n::words(l, "Under Authorised redirect URIs enter the address below, exactly as it stands.")};
    if (kind == ProviderKind::facebook)
        return {i18n::words(l, "Open developers.facebook.com and create an app with Facebook Login."),
                i18n::words(l, "Under Facebook Login, Settings, Valid OAuth Redirect URIs enter the address below, "
                               "exactly as it stands."),
                i18n::words(l, "App ID and app secret are under App settings, Basic. Switch the app to Live.")};
    return {
        i18n::words(l, "Register a confidential client for the authorisation code flow at your provider."),
        i18n::words(l, "As its redirect URI enter the address below, exactly as it stands."),
        i18n::words(l, "Let it give the scopes openid, email and profile, with ID tokens signed by RS256 or ES256.")};
}

// What is wrong, for who can mend it.
std::string say(const Page& page, const openid::Failure& failure) {
    const auto l = page.language;
    switch (failure.trouble) {
        case openid::Trouble::unreachable:
            return i18n::words(l, "Nobody answers at the address of the provider. Look whether it is written right.");
        case openid::Trouble::certificate:
            return i18n::words(l, "What answers there cannot show by a valid certificate that it is the provider.");
        case openid::Trouble::address:
            return i18n::words(
                l, "This address cannot be used: it has to begin with https:// and be on the open internet.");
        case openid::Trouble::no_provider:
            return i18n::words(l, "Something answers there, but not as a provider of OpenID Connect ({detail}).",
                               {{"detail", failure.detail}});
        case openid::Trouble::other_issuer:
            return i18n::words(l, "The provider calls itself {detail}. Enter that as its address, to the letter.",
                               {{"detail", failure.detail}});
        case openid::Trouble::unsupported:
            return i18n::words(l,
                               "The provider does not offer what is needed: the authorisation code flow, and ID tokens "
                               "signed by RS256 or ES256.");
        case openid::Trouble::wrong_client:
            return i18n::words(l, "The provider is there, but does not accept the ID or the secret ({detail}).",
                               {{"detail", failure.detail}});
        case openid::Trouble::wrong_code:
        case openid::Trouble::wrong_token:
            return i18n::words(l, "The provider answered something that cannot be used ({detail}).",
                               {{"detail", failure.detail}});
        case openid::Trouble::busy:
            return i18n::words(l, "Too many providers are being asked at the moment. Try again in a minute.");
    }
    return {};
}

// What trying it out came to; not tried: neither.
struct Tried {
    std::string wrong{};
    bool works = false;
};

Response form_page(const Page& page, const Typed& typed, bool is_new, const Wrong& wrong, const Tried& tried = {}) {
    const auto title = i18n::words(page.language, "Settings");
    return render(page, {"office/ways_in/way_in", title, "settings", wrong.page_status()}, [&](html::Values& values) {
        include_settings_head(values, page, kKey);
        values.set("LIST_URL", list_path(page)).set("PROVIDER", title_of(page, typed));
        values.set("ANSWER_URL", answer_address(page, typed.id));
        for (const auto& step : steps_of(page, typed.kind)) values.add("STEP").set("STEP_TEXT", step);
        if (tried.works) values.show("WORKS");
        if (!tried.wrong.empty()) values.add("FAILED").set("FAILED_TEXT", tried.wrong);
        Form form{.action = is_new ? list_path(page) + "/new" : path(page, typed.id), .token = form_token(page)};
        form.submit = i18n::words(page.language, "Save");
        form.fields = fields_of(page, typed);
        form.wrong = wrong;
        if (is_new) form.hidden = {{"id", base::to_text(typed.id)}, {"kind", std::string(to_text(typed.kind))}};
        include_form(values, "PROVIDER_FORM", page, form);
        if (is_new) return;
        auto& more = values.add("STORED");
        Form test{.action = path(page, typed.id, "/test"), .token = form_token(page)};
        test.submit = i18n::words(page.language, "Test the connection");
        test.weight = Form::Weight::plain;
        include_form(more, "TEST_FORM", page, test);
        Form remove{.action = path(page, typed.id, "/removal"), .token = form_token(page)};
        remove.submit = i18n::words(page.language, "Remove it");
        remove.weight = Form::Weight::danger;
        include_form(more, "REMOVAL_FORM", page, remove);
    });
}

std::optional<Provider> find_provider(const Page& page) {
    const auto id = base::parse_id<IdentityProviderId>(page.request.param("id"));
    return id ? page.environment.database.read(
                    [&](db::Session& session) { return identity_providers::find(session, page.id(), *id); })
              : std::nullopt;
}

// An error without a field stands above the form.
Wrong wrong_of(const Page& page, const Error& error) { return pages::wrong_of(page, error); }

}  // namespace

Response ways_in(const Page& page) {
    const auto providers = page.environment.database.read(
        [&](db::Session& session) { return identity_providers::list(session, page.id()); });
    const auto title = i18n::words(page.language, "Settings");
    return render(page, {"office/ways_in/ways_in", title, "settings"}, [&](html::Values& values) {
        include_settings_head(values, page, kKey);
        values.show_if(providers.empty(), "NONE");
        if (!providers.empty())
            for (auto& list = values.add("LIST"); const auto& provider : providers)
                list.add("ROW")
                    .set("NAME", provider.name)
                    .set("ISSUER", provider.issuer)
                    .set("URL", path(page, provider.id))
                    .show(provider.enabled ? "ON" : "OFF");
        const auto offer = [&](ProviderKind kind, const std::string& words) {
            values.add("OFFER")
                .set("OFFER_URL", fmt::format("{}/new?kind={}", list_path(page), to_text(kind)))
                .set("OFFER_TEXT", words);
        };
        const auto is_there = [&](ProviderKind kind) {
            return std::ranges::find(providers, kind, &Provider::kind) != providers.end();
        };
        const auto add = [&](std::string_view name) {
            return i18n::words(page.language, "Add {provider}", {{"provider", std::string(name)}});
        };
        if (providers.size() >= identity_providers::kMost) return;
        if (!is_there(ProviderKind::google)) offer(ProviderKind::google, add("Google"));
        if (!is_there(ProviderKind::facebook)) offer(ProviderKind::facebook, add("Facebook"));
        offer(ProviderKind::openid, i18n::words(page.language, "Add another provider (OpenID Connect)"));
    });
}

Response new_way_in(const Page& page) {
    const auto kind = identity_providers::parse_kind(page.request.query.get("kind"));
    if (!kind) return nothing_here(page);
    // Its number is chosen now, since the address to enter at the provider has it.
    return form_page(page, {.id = base::make_id<IdentityProviderId>(), .kind = *kind}, true, {});
}

Response add_way_in(const Page& page) {
    const auto& form = page.request.form;
    const auto id = base::parse_id<IdentityProviderId>(form.get("id"));
    const auto kind = identity_providers::parse_kind(form.get("kind"));
    if (!id || !kind) return nothing_here(page);
    Typed typed{.id = *id, .kind = *kind};
    read_into(typed, form);
    const auto added = page.environment.database.write([&](db::Tx& tx) {
        return identity_providers::add(tx, {page.environment.clock, page.environment.registry}, page.id(), *id,
                                       draft_of(typed), page.environment.secret, page.actor());
    });
    return added ? back_to(path(page, *id), "saved") : form_page(page, typed, true, wrong_of(page, added.error()));
}

Response way_in(const Page& page) {
    const auto provider = find_provider(page);
    return provider ? form_page(page, stored(*provider), false, {}) : nothing_here(page);
}

Response save_way_in(const Page& page) {
    const auto provider = find_provider(page);
    if (!provider) return nothing_here(page);
    auto typed = stored(*provider);
    read_into(typed, page.request.form);
    const auto saved = page.environment.database.write([&](db::Tx& tx) {
        return identity_providers::change(tx, {page.environment.clock, page.environment.registry}, page.id(),
                                          provider->id, draft_of(typed), page.environment.secret, page.actor());
    });
    return saved ? back_to(path(page, provider->id), "saved")
                 : form_page(page, typed, false, wrong_of(page, saved.error()));
}

Response try_way_in(const Page& page) {
    const auto provider = find_provider(page);
    if (!provider) return nothing_here(page);
    const identity_providers::Door door(page.environment.registry, page.id(), *provider, page.environment.secret,
                                        answer_address(page, provider->id));
    const auto tried = door.try_out();
    return form_page(page, stored(*provider), false, {},
                     tried ? Tried{.works = true} : Tried{.wrong = say(page, tried.error())});
}

Response remove_way_in(const Page& page) {
    const auto provider = find_provider(page);
    if (!provider) return nothing_here(page);
    const auto removed = page.environment.database.write([&](db::Tx& tx) {
        return identity_providers::remove(tx, {page.environment.clock, page.environment.registry}, page.id(),
                                          provider->id, page.actor());
    });
    return removed ? back_to(list_path(page), "removed") : nothing_here(page);
}

void register_ways_in(activity::Registry& registry) {
    registry.add(SettingsPage{22, kKey, N_("Sign-in"), businesses::kManageSettings, accounts::kCustomerPanel});
}

}  // namespace office
