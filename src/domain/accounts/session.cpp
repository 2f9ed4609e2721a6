#include "accounts/login.h"

namespace accounts {
namespace {

constexpr Seconds kKeepAliveEvery = std::chrono::hours{1};
constexpr int kMostListed = 100;

}  // namespace

std::optional<SignedIn> find_signed_in(db::Session& session, const Clock& clock, BusinessId business,
                                       std::string_view token) {
    using S = std::string;
    using MayBe = std::optional<std::int64_t>;
    auto found = session.row<AccountId, CustomerId, AccountSessionId, S, S, S, S, Instant, std::optional<Instant>,
                             Instant, MayBe, MayBe>(
        R"sql(
        select a.id, c.id, s.id, c.name, c.surname, a.email, c.language, s.seen_at, p.changed_at, s.expires_at,
               s.staff_member_id, s.staff_session_id
        from account_sessions s
        join accounts a on a.business_id = s.business_id and a.id = s.account_id
        join account_customers r on r.business_id = a.business_id and r.account_id = a.id and r.relation = 'self'
        join customers c on c.business_id = r.business_id and c.id = r.customer_id
        left join customer_pictures p on p.business_id = c.business_id and p.customer_id = c.id
        where s.business_id = :business and s.token_hash = :token and s.expires_at > :now and a.allowed = 1)sql",
        business, base::hash(token), clock.now());
    if (!found) return std::nullopt;
    auto& [account, customer, id, name, surname, email, language, seen_at, picture_at, expires, member, through] =
        *found;
    SignedIn out{account, customer,  id, std::move(name), std::move(surname), std::move(email), std::move(language),
                 seen_at, picture_at};
    if (!member) return out;
    out.acting = store::find_acting(session, clock, business, *member, through.value_or(0));
    if (!out.acting) return std::nullopt;
    out.acting->until = expires;
    return out;
}

bool keep_alive(db::Database& database, const Clock& clock, BusinessId business, const SignedIn& visitor) {
    const auto now = clock.now();
    if (visitor.acting || now - visitor.seen_at < kKeepAliveEvery) return false;
    return database.write([&](db::Tx& tx) {
        return tx.execute("update account_sessions set seen_at = :now, expires_at = :expires "
                          "where business_id = :business and id = :id and expires_at > :now",
                          now, now + kSessionLifetime, business, visitor.session_id) == 1;
    });
}

std::vector<Session> list_sessions(db::Session& session, const Clock& clock, BusinessId business, AccountId id) {
    std::vector<Session> out;
    for (auto& [each, agent, address, created, seen] :
         session.rows<AccountSessionId, std::string, std::string, Instant, Instant>(R"sql(
            select id, user_agent, address, created_at, seen_at from account_sessions
            where business_id = :business and account_id = :account and expires_at > :now and staff_member_id is null
            order by seen_at desc, id desc limit :limit)sql",
                                                                                    business, id, clock.now(),
                                                                                    kMostListed))
        out.push_back({each, std::move(agent), std::move(address), created, seen});
    return out;
}

// Rows of sessions that were ended stay for a while: their browsers are known ones (forget_old).
bool end_session(db::Tx& tx, BusinessId business, AccountId account, AccountSessionId id) {
    return tx.execute("update account_sessions set expires_at = 0 "
                      "where business_id = :business and account_id = :account and id = :id",
                      business, account, id) == 1;
}

void end_sessions(db::Tx& tx, BusinessId business, AccountId account, std::optional<AccountSessionId> but) {
    tx.execute("update account_sessions set expires_at = 0 "
               "where business_id = :business and account_id = :account and id <> :but and expires_at > 0",
               business, account, but.value_or(AccountSessionId{}));
    revoke_feed(tx, business, account);
}

}  // namespace accounts
