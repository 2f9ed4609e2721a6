// Signing in by a provider and by a passkey, as the pages of signing in and of security show it.
#pragma once

#include "accounts/identity.h"
#include "portal/parts.h"

namespace portal {

inline constexpr std::string_view kAttemptCookie = "tb_way";      // Path=/{slug}; of an attempt at a provider
inline constexpr std::string_view kJoiningCookie = "tb_joining";  // Path=/{slug}; who waits for a mailed link

// Buttons of the providers that are on, under {{>PROVIDERS}}. Within another site's page there are none: providers do
// not let themselves be shown there.
void include_providers(html::Values& values, const Page& page, std::string_view next);
// What the script needs to sign in by a passkey.
void include_passkey_door(html::Values& values, const Page& page, std::string_view next);

// After a mailed link: the identity by which this browser came before it is the account's from here on.
void join_identity(http::Response& response, const Page& page, AccountId account);

// The part of the page of security that is about both.
void fill_ways(html::Values& values, const InPerson& visit);

// What an attempt is kept as in the browser, and what it is answered with once a provider has said who came; for tests.
struct Attempt {
    IdentityProviderId provider;
    openid::Attempt keys;
    std::string next{};
    std::optional<AccountId> connecting{};  // to this account, which is signed in; none: to sign in
    Instant until{};
};
std::string seal_attempt(const std::string& secret, BusinessId business, const Attempt& attempt);
std::string seal_ticket(const std::string& secret, BusinessId business, const Attempt& attempt,
                        const openid::Person& person, Instant until);

}  // namespace portal
