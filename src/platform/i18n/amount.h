// Amounts of money as people type them into a field.
#pragma once

#include "i18n/i18n.h"

namespace i18n {

// In minor units of the currency: "450", "450,50", "1 450.50", "1.450,-", "kr 450". The last comma or point parts the
// decimals unless it can only part thousands. Nullopt: no amount, less than none, or finer than the currency is.
std::optional<std::int64_t> parse_amount(std::string_view typed, std::string_view currency);

// As one types it: "450", "450.50", "450,50".
std::string amount(Language language, const Money& money);

}  // namespace i18n
