// The countries that telephone numbers know, and a stored number as people of its country write it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace base {

struct PhoneCountry {
    std::string country;  // ISO 3166, "NO"
    int calling_code = 0;
};
// Every country that has a calling code, by its ISO code; made once.
const std::vector<PhoneCountry>& phone_countries();
bool is_phone_country(std::string_view country);

// "+4741234567" -> NO and "412 34 567". Nullopt for what is no E.164 number, or of no country.
struct PhoneParts {
    std::string country, national;
};
std::optional<PhoneParts> split_phone(std::string_view e164);

}  // namespace base
