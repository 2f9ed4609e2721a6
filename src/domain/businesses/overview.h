// All businesses of the installation, for its operator.
#pragma once

#include "businesses/business.h"

namespace businesses {

struct Brief {
    BusinessId id;
    std::string slug, name, host;
    Instant created_at;
    std::optional<Instant> suspended_at{};
};
// Those whose name or slug has `search` in it (empty: all), the newest first, behind `before` where it is given.
std::vector<Brief> list_brief(db::Session& session, std::string_view search, std::optional<BusinessId> before,
                              int limit);
std::optional<Brief> find_brief(db::Session& session, BusinessId id);

// Those that opted in to be listed, by name, whose name has `search` in it (empty: any); and the one whose address of
// the page it is exactly, listed or not. At most 50. Suspended ones are left out.
std::vector<Brief> find_public(db::Session& session, std::string_view search);

}  // namespace businesses
