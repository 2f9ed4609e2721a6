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

// Which of these are customers of the business, not anonymised and nobody's stand-in; in the order of their ids, each
// once.
std::vector<CustomerId> present_of(db::Session& session, BusinessId business, const std::vector<CustomerId>& customers);

// Those born on a day that this one celebrates; on 29 February too, on the 28th of other years.
std::vector<CustomerId> born_on(db::Session& session, BusinessId business, Day today);

// What two records may share, for who looks for the same person twice (duplicates/search.h). By phone, by first and
// last name as lists sort them, or by date of birth; who says nothing of it shares nothing.
enum class Shared { phone, name, birthday };
struct SharedKeys {
    std::vector<std::string> keys{};  // that more than one has, in order
    std::string after{};              // where the next part begins
    int looked_at = 0;                // customers
    bool last = false;
};
// Of the next `limit` customers behind `after`, in the order of what is shared; from the first on with "".
SharedKeys next_shared(db::Session& session, BusinessId business, Shared shared, const std::string& after, int limit);

struct Named {
    CustomerId id;
    std::string name, surname;
};
// Who has that key; at most `limit`, the longest known first.
std::vector<Named> sharing(db::Session& session, BusinessId business, Shared shared, const std::string& key, int limit);
// What the customer may share; empty: nothing.
std::string key_of(db::Session& session, BusinessId business, Shared shared, CustomerId customer);

}  // namespace customers
