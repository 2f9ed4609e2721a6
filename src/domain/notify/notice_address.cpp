#include "notify/notice_address.h"

#include "accounts/attempts.h"
#include "accounts/staff_account.h"
#include "base/secret.h"
#include "db/db.h"
#include "notify/store.h"

#include <nlohmann/json.hpp>

#include <map>

namespace notify {
namespace {

using nlohmann::json;

constexpr accounts::Limit kBusinessLimit{30, std::chrono::hours{1}, std::chrono::hours{1}};

using Named = std::map<std::string, base::Email>;  // by key

void add_named(Named& to, const Workflow& workflow) {
    for (const auto& action : workflow.actions)
        for (const auto& address : action.recipients.addresses)
            if (auto email = base::parse_email(address)) to.try_emplace(email->key, *email);
}

Named named_in(db::Session& session, BusinessId business) {
    Named out;
    for (const auto& workflow : list_workflows(session, business)) add_named(out, workflow);
    return out;
}

std::vector<NoticeAddress> list(db::Session& session, BusinessId business) {
    std::vector<NoticeAddress> out;
    for (auto& [id, address, key, asked, confirmed] :
         session.rows<NoticeAddressId, std::string, std::string, std::optional<Instant>, std::optional<Instant>>(
             "select id, address, address_key, asked_at, confirmed_at from notice_addresses "
             "where business_id = :business order by address_key",
             business))
        out.push_back({id, {std::move(address), std::move(key)}, asked, confirmed.has_value()});
    return out;
}

std::optional<NoticeAddress> find_by_key(db::Session& session, BusinessId business, const std::string& key) {
    for (auto& each : list(session, business))
        if (each.email.key == key) return std::move(each);
    return std::nullopt;
}

// Who signs in with it has shown that it is theirs.
bool signs_in(db::Session& session, BusinessId business, const std::string& key) {
    const auto is_it = [&](const accounts::staff::Member& member) {
        const auto email = base::parse_email(member.email);
        return member.active && member.has_password && email && email->key == key;
    };
    return std::ranges::any_of(accounts::staff::list(session, business), is_it);
}

NoticeAddressId keep(db::Tx& tx, BusinessId business, const base::Email& email) {
    if (const auto known = find_by_key(tx, business, email.key)) return known->id;
    const auto id = base::make_id<NoticeAddressId>();
    tx.execute("insert into notice_addresses (business_id, id, address, address_key) "
               "values (:business, :id, :address, :key) on conflict (business_id, address_key) do nothing",
               business, id, email.text, email.key);
    return find_by_key(tx, business, email.key).value().id;
}

std::optional<Seconds> count_asking(db::Tx& tx, BusinessId business, Instant now, const std::string& key) {
    if (const auto wait = accounts::count_attempt(tx, business, now, "notice-addresses", kBusinessLimit)) return wait;
    return accounts::count_attempt(tx, now, "notice-address:" + key, accounts::kAskLimit);
}

void record(db::Tx& tx, const Context& context, BusinessId business, std::string_view type, NoticeAddressId id,
            const std::string& address, activity::Actor actor) {
    activity::record(tx, context.registry, business, context.clock.now(),
                     {type, id.value, actor, json{{"address", address}}.dump()});
}

}  // namespace

bool is_confirmed(db::Session& session, BusinessId business, const std::string& address_key) {
    const auto row = session.value<int>("select 1 from notice_addresses where business_id = :business "
                                        "and address_key = :key and confirmed_at is not null",
                                        business, address_key);
    return row || signs_in(session, business, address_key);
}

std::vector<NoticeAddress> list_waiting(db::Session& session, BusinessId business, const Workflow& workflow) {
    Named named;
    add_named(named, workflow);
    std::vector<NoticeAddress> out;
    for (const auto& [key, email] : named) {
        if (is_confirmed(session, business, key)) continue;
        auto stored = find_by_key(session, business, key);
        out.push_back(stored ? *std::move(stored) : NoticeAddress{.email = email});
    }
    return out;
}

std::optional<NoticeAddress> find_notice_address(db::Session& session, BusinessId business, NoticeAddressId id) {
    for (auto& each : list(session, business))
        if (each.id == id) return std::move(each);
    return std::nullopt;
}

void follow_addresses(db::Tx& tx, const Context& context, BusinessId business, activity::Actor actor) {
    const auto named = named_in(tx, business);
    const auto stored = list(tx, business);
    for (const auto& each : stored)
        if (!named.contains(each.email.key))
            tx.execute("delete from notice_addresses where business_id = :business and id = :id", business, each.id);
    for (const auto& [key, email] : named) {
        const bool known = std::ranges::any_of(stored, [&](const auto& each) { return each.email.key == key; });
        if (known || signs_in(tx, business, key)) continue;
        keep(tx, business, email);
        // Too often: it waits, and can be asked later.
        (void)ask_address(tx, context, business, email, actor);
    }
}

Result<void> ask_address(db::Tx& tx, const Context& context, BusinessId business, const base::Email& email,
                         activity::Actor actor) {
    if (!named_in(tx, business).contains(email.key)) return not_found("notice_address.unknown");
    if (is_confirmed(tx, business, email.key)) return {};
    const auto now = context.clock.now();
    if (const auto wait = count_asking(tx, business, now, email.key)) return accounts::too_many_attempts(*wait);
    const auto id = keep(tx, business, email);
    tx.execute("update notice_addresses set asked_at = :now where business_id = :business and id = :id", now, business,
               id);
    record(tx, context, business, "notice_address.asked", id, email.text, actor);
    return {};
}

std::string make_notice_link(db::Tx& tx, const Clock& clock, BusinessId business, NoticeAddressId id) {
    auto token = base::new_token();
    const auto made = tx.execute("update notice_addresses set token_hash = :token, expires_at = :expires "
                                 "where business_id = :business and id = :id and confirmed_at is null",
                                 base::hash(token), clock.now() + kNoticeLinkLifetime, business, id);
    return made == 1 ? token : std::string();
}

std::optional<std::string> find_notice_link(db::Session& session, const Clock& clock, BusinessId business,
                                            std::string_view token) {
    return session.value<std::string>("select address from notice_addresses where business_id = :business "
                                      "and token_hash = :token and expires_at > :now and confirmed_at is null",
                                      business, base::hash(token), clock.now());
}

Result<std::string> confirm_address(db::Tx& tx, const Context& context, BusinessId business, std::string_view token) {
    const auto now = context.clock.now();
    // Of several who try at once one gets it.
    const auto used = tx.row<NoticeAddressId, std::string>(
        "update notice_addresses set confirmed_at = :now, token_hash = null, expires_at = null "
        "where business_id = :business and token_hash = :token and expires_at > :at and confirmed_at is null "
        "returning id, address",
        now, business, base::hash(token), now);
    if (!used) return not_found("account.link_dead");
    const auto& [id, address] = *used;
    record(tx, context, business, "notice_address.confirmed", id, address, {activity::ActorKind::visitor, 0});
    return address;
}

}  // namespace notify
