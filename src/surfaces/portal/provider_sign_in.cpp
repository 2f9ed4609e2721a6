// Signing in by a provider (FEATURES 1.8). The browser is sent there with what it is known again by, which it keeps
// sealed in a cookie; it comes back with a code, for which the provider says who came. That is a GET, so nothing is
// changed by it: its page has a form with what was said, sealed and good for this browser alone, and the form signs in.
#include "portal/registering.h"
#include "portal/ways_in.h"

#include <spdlog/spdlog.h>
#include <nlohmann/json.hpp>

namespace portal {
namespace {

using html::Values;
using http::Request;
using http::Response;
using identity_providers::Door;
using identity_providers::Provider;
using nlohmann::json;
using pages::Secrecy;

constexpr Seconds kAttemptLifetime = std::chrono::minutes{10};
constexpr Seconds kJoiningLifetime = accounts::kRegistrationLifetime;

std::string key_of(const std::string& secret, std::string_view purpose, BusinessId business) {
    return fmt::format("{}:{}:{}", secret, purpose, business.value);
}

json sealed_in(const Page& page, std::string_view purpose, std::string_view sealed) {
    const auto text = sealed.empty()
                          ? std::nullopt
                          : base::open_seal(key_of(page.environment.secret, purpose, page.business().id), sealed);
    // What opens was sealed here.
    auto out = text ? json::parse(*text) : json();
    if (!out.is_object() || Instant{Seconds{out.at("until").get<std::int64_t>()}} <= page.now) return {};
    return out;
}

std::int64_t count_of(Instant at) { return at.time_since_epoch().count(); }

json told(const openid::Person& person) {
    return {{"issuer", person.issuer},           {"subject", person.subject}, {"email", person.email},
            {"verified", person.email_verified}, {"name", person.name},       {"surname", person.surname}};
}

openid::Person person_in(const json& told) {
    return {.issuer = told.at("issuer").get<std::string>(),
            .subject = told.at("subject").get<std::string>(),
            .email = told.at("email").get<std::string>(),
            .email_verified = told.at("verified").get<bool>(),
            .name = told.at("name").get<std::string>(),
            .surname = told.at("surname").get<std::string>()};
}

// Names there may be of any length.
std::string cut(std::string text) { return base::is_clean_text(text) && text.size() <= 100 ? std::move(text) : ""; }

void set_cookie(Response& response, const Page& page, std::string_view name, std::string value, Seconds lifetime) {
    http::set_cookie(response, page.request,
                     {std::string(name), std::move(value), lifetime, pages::home_path(page), true, false});
}
void forget_attempt(Response& response, const Page& page) {
    set_cookie(response, page, kAttemptCookie, "", Seconds{0});
}

// Of this browser, for the provider of the path.
std::optional<Attempt> find_attempt(const Page& page) {
    const auto found = sealed_in(page, "attempt", page.request.cookie(kAttemptCookie));
    if (found.is_null()) return std::nullopt;
    Attempt out{.provider = {found.at("provider").get<std::int64_t>()},
                .keys = {found.at("state").get<std::string>(), found.at("nonce").get<std::string>(),
                         found.at("verifier").get<std::string>()},
                .next = found.at("next").get<std::string>(),
                .until = Instant{Seconds{found.at("until").get<std::int64_t>()}}};
    if (const auto account = found.at("account").get<std::int64_t>(); account != 0) out.connecting = AccountId{account};
    if (base::parse_id<IdentityProviderId>(page.request.param("provider")) != out.provider) return std::nullopt;
    return out;
}

// Who came, as it was said to this browser within this attempt.
std::optional<openid::Person> find_ticket(const Page& page, const Attempt& attempt) {
    const auto found = sealed_in(page, "ticket", page.request.form.get("ticket"));
    if (found.is_null() || !base::equal_in_constant_time(found.at("state").get<std::string>(), attempt.keys.state))
        return std::nullopt;
    return person_in(found.at("person"));
}

std::optional<Provider> find_provider(const Page& page) {
    const auto id = base::parse_id<IdentityProviderId>(page.request.param("provider"));
    const bool on = !page.environment.registry.all<identity_providers::Gateway>().empty();
    auto found = id && on ? page.environment.database.read([&](db::Session& session) {
        return identity_providers::find(session, page.business().id, *id);
    })
                          : std::nullopt;
    return found && found->enabled ? found : std::nullopt;
}

std::string answer_path(const Page& page, const Provider& provider) {
    return fmt::format("{}/sign-in/with/{}/answer", pages::home_path(page), base::to_text(provider.id));
}

Door door_to(const Page& page, const Provider& provider) {
    return {page.environment.registry, page.business().id, provider, page.environment.secret,
            page.request.origin + answer_path(page, provider)};
}

pages::WayOn to_sign_in(const Page& page) {
    return {pages::home_path(page) + "/sign-in", i18n::words(page.language, "Sign in")};
}

Response no_such_way(const Page& page) {
    return pages::explain(page, 404, i18n::message(page.language, "page.not_found"), to_sign_in(page),
                          Secrecy::personal);
}

// The attempt is over, is another browser's, or was answered already.
Response too_late(const Page& page) {
    return pages::explain(page, 422,
                          i18n::words(page.language, "This took too long, or was begun in another browser. Try again."),
                          to_sign_in(page), Secrecy::manage);
}

// The log has what it was; whoever signs in cannot mend it.
Response failed(const Page& page, const Provider& provider, const openid::Failure& failure) {
    spdlog::warn("msg=sign_in_provider business={} provider={} trouble={} detail={:?}", page.business().slug,
                 base::to_text(provider.id), openid::to_text(failure.trouble), failure.detail);
    return pages::explain(page, failure.trouble == openid::Trouble::busy ? 503 : 502,
                          i18n::words(page.language,
                                      "Signing in with {provider} does not work at the moment. Try "
                                      "again, or sign in another way.",
                                      {{"provider", provider.name}}),
                          to_sign_in(page), Secrecy::manage);
}

// To the provider. A form may lead to our own pages alone, so it is the answer's header that leads on.
Response send_there(const Page& page, const Provider& provider, Attempt attempt) {
    attempt.provider = provider.id;
    attempt.keys = openid::begin();
    attempt.until = page.now + kAttemptLifetime;
    const auto address = door_to(page, provider).address(attempt.keys, i18n::tag(page.language));
    if (!address) return failed(page, provider, address.error());
    const i18n::Parameters named{{"provider", provider.name}};
    auto response = pages::render(
        page,
        {"portal/going_there", i18n::words(page.language, "On to {provider}", named), 200, Secrecy::manage,
         pages::home_path(page) + "/sign-in"},
        [&](Values& values) {
            values.set("HEADING", i18n::words(page.language, "On to {provider}", named));
            values.set("THERE", *address).set("THERE_TEXT", i18n::words(page.language, "Go on to {provider}", named));
        });
    response.set("Refresh", "0;url=" + *address);
    set_cookie(response, page, kAttemptCookie, seal_attempt(page.environment.secret, page.business().id, attempt),
               kAttemptLifetime);
    return response;
}

Response sign_in_again(const Page& page, const Wrong&) {
    return go_to(with_next(page, pages::home_path(page) + "/sign-in", page.request.form.get("next")));
}

std::string email_text(const openid::Person& person) {
    return person.email.empty() ? base::full_name(person.name, person.surname) : person.email;
}

// What goes on by itself where there is a script: everything is known.
Response one_button(const Page& page, const std::string& ticket, const std::string& heading,
                    const std::string& explanation, const std::string& action, bool goes_on) {
    return pages::render(page,
                         {"portal/one_button", heading, 200, Secrecy::manage, pages::home_path(page) + "/sign-in"},
                         [&](Values& values) {
                             values.set("HEADING", heading).set("EXPLANATION", explanation);
                             values.set("ACTION", action).set("TOKEN", form_token(page));
                             values.set("SUBMIT", i18n::words(page.language, "Go on"));
                             values.add("TICKET").set("TICKET_TEXT", ticket);
                             values.show_if(goes_on, "GOES_ON");
                         });
}

// Somebody whom nobody here knows, or whose address has to be confirmed: what an account needs.
Response arrival_page(const Page& page, const Provider& provider, const openid::Person& person,
                      const std::string& ticket, const registering::Typed& typed, const Wrong& wrong) {
    const auto title = i18n::words(page.language, "Make an account");
    return pages::render(
        page, {"portal/arrival", title, wrong.page_status(), Secrecy::manage, pages::home_path(page) + "/sign-in"},
        [&](Values& values) {
            fill_notice(values, wrong);
            values.set("INTRO", i18n::words(page.language,
                                            "You come from {provider} and have no account at {name} yet that is "
                                            "connected to it.",
                                            {{"provider", provider.name}, {"name", page.name()}}));
            values.set("ACTION", answer_path(page, provider)).set("TOKEN", form_token(page)).set("TICKET", ticket);
            auto fields = registering::details_fields(page, typed);
            for (auto& field : fields)
                if (field.name == "email" && !person.email_verified)
                    field.hint = i18n::words(page.language, "We send a message there, to confirm it.");
            include_fields(values, page, fields, wrong, "name");
            registering::fill_consent(values, page, typed, wrong);
        });
}

// As the provider says them.
registering::Typed details_of(const Page& page, const openid::Person& person) {
    auto out = registering::read_typed(page, {});
    out.name = cut(person.name);
    out.surname = cut(person.surname);
    out.email = base::parse_email(person.email) ? person.email : "";
    return out;
}

Response inbox(const Page& page) { return go_to(pages::home_path(page) + "/register?sent=1"); }

// The account is made at once where the provider says that the address is theirs; else a message goes there first, and
// its link has to be opened in this browser.
Response make_account(const Page& page, const Provider& provider, const Attempt& attempt,
                      const openid::Person& person) {
    auto typed = registering::read_typed(page, page.request.form);
    Wrong wrong;
    auto details = registering::read_details(page, typed, wrong);
    if (!typed.consent) wrong.add("consent", "field.consent");
    const std::string ticket(page.request.form.get("ticket"));
    if (wrong.any()) return arrival_page(page, provider, person, ticket, typed, wrong);
    auto client = pages::client_of(page.request);
    if (client.device.empty()) client.device = base::new_token();
    const auto entered = page.environment.database.write([&](db::Tx& tx) {
        return accounts::sign_up(tx, page.environment.accounts_context(), page.business().id, person, details, client);
    });
    if (entered) {
        auto response = let_in(page, *entered, safe_next(page, attempt.next, pages::home_path(page) + "/my?welcome=1"));
        forget_attempt(response, page);
        return response;
    }
    if (entered.error().code != "identity.by_mail")
        return arrival_page(page, provider, person, ticket, typed, wrong_of(page, entered.error()));
    const auto registered = accounts::register_customer(page.environment.database, page.environment.accounts_context(),
                                                        page.environment.hasher, page.business().id,
                                                        {.details = details, .password = {}}, client);
    if (!registered) return arrival_page(page, provider, person, ticket, typed, wrong_of(page, registered.error()));
    keep_next(page, details.email, attempt.next);
    auto response = inbox(page);
    forget_attempt(response, page);
    const json joining{
        {"person", told(person)}, {"email_key", details.email.key}, {"until", count_of(page.now + kJoiningLifetime)}};
    set_cookie(response, page, kJoiningCookie,
               base::seal(key_of(page.environment.secret, "joining", page.business().id), joining.dump()),
               kJoiningLifetime);
    // The registration is known again by the device, as one with a password is.
    http::set_cookie(
        response, page.request,
        {std::string(pages::kDeviceCookie), client.device, std::chrono::days{730}, pages::home_path(page), true});
    return response;
}

Response arrive_again(const Page& page, const Wrong&) { return too_late(page); }

Response security_again(const InPerson& visit, const Wrong& wrong) {
    return pages::explain(
        visit.page, wrong.status, wrong.notice,
        pages::WayOn{visit.path("/security"), i18n::words(visit.page.language, "Sign-in and security")},
        Secrecy::personal);
}

Response refused(const InPerson& visit, const Error& error) {
    return pages::explain(
        visit.page, http::status_of(error.fault), pages::sentence(visit.page, error),
        pages::WayOn{visit.path("/security"), i18n::words(visit.page.language, "Sign-in and security")},
        Secrecy::personal);
}

}  // namespace

std::string seal_attempt(const std::string& secret, BusinessId business, const Attempt& attempt) {
    const json kept{{"provider", attempt.provider.value},
                    {"state", attempt.keys.state},
                    {"nonce", attempt.keys.nonce},
                    {"verifier", attempt.keys.verifier},
                    {"next", attempt.next},
                    {"account", attempt.connecting.value_or(AccountId{}).value},
                    {"until", count_of(attempt.until)}};
    return base::seal(key_of(secret, "attempt", business), kept.dump());
}

std::string seal_ticket(const std::string& secret, BusinessId business, const Attempt& attempt,
                        const openid::Person& person, Instant until) {
    const json kept{{"person", told(person)}, {"state", attempt.keys.state}, {"until", count_of(until)}};
    return base::seal(key_of(secret, "ticket", business), kept.dump());
}

void include_providers(Values& values, const Page& page, std::string_view next) {
    Values part;
    const bool there =
        !http::is_embedded(page.request) && !page.environment.registry.all<identity_providers::Gateway>().empty();
    const auto providers = there ? page.environment.database.read([&](db::Session& session) {
        return identity_providers::list_enabled(session, page.business().id);
    })
                                 : std::vector<Provider>();
    if (!providers.empty())
        for (auto& some = part.add("SOME"); const auto& provider : providers) {
            auto& one = some.add("PROVIDER");
            one.set("BEGIN", fmt::format("{}/sign-in/with/{}", pages::home_path(page), base::to_text(provider.id)));
            one.set("BEGIN_TOKEN", form_token(page)).set("BEGIN_NEXT", safe_next(page, next, ""));
            one.set("BEGIN_TEXT",
                    i18n::words(page.language, "Continue with {provider}", {{"provider", provider.name}}));
            one.show_if(provider.kind == identity_providers::Kind::google, "GOOGLE");
            one.show_if(provider.kind == identity_providers::Kind::facebook, "FACEBOOK");
        }
    values.include("PROVIDERS", "portal/providers", std::move(part));
}

const FormHandler<Page> begin_with(sign_in_again, [](const Page& page) -> Response {
    const auto provider = find_provider(page);
    if (!provider) return no_such_way(page);
    return send_there(page, *provider,
                      {.provider = {}, .keys = {}, .next = safe_next(page, page.request.form.get("next"), "")});
});

Response answer_of_provider(const Page& page) {
    const auto provider = find_provider(page);
    if (!provider) return no_such_way(page);
    const auto attempt = find_attempt(page);
    const auto& query = page.request.query;
    if (!attempt || !base::equal_in_constant_time(query.get("state"), attempt->keys.state)) return too_late(page);
    if (query.get("code").empty()) {
        const auto home = attempt->connecting ? pages::home_path(page) + "/my/security" : to_sign_in(page).path;
        return pages::explain(page, 200,
                              i18n::words(page.language, "You did not sign in there, so nothing has changed here."),
                              pages::WayOn{home, i18n::words(page.language, "Back")}, Secrecy::manage);
    }
    const auto person =
        door_to(page, *provider).redeem(attempt->keys, std::string(query.get("code")), query.get("iss"));
    if (!person) return failed(page, *provider, person.error());
    const auto ticket =
        seal_ticket(page.environment.secret, page.business().id, *attempt, *person, page.now + kAttemptLifetime);
    const i18n::Parameters named{{"provider", provider->name}, {"name", page.name()}, {"who", email_text(*person)}};
    if (attempt->connecting) {
        if (!page.signed_in || page.signed_in->account_id != *attempt->connecting) return too_late(page);
        return one_button(
            page, ticket, i18n::words(page.language, "Connect {provider}", named),
            i18n::words(page.language, "From now on you can sign in to {name} as {who} of {provider}.", named),
            fmt::format("{}/my/sign-in-with/{}/connection", pages::home_path(page), base::to_text(provider->id)),
            false);
    }
    const auto arrival = page.environment.database.read(
        [&](db::Session& session) { return accounts::look_at(session, page.business().id, *person); });
    if (arrival == accounts::Arrival::known)
        return one_button(page, ticket, i18n::words(page.language, "Sign in to {name}", named),
                          i18n::words(page.language, "You come from {provider} as {who}.", named),
                          answer_path(page, *provider), true);
    return arrival_page(page, *provider, *person, ticket, details_of(page, *person), {});
}

const FormHandler<Page> arrive(arrive_again, [](const Page& page) -> Response {
    const auto provider = find_provider(page);
    if (!provider) return no_such_way(page);
    const auto attempt = find_attempt(page);
    const auto person = attempt ? find_ticket(page, *attempt) : std::nullopt;
    if (!person || attempt->connecting) return too_late(page);
    const auto entered = page.environment.database.write([&](db::Tx& tx) {
        return accounts::enter(tx, page.environment.accounts_context(), page.business().id, *person,
                               pages::client_of(page.request));
    });
    if (!entered && entered.error().fault == Fault::not_found) return make_account(page, *provider, *attempt, *person);
    if (!entered)
        return pages::explain(page, http::status_of(entered.error().fault), pages::sentence(page, entered.error()),
                              to_sign_in(page), Secrecy::manage);
    auto response = let_in(page, *entered, safe_next(page, attempt->next, pages::home_path(page) + "/my"));
    forget_attempt(response, page);
    return response;
});

void join_identity(Response& response, const Page& page, AccountId account) {
    const auto sealed = page.request.cookie(kJoiningCookie);
    if (sealed.empty()) return;
    set_cookie(response, page, kJoiningCookie, "", Seconds{0});
    const auto joining = sealed_in(page, "joining", sealed);
    if (joining.is_null()) return;
    page.environment.database.write([&](db::Tx& tx) {
        const auto found = accounts::find(tx, page.business().id, account);
        // Another account's link, which this browser opened meanwhile, joins nothing.
        if (!found || base::folded(found->email) != joining.at("email_key").get<std::string>()) return;
        // Who is another account's already stays there.
        static_cast<void>(accounts::link(tx, page.environment.accounts_context(), page.business().id, account,
                                         person_in(joining.at("person"))));
    });
}

const FormHandler<InPerson> begin_connecting(security_again, [](const InPerson& visit) -> Response {
    const auto provider = find_provider(visit.page);
    if (!provider) return no_such_way(visit.page);
    return send_there(visit.page, *provider, {.provider = {}, .keys = {}, .connecting = visit.who.account_id});
});

const FormHandler<InPerson> connect(security_again, [](const InPerson& visit) -> Response {
    const auto& page = visit.page;
    const auto attempt = find_attempt(page);
    const auto person = attempt ? find_ticket(page, *attempt) : std::nullopt;
    if (!person || attempt->connecting != visit.who.account_id) return too_late(page);
    const auto linked = page.environment.database.write([&](db::Tx& tx) {
        return accounts::link(tx, page.environment.accounts_context(), visit.business(), visit.who.account_id, *person);
    });
    if (!linked) return refused(visit, linked.error());
    auto response = go_to(visit.path("/security?connected=1"));
    forget_attempt(response, page);
    return response;
});

const FormHandler<InPerson> disconnect(security_again, [](const InPerson& visit) -> Response {
    const auto& page = visit.page;
    const auto id = base::parse_id<IdentityId>(page.request.param("id"));
    const auto removed = page.environment.database.write([&](db::Tx& tx) {
        return accounts::unlink(tx, page.environment.accounts_context(), visit.business(), visit.who,
                                id.value_or(IdentityId{}));
    });
    return removed ? go_to(visit.path("/security?disconnected=1")) : refused(visit, removed.error());
});

}  // namespace portal
