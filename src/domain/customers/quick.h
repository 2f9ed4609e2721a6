// Customers while a name is typed, however many there are: by beginnings that an index has, never by looking at all of
// them. What stands in the middle of a number is found by customers::list.
#pragma once

#include "customers/customer.h"

namespace customers {

// Whose name begins with what was typed, first name or surname first, each further word a beginning of another word of
// theirs; whose address begins with it; whose number in another system does; whose phone number does, in any notation,
// with or without the country's code. At most `limit` (20), each once, those of names first.
std::vector<Customer> find_quickly(db::Session& session, const businesses::Business& business, std::string_view typed,
                                   int limit);

}  // namespace customers
