// A browser in plain words, of what it says of itself.
#pragma once

#include "html/html.h"

namespace html {

// "Firefox on Windows", "Safari on iPhone"; "a browser" where nothing is known.
std::string browser_name(i18n::Language language, std::string_view user_agent);

}  // namespace html
