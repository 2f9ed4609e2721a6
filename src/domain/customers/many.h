// Customers who come in by the thousand, as an import brings them: each as create() would make it, but what is the same
// for all of them is asked of the database once in a transaction.
#pragma once

#include "customers/labels.h"
#include "i18n/i18n.h"

namespace customers {

// What create() and update() make of what was typed, without the database. Errors: invalid form.invalid with fields
// named as in fields.h.
Result<Customer> checked(const Context& context, std::string_view country, const Changes& changes);

// Whom a row may mean who is there already: who has that number (E.164) and that name, whatever its case; of several
// the one who was there first.
std::optional<Customer> find_by_phone_and_name(db::Session& session, BusinessId business, std::string_view phone,
                                               std::string_view full_name);

// How many the business may have, and how many more; nullopt: any number.
struct Room {
    std::int64_t most = 0, left = 0;
};
std::optional<Room> room_of(db::Session& session, BusinessId business);

// Takes away a customer whom Adding has added and of whom nothing else is known. False, and nothing changes, where
// something points to them: who is known for more is erased first (privacy/erasure.h).
bool take_away(db::Tx& tx, BusinessId business, CustomerId customer);

class Adding {
public:
    // Those who make others meanwhile wait where there is a limit (Limits::customers).
    Adding(db::Tx& tx, const Context& context, BusinessId business, activity::Actor actor);

    // Of what checked() gave. Records `type` with `data`, which the feature that adds has registered: workflows answer
    // to customer.created alone. Errors: conflict customers.limit_reached {max}, customer.email_taken (field email),
    // customer.number_taken (field customer_number).
    Result<CustomerId> add(Customer customer, std::string_view type, const std::string& data);
    // Of one that was added here, who has none yet; kMostLabelsOfOne at most are stuck on.
    void stick(CustomerId customer, const std::set<LabelId>& labels);

private:
    db::Tx& tx_;
    const Context& context_;
    BusinessId business_;
    activity::Actor actor_;
    i18n::Language sorted_in_;
    std::optional<Room> room_{};
};

}  // namespace customers
