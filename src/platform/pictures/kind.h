// What a picture's bytes say of themselves, read without a library.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace pictures {

// By the first bytes: which of the three it claims to be.
enum class Kind : std::uint8_t { jpeg, png, webp };
std::optional<Kind> kind_of(std::string_view upload);

// How often a JPEG's picture is gone over: once, or some ten times where it is progressive (ITU-T T.81, B.1.1).
int scans_of_jpeg(std::string_view jpeg);

}  // namespace pictures
