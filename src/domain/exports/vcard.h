// A customer as a vCard (RFC 2426, version 3.0, which phones and mail programs read).
#pragma once

#include "customers/customer.h"
#include "i18n/i18n.h"

namespace exports {

// Names, addresses, phones and the day of birth; what staff note is not for other programs' address books.
std::string vcard(const customers::Customer& customer, i18n::Language language);

}  // namespace exports
