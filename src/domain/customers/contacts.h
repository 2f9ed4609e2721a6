// Contact persons of a customer (FEATURES 5.18): a mother, an assistant, whom to call when something happens. They are
// no customers and sign in nowhere; staff alone see and change them.
#pragma once

#include "customers/customer.h"

using ContactPersonId = base::Id<struct ContactPersonTag>;

namespace customers {

inline constexpr std::size_t kLongestRelation = 60;  // code points
inline constexpr std::size_t kMostContactPersons = 10;

struct ContactPerson {
    ContactPersonId id{};
    std::string name, relation{};
    std::string phone{};  // E.164
    std::string email{};
    bool gets_messages = false;  // messages about the customer's appointments go to them too
    std::int64_t version = 1;
};

// In the order in which they were added.
std::vector<ContactPerson> list_contact_persons(db::Session& session, BusinessId business, CustomerId customer);

// Each records an activity of the customer: contact_person.added, contact_person.changed {before, after},
// contact_person.removed {after: name}; nothing where nothing changes. Of `typed` the phone is as typed, for `country`.
// Errors: invalid form.invalid (fields name, relation, phone, email; contact_person.needs_email where somebody without
// an address should get messages); conflict contact_person.too_many {max}; not_found customer.unknown, an anonymised
// one too.
Result<ContactPersonId> add_contact_person(db::Tx& tx, const Context& context, BusinessId business,
                                           std::string_view country, CustomerId customer, const ContactPerson& typed,
                                           activity::Actor actor);
// Errors: those of adding; not_found contact_person.unknown; conflict contact_person.changed_meanwhile.
Result<void> change_contact_person(db::Tx& tx, const Context& context, BusinessId business, std::string_view country,
                                   CustomerId customer, const ContactPerson& typed, activity::Actor actor);
// Errors: not_found contact_person.unknown.
Result<void> remove_contact_person(db::Tx& tx, const Context& context, BusinessId business, CustomerId customer,
                                   ContactPersonId id, activity::Actor actor);

}  // namespace customers
