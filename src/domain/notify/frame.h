// The frame of a mail: the business's logo or name and its colour above, how to reach it below. Styles stand in the
// elements, since many mail programs drop style sheets; tables, since some know nothing else. Internal to notify.
#pragma once

#include "businesses/business.h"
#include "i18n/i18n.h"
#include "notify/recipient.h"

#include <string>
#include <string_view>

namespace notify {

// What the foot of a message says besides: a sentence and, where there is one, a link.
struct Foot {
    std::string sentence{}, label{}, url{};
};
// To one of the staff: why they get it and where to choose. To a typed address: why, and whom to write to.
Foot foot_for(const Audience& audience, const businesses::Business& business, i18n::Language language,
              std::string_view base_url);

// `body` is HTML; `subject` is text. The logo, where there is one, is fetched from the installation at `base_url`; its
// words are the business's name.
std::string framed(const businesses::Business& business, i18n::Language language, std::string_view subject,
                   std::string_view body, std::string_view base_url, const Foot& foot);
// A document of its own, with nothing of the frame but the foot, where there is one.
std::string footed(std::string document, const Foot& foot);
// The business's telephone number as its country writes it, with the country's code; what is none stays as it is.
std::string phone_of(const businesses::Business& business);
// What ends the text part.
std::string text_foot(const businesses::Business& business, i18n::Language language);
std::string text_foot(const Foot& foot);

}  // namespace notify
