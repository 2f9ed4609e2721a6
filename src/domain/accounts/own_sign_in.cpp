#include "accounts/own_sign_in.h"

#include "accounts/quick_login.h"

namespace accounts {

Result<std::vector<Session>> list_own_sessions(db::Session& session, const Clock& clock, BusinessId business,
                                               const SignedIn& visitor) {
    if (const auto alone = in_person(visitor); !alone) return std::unexpected(alone.error());
    return list_sessions(session, clock, business, visitor.account_id);
}

Result<bool> end_own_session(db::Tx& tx, BusinessId business, const SignedIn& visitor, AccountSessionId id) {
    if (const auto alone = in_person(visitor); !alone) return std::unexpected(alone.error());
    return end_session(tx, business, visitor.account_id, id);
}

Result<void> end_own_sessions(db::Tx& tx, BusinessId business, const SignedIn& visitor) {
    if (auto alone = in_person(visitor); !alone) return alone;
    end_sessions(tx, business, visitor.account_id);
    return {};
}

Result<std::string> make_own_feed(db::Tx& tx, const Clock& clock, BusinessId business, const SignedIn& visitor) {
    if (const auto alone = in_person(visitor); !alone) return std::unexpected(alone.error());
    return make_feed(tx, clock, business, visitor.account_id);
}

Result<void> revoke_own_feed(db::Tx& tx, BusinessId business, const SignedIn& visitor) {
    if (auto alone = in_person(visitor); !alone) return alone;
    revoke_feed(tx, business, visitor.account_id);
    return {};
}

Result<void> note_own_consent(db::Tx& tx, BusinessId business, const SignedIn& visitor, Instant at) {
    if (auto alone = in_person(visitor); !alone) return alone;
    note_consent(tx, business, visitor.account_id, at);
    return {};
}

}  // namespace accounts
