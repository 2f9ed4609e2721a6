// What is asked of those who make an account, with a password or by a provider.
#pragma once

#include "customers/details.h"
#include "portal/parts.h"

namespace portal::registering {

struct Typed {
    std::string name, surname, email;
    Field phone;
    bool consent = false;
};
Typed read_typed(const Page& page, const http::Form& form);
// Without a password.
std::vector<Field> details_fields(const Page& page, const Typed& typed);
// What is wrong with them is left in `wrong`.
customers::Details read_details(const Page& page, const Typed& typed, Wrong& wrong);
// The box to agree that the business keeps them.
void fill_consent(html::Values& values, const Page& page, const Typed& typed, const Wrong& wrong);

}  // namespace portal::registering
