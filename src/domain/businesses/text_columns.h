// How texts in several languages lie in a row: the fallback in the field's own column, the others together as JSON in
// `translations`: {"da": {"name": "...", "tagline": "..."}}.
#pragma once

#include "businesses/business.h"

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace businesses {

std::string translations_of(std::initializer_list<std::pair<std::string_view, const Text*>> texts);
void read_translations(std::string_view translations, std::initializer_list<std::pair<std::string_view, Text*>> texts);

}  // namespace businesses
