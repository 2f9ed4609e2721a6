#include "db/remove.h"

#include "db/catalogue.h"

#include <algorithm>
#include <ranges>

namespace db {

std::int64_t remove_rows(Tx& tx, std::initializer_list<ColumnIs> where) {
    std::string condition;
    std::vector<detail::Cell> values;
    for (const auto& each : where) {
        condition += fmt::format("{} {} = :{}", condition.empty() ? "where" : " and", each.column, each.column);
        values.emplace_back(each.value);
    }
    std::int64_t out = 0;
    const auto tables = detail::parents_first(detail::list_tables(tx));
    for (const auto& table : tables | std::views::reverse) {
        const bool has_all = std::ranges::all_of(where, [&](const ColumnIs& each) {
            return std::ranges::find(table.columns, each.column, &detail::TableColumn::name) != table.columns.end();
        });
        if (has_all)
            out += detail::Untyped::execute(tx, fmt::format("delete from {} {}", table.name, condition), values);
    }
    return out;
}

}  // namespace db
