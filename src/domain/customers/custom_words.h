// What custom fields are called, and what is noted in them, for reading.
#pragma once

#include "customers/custom_fields.h"
#include "i18n/i18n.h"

namespace customers {

std::string kind_name(i18n::Language language, CustomField::Kind kind);
std::string circle_name(i18n::Language language, Circle circle);
// A stored value as people say it; empty for an option that is gone.
std::string value_words(i18n::Language language, const CustomField& field, const std::string& value);

}  // namespace customers
