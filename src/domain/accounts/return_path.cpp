#include "accounts/return_path.h"

#include "db/db.h"

namespace accounts {
namespace {

std::string hash_of(std::string_view email_key) { return base::hash(fmt::format("return_path:{}", email_key)); }

}  // namespace

void keep_return_path(db::Tx& tx, const Clock& clock, BusinessId business, const Email& email, std::string_view path) {
    tx.execute(R"sql(
        insert into return_paths (business_id, key_hash, path, expires_at) values (:business, :key, :path, :expires)
        on conflict (business_id, key_hash) do update set path = excluded.path, expires_at = excluded.expires_at)sql",
               business, hash_of(email.key), path, clock.now() + kRegistrationLifetime);
}

std::string take_return_path(db::Tx& tx, const Clock& clock, BusinessId business, AccountId account) {
    const auto email_key = tx.value<std::string>(
        "select email_key from accounts where business_id = :business and id = :id", business, account);
    if (!email_key) return {};
    const auto found = tx.row<std::string, Instant>(
        "delete from return_paths where business_id = :business and key_hash = :key returning path, expires_at",
        business, hash_of(*email_key));
    return found && std::get<1>(*found) > clock.now() ? std::get<0>(*found) : std::string();
}

}  // namespace accounts
