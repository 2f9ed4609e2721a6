// What can be found on the pages of these settings.
#pragma once

#include "office/frame/form.h"

namespace office {

std::vector<Field> booking_page_fields(const Page& page);
std::vector<Field> look_fields(const Page& page);

}  // namespace office
