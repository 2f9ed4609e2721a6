#include "accounts/link_lifetime.h"
#include "accounts/login.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace accounts {
namespace {

using store::Login;

// The account that a link leads into; nullopt when it is dead.
std::optional<Login> enter(db::Tx& tx, const Context& context, BusinessId business, Purpose purpose,
                           std::string_view token, const Client& client) {
    const auto link = store::use_link(tx, context.clock.now(), business, purpose, token);
    if (!link) return std::nullopt;
    auto login = store::find_login(tx, business, AccountId{link->subject_id}, client);
    if (!login || !login->allowed || login->email_key != link->email_key) return std::nullopt;
    return login;
}

}  // namespace

std::string_view to_text(Purpose purpose) {
    constexpr std::array<std::string_view, 3> kTexts{"access", "password", "registration"};
    return kTexts[static_cast<std::size_t>(purpose)];
}

Seconds lifetime_of(Purpose purpose, std::optional<Seconds> wanted) {
    const auto within = [&](Seconds usual, Seconds longest) {
        return std::clamp(wanted.value_or(usual), kShortestLink, longest);
    };
    switch (purpose) {
        case Purpose::access: return within(kAccessLinkLifetime, kLongestAccessLink);
        case Purpose::password: return within(kPasswordLinkLifetime, kLongestPasswordLink);
        // What was typed at registration is kept for no longer.
        case Purpose::registration: return within(kRegistrationLifetime, kRegistrationLifetime);
    }
    CHECK(false);
}

std::string make_link(db::Tx& tx, const Clock& clock, BusinessId business, Purpose purpose, std::int64_t subject_id,
                      std::string_view email_key) {
    return make_link_for(tx, clock, business, purpose, subject_id, email_key, {});
}

std::string make_link_for(db::Tx& tx, const Clock& clock, BusinessId business, Purpose purpose, std::int64_t subject_id,
                          std::string_view email_key, std::optional<Seconds> wanted) {
    const auto now = clock.now();
    auto token = base::new_token();
    tx.execute(R"sql(
        insert into one_time_links (business_id, id, purpose, subject_id, email_key, token_hash, created_at, expires_at)
        values (:business, :id, :purpose, :subject, :email_key, :token, :now, :expires))sql",
               business, base::new_id(), to_text(purpose), subject_id, email_key, base::hash(token), now,
               now + lifetime_of(purpose, wanted));
    tx.execute(R"sql(
        delete from one_time_links where business_id = :business and subject_id = :subject and used_at is null
          and id not in (select id from one_time_links
                         where business_id = :business and subject_id = :subject and used_at is null and expires_at > :now
                         order by created_at desc, id desc limit :most))sql",
               business, subject_id, now, kMostLinks);
    return token;
}

bool link_is_live(db::Session& session, const Clock& clock, BusinessId business, Purpose purpose,
                  std::string_view token) {
    const auto* subject = purpose == Purpose::registration
                              ? "registrations s where s.confirmed_at is null and s.expires_at > :now"
                              : "accounts s where s.allowed = 1";
    const std::string sql = R"sql(
        select 1 from one_time_links l
        where l.expires_at > :now and l.business_id = :business and l.token_hash = :token and l.purpose = :purpose
          and l.used_at is null
          and exists (select 1 from )sql" +
                            std::string(subject) +
                            " and s.business_id = l.business_id and s.id = l.subject_id and s.email_key = l.email_key)";
    return session.value<int>(sql, clock.now(), business, base::hash(token), to_text(purpose)).has_value();
}

Result<NewSession> sign_in_by_link(db::Tx& tx, const Context& context, BusinessId business, std::string_view token,
                                   const Client& client) {
    auto login = enter(tx, context, business, Purpose::access, token, client);
    if (!login) return not_found("account.link_dead");
    const bool lost_password = store::prove_address(tx, context, business, *login);
    auto out = store::start_session(tx, context, business, *login, client);
    if (lost_password) out.no_password = NewSession::NoPassword::not_theirs;
    return out;
}

Result<NewSession> set_password_by_link(db::Tx& tx, const Context& context, BusinessId business, std::string_view token,
                                        const std::string& hash, const Client& client) {
    auto login = enter(tx, context, business, Purpose::password, token, client);
    if (!login) return not_found("account.link_dead");
    const bool first = !login->password_hash;
    store::prove_address(tx, context, business, *login);
    end_sessions(tx, business, login->id);
    store::write_password(tx, business, login->id, hash);
    store::take_back_links(tx, business, login->id);
    store::record(tx, context, business, *login, "account.password_changed", store::actor_of(*login),
                  {{"by_link", true}, {"first", first}});
    return store::start_session(tx, context, business, *login, client);
}

}  // namespace accounts
