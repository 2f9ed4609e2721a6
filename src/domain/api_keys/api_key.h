// Keys with which other programs of a business use its API (FEATURES 8.6): named, for some areas of it, for as long as
// the business wants, shown once. A key is `tbk_ID_SECRET`; only a hash of the secret is stored.
#pragma once

#include "activity/activity.h"
#include "base/msgid.h"
#include "businesses/business.h"
#include "staff/member.h"

#include <set>

using ApiKeyId = base::Id<struct ApiKeyTag>;

namespace api_keys {

using activity::Context;

void subscribe(activity::Registry& registry);

// What all of the API belongs to.
inline constexpr businesses::Module kModule{"api", N_("Interface for other programs")};

inline constexpr std::size_t kLongestName = 60;  // code points
inline constexpr int kMostUsable = 50;           // keys of one business that are neither revoked nor over
inline constexpr std::chrono::days kLongestLife{731};

// A part of the API that a key opens or not; registered by whoever answers there.
struct Area {
    int place;
    std::string_view name;  // "customers", in what a key is granted
    const char* words;
    bool can_be_changed = true;  // else there is only something to read
};

// What is allowed in an area; to change includes to read.
enum class Access { read, write };
struct Grant {
    std::string area;
    Access access = Access::read;
    friend auto operator<=>(const Grant&, const Grant&) = default;
};
// "customers:write".
std::string to_text(const Grant& grant);

struct Key {
    ApiKeyId id;
    BusinessId business_id;
    std::string name;
    std::set<Grant> grants;  // one of an area at most
    std::optional<StaffId> made_by;
    Instant created_at;
    std::optional<Instant> expires_at, revoked_at, used_at;

    bool is_usable(Instant now) const { return !revoked_at && (!expires_at || now < *expires_at); }
    bool may(std::string_view area, Access access) const;
    activity::Actor actor() const { return {activity::ActorKind::api_key, id.value}; }
};

struct Draft {
    std::string name;
    std::set<Grant> grants;
    std::optional<Instant> expires_at;  // nullopt: never
};
struct Made {
    ApiKeyId id;
    std::string key;  // told this once
};
// Records api_key.made {name, grants, expires_at}. Errors: invalid form.invalid (name: field.required, field.too_long
// {limit}, field.not_clean; grants: api_key.nothing_granted, and field.invalid for an area that is not registered, that
// is there twice or that cannot be changed; expires_at: api_key.expires_too_soon, api_key.expires_too_late {days});
// conflict api_key.too_many {max}.
Result<Made> make(db::Tx& tx, const Context& context, BusinessId business, const Draft& draft, StaffId by);

// From here on it opens nothing. Records api_key.revoked {name}; revoking it again is no error. Errors: not_found
// api_key.unknown.
Result<void> revoke(db::Tx& tx, const Context& context, BusinessId business, ApiKeyId id, activity::Actor actor);

// Those that can be used first, each group with the newest first; of the others those that ended within kShownFor.
inline constexpr std::chrono::days kShownFor{90};
std::vector<Key> list(db::Session& session, BusinessId business, Instant now);

// The usable key of that text, whose secret is compared in constant time.
std::optional<Key> find_usable(db::Session& session, BusinessId business, std::string_view text, Instant now);

// When it was last used, to the minute.
void note_use(db::Database& database, const Clock& clock, const Key& key);

}  // namespace api_keys
