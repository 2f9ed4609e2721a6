// Whom of the list of customers a form means: those who are ticked, or all whom the list shows.
#pragma once

#include "office/customers/list_asked.h"

namespace office {

struct Selected {
    ListAsked list{};
    bool all = false;
    std::vector<CustomerId> ticked{};  // where not all; at most kMostTicked
};
inline constexpr std::size_t kMostTicked = 200;

// From the fields `list` (the list's address), `all` and customer_ID.
Selected read_selected(const http::Form& form);
// The same fields, for the form that follows.
std::vector<std::pair<std::string, std::string>> hidden_of(const Selected& selected);
// The page on which they are taken home in a file: nobody ticked means all of the list.
std::string export_address(const Page& page, const Selected& selected);
// At most so many of them, in the list's order where it is all of it.
std::vector<CustomerId> first_of(db::Session& session, const Page& page, const Selected& selected, std::size_t most);

}  // namespace office
