// The SQL of customers.
#pragma once

#include "customers/customer.h"
#include "db/db.h"
#include "i18n/i18n.h"

namespace customers::store {

// That the business's lists are sorted in.
i18n::Language language_of(db::Session& session, BusinessId business);

std::optional<Customer> find_by_email(db::Session& session, BusinessId business, std::string_view email_key);
std::optional<Customer> find(db::Session& session, BusinessId business, CustomerId id);

std::map<CustomerId, std::string> list_important_notes(db::Session& session, BusinessId business,
                                                       const std::vector<CustomerId>& customers);

std::optional<CustomerId> find_by_number(db::Session& session, BusinessId business, std::string_view number);

// False when another transaction has just taken the address: on PostgreSQL this waits for its end. Throws
// ConstraintViolation customers_number where another customer has the number.
bool insert(db::Tx& tx, BusinessId business, const Customer& customer);
bool insert(db::Tx& tx, BusinessId business, const Customer& customer, i18n::Language sorted_in);
// Raises the version; what find() gave is changed. False when another one has the address or the number, or when it is
// not at that version any more.
bool update(db::Tx& tx, BusinessId business, const Customer& customer);

// Blanks what says who it was, with its keys. False when that was done before.
bool blank(db::Tx& tx, BusinessId business, CustomerId id, Instant now);

// Makes an empty record of one that was blanked, with no more than its language.
void revive(db::Tx& tx, BusinessId business, CustomerId id);

// Makes the keys of at most so many customers anew, of those that are marked as stale; returns how many.
std::size_t renew_keys(db::Tx& tx, std::size_t limit);
// Marks the keys of at most so many of the business's customers as stale, in the order of their ids; returns the last
// one, nullopt when there is none behind `after`.
std::optional<CustomerId> mark_stale(db::Tx& tx, BusinessId business, CustomerId after, std::size_t limit);

}  // namespace customers::store
