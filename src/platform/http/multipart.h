// A form with a file in it: multipart/form-data (RFC 7578 over RFC 2046), read strictly.
#pragma once

#include "http/http.h"

#include <string>
#include <string_view>
#include <vector>

namespace http {

struct Part {
    std::string name;                     // of the field
    std::optional<std::string> filename;  // as the browser told it, for showing only; nullopt: not a file
    std::string type;                     // as the browser told it, lower case; not to be trusted
    std::string_view content;             // of the request's body, which has to outlive it
};

inline constexpr std::size_t kMostParts = 200;  // a form with many fields, each choice a part

// The parts in the order they came. Nullopt for another content type, a boundary or a line that is not as the standard
// wants it, a field without a name, broken UTF-8 in names, a missing end, or more than kMostParts.
std::optional<std::vector<Part>> parse_multipart(std::string_view content_type, std::string_view body);

// The fields that are not files as a form; what is no clean text is left out.
Form fields_of(const std::vector<Part>& parts);
// Nullptr when there is none of that name, or nothing was chosen.
const Part* find_file(const std::vector<Part>& parts, std::string_view name);

}  // namespace http
