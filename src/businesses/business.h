// A business (tenant) and its settings. Several live in one installation, fully apart (FEATURES 8.3).
#pragma once

#include "base/base.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace db {
class Session;
class Tx;
}  // namespace db

namespace businesses {

// What a business may switch off; what is off is not shown and its routes answer 404 (FEATURES 8.5).
enum class Module { booking_page, api };
std::string_view to_text(Module module);

enum class Role { owner, manager, receptionist, provider };
std::string_view to_text(Role role);
std::optional<Role> parse_role(std::string_view text);

// What a staff member may do; roles are sets of these (FEATURES 8.2).
enum class Permission { manage_settings, manage_staff, manage_customers, manage_bookings, see_own_bookings };
bool may(Role role, Permission permission);

// When a customer may still change a booking: always, never, or until a time before its start.
enum class Rule { always, never, before };
struct ChangeRule {
    Rule rule = Rule::before;
    Minutes before{24 * 60};
    // The last moment a booking that starts then may be changed; nullopt: never.
    std::optional<Instant> until(Instant starts_at) const;
};

// One text per language (BCP 47 tag) with a fallback, as the business wrote it.
struct Text {
    std::string fallback{};
    std::map<std::string, std::string, std::less<>> translations{};
    const std::string& in(std::string_view language) const;
};

struct Business {
    BusinessId id;
    std::string slug;
    Text name, tagline;
    std::string address, phone, email;
    std::string country;  // ISO 3166, gives phone numbers without + their meaning
    Zone zone = Zone::utc();
    std::string currency;                // ISO 4217
    std::vector<std::string> languages;  // BCP 47, the first is the default
    std::string accent_colour;           // "#0f766e"
    bool listed = false;                 // shown at the installation's root
    std::string privacy_url;             // empty: none
    Text cancellation_policy;
    ChangeRule reschedule, cancel;
    std::set<Module> switched_off;
    bool has_logo = false;
    std::int64_t version = 0;  // grows with every change of settings, catalogue or schedules
};

// Lower-case letters, digits and, inside, hyphens; 2 to 40; not one of the installation's own first path
// segments.
bool is_slug(std::string_view text);
bool is_colour(std::string_view text);  // "#" and six hex digits

// Errors: invalid with fields (slug, time zone, currency, languages, colour); conflict business.slug_taken.
// `draft.id`, `version`, `has_logo` are not read.
Result<BusinessId> create(db::Tx& tx, const Clock& clock, const Business& draft);
void set_logo(db::Tx& tx, BusinessId id, std::string_view media_type, std::string_view content);

struct Logo {
    std::string media_type, content;
};

std::optional<Business> find(db::Session& session, std::string_view slug);
std::optional<Business> find(db::Session& session, BusinessId id);
std::optional<Logo> find_logo(db::Session& session, BusinessId id);
// The id and version of that slug: one cheap read that tells whether what is kept in memory is stale.
std::optional<std::pair<BusinessId, std::int64_t>> find_version(db::Session& session, std::string_view slug);
// Those that opted in to be listed, by name; at most 200.
std::vector<Business> list_listed(db::Session& session);
// The installation's only business, listed or not; nullopt when there is none or more than one.
std::optional<Business> find_only(db::Session& session);
int count(db::Session& session);

// Every change of what a business offers calls this in its transaction.
void touch(db::Tx& tx, BusinessId id);

}  // namespace businesses
