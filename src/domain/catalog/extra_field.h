// What a business asks for at booking besides name and address (FEATURES 3.6): the fields, and what they make of an
// answer. What staff change of them is in extra_field_editing.h.
#pragma once

#include "catalog/catalog.h"

#include <map>
#include <set>

namespace catalog {

using ExtraFieldId = base::Id<struct ExtraFieldTag>;

inline constexpr std::size_t kLongestAnswer = 2000;  // of long_text
inline constexpr std::size_t kLongestLine = 200;     // of text

struct ExtraField {
    enum class Kind { text, long_text, choice, choices, yes_no, date, file };
    // Of choice (one of them) and choices (any of them).
    struct Option {
        std::string key;  // kept when the name changes
        businesses::Text name;
    };
    // The other field has the value: an option's key, "yes" or "no".
    struct Condition {
        ExtraFieldId field;
        std::string value;
        friend bool operator==(const Condition&, const Condition&) = default;
    };

    ExtraFieldId id;
    std::string key{};  // of its placeholder {{field_KEY}}: a-z, 0-9 and _
    Kind kind = Kind::text;
    businesses::Text label, help{};
    std::vector<Option> options{};
    bool required = false;
    bool all_services = true;
    std::vector<ServiceId> services{};  // where not all; by id
    std::optional<Condition> condition{};
    int position = 0;
    bool active = true;
    std::int64_t version = 1;  // grows with every change by staff

    bool has_options() const { return kind == Kind::choice || kind == Kind::choices; }
    // Whether others may be shown by what it is answered with.
    bool may_decide() const { return has_options() || kind == Kind::yes_no; }
    // One of its options, or yes or no; false of all other kinds.
    bool has_value(std::string_view value) const;
    bool is_asked_for(ServiceId service) const;
    // The name under which a form sends it and an error tells of it: "field_ID".
    std::string form_name() const;
};
std::string_view to_text(ExtraField::Kind kind);
std::optional<ExtraField::Kind> parse_extra_field_kind(std::string_view text);

// By position, switched-off ones too.
std::vector<ExtraField> list_extra_fields(db::Session& session, BusinessId business);

// What was typed: of choices any number of keys, of the others one value.
using Given = std::map<ExtraFieldId, std::vector<std::string>>;

// An answer that a field takes. `value`: the text, the keys of options with line ends between them, yes or no, a day
// as "2027-03-29", or a file's name. `told`: the same for reading; of a choice the names of what was chosen.
struct Answer {
    ExtraField field;
    std::string value;
    businesses::Text told;
};

// Those asked for the service, by position.
std::vector<const ExtraField*> fields_of(const std::vector<ExtraField>& all, ServiceId service);
// Of them those that are shown with these answers: without a condition, or where the field that it names is shown and
// has that value.
std::vector<const ExtraField*> shown_of(const std::vector<const ExtraField*>& asked, const Given& given);
// Of them those that are required and have no answer.
std::vector<const ExtraField*> missing_of(const std::vector<const ExtraField*>& asked, const Given& given);

// The answers that are kept, by position. What is not shown is neither asked for nor kept, nor is what is empty.
// `required`: whether an answer that a field requires may not be missing.
// Errors: invalid form.invalid with form_name()s: field.required, field.too_long {limit}, field.not_clean,
// field.invalid, field.date.
Result<std::vector<Answer>> answers_of(const std::vector<const ExtraField*>& asked, const Given& given, bool required);

}  // namespace catalog
