// What did not come in, as a file to be corrected.
#include "base/csv.h"
#include "imports/store.h"
#include "imports/targets.h"
#include "imports/words.h"
#include "work/file.h"

namespace imports {

std::shared_ptr<const work::File> failed_rows(db::Database& database, BusinessId business, ImportId id,
                                              i18n::Language language) {
    constexpr int kTogether = 500;
    const auto import = database.read([&](db::Session& session) { return find(session, business, id); });
    if (!import) return nullptr;
    const auto out = std::make_shared<work::File>();
    base::Csv head;
    std::vector<std::string> names;
    for (const auto& column : import->columns) names.push_back(column.name);
    names.push_back(row_column(language));
    names.push_back(why_column(language));
    head.row(names);
    out->append(head.text());
    for (std::int64_t after = 0;;) {
        const auto rows =
            database.read([&](db::Session& session) { return list_troubled(session, business, id, after, kTogether); });
        base::Csv lines;
        const auto mark = lines.text().size();
        for (const auto& row : rows) {
            if (!row.fails) continue;
            auto cells = row.cells;
            cells.resize(std::max(cells.size(), import->columns.size()));
            cells.push_back(std::to_string(row.row));
            cells.push_back(told(language, import->columns, row.problems));
            lines.row(cells);
        }
        out->append(std::string_view(lines.text()).substr(mark));
        if (std::ssize(rows) < kTogether) break;
        after = rows.back().row;
    }
    out->flush();
    return out;
}

}  // namespace imports
