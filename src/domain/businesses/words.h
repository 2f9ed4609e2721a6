// What staff read of a business's settings.
#pragma once

#include "businesses/business.h"
#include "i18n/i18n.h"

namespace businesses {

std::string role_name(i18n::Language language, Role role);
// Of kKinds; empty for none of them.
std::string kind_name(i18n::Language language, std::string_view kind);

}  // namespace businesses
