#include "customers/customer.h"

#include "db/db.h"

namespace customers {
namespace {

std::optional<CustomerId> find_by_email(db::Session& session, BusinessId business, const Email& email) {
    return session.value<CustomerId>(
        "select id from customers where business_id = :business and email_key = :email_key", business, email.key);
}

// False when another transaction has just taken the address: on PostgreSQL this waits for its end.
bool insert(db::Tx& tx, BusinessId business, CustomerId id, Instant now, const Details& details) {
    return tx.execute(R"sql(
        insert into customers (business_id, id, name, surname, email, email_key, phone, language, created_at)
        values (:business, :id, :name, :surname, :email, :email_key, :phone, :language, :now)
        on conflict (business_id, email_key) do nothing)sql",
                      business, id, details.name, details.surname, details.email.text, details.email.key, details.phone,
                      details.language, now) == 1;
}

}  // namespace

Joined join(db::Tx& tx, BusinessId business, const Clock& clock, const Details& details) {
    if (const auto known = find_by_email(tx, business, details.email)) return {*known, false};

    const auto id = base::make_id<CustomerId>();
    if (insert(tx, business, id, clock.now(), details)) return {id, true};

    const auto meanwhile = find_by_email(tx, business, details.email);
    CHECK(meanwhile);
    return {*meanwhile, false};
}

std::optional<Customer> find(db::Session& session, BusinessId business, CustomerId id) {
    auto found = session.row<std::string, std::string, std::optional<std::string>, std::string, std::string>(
        "select name, surname, email, phone, language from customers where business_id = :business and id = :id",
        business, id);
    if (!found) return std::nullopt;
    auto& [name, surname, email, phone, language] = *found;
    return Customer{id, std::move(name), std::move(surname), std::move(email), std::move(phone), std::move(language)};
}

}  // namespace customers
