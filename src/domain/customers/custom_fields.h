// Custom fields: what a business notes about its customers besides the fields that everybody has (FEATURES 5.25). The
// fields are described here and changed by the owners; what is noted of one customer is in custom_values.h.
#pragma once

#include "customers/customer.h"

#include <set>

using CustomFieldId = base::Id<struct CustomFieldTag>;

namespace customers {

inline constexpr int kMostCustomFields = 30;  // of a business
inline constexpr std::size_t kMostCustomOptions = 50;
// In code points.
inline constexpr std::size_t kLongestCustomLabel = 100, kLongestCustomHelp = 300, kLongestCustomOption = 100,
                             kLongestCustomLine = 200, kLongestCustomText = 4000, kLongestCustomNumber = 30;

// Those of the staff whom a field is for; each is a part of the one before.
enum class Circle { everybody, managers, owners };

struct CustomField {
    enum class Kind { text, long_text, number, date, choice, yes_no };
    // Of a choice.
    struct Option {
        std::string key;  // kept when the name changes
        businesses::Text name;
    };

    CustomFieldId id{};
    Kind kind = Kind::text;
    businesses::Text label{}, help{};
    std::vector<Option> options{};
    bool required = false;  // of customers; staff may leave it empty
    // Everybody who sees an appointment; whoever manages customers; owners. Only the last two may change it.
    Circle seen_by = Circle::managers, changed_by = Circle::managers;
    bool asked_online = false;  // customers are asked for it when they book
    bool in_profile = false;    // customers see and change it in their profile
    int position = 0;
    std::int64_t version = 1;

    bool is_seen_by(Circle who) const { return seen_by <= who; }
    bool is_changed_by(Circle who) const { return changed_by <= who && is_seen_by(who); }
    // The name under which forms send it and errors tell of it: "custom_ID".
    std::string form_name() const;
};
std::string_view to_text(CustomField::Kind kind);
std::optional<CustomField::Kind> parse_custom_kind(std::string_view text);
std::string_view to_text(Circle circle);
std::optional<Circle> parse_circle(std::string_view text);

// By position.
std::vector<CustomField> list_custom_fields(db::Session& session, BusinessId business);
// How many customers have something in it, counted up to 10,000.
std::int64_t count_custom_values(db::Session& session, BusinessId business, CustomFieldId field);

// Each verb records an activity of the log "customer_fields" with the field as subject.
//
// Errors of all: not_found custom_field.unknown. Wrong fields are invalid form.invalid, named as the members of
// CustomField; those of an option's name are option_KEY.

// Behind all others. Options without a name are left out; those without a key get one. Of the draft id, position and
// version are not read. Errors: conflict custom_field.too_many {max}.
Result<CustomFieldId> create_custom_field(db::Tx& tx, const Context& context, BusinessId business,
                                          const CustomField& draft, activity::Actor actor);
// To what was typed into a form that was drawn from `typed.version`. Kind and position stay. Whoever had an option that
// is taken away has nothing there any more. Errors: conflict custom_field.changed_meanwhile.
Result<void> change_custom_field(db::Tx& tx, const Context& context, BusinessId business, const CustomField& typed,
                                 activity::Actor actor);
// Before another one or behind all.
Result<void> move_custom_field(db::Tx& tx, const Context& context, BusinessId business, CustomFieldId id,
                               std::optional<CustomFieldId> before, activity::Actor actor);
// With everything that is noted in it; returns of how many customers.
Result<std::int64_t> delete_custom_field(db::Tx& tx, const Context& context, BusinessId business, CustomFieldId id,
                                         activity::Actor actor);

// Its activities.
void add_custom_fields(activity::Registry& registry);

}  // namespace customers
