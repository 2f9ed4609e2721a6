// Addresses of mail.
#include "fuzz/fuzz.h"

void fuzz(std::string_view bytes) {
    const auto email = base::parse_email(bytes);
    if (!email) return;
    const auto& text = email->text;
    const auto at = text.find('@');
    CHECK(text.size() <= 254 && at != text.npos && at > 0 && text.find('@', at + 1) == text.npos);
    CHECK(text.find('.', at) != text.npos);
    CHECK(text.find_first_of(std::string_view(" \t\r\n<>,;:\"\0", 11)) == text.npos);
    CHECK(email->key == base::folded(text));
    const auto again = base::parse_email(text);
    CHECK(again && again->text == text);
}
