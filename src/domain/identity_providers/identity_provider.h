// By whom customers of a business may sign in besides by us (FEATURES 1.8): Google, Facebook, or any provider of OpenID
// Connect. The business registers itself there and enters what it is told; each is switched on and off by itself.
//
// The secret of the client is stored sealed and shown to nobody. It goes to the issuer that it was typed for: whoever
// enters another issuer has to type a secret again.
#pragma once

#include "activity/activity.h"
#include "base/msgid.h"
#include "businesses/business.h"
#include "openid/openid.h"

#include <memory>

using IdentityProviderId = base::Id<struct IdentityProviderTag>;

namespace db {
class Session;
class Tx;
}  // namespace db

namespace identity_providers {

using activity::Context;

inline constexpr int kMost = 10;                 // of one business
inline constexpr std::size_t kLongestName = 40;  // code points
inline constexpr std::size_t kLongestIssuer = 300;
inline constexpr std::size_t kLongestClientId = 300;
inline constexpr std::size_t kLongestSecret = 500;

// Google and Facebook are one issuer each, so a business has one of each at most.
enum class Kind : std::uint8_t { google, facebook, openid };
std::string_view to_text(Kind kind);
std::optional<Kind> parse_kind(std::string_view text);

struct Provider {
    IdentityProviderId id;
    Kind kind = Kind::openid;
    std::string name;  // as the business calls it; of Google and Facebook theirs
    std::string issuer, client_id, sealed_secret;
    bool enabled = false;

    // What the identities of those who come from there have as their issuer. Facebook's numbers differ from app to app.
    std::string identity_issuer() const;
};
// Those that are on first come first, then by age.
std::vector<Provider> list(db::Session& session, BusinessId business);
std::vector<Provider> list_enabled(db::Session& session, BusinessId business);
std::optional<Provider> find(db::Session& session, BusinessId business, IdentityProviderId id);

struct Draft {
    Kind kind = Kind::openid;  // of a new one
    std::string name, issuer;  // of `openid`
    std::string client_id;
    std::optional<std::string> client_secret{};  // none: as it is
    bool enabled = true;
};
// Both record what changed, never the secret: identity_provider.added, identity_provider.changed {name, before, after}.
// `secret`: the installation's. Errors: invalid form.invalid with the fields name, issuer, client_id, client_secret;
// conflict identity_provider.there, identity_provider.too_many {max}; not_found identity_provider.unknown.
// Its id is chosen by whoever adds it, since the address that is entered at the provider has it.
Result<void> add(db::Tx& tx, const Context& context, BusinessId business, IdentityProviderId id, const Draft& draft,
                 std::string_view secret, activity::Actor actor);
Result<void> change(db::Tx& tx, const Context& context, BusinessId business, IdentityProviderId id, const Draft& draft,
                    std::string_view secret, activity::Actor actor);
// Nobody comes in by it from here on. Identities stay with their accounts, for the day that it is there again. Records
// identity_provider.removed. Errors: not_found identity_provider.unknown.
Result<void> remove(db::Tx& tx, const Context& context, BusinessId business, IdentityProviderId id,
                    activity::Actor actor);

// By which providers are asked; registered once by the program.
struct Gateway {
    std::shared_ptr<const outgoing::Client> client;
    std::shared_ptr<openid::Party> party;
    openid::facebook::Places facebook{};
};
Gateway make_gateway(const Clock& clock, outgoing::Options options);
void subscribe(activity::Registry& registry, Gateway gateway);

// What is asked of a provider. `redirect`: where it sends the browser back to. No transaction may be open meanwhile.
class Door {
public:
    Door(const activity::Registry& registry, BusinessId business, const Provider& provider, std::string_view secret,
         std::string redirect);

    // Where the browser is sent to.
    std::expected<std::string, openid::Failure> address(const openid::Attempt& attempt,
                                                        std::string_view language) const;
    // Who came back with that code; their issuer is `identity_issuer`.
    std::expected<openid::Person, openid::Failure> redeem(const openid::Attempt& attempt, const std::string& code,
                                                          std::string_view answer_issuer) const;
    // Whether it would do, as far as can be told without anybody who signs in.
    std::expected<void, openid::Failure> try_out() const;

private:
    const Gateway& gateway_;
    Kind kind_;
    std::string identity_issuer_;
    openid::Client client_;
};

}  // namespace identity_providers
