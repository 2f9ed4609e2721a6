#include "businesses/business.h"

#include "base/search.h"
#include "businesses/business_store.h"
#include "businesses/setting_fields.h"
#include "db/db.h"

#include <algorithm>
#include <array>

namespace businesses {
namespace {

constexpr std::size_t kLongestBusinessName = 200;
constexpr std::size_t kLongestText = 5000;

// First path segments that the installation keeps for itself, today's and those it is known to need.
constexpr std::array<std::string_view, 25> kReserved{
    "api",     "assets", "static",   "healthz", "readyz",   "metrics",    "sign-in", "sign-out", "register",
    "sign-up", "staff",  "operator", "setup",   "admin",    "status",     "help",    "about",    "forgot-password",
    "privacy", "terms",  "robots",   "favicon", "webhooks", "well-known", "demo"};

constexpr std::array<std::string_view, 4> kRoles{"owner", "manager", "receptionist", "provider"};

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_code(std::string_view text, std::size_t size) {
    return text.size() == size && std::ranges::all_of(text, is_upper);
}

// The shape of BCP 47: a primary subtag of two or three letters, then subtags of two to eight letters and digits.
bool is_language(std::string_view text) {
    const auto primary = text.substr(0, text.find('-'));
    if (primary.size() < 2 || primary.size() > 3 || !std::ranges::all_of(primary, is_lower)) return false;
    for (auto rest = text.substr(primary.size()); !rest.empty();) {
        const auto subtag = rest.substr(1, rest.find('-', 1) - 1);
        if (subtag.size() < 2 || subtag.size() > 8) return false;
        if (!std::ranges::all_of(subtag, [](char c) { return is_lower(c) || is_upper(c) || is_digit(c); }))
            return false;
        rest.remove_prefix(1 + subtag.size());
    }
    return true;
}

bool is_short(std::string_view text, std::size_t limit) {
    return base::is_clean_text(text) && base::length(text) <= limit;
}

bool is_short(const Text& text, std::size_t limit) {
    return is_short(text.fallback, limit) && std::ranges::all_of(text.translations, [limit](const auto& translation) {
               return is_language(translation.first) && is_short(translation.second, limit);
           });
}

bool is_web_address(std::string_view text) {
    return (text.starts_with("https://") || text.starts_with("http://")) && is_short(text, kLongestText);
}

const char* unless(bool fine) { return fine ? nullptr : "field.invalid"; }

}  // namespace

std::vector<FieldError> wrong_fields(const Business& draft) {
    std::vector<FieldError> wrong;
    const auto expect = [&wrong](bool fine, const char* field) {
        if (!fine) wrong.push_back({field, "field.invalid", {}});
    };
    expect(is_slug(draft.slug), "slug");
    add_wrong(wrong, draft, kBusinessSettings);
    expect(draft.reschedule.before >= Minutes{0}, "reschedule");
    expect(draft.cancel.before >= Minutes{0}, "cancel");
    return wrong;
}

namespace wrong {

const char* name(const Business& business) {
    if (business.name.fallback.empty()) return "field.required";
    return unless(is_short(business.name, kLongestBusinessName));
}
const char* kind(const Business& business) {
    return unless(business.kind.empty() || std::ranges::find(kKinds, business.kind) != kKinds.end());
}
const char* country(const Business& business) { return unless(is_code(business.country, 2)); }
const char* currency(const Business& business) { return unless(is_code(business.currency, 3)); }
const char* languages(const Business& business) {
    return unless(!business.languages.empty() && std::ranges::all_of(business.languages, is_language));
}
const char* tagline(const Business& business) { return unless(is_short(business.tagline, kLongestText)); }
const char* address(const Business& business) { return unless(is_short(business.address, kLongestText)); }
const char* phone(const Business& business) {
    return unless(business.phone.empty() || base::parse_phone(business.phone, business.country).has_value());
}
const char* email(const Business& business) {
    return unless(business.email.empty() || base::parse_email(business.email).has_value());
}
const char* accent_colour(const Business& business) { return unless(is_colour(business.accent_colour)); }
const char* privacy_url(const Business& business) {
    return unless(business.privacy_url.empty() || is_web_address(business.privacy_url));
}
const char* cancellation_policy(const Business& business) {
    return unless(is_short(business.cancellation_policy, kLongestText));
}

}  // namespace wrong

std::string_view to_text(Role role) { return kRoles.at(static_cast<std::size_t>(role)); }

std::optional<Role> parse_role(std::string_view text) {
    const auto found = std::ranges::find(kRoles, text);
    if (found == kRoles.end()) return std::nullopt;
    return static_cast<Role>(found - kRoles.begin());
}

namespace {

constexpr std::array<std::string_view, 3> kLogins{"off", "optional", "required"};
constexpr std::array<std::string_view, 3> kNameChecks{"off", "warn", "refuse"};
constexpr std::array<std::string_view, 3> kFieldRules{"hidden", "optional", "required"};
constexpr std::array<std::string_view, 2> kPaidRules{"as_others", "never"};
constexpr std::array<std::string_view, 3> kLayouts{"cards", "list", "compact"};
constexpr std::array<std::string_view, 3> kFonts{"system", "serif", "rounded"};
constexpr std::array<std::string_view, 3> kCorners{"soft", "round", "square"};
constexpr std::array<std::string_view, 2> kDensities{"roomy", "dense"};

template <class Value, std::size_t N>
std::optional<Value> parse(const std::array<std::string_view, N>& texts, std::string_view text) {
    const auto found = std::ranges::find(texts, text);
    if (found == texts.end()) return std::nullopt;
    return static_cast<Value>(found - texts.begin());
}

}  // namespace

std::string_view to_text(Logins value) { return kLogins.at(static_cast<std::size_t>(value)); }
std::string_view to_text(NameCheck value) { return kNameChecks.at(static_cast<std::size_t>(value)); }
std::string_view to_text(FieldRule value) { return kFieldRules.at(static_cast<std::size_t>(value)); }
std::string_view to_text(PaidRule value) { return kPaidRules.at(static_cast<std::size_t>(value)); }
std::string_view to_text(Layout value) { return kLayouts.at(static_cast<std::size_t>(value)); }
std::string_view to_text(Font value) { return kFonts.at(static_cast<std::size_t>(value)); }
std::string_view to_text(Corners value) { return kCorners.at(static_cast<std::size_t>(value)); }
std::string_view to_text(Density value) { return kDensities.at(static_cast<std::size_t>(value)); }
std::optional<Logins> parse_logins(std::string_view text) { return parse<Logins>(kLogins, text); }
std::optional<NameCheck> parse_name_check(std::string_view text) { return parse<NameCheck>(kNameChecks, text); }
std::optional<FieldRule> parse_field_rule(std::string_view text) { return parse<FieldRule>(kFieldRules, text); }
std::optional<PaidRule> parse_paid_rule(std::string_view text) { return parse<PaidRule>(kPaidRules, text); }
std::optional<Layout> parse_layout(std::string_view text) { return parse<Layout>(kLayouts, text); }
std::optional<Font> parse_font(std::string_view text) { return parse<Font>(kFonts, text); }
std::optional<Corners> parse_corners(std::string_view text) { return parse<Corners>(kCorners, text); }
std::optional<Density> parse_density(std::string_view text) { return parse<Density>(kDensities, text); }

bool may(Role role, const Permission& permission) {
    return std::ranges::find(permission.roles, role) != permission.roles.end();
}

std::optional<Instant> ChangeRule::until(Instant starts_at) const {
    switch (rule) {
        case Rule::always: return starts_at;
        case Rule::before: return starts_at - before;
        case Rule::never: break;
    }
    return std::nullopt;
}

// "pt-BR" is answered by "pt" when there is no closer one (RFC 4647, lookup).
const std::string& Text::in(std::string_view language) const {
    while (!language.empty()) {
        if (const auto found = translations.find(language); found != translations.end()) return found->second;
        const auto cut = language.rfind('-');
        language = language.substr(0, cut == language.npos ? 0 : cut);
    }
    return fallback;
}

bool is_slug(std::string_view text) {
    if (text.size() < 2 || text.size() > 40 || text.front() == '-' || text.back() == '-') return false;
    if (!std::ranges::all_of(text, [](char c) { return is_lower(c) || is_digit(c) || c == '-'; })) return false;
    return std::ranges::find(kReserved, text) == kReserved.end();
}

std::string slug_of(std::string_view written) {
    std::string out;
    if (!base::is_clean_text(written)) return out;
    for (auto& word : base::search_words(written)) {
        std::erase_if(word, [](char c) { return !is_lower(c) && !is_digit(c); });
        if (word.empty()) continue;
        if (!out.empty()) out += '-';
        out += word;
    }
    return out;
}

bool is_colour(std::string_view text) {
    const auto is_hex = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); };
    return text.size() == 7 && text.front() == '#' && std::ranges::all_of(text.substr(1), is_hex);
}

Result<BusinessId> create(db::Tx& tx, const Clock& clock, const Business& draft) {
    if (auto wrong = wrong_fields(draft); !wrong.empty())
        return std::unexpected(Error{Fault::invalid, "form.invalid", {}, std::move(wrong)});
    const auto id = base::make_id<BusinessId>();
    if (!insert(tx, id, clock.now(), draft)) return base::conflict("business.slug_taken");
    return id;
}

Result<void> set_branding(db::Tx& tx, BusinessId id, const Branding& branding) {
    auto business = find(tx, id);
    CHECK(business);
    business->accent_colour = branding.accent_colour;
    business->tagline = branding.tagline;
    business->cancellation_policy = branding.cancellation_policy;
    business->privacy_url = branding.privacy_url;
    business->address = branding.address;
    business->phone = branding.phone;
    business->email = branding.email;
    if (auto wrong = wrong_fields(*business); !wrong.empty())
        return std::unexpected(Error{Fault::invalid, "form.invalid", {}, std::move(wrong)});
    update_settings(tx, id, *business);
    return {};
}

}  // namespace businesses
