// Addresses and forms: targets, queries, urlencoded bodies.
#include "fuzz/fuzz.h"
#include "http/wire.h"

#include <fmt/format.h>

namespace {

std::string encoded(const http::Form& form) {
    std::string out;
    for (const auto& [name, value] : form.pairs())
        out +=
            fmt::format("{}{}={}", out.empty() ? "" : "&", base::percent_encoded(name), base::percent_encoded(value));
    return out;
}

void check(const http::Form& form) {
    CHECK(form.pairs().size() <= 200);
    for (const auto& [name, value] : form.pairs()) CHECK(base::is_clean_text(name) && base::is_clean_text(value));
    const auto again = http::parse_form(encoded(form));
    CHECK(again && again->pairs() == form.pairs());
}

}  // namespace

void fuzz(std::string_view bytes) {
    if (const auto form = http::parse_form(bytes)) check(*form);
    if (const auto target = http::parse_target(bytes)) {
        CHECK(http::is_header_value(target->path) && target->path.starts_with('/'));
        check(target->query);
    }
    CHECK(http::percent_decoded(base::percent_encoded(bytes)) == bytes);
    if (const auto decoded = http::percent_decoded(bytes, true)) CHECK(decoded->size() <= bytes.size());
}
