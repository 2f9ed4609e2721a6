// What can be found on the pages of these settings.
#pragma once

#include "office/frame/form.h"

namespace office {

std::vector<Field> business_fields(const Page& page);
std::vector<Field> branding_fields(const Page& page);
std::vector<Field> module_fields(const Page& page);

}  // namespace office
