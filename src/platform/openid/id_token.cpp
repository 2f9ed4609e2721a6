#include "http/json.h"
#include "openid/openid.h"

#include <nlohmann/json.hpp>

namespace openid {
namespace {

using nlohmann::json;
using signing::base64url_decoded;

constexpr std::size_t kLongestToken = 16 * 1024;
constexpr std::size_t kLongestSubject = 255;  // OpenID Connect Core 2
constexpr Seconds kSkew{120};
constexpr std::size_t kMostKeys = 50;

std::unexpected<Failure> wrong(std::string check) {
    return std::unexpected(Failure{Trouble::wrong_token, std::move(check)});
}

std::string text_in(const json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<Instant> time_in(const json& object, const char* name) {
    const auto found = object.find(name);
    if (found == object.end() || !found->is_number()) return std::nullopt;
    const auto seconds = found->get<double>();
    if (!(seconds > 0 && seconds < 1e11)) return std::nullopt;
    return Instant{Seconds{static_cast<std::int64_t>(seconds)}};
}

std::optional<json> object_of(std::string_view encoded) {
    const auto text = base64url_decoded(encoded);
    auto parsed = text ? http::parse_json(*text) : Result<json>(invalid("json.invalid"));
    return parsed && parsed->is_object() ? std::optional(*std::move(parsed)) : std::nullopt;
}

std::optional<signing::PublicKey> key_of(const json& key) {
    const auto number = [&](const char* name) { return base64url_decoded(text_in(key, name)).value_or(""); };
    const auto type = text_in(key, "kty"), algorithm = text_in(key, "alg"), use = text_in(key, "use");
    if (!use.empty() && use != "sig") return std::nullopt;
    if (type == "RSA" && (algorithm.empty() || algorithm == "RS256"))
        return signing::PublicKey::rsa(number("n"), number("e"));
    if (type == "EC" && text_in(key, "crv") == "P-256" && (algorithm.empty() || algorithm == "ES256"))
        return signing::PublicKey::p256(number("x"), number("y"));
    return std::nullopt;
}

std::optional<signing::Algorithm> algorithm_of(std::string_view name) {
    if (name == "RS256") return signing::Algorithm::rs256;
    if (name == "ES256") return signing::Algorithm::es256;
    return std::nullopt;
}

// Google once left out the scheme, and says that both are to be taken.
bool is_issuer(const std::string& said, const std::string& expected) {
    return said == expected || (expected == "https://accounts.google.com" && said == "accounts.google.com");
}

bool is_meant_for(const json& claims, const std::string& client) {
    const auto audience = claims.find("aud");
    if (audience == claims.end()) return false;
    if (audience->is_string()) return audience->get<std::string>() == client;
    return audience->is_array() && std::ranges::find(*audience, json(client)) != audience->end();
}

// "azp" names whom the token was made for; one for several has to.
bool is_made_for(const json& claims, const std::string& client) {
    const bool several = claims.at("aud").is_array() && claims.at("aud").size() > 1;
    return claims.contains("azp") ? text_in(claims, "azp") == client : !several;
}

// Some say it as a word.
bool is_true(const json& claims, const char* name) {
    const auto found = claims.find(name);
    return found != claims.end() && (*found == json(true) || *found == json("true"));
}

std::expected<Person, Failure> check_claims(const json& claims, const Expected& expected) {
    if (!is_issuer(text_in(claims, "iss"), expected.issuer)) return wrong("issuer");
    if (!is_meant_for(claims, expected.client)) return wrong("audience");
    if (!is_made_for(claims, expected.client)) return wrong("azp");
    const auto expires = time_in(claims, "exp"), issued = time_in(claims, "iat");
    if (!expires || *expires + kSkew <= expected.now) return wrong("expired");
    if (!issued || *issued > expected.now + kSkew) return wrong("issued");
    if (expected.nonce.empty() || !base::equal_in_constant_time(text_in(claims, "nonce"), expected.nonce))
        return wrong("nonce");
    Person out{.issuer = expected.issuer, .subject = text_in(claims, "sub")};
    if (out.subject.empty() || out.subject.size() > kLongestSubject) return wrong("subject");
    out.email = text_in(claims, "email");
    out.email_verified = !out.email.empty() && is_true(claims, "email_verified");
    out.name = text_in(claims, "given_name");
    out.surname = text_in(claims, "family_name");
    if (out.name.empty() && out.surname.empty()) out.name = text_in(claims, "name");
    return out;
}

}  // namespace

std::vector<Key> read_keys(std::string_view text) {
    const auto parsed = http::parse_json(text, {.bytes = 256 * 1024});
    std::vector<Key> out;
    if (!parsed || !parsed->is_object()) return out;
    const auto keys = parsed->find("keys");
    if (keys == parsed->end() || !keys->is_array()) return out;
    for (const auto& each : *keys) {
        if (!each.is_object() || out.size() == kMostKeys) continue;
        if (auto key = key_of(each)) out.push_back({text_in(each, "kid"), *std::move(key)});
    }
    return out;
}

std::expected<Person, Failure> check_id_token(std::string_view token, const std::vector<Key>& keys,
                                              const Expected& expected) {
    if (token.size() > kLongestToken) return wrong("format");
    const auto first = token.find('.'), second = token.find('.', first + 1);
    if (first == token.npos || second == token.npos || token.find('.', second + 1) != token.npos)
        return wrong("format");
    const auto header = object_of(token.substr(0, first));
    const auto claims = object_of(token.substr(first + 1, second - first - 1));
    const auto raw = base64url_decoded(token.substr(second + 1));
    if (!header || !claims || !raw) return wrong("format");
    const auto algorithm = algorithm_of(text_in(*header, "alg"));
    if (!algorithm || header->contains("crit")) return wrong("algorithm");

    const auto kid = text_in(*header, "kid");
    const auto signature = *algorithm == signing::Algorithm::es256 ? signing::der_of(*raw) : *raw;
    bool is_known = false, is_signed = false;
    for (const auto& [id, key] : keys) {
        if (key.algorithm() != *algorithm || (!kid.empty() && id != kid)) continue;
        is_known = true;
        is_signed = is_signed || key.verify(token.substr(0, second), signature);
    }
    if (!is_known) return wrong("key");
    if (!is_signed) return wrong("signature");
    return check_claims(*claims, expected);
}

}  // namespace openid
