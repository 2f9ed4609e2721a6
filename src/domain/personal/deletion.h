// What deleting a customer means to the features that know something of them. Deleting can be undone for a while
// (privacy/deletion.h): meanwhile nothing finds the customer, and what would act or stand in somebody's way is kept
// aside. A feature adds its part where it has anything to say.
#pragma once

#include "activity/activity.h"
#include "base/base.h"
#include "i18n/i18n.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace personal {

struct DeletionPart {
    std::string name;  // of what it keeps
    // Why the customer cannot be deleted now; nullopt: no reason known here.
    std::function<std::optional<Error>(db::Session&, Instant now, BusinessId, CustomerId)> forbids{};
    // What goes along, a sentence each, for whoever is asked whether they are sure.
    std::function<std::vector<std::string>(db::Session&, BusinessId, CustomerId, i18n::Language)> tells{};
    // Takes it away; returns what restores it, as JSON. Empty: there was nothing.
    std::function<std::string(db::Tx&, Instant now, BusinessId, CustomerId)> take{};
    // Puts back what take() gave. `whole`: or refuses, where something is somebody else's by now; otherwise that alone
    // stays away.
    std::function<Result<void>(db::Tx&, BusinessId, CustomerId, const std::string& kept, bool whole)> restore{};
};

// Registered by the features; all is done in this order.
inline const std::vector<DeletionPart>& deletion_parts(const activity::Registry& registry) {
    return registry.all<DeletionPart>();
}

}  // namespace personal
