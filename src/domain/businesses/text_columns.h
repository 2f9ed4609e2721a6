// How texts in several languages lie in a row: the fallback in the field's own column, the others together as JSON in
// `translations`: {"da": {"name": "...", "tagline": "..."}}.
#pragma once

#include "businesses/business.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace businesses {

std::string translations_of(const std::vector<std::pair<std::string_view, const Text*>>& texts);
void read_translations(std::string_view translations, const std::vector<std::pair<std::string_view, Text*>>& texts);

}  // namespace businesses
