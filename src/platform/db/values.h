// Reads whose statement is put together at run time, so that how many values it takes is known then only. Everything
// else gives its values to Session::rows. The texts of such statements are kept as all others are: they differ by what
// is asked, never by a value.
#pragma once

#include "db/catalogue.h"

namespace db {

using Value = std::variant<std::int64_t, std::string>;

// As Session::rows: the values in the order in which their placeholders first appear.
template <class... Columns>
std::vector<std::tuple<Columns...>> rows_of(Session& session, std::string_view sql, const std::vector<Value>& values) {
    std::vector<detail::Cell> cells;
    for (const auto& value : values)
        std::visit([&](const auto& each) { cells.push_back(detail::Column<std::decay_t<decltype(each)>>::cell(each)); },
                   value);
    std::vector<std::tuple<Columns...>> out;
    for (auto& row : detail::Untyped::select(session, sql, {detail::Column<Columns>::kind...}, std::move(cells)))
        out.push_back(detail::tuple_of<Columns...>(std::move(row), std::index_sequence_for<Columns...>{}));
    return out;
}

}  // namespace db
