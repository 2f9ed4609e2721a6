// Public holidays by rule, to be offered to a business as days on which it is closed. Pure.
//
// Sources of the rules, all laws that hold for the whole country: NO lov om helligdager (1995) and lov om 1 og 17 mai
// (1947); DK the days of the Folkekirken, without Store bededag since 2024; NL Algemene termijnenwet, article 3; BR
// leis 662/1949, 6.802/1980 and 14.759/2023, carnival and Corpus Christi as optional days by yearly decree; GB the
// Banking and Financial Dealings Act 1971 for England and Wales; US 5 U.S.C. 6103; DE the days that all states have,
// and Einigungsvertrag, article 2; SE lag 1989:253 om allmänna helgdagar. Easter by the rule of the Gregorian calendar.
#pragma once

#include "base/base.h"

#include <string>
#include <string_view>
#include <vector>

namespace staff {

struct Holiday {
    Day day;
    std::string name;  // as the country writes it
    friend bool operator==(const Holiday&, const Holiday&) = default;
};

// Easter Sunday of a year from 1900 to 2199.
Day easter(int year);
// Of a country (ISO 3166, "NO") in that year, by day; empty for a country that is not known here.
std::vector<Holiday> list_holidays(std::string_view country, int year);

}  // namespace staff
