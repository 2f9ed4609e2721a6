// The customer record. Every customer belongs to one business.
#pragma once

#include "base/base.h"

#include <string>

namespace db {
class Session;
class Tx;
}  // namespace db

namespace customers {

// What someone gave at booking, checked and normalised.
struct Details {
    std::string name, surname;
    Email email;
    std::string phone;     // E.164
    std::string language;  // BCP 47
};

struct Customer {
    CustomerId id;
    std::string name, surname;
    std::optional<std::string> email;
    std::string phone, language;
};

// The customer of that address, or a new one made of the details. A known one is returned as stored and not changed:
// whoever typed the address has not shown that it is theirs (FEATURES 1.11).
struct Joined {
    CustomerId id;
    bool is_new = false;
};
Joined join(db::Tx& tx, BusinessId business, const Clock& clock, const Details& details);

std::optional<Customer> find(db::Session& session, BusinessId business, CustomerId id);

}  // namespace customers
