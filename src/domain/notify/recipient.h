// Whom a message of a workflow goes to (FEATURES 6.8): the customer, whom it concerns among the staff, or an address
// that an owner typed. What opens a customer's booking or account goes to the customer alone.
#pragma once

#include "base/base.h"
#include "base/text.h"
#include "i18n/i18n.h"
#include "staff/member.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace notify {

struct Recipients {
    bool customer = true;   // or who looks after them
    bool provider = false;  // who gives the booked service; of one that was moved, who gave it before as well
    bool owners = false;
    std::vector<StaffId> members{};        // at most kMostMembers
    std::vector<std::string> addresses{};  // as they are written; at most kMostAddresses

    bool only_customer() const { return *this == Recipients{}; }
    bool nobody() const { return *this == Recipients{.customer = false}; }
    bool staff() const { return provider || owners || !members.empty(); }
    friend bool operator==(const Recipients&, const Recipients&) = default;
};
inline constexpr std::size_t kMostMembers = 20, kMostAddresses = 3;

std::string to_json(const Recipients& recipients);
// What to_json made; CHECKs that it is.
Recipients recipients_of(std::string_view json);

// Who reads a message.
enum class To { customer, staff, address };
struct Audience {
    To to = To::customer;
    std::string name{};  // of one of the staff
};
std::string_view to_text(To to);
To parse_to(std::string_view text);  // CHECKs that it is one

// A staff member as messages reach them.
struct Colleague {
    StaffId id;
    std::string name;
    base::Email email;
    std::string language;  // BCP 47, one that the program speaks
};
// Nullopt: nobody of that id works here any more, or they have no address.
std::optional<Colleague> find_colleague(db::Session& session, const businesses::Business& business, StaffId id);
// The owners who have one, by id.
std::vector<Colleague> list_owners(db::Session& session, const businesses::Business& business);

}  // namespace notify
