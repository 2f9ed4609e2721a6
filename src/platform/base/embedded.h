// Files that are part of the program; made by cmake/embed.cmake.
#pragma once

#include <span>
#include <string_view>

namespace embedded {

struct File {
    std::string_view name;     // relative to its folder, "0001_installation.sql"
    std::string_view content;  // followed by a zero byte
};

}  // namespace embedded
