#include "accounts/customer_access.h"

#include "accounts/login.h"
#include "accounts/profile.h"

#include <nlohmann/json.hpp>

namespace accounts {
namespace {

std::unexpected<Error> needs_email() {
    return store::wrong_field("email", {Fault::invalid, "account.needs_email", {}, {}});
}

}  // namespace

bool is_allowed(const std::optional<Account>& account) { return !account || account->allowed; }

Result<void> set_access(db::Tx& tx, const Context& context, BusinessId business, CustomerId customer,
                        const Access& access, activity::Actor actor) {
    const auto stored = customers::find(tx, business, customer);
    if (!stored || stored->anonymised) return not_found("customer.unknown");
    auto account = find_by_customer(tx, business, customer);
    const bool allowed = access.allowed.value_or(is_allowed(account));
    const bool wants_more = access.mail || access.password_hash;
    if (wants_more && !allowed) return conflict("account.not_allowed");
    if (!account && !stored->email) return wants_more ? needs_email() : Result<void>{};
    if (!account) {
        const auto made = ensure(tx, context, business, *stored, actor, Told::nothing);
        if (!made) return store::wrong_field("email", {Fault::conflict, "account.email_taken", {}, {}});
        account = find(tx, business, *made);
        CHECK(account);
    }
    set_allowed(tx, context, business, account->id, allowed, actor);
    if (access.password_hash) {
        set_password(tx, context, business, account->id, *access.password_hash, actor);
        end_sessions(tx, business, account->id);
    }
    if (access.mail) send_access(tx, context, business, account->id, actor);
    return {};
}

Result<bool> update_customer(db::Tx& tx, const Context& context, BusinessId business, std::string_view country,
                             CustomerId customer, const customers::Changes& changes,
                             const std::optional<customers::Seen>& seen, activity::Actor actor) {
    auto merged = seen ? customers::merge(tx, business, customer, *seen, changes)
                       : Result<customers::Merged>(customers::Merged{.changes = changes});
    if (!merged) return std::unexpected(merged.error());
    const auto version = seen ? std::optional(merged->version) : std::nullopt;
    const auto updated =
        update_record(tx, context, business, country, customer, merged->changes, version, false, actor);
    if (!updated) return std::unexpected(updated.error());
    return !merged->others.empty();
}

bool send_access(db::Tx& tx, const Context& context, BusinessId business, AccountId id, activity::Actor actor) {
    const auto account = find(tx, business, id);
    if (!account || !account->allowed) return false;
    const auto login = store::find_login(tx, business, id, {});
    CHECK(login);
    store::record(tx, context, business, *login, "access.sent", actor, {{"email", account->email}});
    return true;
}

}  // namespace accounts
