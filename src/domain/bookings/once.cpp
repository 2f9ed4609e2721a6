#include "bookings/once.h"

#include "db/forget.h"

namespace bookings {

Once::Once(std::string_view secret, std::string_view client, std::string_view key, std::string_view request)
    : seal_key_(base::keyed_hash(secret, fmt::format("seal:{}:{}:{}", client.size(), client, key))),
      key_hash_(base::keyed_hash(secret, fmt::format("key:{}:{}:{}", client.size(), client, key))),
      request_hash_(base::keyed_hash(secret, request)) {}

Result<std::optional<std::string>> Once::earlier(db::Tx& tx, BusinessId business) const {
    // Two transactions with one key take turns here; SQLite's writers take turns anyway.
    if (tx.engine() == db::Engine::postgres)
        tx.value<std::string>("select cast(pg_advisory_xact_lock(hashtextextended(:key, 0)) as text)", key_hash_);
    const auto found = tx.row<std::string, std::string>(
        "select request_hash, sealed_answer from idempotency_keys where business_id = :business and key_hash = :key",
        business, key_hash_);
    if (!found) return std::nullopt;
    if (std::get<0>(*found) != request_hash_) return invalid("idempotency.mismatch");
    auto answer = base::open_seal(seal_key_, std::get<1>(*found));
    CHECK(answer);
    return answer;
}

std::optional<std::string> Once::answer(db::Session& session, BusinessId business) const {
    const auto sealed = session.value<std::string>(
        "select sealed_answer from idempotency_keys where business_id = :business and key_hash = :key", business,
        key_hash_);
    return sealed ? base::open_seal(seal_key_, *sealed) : std::nullopt;
}

void Once::remember(db::Tx& tx, BusinessId business, Instant now, std::string_view answer) const {
    tx.execute("insert into idempotency_keys (business_id, key_hash, request_hash, sealed_answer, created_at) "
               "values (:business, :key, :request, :answer, :now)",
               business, key_hash_, request_hash_, base::seal(seal_key_, answer), now);
}

void forget_old_answers(db::Database& database, Instant now) {
    db::forget(database,
               "delete from idempotency_keys where (business_id, key_hash) in "
               "(select business_id, key_hash from idempotency_keys where created_at < :before limit {})",
               now - std::chrono::hours{24});
}

}  // namespace bookings
