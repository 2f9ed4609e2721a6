#include "db/remove.h"

#include "db/catalogue.h"

#include <algorithm>
#include <ranges>

namespace db {

std::int64_t remove_rows(Tx& tx, std::string_view column, std::int64_t value) {
    std::int64_t out = 0;
    const auto tables = detail::parents_first(detail::list_tables(tx));
    for (const auto& table : tables | std::views::reverse)
        if (std::ranges::find(table.columns, column, &detail::TableColumn::name) != table.columns.end())
            out += detail::Untyped::execute(tx, fmt::format("delete from {} where {} = :value", table.name, column),
                                            {detail::Cell{value}});
    return out;
}

}  // namespace db
