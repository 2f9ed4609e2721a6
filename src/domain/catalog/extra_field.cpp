#include "catalog/extra_field.h"

#include "businesses/checking.h"
#include "catalog/extra_field_store.h"

#include <algorithm>

namespace catalog {
namespace {

using businesses::Checking;
using businesses::Text;
using Kind = ExtraField::Kind;

constexpr std::array<std::string_view, 7> kKinds{"text", "long_text", "choice", "choices", "yes_no", "date", "file"};
constexpr std::chrono::year kFirstYear{1900}, kLastYear{2200};

const std::vector<std::string>& values_of(const Given& given, ExtraFieldId id) {
    static const std::vector<std::string> none;
    const auto found = given.find(id);
    return found == given.end() ? none : found->second;
}

// No circles: the verbs refuse them, and what is asked about twice is taken as not shown.
class Showing {
public:
    Showing(const std::vector<const ExtraField*>& asked, const Given& given) : asked_(asked), given_(given) {}

    bool shows(const ExtraField& field) {
        if (!field.condition) return true;
        const auto [known, is_new] = shown_.try_emplace(field.id, false);
        if (!is_new) return known->second;
        const auto other =
            std::ranges::find_if(asked_, [&](const ExtraField* each) { return each->id == field.condition->field; });
        if (other == asked_.end() || !shows(**other)) return false;
        const auto& values = values_of(given_, (*other)->id);
        return shown_[field.id] = std::ranges::find(values, field.condition->value) != values.end();
    }

private:
    const std::vector<const ExtraField*>& asked_;
    const Given& given_;
    std::map<ExtraFieldId, bool> shown_;
};

bool is_day(std::string_view text) {
    const auto day = base::parse_day(text);
    if (!day) return false;
    const auto year = std::chrono::year_month_day{*day}.year();
    return kFirstYear <= year && year <= kLastYear;
}

// The keys in the order of the options, each once.
std::string chosen_keys(const ExtraField& field, const std::vector<std::string>& values) {
    std::string out;
    for (const auto& option : field.options)
        if (std::ranges::find(values, option.key) != values.end()) out += (out.empty() ? "" : "\n") + option.key;
    return out;
}

std::string read_value(const ExtraField& field, const std::vector<std::string>& values, Checking& check) {
    const auto name = field.form_name();
    std::vector<std::string> given;
    for (const auto& value : values)
        if (!value.empty()) given.push_back(value);
    if (field.has_options() || field.kind == Kind::yes_no) {
        const bool fits = std::ranges::all_of(given, [&](const auto& value) { return field.has_value(value); });
        if (!fits || (field.kind != Kind::choices && given.size() > 1)) check.refuse(name, "field.invalid");
        if (!field.has_options()) return given.empty() ? std::string() : given.front();
        return chosen_keys(field, given);
    }
    auto value = given.empty() ? std::string() : given.front();
    const bool is_long = field.kind == Kind::long_text;
    check.text(name, value, is_long ? kLongestAnswer : kLongestLine,
               is_long ? Checking::Lines::many : Checking::Lines::one);
    if (field.kind == Kind::date && !value.empty() && !is_day(value)) check.refuse(name, "field.date");
    return value;
}

Text told_of(const ExtraField& field, const std::string& value) {
    if (!field.has_options()) return {value, {}};
    std::vector<const Text*> names;
    std::set<std::string> tags;
    for (const auto& option : field.options)
        if (const auto lines = "\n" + value + "\n"; lines.find("\n" + option.key + "\n") != lines.npos) {
            names.push_back(&option.name);
            for (const auto& [tag, translation] : option.name.translations) tags.insert(tag);
        }
    const auto joined = [&](std::string_view tag) {
        std::string out;
        for (const auto* name : names) out += (out.empty() ? "" : ", ") + name->in(tag);
        return out;
    };
    Text out{joined(""), {}};
    for (const auto& tag : tags) out.translations.emplace(tag, joined(tag));
    return out;
}

}  // namespace

std::string_view to_text(Kind kind) { return kKinds.at(static_cast<std::size_t>(kind)); }

std::optional<Kind> parse_extra_field_kind(std::string_view text) {
    const auto found = std::ranges::find(kKinds, text);
    return found == kKinds.end() ? std::nullopt : std::optional(static_cast<Kind>(found - kKinds.begin()));
}

bool ExtraField::has_value(std::string_view value) const {
    if (kind == Kind::yes_no) return value == "yes" || value == "no";
    return has_options() && std::ranges::find(options, value, &Option::key) != options.end();
}

bool ExtraField::is_asked_for(ServiceId service) const {
    return active && (all_services || std::ranges::binary_search(services, service));
}

std::string ExtraField::form_name() const { return "field_" + base::to_text(id); }

std::vector<ExtraField> list_extra_fields(db::Session& session, BusinessId business) {
    return store::list_extra_fields(session, business);
}

std::vector<const ExtraField*> fields_of(const std::vector<ExtraField>& all, ServiceId service) {
    std::vector<const ExtraField*> out;
    for (const auto& field : all)
        if (field.is_asked_for(service)) out.push_back(&field);
    return out;
}

std::vector<const ExtraField*> shown_of(const std::vector<const ExtraField*>& asked, const Given& given) {
    Showing showing(asked, given);
    auto out = asked;
    std::erase_if(out, [&](const ExtraField* field) { return !showing.shows(*field); });
    return out;
}

std::vector<const ExtraField*> missing_of(const std::vector<const ExtraField*>& asked, const Given& given) {
    auto out = shown_of(asked, given);
    std::erase_if(out, [&](const ExtraField* field) {
        const auto& values = values_of(given, field->id);
        return !field->required || std::ranges::any_of(values, [](const auto& value) { return !value.empty(); });
    });
    return out;
}

Result<std::vector<Answer>> answers_of(const std::vector<const ExtraField*>& asked, const Given& given, bool required) {
    Checking check;
    std::vector<Answer> out;
    for (const auto* field : shown_of(asked, given)) {
        auto value = read_value(*field, values_of(given, field->id), check);
        if (required && field->required) check.required(field->form_name(), value);
        if (value.empty()) continue;
        auto told = told_of(*field, value);
        out.push_back({*field, std::move(value), std::move(told)});
    }
    if (const auto fine = std::move(check).result(); !fine) return std::unexpected(fine.error());
    return out;
}

}  // namespace catalog
