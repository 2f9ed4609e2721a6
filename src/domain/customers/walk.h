// All customers of a business but the anonymised, by id and a part at a time, for what has to see everybody.
#pragma once

#include "base/base.h"

#include <optional>
#include <string>
#include <vector>

namespace db {
class Session;
class Tx;
}  // namespace db

namespace customers {

struct Walked {
    CustomerId id;
    std::string name, surname, language, sort_key;
};
// At most `limit` of those after `after`, up to `last`. Nobody of them is erased before this transaction ends, on
// PostgreSQL by a lock.
std::vector<Walked> next_after(db::Tx& tx, BusinessId business, CustomerId after, CustomerId last, int limit);

struct Walk {
    int count = 0;
    CustomerId last{};
};
Walk walk_of(db::Session& session, BusinessId business);

// Those born on a day that this one celebrates; on 29 February too, on the 28th of other years.
std::vector<CustomerId> born_on(db::Session& session, BusinessId business, Day today);

}  // namespace customers
