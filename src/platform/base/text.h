// Text that people type: UTF-8, NFC, and the few values with a form of their own.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace base {

// No NUL, no control character but tab and line breaks, no broken UTF-8.
bool is_clean_text(std::string_view text);
// NFC, with white space at both ends removed. Requires is_clean_text.
std::string normalised(std::string_view text);
// A name without the signs that set the direction of text (U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069): they
// would turn around what stands after it. Pages set names apart with <bdi> instead. Trimmed again.
std::string name_of(std::string_view text);
// Code points, the unit of every length limit that a user meets.
std::size_t length(std::string_view text);
// For comparing addresses and names: NFC, case folded.
std::string folded(std::string_view text);

// An address as typed, and the key that addresses are compared by.
struct Email {
    std::string text;
    std::string key;  // folded
    friend bool operator==(const Email& a, const Email& b) { return a.key == b.key; }
};
// What HTML's e-mail field accepts (WHATWG, "valid e-mail address"), at most 254 bytes, with a dot in the domain.
std::optional<Email> parse_email(std::string_view text);

// E.164, "+4741234567". `country` (ISO 3166, "NO") gives numbers without + their meaning.
// Possible numbers are accepted, not only those that the installed number plan knows.
std::optional<std::string> parse_phone(std::string_view text, std::string_view country);
// An E.164 number in international format, "+47 41 23 45 67"; what is none stays as it is.
std::string phone_for_reading(std::string_view phone);
// A number of that country as somebody there would write it with its country code; a British one where the country
// is not known.
std::string example_phone(std::string_view country);

// ISO 4217 minor units.
struct Money {
    std::int64_t amount = 0;
    std::string currency;
    friend bool operator==(const Money&, const Money&) = default;
};

// Percent-encoding of one path segment or one query value (RFC 3986 unreserved stay).
std::string percent_encoded(std::string_view text);

}  // namespace base

using base::Email;
using base::Money;
