#include "accounts/login.h"

#include <nlohmann/json.hpp>

namespace accounts::store {
namespace {

using nlohmann::json;

constexpr std::size_t kLongestAgent = 300;  // bytes

template <class Key>
std::optional<Login> select(db::Session& session, BusinessId business, std::string_view where, const Key& key,
                            const Client& client) {
    auto found = session.row<AccountId, CustomerId, std::string, std::optional<std::string>, bool, bool, bool, int>(
        fmt::format(R"sql(
        select a.id, s.customer_id, a.email_key, a.password_hash, case when a.email_confirmed_at is null then 0 else 1 end,
               a.allowed, case when a.last_sign_in_at is null then 0 else 1 end,
               (select count(*) from account_sessions d
                where d.business_id = a.business_id and d.account_id = a.id and d.device_hash = :device)
        from accounts a
        join account_customers s on s.business_id = a.business_id and s.account_id = a.id and s.relation = 'self'
        where a.business_id = :business and {})sql",
                    where),
        device_hash(client), business, key);
    if (!found) return std::nullopt;
    auto& [id, customer, email, password, confirmed, allowed, was_here, sessions] = *found;
    return Login{id, customer, std::move(email), std::move(password), confirmed, allowed, was_here, sessions > 0};
}

}  // namespace

std::optional<Login> find_login(db::Session& session, BusinessId business, std::string_view email_key,
                                const Client& client) {
    return select(session, business, "a.email_key = :email_key", email_key, client);
}

std::optional<Login> find_login(db::Session& session, BusinessId business, AccountId id, const Client& client) {
    return select(session, business, "a.id = :id", id, client);
}

Ways find_ways(db::Session& session, BusinessId business) {
    const auto found = session.row<std::string, bool, bool>(
        "select logins, password_sign_in, access_link_sign_in from customer_settings where business_id = :business",
        business);
    if (!found) return {};
    const auto& [logins, password, link] = *found;
    const bool on = logins != businesses::to_text(businesses::Logins::off);
    return {on && password, on && link};
}

std::string device_hash(const Client& client) { return client.device.empty() ? "" : base::hash(client.device); }

std::string device_token(const Client& client) {
    const auto is_ours = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'); };
    const bool ours = client.device.size() == 32 && std::ranges::all_of(client.device, is_ours);
    return ours ? client.device : base::new_token();
}

std::string short_agent(const Client& client) {
    if (!base::is_clean_text(client.user_agent)) return "";
    auto end = std::min(client.user_agent.size(), kLongestAgent);
    while (end < client.user_agent.size() && end > 0 &&
           (static_cast<unsigned char>(client.user_agent[end]) & 0xC0U) == 0x80U)
        --end;
    return client.user_agent.substr(0, end);
}

activity::Actor actor_of(const Login& login) { return {activity::ActorKind::customer, login.customer_id.value}; }

void record(db::Tx& tx, const Context& context, BusinessId business, const Login& login, std::string_view type,
            activity::Actor actor, json data) {
    data["account_id"] = login.id.value;
    activity::record(tx, context.registry, business, context.clock.now(),
                     {type, login.customer_id.value, actor, data.dump()});
}

void record_nothing(db::Tx& tx, const Context& context, BusinessId business) {
    const db::Savepoint undone(tx);
    activity::record(tx, context.registry, business, context.clock.now(), {"account.nothing_asked", 0, {}});
}

NewSession start_session(db::Tx& tx, const Context& context, BusinessId business, const Login& login,
                         const Client& client) {
    const auto now = context.clock.now();
    NewSession out{.account_id = login.id,
                   .customer_id = login.customer_id,
                   .session_id = base::make_id<AccountSessionId>(),
                   .session_token = base::new_token(),
                   .device_token = device_token(client)};
    tx.execute(R"sql(
        insert into account_sessions (business_id, id, account_id, token_hash, device_hash, user_agent, address,
                                      created_at, seen_at, expires_at)
        values (:business, :id, :account, :token, :device, :agent, :address, :now, :now, :expires))sql",
               business, out.session_id, login.id, base::hash(out.session_token), base::hash(out.device_token),
               short_agent(client), client.address, now, now + kSessionLifetime);
    tx.execute("update accounts set last_sign_in_at = :now, last_sign_in_address = :address "
               "where business_id = :business and id = :id",
               now, client.address, business, login.id);
    const json who{{"address", client.address}, {"browser", short_agent(client)}};
    auto signed_in = who;
    signed_in["new_device"] = !login.knows_device;
    record(tx, context, business, login, "account.signed_in", actor_of(login), std::move(signed_in));
    if (login.was_here && !login.knows_device)
        record(tx, context, business, login, "account.new_device", actor_of(login), who);
    return out;
}

bool prove_address(db::Tx& tx, const Context& context, BusinessId business, Login& login) {
    if (login.email_confirmed) return false;
    tx.execute("update accounts set email_confirmed_at = :now where business_id = :business and id = :id",
               context.clock.now(), business, login.id);
    login.email_confirmed = true;
    if (login.knows_device) return false;
    end_sessions(tx, business, login.id);
    forget_other_ways(tx, business, login.id);
    if (!login.password_hash) return false;
    write_password(tx, business, login.id, std::nullopt);
    login.password_hash.reset();
    return true;
}

void forget_other_ways(db::Tx& tx, BusinessId business, AccountId id) {
    for (const auto* table : {"account_identities", "account_passkeys"})
        tx.execute(fmt::format("delete from {} where business_id = :business and account_id = :id", table), business,
                   id);
}

void write_password(db::Tx& tx, BusinessId business, AccountId id, const std::optional<std::string>& hash) {
    tx.execute("update accounts set password_hash = :hash where business_id = :business and id = :id", hash, business,
               id);
}

void take_back_links(db::Tx& tx, BusinessId business, AccountId id) {
    tx.execute("delete from one_time_links where business_id = :business and subject_id = :id and used_at is null",
               business, id);
}

std::optional<Link> use_link(db::Tx& tx, Instant now, BusinessId business, Purpose purpose, std::string_view token) {
    auto found = tx.row<std::int64_t, std::string>(R"sql(
        update one_time_links set used_at = :now
        where business_id = :business and token_hash = :token and purpose = :purpose and used_at is null
          and expires_at > :now
        returning subject_id, email_key)sql",
                                                   now, business, base::hash(token), to_text(purpose));
    if (!found) return std::nullopt;
    return Link{std::get<0>(*found), std::move(std::get<1>(*found))};
}

}  // namespace accounts::store
