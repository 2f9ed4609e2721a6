// How long the mailed links of an account work (FEATURES 1.17): as is usual for their purpose, or as a business wants
// it.
#pragma once

#include "accounts/account.h"

namespace accounts {

// What opens the whole account works for a day at most, since mail lies about for longer than that.
inline constexpr Seconds kShortestLink = std::chrono::minutes{15};
inline constexpr Seconds kLongestAccessLink = std::chrono::hours{24};
inline constexpr Seconds kLongestPasswordLink = std::chrono::days{7};

// Within these bounds; without `wanted` as is usual.
Seconds lifetime_of(Purpose purpose, std::optional<Seconds> wanted = {});

// As make_link, for so long.
std::string make_link_for(db::Tx& tx, const Clock& clock, BusinessId business, Purpose purpose, std::int64_t subject_id,
                          std::string_view email_key, std::optional<Seconds> wanted);

}  // namespace accounts
