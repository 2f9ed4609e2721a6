// Some days of the week as one number, as tables keep them: Monday 1, Tuesday 2, ... Sunday 64, added up.
#pragma once

#include "base/time.h"

namespace base {

inline constexpr int kAllWeekdays = 127;

inline int weekday_bit(Day day) { return 1 << (std::chrono::weekday{day}.iso_encoding() - 1); }

}  // namespace base
