// The markers of a template, read from its text: what has to be set for it.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>

namespace html {

struct Markers {
    std::set<std::string> values;
    std::set<std::string> includes;
    std::map<std::string, std::shared_ptr<Markers>> sections;
};

// Throws std::runtime_error for sections that do not nest.
Markers read_markers(std::string_view name, std::string_view text);

}  // namespace html
