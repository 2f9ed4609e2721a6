#include "personal/merge.h"

#include "db/db.h"

#include <nlohmann/json.hpp>

namespace personal {

using nlohmann::json;

json move_rows(db::Tx& tx, const Merging& merging, std::string_view table, std::string_view condition) {
    const auto where = fmt::format("business_id = :business and customer_id = :other{}{}",
                                   condition.empty() ? "" : " and ", condition);
    json out = json::array();
    for (const auto& [id] : tx.rows<std::int64_t>(fmt::format("select id from {} where {} order by id", table, where),
                                                  merging.business, merging.other))
        out.push_back(id);
    if (!out.empty())
        tx.execute(fmt::format("update {} set customer_id = :survivor where {}", table, where), merging.survivor,
                   merging.business, merging.other);
    return out;
}

void take_rows_back(db::Tx& tx, const Merging& merging, std::string_view table, const json& ids) {
    const auto sql = fmt::format("update {} set customer_id = :other where business_id = :business and id = :id "
                                 "and customer_id = :survivor",
                                 table);
    for (const auto& id : ids)
        tx.execute(sql, merging.other, merging.business, id.get<std::int64_t>(), merging.survivor);
}

MergePart rows_move(std::string name, std::vector<std::string> tables) {
    MergePart out{.name = std::move(name), .tables = {}};
    for (const auto& table : tables) out.tables.push_back({table});
    out.move = [tables](db::Tx& tx, const Merging& merging) {
        json moved = json::object();
        for (const auto& table : tables)
            if (auto ids = move_rows(tx, merging, table); !ids.empty()) moved[table] = std::move(ids);
        return moved.empty() ? std::string() : moved.dump();
    };
    out.take_back = [tables](db::Tx& tx, const Merging& merging, const std::string& text) {
        const auto moved = json::parse(text);
        for (const auto& table : tables)
            if (const auto ids = moved.find(table); ids != moved.end()) take_rows_back(tx, merging, table, *ids);
    };
    return out;
}

}  // namespace personal
