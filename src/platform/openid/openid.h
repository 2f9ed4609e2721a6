// Signing in by somebody who knows the person already: OpenID Connect Core 1.0 with the authorization code flow, PKCE
// (RFC 7636) and the issuer in the answer (RFC 9207); and Facebook, which has OAuth 2 and an interface of its own.
//
// Who came is (issuer, subject) and nothing else. Each check that the standard asks for is in `check_id_token` and
// `Party::redeem`; what fails one is refused with what it was.
#pragma once

#include "base/time.h"
#include "outgoing/outgoing.h"
#include "signing/signing.h"

#include <expected>
#include <map>
#include <mutex>
#include <optional>
#include <semaphore>
#include <string>
#include <string_view>
#include <vector>

namespace openid {

// Why somebody could not be signed in so, for who runs the business and for the log.
enum class Trouble : std::uint8_t {
    unreachable,  // nobody answers, in time or at all, at an address that may be asked
    certificate,
    address,       // what was typed, or the provider names, is no address that may be asked
    no_provider,   // it answers, but not as a provider of OpenID Connect does
    other_issuer,  // it says that it is another one
    unsupported,   // it cannot do what we ask of every provider: a code, RS256 or ES256
    wrong_client,  // it does not know the client id, or the secret is another
    wrong_code,    // used, too old, or not ours
    wrong_token,   // what it says of the person is not to be believed; `detail` names the check
    busy,          // too many are being asked at once
};
std::string_view to_text(Trouble trouble);
struct Failure {
    Trouble trouble;
    std::string detail{};  // for the log and the office: never a secret
};

// What it says of itself at /.well-known/openid-configuration.
struct Provider {
    std::string issuer, authorization, token, keys;  // addresses
    bool names_issuer = false;                       // in its answers (RFC 9207)
    bool takes_basic = true, takes_post = false;     // how a client shows its secret
};

// We, as registered there.
struct Client {
    std::string issuer, id, secret;  // no secret: a public client
    std::string redirect;            // where it sends people back to, to the letter
};

// What one attempt is known again by; kept in the browser, sealed, until the answer comes.
struct Attempt {
    std::string state, nonce, verifier;  // 256 random bits each
};
Attempt begin();
std::string authorization_url(const Provider& provider, const Client& client, const Attempt& attempt,
                              std::string_view language);

// Who came, and what is said of them.
struct Person {
    std::string issuer, subject;
    std::string email{};
    bool email_verified = false;
    std::string name{}, surname{};
};

struct Key {
    std::string id;  // empty: it has none
    signing::PublicKey key;
};
// Of a JWK set; what is no key for signing of an algorithm that we take is left out.
std::vector<Key> read_keys(std::string_view json);

struct Expected {
    std::string issuer, client, nonce;
    Instant now;
};
// Failures: wrong_token with "format", "algorithm", "key", "signature", "issuer", "audience", "azp", "expired",
// "issued", "nonce" or "subject".
std::expected<Person, Failure> check_id_token(std::string_view token, const std::vector<Key>& keys,
                                              const Expected& expected);

// Asks providers, of which it remembers what they are for an hour. Safe to use from several threads.
class Party {
public:
    Party(const outgoing::Client& client, const Clock& clock) : client_(client), clock_(clock) {}

    std::expected<Provider, Failure> provider(const std::string& issuer);
    // The same, asked now.
    std::expected<Provider, Failure> discover(const std::string& issuer);
    // `answer_issuer`: the `iss` that came with the code, if any.
    std::expected<Person, Failure> redeem(const Client& client, const Attempt& attempt, const std::string& code,
                                          std::string_view answer_issuer);
    // Whether the provider knows the client and its secret, as far as it tells somebody who has no code: wrong_client.
    std::expected<void, Failure> try_client(const Client& client);

    const outgoing::Client& outgoing() const { return client_; }
    const Clock& clock() const { return clock_; }
    // Failures: busy, and those of the way there.
    std::expected<outgoing::Answer, Failure> ask(const outgoing::Request& request);

private:
    struct Known {
        std::optional<Provider> provider{};
        Instant asked_at{};
        Failure failure{};
        std::vector<Key> keys{};
        std::optional<Instant> keys_at{};
    };
    // The keys, asked for anew where none has that id; at most once in half a minute.
    std::expected<std::vector<Key>, Failure> keys_for(const Provider& provider, std::string_view id);
    std::expected<outgoing::Answer, Failure> ask_token(const Provider& provider, const Client& client,
                                                       const std::string& code, const std::string& verifier);

    const outgoing::Client& client_;
    const Clock& clock_;
    std::mutex mutex_;
    std::map<std::string, Known> known_;
    std::counting_semaphore<> room_{8};
};

namespace facebook {

inline constexpr std::string_view kIssuer = "https://www.facebook.com";
struct Places {
    std::string dialog = "https://www.facebook.com/v21.0/dialog/oauth";
    std::string graph = "https://graph.facebook.com/v21.0";
};
std::string authorization_url(const Places& places, const Client& client, const Attempt& attempt);
// The address may be missing, and never counts as verified.
std::expected<Person, Failure> redeem(Party& party, const Places& places, const Client& client,
                                      const std::string& code);
std::expected<void, Failure> try_client(Party& party, const Places& places, const Client& client);

}  // namespace facebook

}  // namespace openid
