// The languages (i18n/languages.h): their words, and dates, names and money as each of them writes them.
#pragma once

#include "base/base.h"
#include "i18n/languages.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace i18n {

std::string_view tag(Language language);                       // BCP 47: "pt-BR"
std::string_view native_name(Language language);               // "Norsk"
std::optional<Language> parse_language(std::string_view tag);  // exact tags and their base ("nb-NO" -> nb, "no" -> nb)

using Parameters = std::vector<std::pair<std::string, std::string>>;
// The msgid in that language, {name} replaced by its parameter. msgids are the English text.
std::string words(Language language, std::string_view msgid, const Parameters& parameters = {});
std::string words_in(Language language, std::string_view context, std::string_view msgid,
                     const Parameters& parameters = {});
// {n} is set to the number as the language writes it.
std::string count(Language language, std::string_view one, std::string_view many, std::int64_t n,
                  const Parameters& parameters = {});
// The sentence for a message code such as "booking.time_taken" (html/messages.cpp lists every code with its English);
// CHECKs that the code is known.
std::string message(Language language, std::string_view code, const Parameters& parameters = {});

std::string long_date(Language language, Day day);  // "Friday 11 December" (with the year when it is not `this_year`)
std::string long_date(Language language, Day day, int this_year);
std::string short_date(Language language, Day day);          // "Fri 11 December"
std::string month_name(Language language, Day day);          // "December 2026"
std::string weekday_short(Language language, Day day);       // "Fr"
std::string weekday_long(Language language, Day day);        // "Friday"
bool week_starts_on_sunday(Language language);               // en is read as en-GB: Monday
std::string time_of_day(Language language, WallTime time);   // "14:45"
std::string number(Language language, std::int64_t n);       // "1,234", nb "1 234"
std::string duration(Language language, Minutes length);     // "45 min", "1 hr 30 min"
std::string span(Language language, Minutes length);         // "2 days": in the largest unit that it is whole in
std::string money(Language language, const Money& money);    // "690 kr", "£45.00"
std::string zone_city(Language language, const Zone& zone);  // "Oslo": the exemplar city

// A key whose byte order is the language's sorting order; UTF-8 without zero bytes, to be stored and not to be read.
// U+FFFE between two texts sorts by the first, then by the second.
std::string sort_key(Language language, std::string_view text);

}  // namespace i18n
