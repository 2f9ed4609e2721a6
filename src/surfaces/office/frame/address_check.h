// Whether a business can have an address for its pages, said beside the field while it is typed.
#pragma once

#include "office/frame/page.h"

namespace office {

// `own`: the business that asks, null for one that is yet to be.
void include_address_check(html::Values& values, std::string_view marker, const pages::Page& page,
                           std::optional<BusinessId> own, std::string_view typed);
// The same alone, for the field to show.
http::Response address_check(const pages::Page& page, std::optional<BusinessId> own, std::string_view typed);

}  // namespace office
