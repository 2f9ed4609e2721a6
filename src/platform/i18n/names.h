// Names that ICU knows in every language: countries, and months and weekdays as short as they stay clear; and what
// stands for a name where there is no picture.
#pragma once

#include "i18n/i18n.h"

namespace i18n {

std::string country_name(Language language, std::string_view country);  // ISO 3166: "NO" -> "Norway"
std::string month_brief(Language language, Day day);                    // "Dec", nb "des"
std::string weekday_brief(Language language, Day day);                  // "Fri"
std::string full_date(Language language, Day day);                      // "11 December 2026"

std::string decimal_sign(Language language);   // ".", nb ","
std::string plain_amount(const Money& money);  // "690.00", for machines

// The first letters or digits of the first two words that have one, as capitals: "studio Lind" -> "SL". Empty when the
// name has none.
std::string initials(std::string_view name);

}  // namespace i18n
