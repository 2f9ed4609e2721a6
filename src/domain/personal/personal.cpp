#include "personal/personal.h"

#include "db/db.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace personal {
namespace {

std::vector<Part>& all_parts() {
    static std::vector<Part> all;
    return all;
}

}  // namespace

void Subject::add_address(std::string_view address) {
    auto folded = base::folded(address);
    if (!folded.empty() && !had(folded)) addresses.push_back(std::move(folded));
}

bool Subject::had(std::string_view address) const {
    return std::ranges::find(addresses, base::folded(address)) != addresses.end();
}

bool Subject::looked_after(CustomerId other) const { return std::ranges::find(dependants, other) != dependants.end(); }

void add(Part part) {
    if (!find_part(part.name)) all_parts().push_back(std::move(part));
}

const std::vector<Part>& parts() { return all_parts(); }

const Part* find_part(std::string_view name) {
    const auto found = std::ranges::find(all_parts(), name, &Part::name);
    return found == all_parts().end() ? nullptr : &*found;
}

Subject find(db::Session& session, BusinessId business, CustomerId customer, i18n::Language language) {
    Subject out{.business = business, .customer = customer, .language = language};
    for (const auto& part : parts())
        if (part.find) part.find(session, out);
    // An address that they only asked for, or had before, may be somebody else's.
    std::erase_if(out.addresses, [&](const std::string& address) {
        return std::ranges::any_of(
            parts(), [&](const Part& part) { return part.is_of_another && part.is_of_another(session, out, address); });
    });
    return out;
}

std::string json_time(Instant at) { return base::to_text(at); }

nlohmann::ordered_json time_of(std::optional<Instant> at) {
    return at ? nlohmann::ordered_json(json_time(*at)) : nlohmann::ordered_json(nullptr);
}

}  // namespace personal
