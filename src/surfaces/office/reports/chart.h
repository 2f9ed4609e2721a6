// A row of columns, drawn as SVG by the server: one for each part of a period.
#pragma once

#include "office/frame/page.h"

namespace office {

struct Column {
    std::string name;          // "Mon 2 November"
    std::int64_t value = 0;    // >= 0
    std::int64_t further = 0;  // stands on top of it, paler
};
struct Chart {
    std::string id;  // of its title, in the page
    std::string title, about{};
    std::vector<Column> columns{};
    std::string (*scale)(const Page&, std::int64_t) = nullptr;  // what stands at a line
};
// Under {{>MARKER}}.
void include_chart(html::Values& values, std::string_view marker, const Page& page, const Chart& chart);

// The value of the highest line: the least of 1, 2, 5, 10, 20, 50 ... that is no less.
std::int64_t top_of_scale(std::int64_t most);

}  // namespace office
