// Forms with files. The first line is the content type.
#include "http/multipart.h"
#include "fuzz/fuzz.h"
#include "http/wire.h"

void fuzz(std::string_view bytes) {
    const auto line = std::min(bytes.find('\n'), bytes.size());
    const auto body = bytes.substr(std::min(line + 1, bytes.size()));
    const auto parts = http::parse_multipart(bytes.substr(0, line), body);
    if (!parts) return;
    CHECK(parts->size() <= http::kMostParts);
    for (const auto& part : *parts) {
        CHECK(!part.name.empty() && http::is_header_value(part.name));
        CHECK(!part.filename || http::is_header_value(*part.filename));
        CHECK(part.type == http::lower_case(part.type));
        CHECK(part.content.data() >= body.data() &&
              part.content.data() + part.content.size() <= body.data() + body.size());
        if (const auto* const file = http::find_file(*parts, part.name)) CHECK(file->filename);
    }
    for (const auto& [name, value] : http::fields_of(*parts).pairs()) CHECK(base::is_clean_text(value));
}
