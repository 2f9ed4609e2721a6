// What is stored about a customer, told by the features that store it: each adds its part, from which the right of
// access (FEATURES 2.11) makes its files and with which the customer is erased.
#pragma once

#include "activity/activity.h"
#include "base/base.h"
#include "i18n/i18n.h"

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace personal {

using Files = std::vector<std::pair<std::string, std::string>>;  // name and content

// The customer, and by what else they may be found. Taken once, before anything of them is erased.
struct Subject {
    BusinessId business;
    CustomerId customer;
    i18n::Language language = i18n::Language::en;  // of what is named in several
    // Whom they look after by their account, or once did.
    std::vector<CustomerId> dependants{};
    // Folded: every address that they ever had or asked for, but none that is another customer's now.
    std::vector<std::string> addresses{};
    // What activities are about besides the customer: their bookings and registrations.
    std::vector<std::int64_t> records{};

    void add_address(std::string_view address);
    bool had(std::string_view address) const;
    bool looked_after(CustomerId other) const;
};

// A table that says something of customers. `left_out`: its columns, with a space between them, of which the files say
// nothing, and why; "*" are all. Every other column stands in the files. business_id and the table's own id need no
// word.
struct Table {
    std::string name, left_out{}, why{};
};

struct Erasing {
    const Clock& clock;
    const activity::Registry& registry;
    const Subject& subject;
    activity::Actor actor;
};

struct Part {
    std::string name;  // "bookings", whose file is bookings.json
    std::vector<Table> tables;
    // Of its section in the page to read, and of the files' members there; empty: the member is for programs only.
    std::function<std::string(i18n::Language)> heading{};
    std::function<std::string(i18n::Language, std::string_view member)> label{};
    // Adds the addresses, dependants and records that it knows of.
    std::function<void(db::Session&, Subject&)> find{};
    // Whether that address is another customer's now.
    std::function<bool(db::Session&, const Subject&, std::string_view address)> is_of_another{};
    // No file: nothing is stored.
    std::function<Files(db::Session&, const Clock&, const Subject&)> files{};
    std::function<void(db::Tx&, const Erasing&)> erase{};
};

// Registered by the features. Files and erasure go in this order.
inline const std::vector<Part>& parts(const activity::Registry& registry) { return registry.all<Part>(); }

Subject find(db::Session& session, const activity::Registry& registry, BusinessId business, CustomerId customer,
             i18n::Language language);

// As it stands in the files.
std::string json_time(Instant at);
nlohmann::ordered_json time_of(std::optional<Instant> at);  // null: never

// The change log: what happened to the customer and to their records.
void subscribe(activity::Registry& registry);

}  // namespace personal
