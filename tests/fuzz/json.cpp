// Bodies of the API.
#include "http/json.h"
#include "fuzz/fuzz.h"

#include <nlohmann/json.hpp>

namespace {

using nlohmann::json;

std::size_t depth(const json& value) {
    std::size_t deepest = 0;
    if (value.is_structured())
        for (const auto& each : value) deepest = std::max(deepest, depth(each));
    return value.is_structured() ? deepest + 1 : 0;
}

void check(const std::optional<std::string>& text, std::size_t longest) {
    if (text) CHECK(!text->empty() && *text == base::normalised(*text) && base::length(*text) <= longest);
}

void read_fields(const json& document) {
    http::FieldErrors errors;
    http::JsonObject body(document, errors);
    check(body.required_text("name", 10), 10);
    check(body.text("note", 100, true), 100);
    auto customer = body.object("customer");
    check(customer.text("email", 20), 20);
    customer.refuse_others();
    body.refuse_others();
    if (!errors.empty()) CHECK(std::move(errors).refusal().error().fields.size() <= http::FieldErrors::kMost + 1);
}

}  // namespace

void fuzz(std::string_view bytes) {
    constexpr http::JsonLimits limits;
    const auto document = http::parse_json(bytes, limits);
    http::is_json(bytes);
    if (!document) return;
    CHECK(depth(*document) <= limits.depth);
    const auto again = http::parse_json(document->dump(), {1024 * 1024, limits.depth});
    CHECK(again && *again == *document);
    read_fields(*document);
}
