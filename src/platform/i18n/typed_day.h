// Days as people type them into a search.
#pragma once

#include "i18n/i18n.h"

namespace i18n {

// "2026-12-04", "4.12.", "4.12.26", "4/12/2026", "4 dec", "4. desember 2026", "december 4": the day stands before the
// month, whose names may be of any of the five languages, three letters at least. Without a year, the one that lies
// nearest to today, up to a quarter of a year back. Nullopt: no day.
std::optional<Day> parse_typed_day(std::string_view typed, Day today);

}  // namespace i18n
