// The further phone numbers of a customer, kept as people write them: a number in each line, perhaps behind a word,
// "Work: +47 412 34 567".
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace customers {

inline constexpr std::size_t kMostPhones = 5;

struct Phone {
    std::string word, number;  // "": no word
};
// Of each line that is not empty; the numbers as they are written.
std::vector<Phone> phones_in(std::string_view text);
std::string phones_text(const std::vector<Phone>& phones);

}  // namespace customers
