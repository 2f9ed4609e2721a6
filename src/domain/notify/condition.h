// A workflow's conditions: a short typed list, all of which have to hold.
#pragma once

#include "base/base.h"
#include "i18n/i18n.h"
#include "notify/trigger.h"

#include <string>
#include <string_view>
#include <vector>

namespace notify {

enum class Fact {
    service,   // values: service ids (base::to_text)
    provider,  // provider ids
    location,  // location ids
    status,    // bookings::to_text
    language,  // of the customer: BCP 47
    customer,  // "new" (this is the first booking) or "known"
    made_by,   // "customer" (online, with or without signing in) or "staff"
    label,     // label ids; a customer with several has to have one of them
};
std::string_view to_text(Fact fact);
std::optional<Fact> parse_fact(std::string_view text);
// "Service", for the editor.
std::string name_of(i18n::Language language, Fact fact);
// Facts that a trigger has: language always, labels where it is about a customer, all others where about a booking.
std::vector<Fact> facts_of(const Trigger& trigger);

// The fact is one of the values or, turned round, none of them.
struct Condition {
    Fact fact = Fact::service;
    bool is = true;
    std::vector<std::string> values;  // one at least

    friend bool operator==(const Condition&, const Condition&) = default;
};

std::string to_json(const std::vector<Condition>& conditions);
// What to_json made; CHECKs that it is.
std::vector<Condition> conditions_of(std::string_view json);

}  // namespace notify
