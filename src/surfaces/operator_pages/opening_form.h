// The form by which a business is opened: by an operator, or by a stranger who will own it.
#pragma once

#include "office/frame/form.h"
#include "operators/oversight.h"

namespace operator_pages {

struct Draft {
    std::string name, slug, country = "NO", language, owner, email;
    std::vector<FieldError> errors;
    std::string notice;
};
Draft read_draft(const pages::Page& page);
// `owner_heading`: over the fields of the owner; `email_hint`: what becomes of the address.
office::Form opening_form(const pages::Page& page, const Draft& draft, std::string owner_heading,
                          std::string email_hint);
operators::Opening opening_of(const Draft& draft, accounts::staff::InviteBy invite_by);
// What the verb refused, beside the fields.
void take_errors(Draft& draft, const pages::Page& page, const Error& error);

}  // namespace operator_pages
