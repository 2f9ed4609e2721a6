// Lists of services to begin with, for each kind of business. Their names are words of the catalogues, so that a
// business has them in each of its languages.
#pragma once

#include "businesses/business.h"

#include <span>

namespace onboarding {

struct ReadyService {
    const char* name;
    Minutes duration;
    bool usual = true;  // of nearly every business of its kind
};
// Of one of businesses::kKinds; "other" and what is none of them have no list.
std::span<const ReadyService> ready_services(std::string_view kind);

// The words in each of the languages, the first of which is the fallback.
businesses::Text in_languages(const char* words, const std::vector<std::string>& languages);

}  // namespace onboarding
