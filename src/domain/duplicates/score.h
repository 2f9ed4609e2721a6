// How likely two records are one person's (FEATURES 4.5). Pure.
//
// Equal parts speak for it, and a different date of birth against it:
//   phone 60, name 40, name that is nearly the same 30, date of birth 30, street and postal code 25, customers'
//   addresses that go to the same mailbox 50, other date of birth -50.
// A name alone is no reason: many people share one. So nobody is shown by it.
#pragma once

#include "customers/customer.h"

#include <span>
#include <string_view>

namespace duplicates {

// Bits of `reasons`.
enum Reason : unsigned {
    same_phone = 1,
    same_name = 2,
    similar_name = 4,
    same_birthday = 8,
    same_street = 16,
    same_mailbox = 32,
    other_birthday = 64,
};

inline constexpr int kShown = 60;   // from here on two are shown
inline constexpr int kLikely = 90;  // such as one phone and nearly one name

struct Score {
    int points = 0;
    unsigned reasons = 0;
    bool operator==(const Score&) const = default;
};

// What a record says that is compared, made ready once.
struct Person {
    CustomerId id;
    std::vector<std::string> words;   // of the name and surname, folded, in order
    std::vector<std::string> phones;  // digits in E.164, without +
    std::string street, mailbox;      // folded; empty: not known
    std::optional<Day> date_of_birth{};
};
Person person_of(const customers::Customer& customer);

Score score(const Person& one, const Person& other);

// Whether two folded words differ by one slip of the pen: a letter more, less, other or two swapped. Of short words
// (less than four letters) none may differ.
bool is_nearly(std::string_view one, std::string_view other);

// Where a mail to that address arrives, as far as is known: without what follows + and, with Google, without dots.
std::string mailbox_of(std::string_view email);

}  // namespace duplicates
