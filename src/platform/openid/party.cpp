#include "http/json.h"
#include "openid/openid.h"

#include <nlohmann/json.hpp>

namespace openid {
namespace {

using nlohmann::json;

constexpr Seconds kKnownFor = std::chrono::hours{1}, kKeysKnownFor = std::chrono::hours{1};
constexpr Seconds kFailedFor{15}, kKeysAskedEvery{30};
constexpr std::size_t kMostKnown = 500;

std::unexpected<Failure> fail(Trouble trouble, std::string detail = {}) {
    return std::unexpected(Failure{trouble, std::move(detail)});
}

Trouble trouble_of(outgoing::Failure failure) {
    switch (failure) {
        case outgoing::Failure::address:
        case outgoing::Failure::forbidden: return Trouble::address;
        case outgoing::Failure::certificate: return Trouble::certificate;
        case outgoing::Failure::too_large: return Trouble::no_provider;
        case outgoing::Failure::unreachable:
        case outgoing::Failure::too_slow: break;
    }
    return Trouble::unreachable;
}

std::string text_in(const json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// Nullopt: the list is not there.
std::optional<bool> lists(const json& object, const char* name, std::initializer_list<const char*> any_of) {
    const auto found = object.find(name);
    if (found == object.end() || !found->is_array()) return std::nullopt;
    return std::ranges::any_of(any_of,
                               [&](const char* each) { return std::ranges::find(*found, json(each)) != found->end(); });
}

std::optional<json> object_of(const outgoing::Answer& answer) {
    auto parsed = http::parse_json(answer.body, {.bytes = 256 * 1024});
    return parsed && parsed->is_object() ? std::optional(*std::move(parsed)) : std::nullopt;
}

std::string status_of(const outgoing::Answer& answer) { return fmt::format("HTTP {}", answer.status); }

std::expected<Provider, Failure> read_provider(const outgoing::Answer& answer, const std::string& issuer) {
    if (answer.status != 200) return fail(Trouble::no_provider, status_of(answer));
    const auto said = object_of(answer);
    if (!said) return fail(Trouble::no_provider, "JSON");
    Provider out{.issuer = text_in(*said, "issuer"),
                 .authorization = text_in(*said, "authorization_endpoint"),
                 .token = text_in(*said, "token_endpoint"),
                 .keys = text_in(*said, "jwks_uri")};
    if (out.issuer != issuer) return fail(Trouble::other_issuer, out.issuer.substr(0, 200));
    if (out.authorization.empty() || out.token.empty() || out.keys.empty())
        return fail(Trouble::no_provider, "endpoints");
    // The browser goes there, so it is to be an address and nothing else.
    const bool is_address = out.authorization.starts_with("https://") || out.authorization.starts_with("http://");
    if (!is_address || !std::ranges::all_of(out.authorization, [](char c) { return c > ' ' && c < '\x7f'; }))
        return fail(Trouble::address, "authorization_endpoint");
    if (!lists(*said, "response_types_supported", {"code"}).value_or(true))
        return fail(Trouble::unsupported, "response_types_supported");
    if (!lists(*said, "id_token_signing_alg_values_supported", {"RS256", "ES256"}).value_or(true))
        return fail(Trouble::unsupported, "id_token_signing_alg_values_supported");
    constexpr auto kMethods = "token_endpoint_auth_methods_supported";
    out.takes_basic = lists(*said, kMethods, {"client_secret_basic"}).value_or(true);
    out.takes_post = lists(*said, kMethods, {"client_secret_post"}).value_or(false);
    const auto names = said->find("authorization_response_iss_parameter_supported");
    out.names_issuer = names != said->end() && *names == json(true);
    return out;
}

using Fields = std::vector<std::pair<std::string, std::string>>;

std::string with_query(const std::string& url, const Fields& fields) {
    return url + (url.find('?') == std::string::npos ? "?" : "&") + outgoing::form_of(fields);
}

std::string random_text() { return signing::base64url(signing::random_bytes(32)); }

}  // namespace

std::string_view to_text(Trouble trouble) {
    switch (trouble) {
        case Trouble::unreachable: return "unreachable";
        case Trouble::certificate: return "certificate";
        case Trouble::address: return "address";
        case Trouble::no_provider: return "no_provider";
        case Trouble::other_issuer: return "other_issuer";
        case Trouble::unsupported: return "unsupported";
        case Trouble::wrong_client: return "wrong_client";
        case Trouble::wrong_code: return "wrong_code";
        case Trouble::wrong_token: return "wrong_token";
        case Trouble::busy: return "busy";
    }
    return "unreachable";
}

Attempt begin() { return {random_text(), random_text(), random_text()}; }

std::string authorization_url(const Provider& provider, const Client& client, const Attempt& attempt,
                              std::string_view language) {
    return with_query(provider.authorization,
                      {{"response_type", "code"},
                       {"client_id", client.id},
                       {"redirect_uri", client.redirect},
                       {"scope", "openid email profile"},
                       {"state", attempt.state},
                       {"nonce", attempt.nonce},
                       {"code_challenge", signing::base64url(signing::sha256(attempt.verifier))},
                       {"code_challenge_method", "S256"},
                       {"ui_locales", std::string(language)}});
}

std::expected<outgoing::Answer, Failure> Party::ask(const outgoing::Request& request) {
    if (!room_.try_acquire()) return fail(Trouble::busy);
    const std::unique_ptr<std::counting_semaphore<>, void (*)(std::counting_semaphore<>*)> taken(
        &room_, [](std::counting_semaphore<>* room) { room->release(); });
    auto answer = client_.send(request);
    if (!answer) return fail(trouble_of(answer.error()), std::string(outgoing::to_text(answer.error())));
    return *std::move(answer);
}

std::expected<Provider, Failure> Party::discover(const std::string& issuer) {
    // The path comes after whatever the issuer has, with one slash between (Discovery 4.1).
    auto root = issuer;
    if (root.ends_with('/')) root.pop_back();
    const auto answer =
        ask({.url = root + "/.well-known/openid-configuration", .headers = {{"Accept", "application/json"}}});
    if (!answer) return std::unexpected(answer.error());
    return read_provider(*answer, issuer);
}

std::expected<Provider, Failure> Party::provider(const std::string& issuer) {
    const auto now = clock_.now();
    {
        const std::lock_guard lock(mutex_);
        if (const auto found = known_.find(issuer); found != known_.end()) {
            const auto& known = found->second;
            if (known.provider && now - known.asked_at < kKnownFor) return *known.provider;
            if (!known.provider && now - known.asked_at < kFailedFor) return std::unexpected(known.failure);
        }
    }
    auto found = discover(issuer);
    const std::lock_guard lock(mutex_);
    if (known_.size() >= kMostKnown) known_.clear();
    auto& known = known_[issuer];
    if (found) {
        known.provider = *found;
    } else if (known.provider) {
        // As it was when it last answered, and asked again soon.
        known.asked_at = now - kKnownFor + kFailedFor;
        return *known.provider;
    } else if (found.error().trouble != Trouble::busy) {
        known.failure = found.error();
    } else {
        return found;
    }
    known.asked_at = now;
    return found;
}

std::expected<std::vector<Key>, Failure> Party::keys_for(const Provider& provider, std::string_view id) {
    const auto now = clock_.now();
    {
        const std::lock_guard lock(mutex_);
        const auto& known = known_[provider.issuer];
        if (known.keys_at) {
            const auto age = now - *known.keys_at;
            const bool has =
                id.empty() || std::ranges::any_of(known.keys, [&](const Key& key) { return key.id == id; });
            if (age < (has ? kKeysKnownFor : kKeysAskedEvery)) return known.keys;
        }
    }
    const auto answer = ask({.url = provider.keys, .headers = {{"Accept", "application/json"}}});
    if (!answer) return std::unexpected(answer.error());
    if (answer->status != 200) return fail(Trouble::no_provider, "jwks_uri: " + status_of(*answer));
    auto keys = read_keys(answer->body);
    const std::lock_guard lock(mutex_);
    auto& known = known_[provider.issuer];
    known.keys = keys;
    known.keys_at = now;
    return keys;
}

std::expected<outgoing::Answer, Failure> Party::ask_token(const Provider& provider, const Client& client,
                                                          const std::string& code, const std::string& verifier) {
    Fields fields{{"grant_type", "authorization_code"},
                  {"code", code},
                  {"redirect_uri", client.redirect},
                  {"code_verifier", verifier}};
    outgoing::Request request{
        .method = outgoing::Method::post,
        .url = provider.token,
        .headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}}};
    const bool basic = !client.secret.empty() && provider.takes_basic;
    if (basic)
        // RFC 6749 2.3.1: each is form-encoded before they are put together.
        request.headers.emplace_back(
            "Authorization",
            "Basic " + signing::base64(base::percent_encoded(client.id) + ":" + base::percent_encoded(client.secret)));
    else
        fields.emplace_back("client_id", client.id);
    if (!basic && !client.secret.empty()) fields.emplace_back("client_secret", client.secret);
    request.body = outgoing::form_of(fields);
    auto answer = ask(request);
    if (!answer || answer->status == 200) return answer;
    const auto said = object_of(*answer);
    const auto error = said ? text_in(*said, "error") : std::string();
    const auto detail = error.empty() ? status_of(*answer) : error.substr(0, 100);
    if (error == "invalid_client" || error == "unauthorized_client" || (error.empty() && answer->status == 401))
        return fail(Trouble::wrong_client, detail);
    return fail(Trouble::wrong_code, detail);
}

std::expected<Person, Failure> Party::redeem(const Client& client, const Attempt& attempt, const std::string& code,
                                             std::string_view answer_issuer) {
    const auto known = provider(client.issuer);
    if (!known) return std::unexpected(known.error());
    // RFC 9207: the answer of one provider is not to be taken to another.
    if (answer_issuer.empty() ? known->names_issuer : answer_issuer != known->issuer)
        return fail(Trouble::wrong_token, "iss");
    const auto answer = ask_token(*known, client, code, attempt.verifier);
    if (!answer) return std::unexpected(answer.error());
    const auto said = object_of(*answer);
    const auto token = said ? text_in(*said, "id_token") : std::string();
    if (token.empty()) return fail(Trouble::wrong_token, "id_token");
    const auto header = signing::base64url_decoded(token.substr(0, token.find('.')));
    const auto parsed = header ? http::parse_json(*header) : Result<json>(invalid("json.invalid"));
    const auto kid = parsed && parsed->is_object() ? text_in(*parsed, "kid") : std::string();
    const auto keys = keys_for(*known, kid);
    if (!keys) return std::unexpected(keys.error());
    return check_id_token(token, *keys, {client.issuer, client.id, attempt.nonce, clock_.now()});
}

std::expected<void, Failure> Party::try_client(const Client& client) {
    const auto known = discover(client.issuer);
    if (!known) return std::unexpected(known.error());
    // A code that nobody gave out: who knows the client says that the code is wrong, who does not says that first.
    const auto answer = ask_token(*known, client, random_text(), random_text());
    if (!answer && answer.error().trouble != Trouble::wrong_code) return std::unexpected(answer.error());
    return {};
}

namespace facebook {
namespace {

std::expected<json, Failure> asked(Party& party, const std::string& url) {
    const auto answer = party.ask({.url = url, .headers = {{"Accept", "application/json"}}});
    if (!answer) return std::unexpected(answer.error());
    const auto said = object_of(*answer);
    if (!said) return fail(Trouble::no_provider, status_of(*answer));
    if (answer->status == 200) return *said;
    const auto error = said->find("error");
    const auto code =
        error != said->end() && error->is_object() && error->contains("code") && error->at("code").is_number_integer()
            ? error->at("code").get<int>()
            : 0;
    // 1 and 101: the app's id or its secret is wrong; 100: a parameter, of which the code is the one that may be.
    return fail(code == 1 || code == 101 ? Trouble::wrong_client : Trouble::wrong_code, fmt::format("error {}", code));
}

}  // namespace

std::string authorization_url(const Places& places, const Client& client, const Attempt& attempt) {
    return with_query(places.dialog, {{"response_type", "code"},
                                      {"client_id", client.id},
                                      {"redirect_uri", client.redirect},
                                      {"scope", "email public_profile"},
                                      {"state", attempt.state}});
}

std::expected<Person, Failure> redeem(Party& party, const Places& places, const Client& client,
                                      const std::string& code) {
    const auto granted =
        asked(party, with_query(places.graph + "/oauth/access_token", {{"client_id", client.id},
                                                                       {"client_secret", client.secret},
                                                                       {"redirect_uri", client.redirect},
                                                                       {"code", code}}));
    if (!granted) return std::unexpected(granted.error());
    const auto token = text_in(*granted, "access_token");
    if (token.empty()) return fail(Trouble::wrong_token, "access_token");
    const auto proof = signing::hex(signing::hmac_sha256(client.secret, token));
    const auto me = asked(party, with_query(places.graph + "/me", {{"fields", "id,first_name,last_name,email"},
                                                                   {"access_token", token},
                                                                   {"appsecret_proof", proof}}));
    if (!me) return std::unexpected(me.error());
    Person out{.issuer = client.issuer, .subject = text_in(*me, "id")};
    if (out.subject.empty() || out.subject.size() > 255) return fail(Trouble::wrong_token, "subject");
    out.email = text_in(*me, "email");
    out.name = text_in(*me, "first_name");
    out.surname = text_in(*me, "last_name");
    return out;
}

std::expected<void, Failure> try_client(Party& party, const Places& places, const Client& client) {
    const auto granted = asked(
        party,
        with_query(places.graph + "/oauth/access_token",
                   {{"client_id", client.id}, {"client_secret", client.secret}, {"grant_type", "client_credentials"}}));
    if (!granted) return std::unexpected(granted.error());
    return {};
}

}  // namespace facebook

}  // namespace openid
