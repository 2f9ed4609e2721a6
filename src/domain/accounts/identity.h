// Signing in by who somebody is at a provider (FEATURES 1.8, identity_providers). An identity is an issuer and a
// subject there, and never an address: addresses change hands.
//
// It gets into an account that was there before in two ways only: at once, where the provider says that the address is
// theirs and the account's holder has shown the same of it here; or after they have shown it by a mailed link, in the
// browser that came from the provider. So neither who makes an account elsewhere with somebody's address gets in, nor
// who prepares one here.
#pragma once

#include "accounts/account.h"
#include "identity_providers/identity_provider.h"

using IdentityId = base::Id<struct IdentityTag>;

namespace accounts {

inline constexpr int kMostIdentities = 10;  // of one account

struct Identity {
    IdentityId id;
    std::string provider;  // its name; empty: the business has it no more
    std::string issuer, email;
    Instant linked_at;
    std::optional<Instant> used_at;
    bool works = false;  // the provider is on
};
std::vector<Identity> list_identities(db::Session& session, BusinessId business, AccountId account);

// How it goes on with who came from a provider.
enum class Arrival {
    known,     // the identity is an account's, or gets into one at once: `enter`
    stranger,  // they are asked for their details: `sign_up`, or by mail
};
Arrival look_at(db::Session& session, BusinessId business, const openid::Person& person);

// Signs in. Records account.identity_linked {provider}, where it was no account's before. Errors: not_found
// identity.unknown; conflict identity.not_allowed.
Result<NewSession> enter(db::Tx& tx, const Context& context, BusinessId business, const openid::Person& person,
                         const Client& client);
// Makes the customer and the account of an address that the provider says is theirs and that nobody here has.
// Errors: conflict identity.by_mail, where the address has to be confirmed first (register_customer); conflict
// customers.no_new_online.
Result<NewSession> sign_up(db::Tx& tx, const Context& context, BusinessId business, const openid::Person& person,
                           const customers::Details& details, const Client& client);
// To the account whose holder has shown who they are, here and there. Nothing where it has it already. Records
// account.identity_linked {provider}. Errors: conflict identity.of_another, identity.too_many {max}.
Result<void> link(db::Tx& tx, const Context& context, BusinessId business, AccountId account,
                  const openid::Person& person);

// By the customer alone. Records account.identity_removed {provider}. Errors: forbidden account.customer_alone;
// not_found identity.unknown; conflict account.last_way, where they could not sign in any more.
Result<void> unlink(db::Tx& tx, const Context& context, BusinessId business, const SignedIn& visitor, IdentityId id);

namespace store {

// Whether the account could be signed in to without that identity or that passkey (0: none).
bool has_another_way(db::Session& session, BusinessId business, AccountId account, std::int64_t but_identity,
                     std::int64_t but_passkey);

}  // namespace store

}  // namespace accounts
