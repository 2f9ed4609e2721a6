// Whether a business can have an address for its pages, said beside the field while it is typed.
#pragma once

#include "office/frame/page.h"

namespace office {

// The slug that a form asks for in its field of that name; left empty, that of the business's name in the field name.
std::string typed_slug(const http::Form& form);

// `own`: the business that asks, null for one that is yet to be.
void include_address_check(html::Values& values, std::string_view marker, const pages::Page& page,
                           std::optional<BusinessId> own, std::string_view typed);
// The same alone, for the field to show.
http::Response address_check(const pages::Page& page, std::optional<BusinessId> own, std::string_view typed);

}  // namespace office
