// The page in an archive that says the same as its files, for people.
#pragma once

#include "activity/activity.h"
#include "businesses/business.h"
#include "html/html.h"
#include "privacy/zip.h"

namespace privacy {

// Of the parts' files (personal/personal.h), in the order of the parts.
std::string index_page(const html::Pages& pages, const activity::Registry& registry,
                       const businesses::Business& business, i18n::Language language, Instant now, const Files& files);

}  // namespace privacy
