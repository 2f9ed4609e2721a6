// A row of a file of customers, read to what it says of one of them.
#pragma once

#include "businesses/business.h"
#include "customers/many.h"
#include "imports/settings.h"

#include <set>

namespace imports {

// What is the same for all rows.
struct Plan {
    Settings settings;
    std::vector<DateOrder> orders;  // of each column
    std::string country;            // of phone numbers without +
    std::string language;           // of customers of whom the file says none
    Instant now;
};
Plan plan_of(const businesses::Business& business, const Settings& settings, const std::vector<Column>& columns,
             Instant now);

struct ReadRow {
    customers::Changes changes;
    std::set<std::string> given;         // the fields that the row says anything of, by name
    std::map<std::string, int> columns;  // of each of them
    std::vector<std::string> labels;
    std::vector<Problem> problems;  // of cells that cannot be read; their fields are not given
};
ReadRow read_row(const Plan& plan, const std::vector<std::string>& cells);

// As checked() makes it of what is given; a problem for each field that cannot be. A new customer needs a name.
struct CheckedRow {
    std::optional<customers::Customer> customer;  // none: the row does not come in
    std::set<std::string> left_out;               // fields whose cells are left out
};
CheckedRow check_row(const customers::Context& context, const Plan& plan, ReadRow& row, bool is_new);

// "Berg, Anna" and "Anna Maria Berg": what stands before a comma, or the last word, is the surname.
std::pair<std::string, std::string> split_name(std::string_view full_name);

}  // namespace imports
