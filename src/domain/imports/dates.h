// Days as strangers' files write them: 2026-12-04, 4.12.2026, 04/12/26, 4 Dec 2026, 20261204, and the number that a
// spreadsheet counts them by.
#pragma once

#include "base/base.h"

#include <optional>
#include <string_view>

namespace imports {

// Whether the day or the month stands first in 04/12/2026.
enum class DateOrder {
    any,  // no cell depends on it
    day_month,
    month_day,
    open,  // cells depend on it, and none of them says which
};
std::string_view to_text(DateOrder order);
DateOrder parse_date_order(std::string_view text);

// Decides over all cells of a column: one that can only be read one way decides for all others.
class DateOrderSeen {
public:
    void see(std::string_view cell);
    // Where cells contradict each other it is open.
    DateOrder order() const;

private:
    bool day_first_ = false, month_first_ = false, open_ = false;
};

// Nullopt: it is no day. A year of two digits is the last one before `today` that ends so. A time behind the day is
// left out.
std::optional<Day> read_day(std::string_view cell, DateOrder order, Day today);

}  // namespace imports
