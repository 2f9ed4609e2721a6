// What is waited for, in words.
#pragma once

#include "i18n/i18n.h"
#include "waiting/waiting.h"

namespace waiting {

// "Friday 4 December to Tuesday 8 December; Monday, Friday; Morning; from 09:00 until 11:00": what does not narrow it
// down is left out.
std::string days_in_words(i18n::Language language, const Wish& wish);
std::string part_name(i18n::Language language, Part part);
std::string state_name(i18n::Language language, State state);
std::string state_name(i18n::Language language, OfferState state);
// Why an entry has ended; empty: not said.
std::string why_in_words(i18n::Language language, const Entry& entry);

}  // namespace waiting
