// Reading JSON from outside (RFC 8259), strictly: what is not understood is refused, never guessed at or skipped.
#pragma once

#include "base/base.h"

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace http {

struct JsonLimits {
    std::size_t bytes = 64 * 1024;
    std::size_t depth = 8;  // an object or list within another counts one
};

// The document. Numbers that fit no double, unpaired surrogates (\ud800), broken UTF-8 and anything after the value are
// refused. Errors: invalid json.too_large {limit}, json.too_deep {limit}, json.invalid {position}; and field.duplicate
// with the member in `fields`.
Result<nlohmann::json> parse_json(std::string_view text, JsonLimits limits = {});

// The first line of RFC 9110 8.3.1 for a body of JSON: "application/json", with any parameters.
bool is_json(std::string_view content_type);

// What was wrong, in the order it was met; more than kMost are counted out, so that no answer outgrows its question.
class FieldErrors {
public:
    static constexpr std::size_t kMost = 20;

    void add(std::string field, std::string code, std::vector<std::pair<std::string, std::string>> parameters = {});
    bool empty() const { return found_.empty(); }
    bool names(std::string_view field) const;
    // invalid fields.invalid with what was collected.
    std::unexpected<Error> refusal() &&;

private:
    std::vector<FieldError> found_;
};

// The members of one object. Each getter that finds something wrong adds a FieldError named by the member's path
// ("customer.email") and gives nothing; null counts as absent.
class JsonObject {
public:
    // Anything but an object: field.type at `path`, and every getter then finds nothing and adds nothing.
    JsonObject(const nlohmann::json& value, FieldErrors& errors, std::string path = {});

    // field.required where it is absent or only white space.
    std::optional<std::string> required_text(std::string_view name, std::size_t longest);
    // Normalised; nullopt where it is absent or empty. field.type, field.too_long {limit} (code points),
    // field.not_clean: control characters, among them tabs and line breaks unless `lines` are allowed.
    std::optional<std::string> text(std::string_view name, std::size_t longest, bool lines = false);
    // An array of texts, each as of text(); empty where it is absent. field.type; field.too_many {max}.
    std::vector<std::string> texts(std::string_view name, std::size_t most, std::size_t longest, bool lines = false);
    // An array of whole numbers, each from `least` to `greatest`; empty where it is absent. field.type; field.invalid;
    // field.too_many {max}.
    std::vector<int> integers(std::string_view name, std::size_t most, int least, int greatest);
    // An array of objects; empty where it is absent. field.type; field.too_many {max}.
    std::vector<JsonObject> objects(std::string_view name, std::size_t most);
    // Nullopt where it is absent. field.type.
    std::optional<bool> flag(std::string_view name);
    // Whether it is there, be it null.
    bool has(std::string_view name) const;
    // A required object.
    JsonObject object(std::string_view name);
    // Every member that no getter asked for is field.unknown. Called once, last.
    void refuse_others();

    void add(std::string_view name, std::string code, std::vector<std::pair<std::string, std::string>> parameters = {});
    // Whether something is wrong with that member already, or with the object as a whole.
    bool is_refused(std::string_view name) const;

private:
    std::string path_of(std::string_view name) const;
    const nlohmann::json* find(std::string_view name);
    const nlohmann::json* find_array(std::string_view name, std::size_t most);
    std::optional<std::string> clean_text(const nlohmann::json& value, std::string_view name, std::size_t longest,
                                          bool lines);

    const nlohmann::json* value_;  // null: not an object
    FieldErrors& errors_;
    std::string path_;
    std::set<std::string, std::less<>> asked_;
};

}  // namespace http
