// Lengths of time as people type them into a form.
#pragma once

#include "i18n/i18n.h"

namespace i18n {

// "90", "90 min", "1:30", "1 h 30", "1h30m", "1,5 t", "2 timer og 15 min": bare numbers are minutes, in the words of
// all five languages. Nullopt: no length, or none of whole minutes; the longest is 9,999,999 minutes.
std::optional<Minutes> parse_length(std::string_view typed);

}  // namespace i18n
