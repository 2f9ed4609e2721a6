// Activities in plain words, for the change logs that staff read (FEATURES 5.24). Each feature registers one table of
// the types that it records, with their words and fields; record() refuses a type that no feature registered.
#pragma once

#include "activity/activity.h"
#include "base/msgid.h"
#include "i18n/i18n.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>

namespace activity {

// What is stored by a code or an id, by its name for people: `kind` "provider", keys are ids in decimal.
struct Names {
    using Load = std::map<std::string, std::string> (*)(db::Session&, BusinessId, i18n::Language);
    std::string kind;
    Load load;
};

// For whom activities are told. Names are loaded when the first of their kind is asked for.
class Reader {
public:
    Reader(db::Session& session, const Registry& registry, BusinessId business, i18n::Language reads, const Zone& at,
           std::vector<std::string> written)
        : language(reads),
          zone(at),
          languages(std::move(written)),
          session_(session),
          registry_(registry),
          business_(business) {}

    const i18n::Language language;
    const Zone zone;                           // the business's
    const std::vector<std::string> languages;  // the business's, its default first

    const Registry& registry() const { return registry_; }
    // Empty: no longer known.
    std::string named(std::string_view kind, const std::string& key) const;
    std::string named(std::string_view kind, std::int64_t id) const { return named(kind, std::to_string(id)); }
    std::string moment(Instant at) const;  // "4 December 2026 at 14:45"

private:
    db::Session& session_;
    const Registry& registry_;
    const BusinessId business_;
    mutable std::map<std::string, std::map<std::string, std::string>, std::less<>> names_;
};

// A value of a field as its feature says it; empty: as any value is said (plain_value).
using Say = std::function<std::string(const Reader&, const nlohmann::json& value)>;

// A member of "before" and "after" in an activity's data.
struct Field {
    std::string name;
    const char* words;  // null: not told
    Say say{};
    bool is_phone = false;
};

struct Type {
    std::string name;   // "booking.made"
    const char* words;  // what happened
    std::vector<Field> fields{};
    std::string log{};         // the business's own log that shows it (Log::name); empty: none
    bool only_fields = false;  // false: members that are no field of it are told too, by their names
    // Where what happened depends on the data: null, or instead of `words`.
    const char* (*words_of)(const nlohmann::json& data) = nullptr;
    // What it happened to, by name, where the log is not of one subject.
    std::string (*about)(const Reader&, const Recorded&, const nlohmann::json& data) = nullptr;
};

// One of the business's own logs, which show what staff changed in the business itself.
struct Log {
    std::string name;  // "settings"
    const char* words;
};

const Type* find_type(const Registry& registry, std::string_view name);
// The types of one log; without, of all logs.
std::vector<std::string_view> types_of(const Registry& registry, std::optional<std::string_view> log);

struct Change {
    std::string field;
    std::optional<std::string> before;
    std::string after;
    bool is_phone = false;
};
struct Told {
    Instant at;
    std::string who, what, about;
    std::vector<Change> changes;
};
Told tell(const Registry& registry, const Reader& reader, const Recorded& activity);

// Any value, where its field has no words of its own for it.
std::string plain_value(const Reader& reader, const nlohmann::json& value);

}  // namespace activity
