// The versions of several businesses at once: which of them have changed what they offer.
#pragma once

#include "base/base.h"

#include <array>
#include <utility>
#include <vector>

namespace db {
class Session;
}

namespace businesses {

inline constexpr std::size_t kVersionsAtOnce = 16;

// Of those that there are; ids of none stand for nobody.
std::vector<std::pair<BusinessId, std::int64_t>> find_versions(db::Session& session,
                                                               const std::array<BusinessId, kVersionsAtOnce>& some);

}  // namespace businesses
