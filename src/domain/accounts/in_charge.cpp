#include "accounts/in_charge.h"

#include "db/db.h"

namespace accounts {

std::optional<AccountId> find_in_charge(db::Session& session, BusinessId business, CustomerId customer) {
    return session.value<AccountId>(
        "select account_id from account_customers where business_id = :business and customer_id = :customer "
        "order by case when relation = 'self' then 0 else 1 end, account_id limit 1",
        business, customer);
}

std::optional<std::string> password_hash_of(db::Session& session, BusinessId business, AccountId account) {
    const auto row = session.row<std::optional<std::string>>(
        "select password_hash from accounts where business_id = :business and id = :id", business, account);
    return row ? std::get<0>(*row) : std::nullopt;
}

}  // namespace accounts
