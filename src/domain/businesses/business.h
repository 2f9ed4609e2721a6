// A business (tenant) and its settings. Several live in one installation, fully apart (FEATURES 8.3).
#pragma once

#include "base/base.h"
#include "base/msgid.h"

#include <array>
#include <initializer_list>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace db {
class Session;
class Tx;
}  // namespace db

namespace businesses {

// What a business may switch off; what is off is not shown and its routes answer 404 (FEATURES 8.5). The domain folder
// that has to know whether it is on declares it, else the surface; the surface registers it, and what is not registered
// is off everywhere.
struct Module {
    std::string_view name;  // "booking_page", as it is stored
    const char* words;
    friend bool operator==(const Module& a, const Module& b) { return a.name == b.name; }
};

enum class Role { owner, manager, receptionist, provider };
std::string_view to_text(Role role);
std::optional<Role> parse_role(std::string_view text);

// What a staff member may do (FEATURES 8.2). The feature that asks for it declares and registers it, with the roles
// that hold it.
struct Permission {
    std::string_view name;
    std::initializer_list<Role> roles;
    const char* words = nullptr;  // what it allows, where single permissions are given
    friend bool operator==(const Permission& a, const Permission& b) { return a.name == b.name; }
};
bool may(Role role, const Permission& permission);

inline constexpr auto kOwnersOnly = {Role::owner};
inline constexpr auto kOwnersAndManagers = {Role::owner, Role::manager};
inline constexpr auto kAllButProviders = {Role::owner, Role::manager, Role::receptionist};
inline constexpr auto kAllRoles = {Role::owner, Role::manager, Role::receptionist, Role::provider};

inline constexpr Permission kManageSettings{"manage_settings", kOwnersOnly, N_("Settings of the business")};
inline constexpr Permission kManageStaff{"manage_staff", kOwnersAndManagers, N_("Team and logins")};

enum class Logins { off, optional, required };
// What happens when the name typed at booking is not the one stored for that address.
enum class NameCheck { off, warn, refuse };
enum class FieldRule { hidden, optional, required };
enum class PaidRule { as_others, never };
// How the booking page looks (FEATURES 3.9).
enum class Layout { cards, list, compact };
enum class Font { system, serif, rounded };  // families that devices have
enum class Corners { soft, round, square };
enum class Density { roomy, dense };
std::string_view to_text(Logins value);
std::string_view to_text(NameCheck value);
std::string_view to_text(FieldRule value);
std::string_view to_text(PaidRule value);
std::string_view to_text(Layout value);
std::string_view to_text(Font value);
std::string_view to_text(Corners value);
std::string_view to_text(Density value);
std::optional<Logins> parse_logins(std::string_view text);
std::optional<NameCheck> parse_name_check(std::string_view text);
std::optional<FieldRule> parse_field_rule(std::string_view text);
std::optional<PaidRule> parse_paid_rule(std::string_view text);
std::optional<Layout> parse_layout(std::string_view text);
std::optional<Font> parse_font(std::string_view text);
std::optional<Corners> parse_corners(std::string_view text);
std::optional<Density> parse_density(std::string_view text);

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

// How a business meets its customers: who signs in and how, what they are asked for, what they may do themselves
// (FEATURES 1.5 to 1.8, 1.11, block 2). Statuses are bookings::to_text's.
struct CustomerSettings {
    Logins logins = Logins::optional;
    bool password_sign_in = true, access_link_sign_in = true;  // one at least
    NameCheck name_check = NameCheck::warn;
    FieldRule surname_field = FieldRule::required, phone_field = FieldRule::optional, note_field = FieldRule::optional;

    std::set<std::string> reschedule_statuses{"pending", "approved"};  // in which a booking may be moved
    std::set<std::string> status_changes{"cancelled"};  // what customers may set; without cancelled they cannot cancel
    PaidRule paid_reschedule = PaidRule::as_others, paid_cancel = PaidRule::as_others;
    Text paid_text;        // what to do instead
    int hold_minutes = 0;  // for which a chosen time is kept while details are typed; 0 to 30, 0: not at all
    // Of offers of the waiting list: for how many minutes each is kept, 5 to 1440; from which hour of the day, 0 to 23,
    // until which, 1 to 24, they are made and may run out.
    int offer_minutes = 60, offers_from_hour = 8, offers_until_hour = 21;
    int open_bookings_max = 10;                       // that one customer may hold; 1 to 1000
    bool mail_reschedule = true, mail_cancel = true;  // by the link in a mail, without signing in
    Text panel_welcome;

    std::string panel_address;               // the business's own page that embeds the panel; mails lead there
    bool panel_by_script = true;             // so embedded; a plain frame cannot open what a mailed link names
    std::vector<std::string> embed_origins;  // "https://salon.example": sites that may embed
    std::string sender_name, reply_to;       // of mails; empty: the business's name and address
    std::set<Role> totp_roles;               // that must use a second factor
};

// How much of each the operator lets a business have; none: as much as it likes.
struct Limits {
    std::optional<int> staff{}, customers{}, mails_a_day{};
    friend bool operator==(const Limits&, const Limits&) = default;
};
// What the installation's operator says of a business; changed by the verbs of standing.h alone.
struct Standing {
    std::optional<Instant> suspended_at{};  // since then nothing is booked or mailed
    std::string suspended_why{};            // as the operator told the staff; empty: not said
    Limits limits{};
    std::string host{};  // "book.salon.no": the business's own; empty: it is at the installation's
};

struct Business {
    BusinessId id;
    std::string slug;
    Text name, tagline;
    std::string kind{};  // one of kKinds; empty: not said
    std::string address, phone, email;
    std::string country;  // ISO 3166, gives phone numbers without + their meaning
    Zone zone = Zone::utc();
    std::string currency;                // ISO 4217
    std::vector<std::string> languages;  // BCP 47, the first is the default
    std::string accent_colour;           // "#0f766e"
    Layout look_layout = Layout::cards;
    Font look_font = Font::system;
    Corners look_corners = Corners::soft;
    Density look_density = Density::roomy;
    bool listed = false;      // shown at the installation's root
    std::string privacy_url;  // empty: none
    Text cancellation_policy;
    ChangeRule reschedule, cancel;
    std::set<std::string, std::less<>> switched_off;  // names of modules
    // Those that are registered; null: it is not known, as where a business is read to be changed.
    std::shared_ptr<const std::set<std::string, std::less<>>> registered{};
    bool has(const Module& module) const {
        return !switched_off.contains(module.name) && (!registered || registered->contains(module.name));
    }
    CustomerSettings customer;
    Standing standing{};  // of a draft it is not read
    bool has_logo = false;
    std::int64_t version = 0;  // grows with every change of settings, catalogue or schedules
};

// What a business may be, as it is stored; what a page calls it, words.h says.
inline constexpr std::array<std::string_view, 11> kKinds{"hair",          "beauty",  "massage",  "health",
                                                         "physiotherapy", "fitness", "teaching", "animals",
                                                         "repairs",       "advice",  "other"};

// Lower-case letters, digits and, inside, hyphens; 2 to 40; not one of the installation's own first path
// segments.
bool is_slug(std::string_view text);
// The slug that somebody means who writes it otherwise: "Studio Lind", "studio_lind". Perhaps of no business.
std::string slug_of(std::string_view written);
bool is_colour(std::string_view text);  // "#" and six hex digits

// Errors: invalid with fields (slug, time zone, currency, languages, colour); conflict business.slug_taken, also where
// another business had it before.
// `draft.id`, `version`, `has_logo` are not read.
Result<BusinessId> create(db::Tx& tx, const Clock& clock, const Business& draft);
// Written and not told of; what staff change goes through settings.h. As pictures/picture.h draws it. Raises the
// version.
void set_logo(db::Tx& tx, BusinessId id, std::string_view media_type, std::string_view content);
// False when there is none. Raises the version.
bool remove_logo(db::Tx& tx, BusinessId id);

struct Logo {
    std::string media_type, content;
};

std::optional<Business> find(db::Session& session, std::string_view slug);
std::optional<Business> find(db::Session& session, BusinessId id);
std::optional<Logo> find_logo(db::Session& session, BusinessId id);
// The id and version of that slug: one cheap read that tells whether what is kept in memory is stale.
std::optional<std::pair<BusinessId, std::int64_t>> find_version(db::Session& session, std::string_view slug);
// The slug of today of the business that once had this one; nullopt: none had.
std::optional<std::string> find_by_former_slug(db::Session& session, std::string_view slug);
inline constexpr int kListedAPage = 200;
struct Listing {
    std::vector<Business> businesses;
    bool more = false;
};
// Those that opted in to be listed and are not suspended, by name: a page of them, behind the one of the slug `after`;
// from the beginning where that is none.
Listing list_listed(db::Session& session, std::string_view after = {});
// The installation's only business, listed or not; nullopt when there is none or more than one.
std::optional<Business> find_only(db::Session& session);
int count(db::Session& session);

// The first of the business's languages, by which its lists are sorted.
std::string main_language(db::Session& session, BusinessId id);
// Businesses whose main language is not the one that their customers' sort keys were last made in, and what sets that.
std::vector<BusinessId> list_with_stale_keys(db::Session& session);
void set_keys_language(db::Tx& tx, BusinessId id, std::string_view language);

// Written and not told of, as businesses are made; what staff change goes through change_settings (settings.h).
// Errors: invalid form.invalid with fields named as in CustomerSettings. Raises the version.
Result<void> set_customer_settings(db::Tx& tx, BusinessId id, const CustomerSettings& settings);
// Raises the version.
void set_change_rules(db::Tx& tx, BusinessId id, const ChangeRule& reschedule, const ChangeRule& cancel);
void set_module(db::Tx& tx, BusinessId id, std::string_view module, bool on);
// Errors: those of create for these fields. Raises the version.
struct Branding {
    std::string accent_colour;
    Text tagline, cancellation_policy;
    std::string privacy_url, address, phone, email;
};
Result<void> set_branding(db::Tx& tx, BusinessId id, const Branding& branding);

// The last of it, once everything else of it is gone.
void remove(db::Tx& tx, BusinessId id);

// Every change of what a business offers calls this in its transaction.
void touch(db::Tx& tx, BusinessId id);

}  // namespace businesses
