// Housekeeping of what grows: many rows go a few at a time, so that no writer waits long for them.
#pragma once

#include "db/db.h"

#include <fmt/format.h>

namespace db {

inline constexpr std::int64_t kForgottenAtOnce = 500;

// `sql` deletes at most {} rows, where the number stands; it is run in transactions of its own until it finds fewer.
template <class... Args>
void forget(Database& database, std::string_view sql, const Args&... args) {
    const auto some = fmt::format(fmt::runtime(sql), kForgottenAtOnce);
    for (auto gone = kForgottenAtOnce; gone == kForgottenAtOnce;)
        gone = database.write([&](Tx& tx) { return tx.execute(some, args...); });
}

// The same for each business: its id is :business, the first value.
template <class... Args>
void forget_in_each(Database& database, std::string_view sql, const Args&... args) {
    const auto all =
        database.read([](Session& s) { return s.rows<BusinessId>("select id from businesses order by id"); });
    for (const auto& [business] : all) forget(database, sql, business, args...);
}

}  // namespace db
