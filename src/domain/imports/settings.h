// What staff say of a file of customers, and what is known of its columns.
#pragma once

#include "base/base.h"
#include "imports/dates.h"

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace imports {

struct Column {
    std::string name;                  // as the first row has it; perhaps empty
    DateOrder dates = DateOrder::any;  // what days in it say of their order
    std::vector<std::string> samples;  // a few of its cells
};

// What happens to customers who are there already, known by their number, else their address, else phone and name.
enum class Existing { skip, fill, overwrite };  // fill: fields that are empty
std::string_view to_text(Existing existing);
std::optional<Existing> parse_existing(std::string_view text);

// Whether new customers may sign in.
enum class Access {
    usual,    // as everybody in the list: by a link that they ask for
    refused,  // not
    mailed,   // and the details for it are mailed to them now
};
std::string_view to_text(Access access);
std::optional<Access> parse_access(std::string_view text);

struct Settings {
    std::vector<std::string> targets{};  // of each column, Target::key; "": it is left out
    bool has_header = true;
    Existing existing = Existing::skip;
    Access access = Access::usual;
    std::string label{};               // that all of them get; made where there is none of that name
    bool skips_cells = false;          // a cell that cannot be read is left out, and not the whole row
    DateOrder dates = DateOrder::any;  // where a column does not say it
};
nlohmann::json to_json(const Settings& settings);
Settings settings_of(const nlohmann::json& json);
nlohmann::json to_json(const std::vector<Column>& columns);
std::vector<Column> columns_of(const nlohmann::json& json);

// What is wrong with a row or a cell of it; `fails`: the row does not come in.
struct Problem {
    std::string code;
    std::vector<std::pair<std::string, std::string>> parameters{};
    int column = -1;  // from 0; -1: the row as a whole
    bool fails = true;
};

}  // namespace imports
