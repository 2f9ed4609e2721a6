#include "accounts/email_change.h"

#include "accounts/attempts.h"
#include "accounts/login.h"
#include "accounts/profile.h"

#include <nlohmann/json.hpp>

namespace accounts {

Result<void> may_change_email(db::Database& database, const Context& context, Hasher& hasher, BusinessId business,
                              AccountId account, std::string_view current) {
    const auto known = database.read([&](db::Session& session) { return find(session, business, account); });
    if (known && known->has_password && current.empty())
        return store::wrong_field("current_password", {Fault::invalid, "account.password_needed", {}, {}});
    const auto proved = store::prove_password(database, context, hasher, business, account, current);
    if (!proved) return std::unexpected(proved.error());
    return {};
}

Result<void> ask_email_change(db::Tx& tx, const Context& context, BusinessId business, AccountId account,
                              const Email& email) {
    const auto now = context.clock.now();
    const auto known = find(tx, business, account);
    if (!known) return not_found("account.link_dead");
    const auto customer = customers::find(tx, business, known->customer_id);
    CHECK(customer);
    if (const auto wait = count_attempt(tx, business, now, "email_change:" + base::to_text(account), kAskLimit))
        return too_many_attempts(*wait);
    // Only the newest counts.
    tx.execute("delete from registrations where business_id = :business and account_id = :account", business, account);
    const auto id = base::make_id<RegistrationId>();
    tx.execute(R"sql(
        insert into registrations (business_id, id, email, email_key, name, surname, phone, language, device_hash,
                                   consent_at, created_at, expires_at, account_id)
        values (:business, :id, :email, :email_key, :name, :surname, '', :language, '', :now, :now, :expires, :account))sql",
               business, id, email.text, email.key, customer->name, customer->surname, customer->language, now,
               now + kRegistrationLifetime, account);
    activity::record(tx, context.registry, business, now,
                     {"registration.asked",
                      id.value,
                      {activity::ActorKind::customer, known->customer_id.value},
                      nlohmann::json{{"known", true}, {"account_id", account.value}}.dump()});
    return {};
}

std::optional<EmailChange> find_email_change(db::Session& session, const Clock& clock, BusinessId business,
                                             std::string_view token) {
    const auto found = session.row<AccountId, std::string, std::string>(R"sql(
        select r.account_id, r.email, r.email_key from one_time_links l
        join registrations r on r.business_id = l.business_id and r.id = l.subject_id and r.email_key = l.email_key
        where l.business_id = :business and l.token_hash = :token and l.purpose = 'registration' and l.used_at is null
          and l.expires_at > :now and r.confirmed_at is null and r.expires_at > :now and r.account_id is not null)sql",
                                                                        business, base::hash(token), clock.now());
    if (!found) return std::nullopt;
    const auto& [account, text, key] = *found;
    return EmailChange{account, {text, key}};
}

Result<void> confirm_email_change(db::Tx& tx, const Context& context, BusinessId business, AccountId account,
                                  std::string_view token, const activity::Actor& by) {
    if (auto alone = store::in_person(by); !alone) return alone;
    const auto now = context.clock.now();
    const auto change = find_email_change(tx, context.clock, business, token);
    if (!change || change->account_id != account) return not_found("account.link_dead");
    const auto link = store::use_link(tx, now, business, Purpose::registration, token);
    const auto known = find(tx, business, account);
    if (!link || !known) return not_found("account.link_dead");
    tx.execute("update registrations set confirmed_at = :now where business_id = :business and id = :id", now, business,
               link->subject_id);
    const auto customer = customers::find(tx, business, known->customer_id);
    CHECK(customer);
    auto changes = customers::changes_of(*customer);
    changes.email = change->email.text;
    const activity::Actor actor{activity::ActorKind::customer, customer->id.value};
    // A stored number is E.164 and needs no country.
    return update_record(tx, context, business, "", customer->id, changes, {}, true, actor);
}

}  // namespace accounts
