#include "support/plans.h"

#include <fmt/format.h>

#include <algorithm>

namespace support {
namespace {

// These hold a few rows, or one for each business or process; `few` are rows that a query itself has limited.
constexpr std::array<std::string_view, 6> kSmall{"businesses", "installation", "processes",
                                                 "operators",  "sqlite_stmt",  "few"};

bool is_name(char c) { return (c >= 'a' && c <= 'z') || c == '_'; }

// A plan needs no values: any will do.
std::string without_placeholders(std::string_view sql) {
    std::string out;
    for (std::size_t i = 0; i < sql.size(); ++i) {
        if (sql[i] != ':' || i + 1 == sql.size() || !is_name(sql[i + 1])) {
            out += sql[i];
            continue;
        }
        out += '1';
        while (i + 1 < sql.size() && is_name(sql[i + 1])) ++i;
    }
    return out;
}

bool has_plan(std::string_view sql) {
    const auto start = sql.substr(std::min(sql.find_first_not_of(" \n"), sql.size()));
    return std::ranges::any_of(std::array{"select", "insert", "update", "delete", "with"},
                               [&](std::string_view verb) { return start.starts_with(verb); });
}

// "SCAN bookings", or by its name in the statement "SCAN b"; with an index it says "SCAN b USING INDEX ...".
bool is_long_scan(std::string_view step, std::string_view sql) {
    constexpr std::string_view kScan = "SCAN ";
    if (!step.starts_with(kScan)) return false;
    const auto table = step.substr(kScan.size());
    return std::ranges::all_of(table, is_name) && std::ranges::none_of(kSmall, [&](std::string_view small) {
               return table == small || sql.find(fmt::format("{} {}", small, table)) != sql.npos;
           });
}

}  // namespace

std::vector<std::string> table_scans(db::Session& session) {
    std::vector<std::string> out;
    if (session.engine() != db::Engine::sqlite) return out;
    for (const auto& [sql] : session.rows<std::string>("select sql from sqlite_stmt")) {
        if (!has_plan(sql)) continue;
        for (const auto& [id, parent, unused, step] :
             session.rows<std::int64_t, std::int64_t, std::int64_t, std::string>("explain query plan " +
                                                                                 without_placeholders(sql)))
            if (is_long_scan(step, sql)) out.push_back(fmt::format("{} in: {}", step, sql));
    }
    return out;
}

}  // namespace support
