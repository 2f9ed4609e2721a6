// How settings lie in their columns: switches and numbers as such, everything else as text; of a text in several
// languages the fallback, the rest together in `translations` (text_columns.h).
#pragma once

#include "businesses/setting_fields.h"
#include "businesses/text_columns.h"
#include "db/db.h"

#include <fmt/ranges.h>

namespace businesses::columns {

// The words of a list, which has a space between them.
std::vector<std::string> words(std::string_view text);
template <class Words>
std::string joined(const Words& words) {
    return fmt::format("{}", fmt::join(words, " "));
}

inline bool column(bool value) { return value; }
inline int column(int value) { return value; }
inline std::string column(const std::string& value) { return value; }
inline std::string column(const Text& value) { return value.fallback; }
inline std::string column(const Zone& value) { return value.name(); }
inline std::string column(const std::set<std::string>& value) { return joined(value); }
inline std::string column(const std::vector<std::string>& value) { return joined(value); }
std::string column(const std::set<Role>& value);
template <class Choice>
requires std::is_enum_v<Choice> std::string column(Choice value) { return std::string(to_text(value)); }

inline void read(bool stored, bool& value) { value = stored; }
inline void read(int stored, int& value) { value = stored; }
inline void read(std::string&& stored, std::string& value) { value = std::move(stored); }
// A zone that tzdata no longer has would stop the business; its instants are right in UTC at least.
inline void read(std::string&& stored, Zone& value) { value = Zone::find(stored).value_or(Zone::utc()); }
inline void read(std::string&& stored, Text& value) { value.fallback = std::move(stored); }
inline void read(std::string&& stored, std::vector<std::string>& value) { value = words(stored); }
void read(std::string&& stored, std::set<std::string>& value);
void read(std::string&& stored, std::set<Role>& value);
template <class Choice>
requires std::is_enum_v<Choice>
void read(std::string&& stored, Choice& value) { value = parse_choice(std::type_identity<Choice>{}, stored).value(); }

// "logins, name_check, ..."; each as `one` writes it, such as "{0} = :{0}".
template <class List>
std::string names(const List& list, std::string_view one) {
    std::string out;
    for_each(list, [&](const auto& setting) {
        if (!out.empty()) out += ", ";
        out += fmt::format(fmt::runtime(one), setting.name);
    });
    return out;
}

// Each as its column holds it.
template <class Owner, class List>
auto values(const Owner& owner, const List& list) {
    return std::apply([&](const auto&... setting) { return std::tuple{column(owner.*setting.member)...}; }, list);
}
template <class Owner, class List>
using Values = decltype(values(std::declval<const Owner&>(), std::declval<const List&>()));

// The rows of a query that begins with the columns of a list and goes on with `More`.
template <class... More, class... Columns, class... Args>
auto rows(db::Session& session, const std::string& sql, std::type_identity<std::tuple<Columns...>>,
          const Args&... args) {
    return session.rows<Columns..., More...>(sql, args...);
}
// What stands in the first columns of such a row.
template <class Owner, class List, class Row>
void take(Row& row, Owner& owner, const List& list) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (read(std::move(std::get<I>(row)), owner.*std::get<I>(list).member), ...);
    }
    (std::make_index_sequence<std::tuple_size_v<List>>{});
}

// The texts in several languages.
template <class List, class Owner>
auto texts(Owner& owner, const List& list) {
    using Pointer = std::conditional_t<std::is_const_v<Owner>, const Text*, Text*>;
    std::vector<std::pair<std::string_view, Pointer>> out;
    for_each(list, [&](const auto& setting) {
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(owner.*setting.member)>, Text>)
            out.emplace_back(setting.name, &(owner.*setting.member));
    });
    return out;
}

}  // namespace businesses::columns
