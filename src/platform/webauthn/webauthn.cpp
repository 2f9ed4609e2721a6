#include "webauthn/webauthn.h"

#include "base/secret.h"
#include "http/json.h"
#include "signing/signing.h"
#include "webauthn/cbor.h"

#include <nlohmann/json.hpp>

#include <map>

namespace webauthn {
namespace {

using nlohmann::json;

std::unexpected<Wrong> wrong(Wrong what) { return std::unexpected(what); }

std::string text_in(const json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<json> read_client_data(std::string_view text) {
    auto parsed = http::parse_json(text, {.bytes = kLongestAnswer});
    return parsed && parsed->is_object() ? std::optional(*std::move(parsed)) : std::nullopt;
}

std::expected<void, Wrong> check_client_data(const Place& place, std::string_view challenge, std::string_view text,
                                             std::string_view type) {
    const auto data = read_client_data(text);
    if (!data) return wrong(Wrong::malformed);
    if (text_in(*data, "type") != type) return wrong(Wrong::type);
    if (challenge.empty() || !base::equal_in_constant_time(text_in(*data, "challenge"), signing::base64url(challenge)))
        return wrong(Wrong::challenge);
    if (text_in(*data, "origin") != place.origin) return wrong(Wrong::origin);
    if (const auto crossed = data->find("crossOrigin"); crossed != data->end() && *crossed != json(false))
        return wrong(Wrong::origin);
    return {};
}

// Section 6.1.
struct AuthenticatorData {
    std::string_view host_hash;
    bool present, verified, can_be_synced, has_credential, has_extensions;
    std::uint32_t counter;
    std::string_view rest;  // the credential, the extensions
};

std::optional<AuthenticatorData> read_data(std::string_view bytes) {
    constexpr std::size_t kHash = 32, kHead = kHash + 1 + 4;
    if (bytes.size() < kHead) return std::nullopt;
    const auto flags = static_cast<std::uint8_t>(bytes[kHash]);
    AuthenticatorData out{.host_hash = bytes.substr(0, kHash),
                          .present = (flags & 1U) != 0,
                          .verified = (flags & 4U) != 0,
                          .can_be_synced = (flags & 8U) != 0,
                          .has_credential = (flags & 64U) != 0,
                          .has_extensions = (flags & 128U) != 0,
                          .counter = 0,
                          .rest = bytes.substr(kHead)};
    for (const char c : bytes.substr(kHash + 1, 4)) out.counter = (out.counter << 8U) | static_cast<std::uint8_t>(c);
    return out;
}

std::expected<void, Wrong> check_data(const Place& place, const AuthenticatorData& data) {
    if (place.host.empty() || data.host_hash != signing::sha256(place.host)) return wrong(Wrong::place);
    if (!data.present) return wrong(Wrong::presence);
    if (!data.verified) return wrong(Wrong::verification);
    return {};
}

// Nullopt: malformed, or of a kind that we did not offer.
std::optional<signing::PublicKey> read_key(std::string_view cose) {
    constexpr int kType = 1, kAlgorithm = 3, kEs256 = -7, kEdDsa = -8, kRs256 = -257;
    Cbor reader(cose);
    const auto pairs = reader.map();
    if (!pairs || *pairs > 20) return std::nullopt;
    std::map<std::int64_t, std::int64_t> numbers;
    std::map<std::int64_t, std::string_view> texts;
    for (std::uint64_t at = 0; at < *pairs; ++at) {
        const auto label = reader.integer();
        if (!label || numbers.contains(*label) || texts.contains(*label)) return std::nullopt;
        if (auto ahead = reader; const auto number = ahead.integer()) {
            numbers[*label] = *number;
            reader = ahead;
        } else if (const auto bytes = reader.bytes()) {
            texts[*label] = *bytes;
        } else {
            return std::nullopt;
        }
    }
    if (!reader.rest().empty()) return std::nullopt;
    const auto is = [&](std::int64_t type, std::int64_t algorithm) {
        return numbers[kType] == type && numbers[kAlgorithm] == algorithm;
    };
    if (is(2, kEs256) && numbers[-1] == 1) return signing::PublicKey::p256(texts[-2], texts[-3]);
    if (is(1, kEdDsa) && numbers[-1] == 6) return signing::PublicKey::ed25519(texts[-2]);
    if (is(3, kRs256)) return signing::PublicKey::rsa(texts[-1], texts[-2]);
    return std::nullopt;
}

// The authenticator data within an attestation object.
std::optional<std::string_view> data_in(std::string_view attestation) {
    Cbor reader(attestation);
    const auto pairs = reader.map();
    if (!pairs || *pairs > 10) return std::nullopt;
    std::optional<std::string_view> out;
    for (std::uint64_t at = 0; at < *pairs; ++at) {
        const auto name = reader.text();
        if (!name) return std::nullopt;
        if (*name == "authData") {
            if (out) return std::nullopt;
            out = reader.bytes();
            if (!out) return std::nullopt;
        } else if (!reader.any()) {
            return std::nullopt;
        }
    }
    return reader.rest().empty() ? out : std::nullopt;
}

}  // namespace

std::string_view to_text(Wrong what) {
    constexpr std::string_view kNames[] = {"malformed", "type",         "challenge", "origin",    "place",
                                           "presence",  "verification", "algorithm", "signature", "counter"};
    return kNames[static_cast<std::size_t>(what)];
}

Place place_of(std::string_view origin) {
    const auto scheme = origin.find("://");
    if (scheme == std::string_view::npos) return {{}, std::string(origin)};
    auto host = origin.substr(scheme + 3);
    // An address in brackets has colons of its own, and is no host that a passkey could be for.
    if (const auto port = host.find(':'); port != std::string_view::npos) host = host.substr(0, port);
    return {std::string(host), std::string(origin)};
}

std::expected<Credential, Wrong> check_registration(const Place& place, std::string_view challenge,
                                                    std::string_view client_data, std::string_view attestation) {
    constexpr std::size_t kAaguid = 16;
    if (const auto fine = check_client_data(place, challenge, client_data, "webauthn.create"); !fine)
        return wrong(fine.error());
    if (attestation.size() > kLongestAnswer) return wrong(Wrong::malformed);
    const auto bytes = data_in(attestation);
    const auto data = bytes ? read_data(*bytes) : std::nullopt;
    if (!data) return wrong(Wrong::malformed);
    if (const auto fine = check_data(place, *data); !fine) return wrong(fine.error());
    if (!data->has_credential || data->rest.size() < kAaguid + 2) return wrong(Wrong::malformed);
    auto rest = data->rest.substr(kAaguid);
    const auto size =
        static_cast<std::size_t>(static_cast<std::uint8_t>(rest[0]) << 8U) | static_cast<std::uint8_t>(rest[1]);
    rest.remove_prefix(2);
    if (size == 0 || size > kLongestId || size > rest.size()) return wrong(Wrong::malformed);
    const auto id = rest.substr(0, size);
    Cbor reader(rest.substr(size));
    const auto key = reader.any();
    if (!key || (data->has_extensions && !reader.any()) || !reader.rest().empty()) return wrong(Wrong::malformed);
    if (!read_key(*key)) return wrong(Wrong::algorithm);
    return Credential{std::string(id), std::string(*key), data->counter, data->can_be_synced};
}

std::expected<std::uint32_t, Wrong> check_assertion(const Place& place, std::string_view challenge,
                                                    const Credential& credential, const Answer& answer) {
    if (const auto fine = check_client_data(place, challenge, answer.client_data, "webauthn.get"); !fine)
        return wrong(fine.error());
    const auto data = read_data(answer.authenticator_data);
    if (!data || answer.authenticator_data.size() > kLongestAnswer) return wrong(Wrong::malformed);
    if (const auto fine = check_data(place, *data); !fine) return wrong(fine.error());
    const auto key = read_key(credential.public_key);
    if (!key) return wrong(Wrong::algorithm);
    if (!key->verify(std::string(answer.authenticator_data) + signing::sha256(answer.client_data), answer.signature))
        return wrong(Wrong::signature);
    // Those that are on several devices count nothing, and stay at 0.
    if ((data->counter != 0 || credential.counter != 0) && data->counter <= credential.counter)
        return wrong(Wrong::counter);
    return data->counter;
}

std::string challenge_in(std::string_view client_data) {
    const auto data = read_client_data(client_data);
    return data ? signing::base64url_decoded(text_in(*data, "challenge")).value_or("") : std::string();
}

}  // namespace webauthn
