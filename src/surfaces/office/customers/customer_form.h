// The form of a customer's details, for a new one and for one that is there.
#pragma once

#include "accounts/customer_access.h"
#include "customers/customer.h"
#include "customers/erasure.h"
#include "office/frame/customer_record.h"
#include "office/frame/form.h"

namespace office {

struct CustomerForm {
    customers::Changes changes;
    std::string date_of_birth;              // as typed
    std::optional<std::int64_t> version{};  // that was read; none for a new customer
    bool allowed = true;                    // to sign in
    bool mails_access = false;              // the details for signing in, now
    Wrong wrong{};
};
CustomerForm form_of(const customers::Customer& customer, const std::optional<accounts::Account>& account);
CustomerForm read_customer(const Page& page);
// What the form says of signing in, with the hash of a password where one was typed; what is wrong with it is left in
// `form.wrong`. Nullopt too where the business has no logins of customers.
std::optional<accounts::Access> read_access(const Page& page, CustomerForm& form);
Form drawn(const Page& page, const CustomerForm& form, std::string action);

}  // namespace office
