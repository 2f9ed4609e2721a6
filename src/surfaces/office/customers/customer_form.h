// The form of a customer's details, for a new one and for one that is there.
#pragma once

#include "accounts/customer_access.h"
#include "customers/custom_values.h"
#include "customers/customer.h"
#include "customers/erasure.h"
#include "office/frame/customer_record.h"
#include "office/frame/form.h"

#include <map>
#include <set>

namespace office {

struct CustomerForm {
    customers::Changes changes;
    std::string date_of_birth;              // as typed
    std::optional<customers::Seen> seen{};  // that it was drawn of; none for a new customer
    bool allowed = true;                    // to sign in
    bool was_allowed = true;                // as it was drawn
    bool mails_access = false;              // the details for signing in, now
    Wrong wrong{};
    std::set<std::string> others{};  // fields that somebody else changed meanwhile
    // Of those, the ones that were changed here too: what was there before, and what was typed. `seen` has what is
    // stored now.
    struct Both {
        std::string before, mine;
    };
    std::map<std::string, Both> both{};
    // The custom fields that the member may change, by position.
    struct Custom {
        customers::CustomField field;
        std::optional<std::string> seen{};
        std::string typed{};
    };
    std::vector<Custom> custom{};
};
// Which custom fields are for the member.
customers::Circle circle_of(const Page& page);
CustomerForm new_form(const Page& page);
CustomerForm form_of(const Page& page, const customers::Customer& customer,
                     const std::optional<accounts::Account>& account, const customers::CustomValues& values);
CustomerForm read_customer(const Page& page);
// After conflict customer.both_changed: the form drawn of what is stored now, with a choice for each field that both
// changed.
void take_newest(CustomerForm& form, const customers::Customer& stored, const customers::CustomValues& values);
// What the form says of the custom fields. Errors: those of customers::change_custom_values.
Result<bool> save_custom(db::Tx& tx, const Page& page, CustomerId customer, const CustomerForm& form);
// What the form says of signing in, with the hash of a password where one was typed; what is wrong with it is left in
// `form.wrong`. Nullopt too where the business has no logins of customers.
std::optional<accounts::Access> read_access(const Page& page, CustomerForm& form);
Form drawn(const Page& page, const CustomerForm& form, std::string action);

}  // namespace office
