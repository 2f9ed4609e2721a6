// What open pages of the calendar hear of: whose calendar has changed, and at which time. A counter for each provider
// grows in the transaction of every activity about a booking or a note; who listens reads the counters again and again
// (pages/live.h), on any number of processes, so nothing has to be sent from one to another.
#pragma once

#include "base/base.h"

#include <map>
#include <optional>
#include <vector>

namespace activity {
class Registry;
}
namespace db {
class Session;
class Tx;
}  // namespace db

namespace daybook {

struct Change {
    BusinessId business;
    std::optional<ProviderId> provider{};  // none: anybody's
    std::int64_t version = 0;
    std::optional<Span> time{};  // none: at any time
};

// The changes since the last look, of the businesses that were looked at then; of a new one there are none yet.
// Settings, hours and time off count as a change of anybody's. For one thread.
class Changes {
public:
    // Two cheap statements for every businesses::kVersionsAtOnce.
    std::vector<Change> look(db::Session& session, const std::vector<BusinessId>& businesses);

private:
    using Versions = std::map<std::int64_t, std::int64_t>;  // by provider
    std::map<BusinessId, Versions> seen_;
};

// Counts a change of the provider's calendar, or of anybody's. Not where it is only read.
void note_change(db::Tx& tx, BusinessId business, std::optional<ProviderId> provider, const std::optional<Span>& time);

// To be called when all types of activities are registered.
void subscribe(activity::Registry& registry);

}  // namespace daybook
