// A ZIP file in memory (libzip).
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace privacy {

// Names are UTF-8, with / between folders. Throws std::runtime_error with libzip's own words.
std::string zip(const std::vector<std::pair<std::string, std::string>>& files);

}  // namespace privacy
