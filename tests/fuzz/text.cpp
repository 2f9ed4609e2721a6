// What people type, and what of it goes into headers of mails and into logs.
#include "fuzz/fuzz.h"
#include "http/wire.h"
#include "mail/one_line.h"

void fuzz(std::string_view bytes) {
    const auto line = mail::one_line(bytes);
    CHECK(http::is_header_value(line) && line.find('\t') == line.npos && mail::one_line(line) == line);
    CHECK(http::is_utf8(bytes) || !base::is_clean_text(bytes));
    if (!base::is_clean_text(bytes)) return;
    const auto normal = base::normalised(bytes);
    CHECK(base::is_clean_text(normal) && base::normalised(normal) == normal);
    CHECK(base::length(normal) <= normal.size());
    CHECK(base::is_clean_text(base::folded(bytes)));
}
