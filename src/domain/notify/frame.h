// The frame of a mail: the business's logo or name and its colour above, how to reach it below. Styles stand in the
// elements, since many mail programs drop style sheets; tables, since some know nothing else. Internal to notify.
#pragma once

#include "businesses/business.h"
#include "i18n/i18n.h"

#include <string>
#include <string_view>

namespace notify {

// `body` is HTML; `subject` is text. The logo, where there is one, is fetched from the installation at `base_url`; its
// words are the business's name.
std::string framed(const businesses::Business& business, i18n::Language language, std::string_view subject,
                   std::string_view body, std::string_view base_url);
// What ends the text part.
std::string text_foot(const businesses::Business& business, i18n::Language language);

}  // namespace notify
