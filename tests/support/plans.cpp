#include "support/plans.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace support {
namespace {

// These hold a few rows, or one for each business or process; `few` are rows that a query itself has limited.
constexpr std::array<std::string_view, 7> kSmall{"businesses",  "installation",  "processes", "operators",
                                                 "sqlite_stmt", "sqlite_master", "few"};

// Of these a business has as many as it has appointments, so to read all of them is as long a walk.
constexpr std::array<std::string_view, 4> kLong{"appointments", "bookings", "occupancies", "activities"};

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

// Whether the statement reads that table under that name.
bool names(std::string_view sql, std::string_view table, std::string_view name) {
    if (name == table) return true;
    const auto both = fmt::format("{} {}", table, name);
    for (auto at = sql.find(both); at != sql.npos; at = sql.find(both, at + 1)) {
        const auto end = at + both.size();
        if ((at == 0 || !is_name(sql[at - 1])) && (end == sql.size() || !is_name(sql[end]))) return true;
    }
    return false;
}

// "SEARCH o USING COVERING INDEX occupancies_of_occupant (business_id=?)": whatever else the statement asks for is
// looked at row by row. An index of some rows only is short, and who asks for the first of all stops there. Of what is
// deleted the plan tells how foreign keys are looked after, too.
bool is_walk_through_a_business(std::string_view step, std::string_view sql, const std::set<std::string>& partial) {
    constexpr std::string_view kSearch = "SEARCH ", kBusiness = " (business_id=?)";
    if (!step.starts_with(kSearch) || !step.ends_with(kBusiness)) return false;
    if (sql.find("select") == sql.npos || sql.starts_with("delete") || sql.ends_with(" limit 1")) return false;
    const auto rest = step.substr(kSearch.size(), step.size() - kSearch.size() - kBusiness.size());
    const auto name = rest.substr(0, rest.find(' '));
    if (partial.contains(std::string(rest.substr(rest.rfind(' ') + 1)))) return false;
    return std::ranges::any_of(
        kLong, [&](std::string_view table) { return sql.find(table) != sql.npos && names(sql, table, name); });
}

}  // namespace

std::vector<std::string> table_scans(db::Session& session) {
    std::vector<std::string> out;
    if (session.engine() != db::Engine::sqlite) return out;
    std::set<std::string> partial;
    for (auto& [name] : session.rows<std::string>("select name from sqlite_master where type = 'index' and "
                                                  "sql like '% where %'"))
        partial.insert(std::move(name));
    for (const auto& [sql] : session.rows<std::string>("select sql from sqlite_stmt")) {
        if (!has_plan(sql)) continue;
        for (const auto& [id, parent, unused, step] :
             session.rows<std::int64_t, std::int64_t, std::int64_t, std::string>("explain query plan " +
                                                                                 without_placeholders(sql)))
            if (is_long_scan(step, sql) || is_walk_through_a_business(step, sql, partial))
                out.push_back(fmt::format("{} in: {}", step, sql));
    }
    return out;
}

}  // namespace support
