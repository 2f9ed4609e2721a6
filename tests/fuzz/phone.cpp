// Numbers of telephones. The first two letters are the country.
#include "base/phone_countries.h"
#include "fuzz/fuzz.h"

void fuzz(std::string_view bytes) {
    if (bytes.size() < 2) return;
    const auto country = bytes.substr(0, 2), typed = bytes.substr(2);
    base::phone_for_reading(typed);
    base::split_phone(typed);
    const auto number = base::parse_phone(typed, country);
    if (!number) return;
    CHECK(number->starts_with('+') && number->size() <= 20);
    CHECK(number->find_first_not_of("0123456789", 1) == number->npos);
    CHECK(base::parse_phone(*number, "") == number);
    CHECK(base::parse_phone(base::phone_for_reading(*number), country) == number);
    if (const auto parts = base::split_phone(*number)) CHECK(base::is_phone_country(parts->country));
}
