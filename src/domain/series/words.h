// Series in words.
#pragma once

#include "i18n/i18n.h"
#include "series/series.h"

namespace series {

// "Every 2 weeks on Monday, Thursday at 14:00"
std::string rule_in_words(i18n::Language language, const Rule& rule, Day first, Minutes time_of_day);
// What a date meets: "Taken", "Holiday".
std::string state_in_words(i18n::Language language, State state);
// "February 2027 has no day 31", "February 2027 has no fifth Thursday".
std::string no_such_day(i18n::Language language, const Rule& rule, Day first, const Date& date);

}  // namespace series
