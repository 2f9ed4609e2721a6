// The form by which a business is opened: by an operator, or by a stranger who will own it.
#pragma once

#include "office/frame/form.h"
#include "operators/oversight.h"

namespace operator_pages {

struct Draft {
    std::string name, slug, country = "NO", language, owner, email;
};
Draft read_draft(const pages::Page& page);
// `owner_heading`: over the fields of the owner; `email_hint`: what becomes of the address; `address_check`: where it
// is asked whether the address of the page can be had.
office::Form opening_form(const pages::Page& page, const Draft& draft, const pages::Wrong& wrong,
                          std::string owner_heading, std::string email_hint, std::string address_check);
onboarding::Opening opening_of(const Draft& draft);

}  // namespace operator_pages
