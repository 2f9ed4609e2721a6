// How the options of an extra field lie in its row: [{"key": "...", "name": {"": "...", "da": "..."}}].
#pragma once

#include "catalog/extra_field.h"

namespace catalog::store {

std::string text_of(const std::vector<ExtraField::Option>& options);
std::vector<ExtraField::Option> options_of(std::string_view text);

}  // namespace catalog::store
