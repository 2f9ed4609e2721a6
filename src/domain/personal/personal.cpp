#include "personal/personal.h"

#include "db/db.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace personal {
void Subject::add_address(std::string_view address) {
    auto folded = base::folded(address);
    if (!folded.empty() && !had(folded)) addresses.push_back(std::move(folded));
}

bool Subject::had(std::string_view address) const {
    return std::ranges::find(addresses, base::folded(address)) != addresses.end();
}

bool Subject::looked_after(CustomerId other) const { return std::ranges::find(dependants, other) != dependants.end(); }

Subject find(db::Session& session, const activity::Registry& registry, BusinessId business, CustomerId customer,
             i18n::Language language) {
    Subject out{.business = business, .customer = customer, .language = language};
    for (const auto& part : parts(registry))
        if (part.find) part.find(session, out);
    // An address that they only asked for, or had before, may be somebody else's.
    std::erase_if(out.addresses, [&](const std::string& address) {
        return std::ranges::any_of(parts(registry), [&](const Part& part) {
            return part.is_of_another && part.is_of_another(session, out, address);
        });
    });
    return out;
}

std::string json_time(Instant at) { return base::to_text(at); }

nlohmann::ordered_json time_of(std::optional<Instant> at) {
    return at ? nlohmann::ordered_json(json_time(*at)) : nlohmann::ordered_json(nullptr);
}

}  // namespace personal
