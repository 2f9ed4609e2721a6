#include "http/json.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace http {
namespace {

using nlohmann::json;

constexpr std::size_t kShownName = 100;  // bytes of a member's name that an answer repeats

// Builds the document and sees what nlohmann's own builder lets pass: depth and repeated members.
class Builder : public nlohmann::json_sax<json> {
public:
    explicit Builder(JsonLimits limits) : limits_(limits) {}

    bool null() override { return put(nullptr); }
    bool boolean(bool value) override { return put(value); }
    bool number_integer(number_integer_t value) override { return put(value); }
    bool number_unsigned(number_unsigned_t value) override { return put(value); }
    bool number_float(number_float_t value, const string_t&) override { return put(value); }
    bool string(string_t& value) override { return put(std::move(value)); }
    bool binary(binary_t&) override { return false; }
    bool start_object(std::size_t) override { return open(json::object()); }
    bool end_object() override { return close(); }
    bool start_array(std::size_t) override { return open(json::array()); }
    bool end_array() override { return close(); }

    bool key(string_t& name) override {
        names_.back() = name;
        if (!open_.back()->contains(name)) return true;
        error_ = {Fault::invalid, "fields.invalid", {}, {{path(), "field.duplicate", {}}}};
        return false;
    }

    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
        error_ = {Fault::invalid, "json.invalid", {{"position", std::to_string(position)}}, {}};
        return false;
    }

    json document;
    const Error& error() const { return error_; }

private:
    json* place(json&& value) {
        if (open_.empty()) {
            document = std::move(value);
            return &document;
        }
        auto& parent = *open_.back();
        if (parent.is_array()) return &parent.emplace_back(std::move(value));
        return &(parent[names_.back()] = std::move(value));
    }
    bool put(json&& value) {
        place(std::move(value));
        return true;
    }
    // Pointers to what is open stay good: a container only grows again after what it holds is closed.
    bool open(json&& empty) {
        if (open_.size() == limits_.depth) {
            error_ = {Fault::invalid, "json.too_deep", {{"limit", std::to_string(limits_.depth)}}, {}};
            return false;
        }
        open_.push_back(place(std::move(empty)));
        names_.emplace_back();
        return true;
    }
    bool close() {
        open_.pop_back();
        names_.pop_back();
        return true;
    }
    std::string path() const {
        std::string out;
        for (const auto& name : names_) {
            if (!out.empty() && !name.empty()) out += '.';
            out += name.substr(0, kShownName);
        }
        return out;
    }

    JsonLimits limits_;
    Error error_;
    std::vector<json*> open_;
    std::vector<std::string> names_;  // of the members that are being read, one for each that is open
};

}  // namespace

Result<json> parse_json(std::string_view text, JsonLimits limits) {
    if (text.size() > limits.bytes) return base::invalid("json.too_large", {{"limit", std::to_string(limits.bytes)}});
    // nlohmann's lexer takes a NUL for the end and would not see what comes after it.
    if (const auto nul = text.find('\0'); nul != std::string_view::npos)
        return base::invalid("json.invalid", {{"position", std::to_string(nul + 1)}});
    Builder builder(limits);
    // nlohmann's parser holds no recursion, so depth costs no stack.
    if (!json::sax_parse(text, &builder)) return std::unexpected(builder.error());
    return std::move(builder.document);
}

bool is_json(std::string_view content_type) {
    auto type = content_type.substr(0, content_type.find(';'));
    while (type.ends_with(' ') || type.ends_with('\t')) type.remove_suffix(1);
    constexpr std::string_view wanted = "application/json";
    return std::ranges::equal(type, wanted, {},
                              [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
}

void FieldErrors::add(std::string field, std::string code,
                      std::vector<std::pair<std::string, std::string>> parameters) {
    if (found_.size() < kMost) found_.push_back({std::move(field), std::move(code), std::move(parameters)});
}

bool FieldErrors::names(std::string_view field) const {
    return std::ranges::find(found_, field, &FieldError::field) != found_.end();
}

std::unexpected<Error> FieldErrors::refusal() && {
    return std::unexpected(Error{Fault::invalid, "fields.invalid", {}, std::move(found_)});
}

JsonObject::JsonObject(const json& value, FieldErrors& errors, std::string path)
    : value_(value.is_object() ? &value : nullptr), errors_(errors), path_(std::move(path)) {
    if (!value_ && !value.is_discarded()) errors_.add(path_, "field.type", {{"expected", "object"}});
}

const json* JsonObject::find(std::string_view name) {
    asked_.emplace(name);
    if (!value_) return nullptr;
    const auto found = value_->find(name);
    return found == value_->end() || found->is_null() ? nullptr : &*found;
}

std::optional<std::string> JsonObject::required_text(std::string_view name, std::size_t longest) {
    const auto* const value = find(name);
    if (value && !(value->is_string() && base::is_clean_text(value->get_ref<const std::string&>()) &&
                   base::normalised(value->get_ref<const std::string&>()).empty()))
        return text(name, longest);
    if (value_) add(name, "field.required");
    return std::nullopt;
}

std::optional<std::string> JsonObject::text(std::string_view name, std::size_t longest, bool lines) {
    const auto* const value = find(name);
    if (!value) return std::nullopt;
    return clean_text(*value, name, longest, lines);
}

const json* JsonObject::find_array(std::string_view name, std::size_t most) {
    const auto* const value = find(name);
    if (!value) return nullptr;
    if (!value->is_array()) {
        add(name, "field.type", {{"expected", "array"}});
        return nullptr;
    }
    if (value->size() <= most) return value;
    add(name, "field.too_many", {{"max", std::to_string(most)}});
    return nullptr;
}

std::vector<std::string> JsonObject::texts(std::string_view name, std::size_t most, std::size_t longest, bool lines) {
    std::vector<std::string> out;
    if (const auto* const array = find_array(name, most))
        for (const auto& item : *array)
            if (auto text = clean_text(item, name, longest, lines)) out.push_back(*std::move(text));
    return out;
}

std::vector<int> JsonObject::integers(std::string_view name, std::size_t most, int least, int greatest) {
    std::vector<int> out;
    const auto* const array = find_array(name, most);
    if (!array) return out;
    for (const auto& item : *array) {
        if (!item.is_number_integer()) {
            add(name, "field.type", {{"expected", "integer"}});
            return {};
        }
        const auto number = item.is_number_unsigned() && item.get<std::uint64_t>() > std::uint64_t{INT32_MAX}
                                ? std::int64_t{INT32_MAX} + 1
                                : item.get<std::int64_t>();
        if (number < least || number > greatest) {
            add(name, "field.invalid");
            return {};
        }
        out.push_back(static_cast<int>(number));
    }
    return out;
}

std::optional<bool> JsonObject::flag(std::string_view name) {
    const auto* const value = find(name);
    if (!value) return std::nullopt;
    if (value->is_boolean()) return value->get<bool>();
    add(name, "field.type", {{"expected", "boolean"}});
    return std::nullopt;
}

bool JsonObject::has(std::string_view name) const { return value_ && value_->contains(name); }

std::vector<JsonObject> JsonObject::objects(std::string_view name, std::size_t most) {
    std::vector<JsonObject> out;
    if (const auto* const array = find_array(name, most))
        for (const auto& item : *array) out.push_back({item, errors_, fmt::format("{}.{}", path_of(name), out.size())});
    return out;
}

std::optional<std::string> JsonObject::clean_text(const json& value, std::string_view name, std::size_t longest,
                                                  bool lines) {
    if (!value.is_string()) {
        add(name, "field.type", {{"expected", "string"}});
        return std::nullopt;
    }
    const auto& typed = value.get_ref<const std::string&>();
    if (!base::is_clean_text(typed)) {
        add(name, "field.not_clean");
        return std::nullopt;
    }
    auto clean = base::normalised(typed);
    if (!lines && clean.find_first_of("\t\r\n") != std::string::npos) {
        add(name, "field.not_clean");
        return std::nullopt;
    }
    if (base::length(clean) > longest) {
        add(name, "field.too_long", {{"limit", std::to_string(longest)}});
        return std::nullopt;
    }
    if (clean.empty()) return std::nullopt;
    return clean;
}

JsonObject JsonObject::object(std::string_view name) {
    const auto* const value = find(name);
    auto path = path_of(name);
    if (value) return {*value, errors_, std::move(path)};
    if (value_) add(name, "field.required");
    return {json(json::value_t::discarded), errors_, std::move(path)};
}

void JsonObject::refuse_others() {
    if (!value_) return;
    for (const auto& [name, value] : value_->items())
        if (!asked_.contains(name)) add(std::string_view(name).substr(0, kShownName), "field.unknown");
}

void JsonObject::add(std::string_view name, std::string code,
                     std::vector<std::pair<std::string, std::string>> parameters) {
    errors_.add(path_of(name), std::move(code), std::move(parameters));
}

bool JsonObject::is_refused(std::string_view name) const { return !value_ || errors_.names(path_of(name)); }

std::string JsonObject::path_of(std::string_view name) const {
    return path_.empty() ? std::string(name) : path_ + "." + std::string(name);
}

}  // namespace http
