#include "waiting/deletion.h"

#include "personal/deletion.h"
#include "waiting/waiting.h"

#include <algorithm>

namespace waiting {

void add_deletion(activity::Registry& registry) {
    registry.add(personal::DeletionPart{
        .name = "waiting_list",
        .forbids = [](db::Session& session, Instant, BusinessId business, CustomerId customer) -> std::optional<Error> {
            const auto entries = list_of_customers(session, business, {customer}, kMostOfBusiness);
            if (std::ranges::none_of(entries, [](const Entry& entry) { return is_open(entry.state); }))
                return std::nullopt;
            return Error{Fault::conflict, "customer.waits", {}, {}};
        }});
}

}  // namespace waiting
