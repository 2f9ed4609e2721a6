// The colours by which staff mark what is theirs, by name: a select and a screen reader cannot show them.
#pragma once

#include "businesses/palette.h"
#include "office/frame/page.h"

namespace office {

// "Teal"; the colour itself where it is none of businesses::kPalette, "no colour" where it is empty.
std::string colour_name(i18n::Language language, std::string_view colour);

}  // namespace office
