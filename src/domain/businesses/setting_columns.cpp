#include "businesses/setting_columns.h"

#include <algorithm>

namespace businesses::columns {

std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        if (end > 0) out.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

std::string column(const std::set<Role>& value) {
    std::vector<std::string_view> out;
    for (const auto role : value) out.push_back(to_text(role));
    return joined(out);
}

void read(std::string&& stored, std::set<std::string>& value) {
    const auto all = words(stored);
    value = {all.begin(), all.end()};
}

void read(std::string&& stored, std::set<Role>& value) {
    value.clear();
    for (const auto& word : words(stored))
        if (const auto role = parse_role(word)) value.insert(*role);
}

}  // namespace businesses::columns
