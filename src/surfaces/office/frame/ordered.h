// Lists whose rows staff put into an order, by dragging them or by two buttons.
#pragma once

#include "office/frame/page.h"

namespace office {

// Two buttons of a row that trade its place with the one before or after it. Each sends `move`: the row's id, its
// group, the id of the row that it then stands before, and which way it goes; "-" for none.
void fill_order(html::Values& row, const Page& page, const std::vector<std::string>& ids, std::size_t at,
                std::string_view group = {});
// What such a list holds, one a row, under {{>ORDERED}}; `path` of its page. Empty: nothing.
struct Ordered {
    std::string id, name, facts, url;
    bool off = false;
};
void include_ordered(html::Values& values, const Page& page, const std::string& path, const std::vector<Ordered>& rows);
struct Moved {
    std::string id, group, before, way;  // empty: none
};
std::optional<Moved> read_move(const http::Form& form);
// Back to the list, with the keyboard on the button that was pressed.
Response back_to_row(const std::string& path, const Moved& moved);

}  // namespace office
