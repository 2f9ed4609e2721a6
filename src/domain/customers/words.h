// What staff read of a customer's record.
#pragma once

#include "i18n/i18n.h"

namespace customers {

std::string gender_name(i18n::Language language, std::string_view gender);

}  // namespace customers
