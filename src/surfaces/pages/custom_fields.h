// The business's own fields of its customers (customers/custom_fields.h) in forms: staff's, the profile of the panel,
// the booking page.
#pragma once

#include "customers/custom_fields.h"
#include "pages/form.h"

namespace pages {

// As it is asked, with what is stored or was typed; `required` only where a customer answers it.
Field field_of(const Page& page, const customers::CustomField& field, const std::string& value, bool required);
// What a form sent for it.
std::string read_custom(const http::Form& form, const customers::CustomField& field);

}  // namespace pages
