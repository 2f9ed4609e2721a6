#include "operators/sign_up.h"

#include "accounts/attempts.h"
#include "db/db.h"
#include "db/remove.h"
#include "operators/log.h"

#include <nlohmann/json.hpp>

#include <array>

namespace operators {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 3> kSignUps{"open", "invited", "closed"};
constexpr accounts::Limit kAddressLimit{3, std::chrono::hours{24}, std::chrono::hours{24}};
constexpr accounts::Limit kNetworkLimit{10, std::chrono::hours{24}, std::chrono::hours{24}};

void forget_unconfirmed(db::Database& database, Instant now) {
    for (const auto& [id] : database.read([&](db::Session& session) {
             return session.rows<BusinessId>("select business_id from unconfirmed_businesses where expires_at < :now",
                                             now);
         }))
        database.write([&](db::Tx& tx) {
            // Whoever confirms at this moment waits for this row, or has taken it.
            if (tx.execute("delete from unconfirmed_businesses where business_id = :business", id) == 0) return;
            db::remove_rows(tx, {{"business_id", id.value}});
            businesses::remove(tx, id);
        });
}

}  // namespace

std::string_view to_text(SignUp value) { return kSignUps.at(static_cast<std::size_t>(value)); }

std::optional<SignUp> parse_sign_up(std::string_view text) {
    const auto found = std::ranges::find(kSignUps, text);
    if (found == kSignUps.end()) return std::nullopt;
    return static_cast<SignUp>(found - kSignUps.begin());
}

std::string invite_to_sign_up(db::Tx& tx, const Clock& clock, OperatorId by) {
    const auto now = clock.now();
    auto token = base::new_token();
    tx.execute("insert into sign_up_invitations (id, token_hash, created_at, expires_at) "
               "values (:id, :token, :now, :expires)",
               base::new_id(), base::hash(token), now, now + kSignUpInvitation);
    record(tx, now, by, {}, "sign_up.invited", json::object());
    return token;
}

bool is_invitation(db::Session& session, const Clock& clock, std::string_view token) {
    return session
        .value<int>("select 1 from sign_up_invitations where token_hash = :token and used_at is null "
                    "and expires_at > :now",
                    base::hash(token), clock.now())
        .has_value();
}

Result<void> sign_up(db::Database& database, const accounts::Context& context, SignUp sign_up,
                     std::string_view invitation, const onboarding::Opening& opening, const accounts::Client& client) {
    if (sign_up == SignUp::closed) return refuse(Fault::forbidden, "sign_up.closed");
    const auto now = context.clock.now();
    bool too_often = false;
    const auto wait = database.write([&](db::Tx& tx) {
        auto of_network = accounts::count_attempt(tx, now, accounts::origin_of("sign-up", client), kNetworkLimit);
        too_often =
            !of_network && accounts::count_attempt(tx, now, "sign-up:" + opening.email.key, kAddressLimit).has_value();
        return of_network;
    });
    if (wait) return accounts::too_many_attempts(*wait);
    if (too_often) return {};
    return database.write([&](db::Tx& tx) -> Result<void> {
        if (sign_up == SignUp::invited &&
            tx.execute("update sign_up_invitations set used_at = :now where token_hash = :token and used_at is null "
                       "and expires_at > :now",
                       now, base::hash(invitation)) == 0)
            return not_found("sign_up.link_dead");
        const auto opened = open_business(tx, context, {}, opening, accounts::staff::InviteBy::mail);
        if (!opened) return std::unexpected(opened.error());
        businesses::suspend(tx, opened->id, now, "");
        tx.execute("insert into unconfirmed_businesses (business_id, expires_at) values (:business, :expires)",
                   opened->id, now + accounts::staff::kInvitationLifetime);
        return {};
    });
}

void subscribe_sign_up(activity::Registry& registry) {
    registry.subscribe(
        "staff.invitation_accepted", [](db::Tx& tx, BusinessId business, ActivityId, const activity::Activity&) {
            if (tx.execute("delete from unconfirmed_businesses where business_id = :business", business) == 1)
                businesses::reopen(tx, business);
            return std::vector<activity::Wanted>{};
        });
    registry.add(activity::Housekeeping{forget_unconfirmed});
}

}  // namespace operators
