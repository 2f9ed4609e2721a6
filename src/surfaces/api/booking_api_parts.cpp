#include "api/booking_api_parts.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace api {

using namespace bookings;
namespace {

using Json = nlohmann::ordered_json;

std::string sentence(std::string_view code, const i18n::Parameters& parameters) {
    return i18n::message(i18n::Language::en, code, parameters);
}

Json to_json(const std::vector<FieldError>& fields) {
    auto out = Json::array();
    for (const auto& field : fields)
        out.push_back(
            {{"field", field.field}, {"code", field.code}, {"detail", sentence(field.code, field.parameters)}});
    return out;
}

}  // namespace

int status_of(const Error& error) {
    if (error.code == "json.too_large") return 413;
    // What cannot be read at all has no field to blame.
    if (error.code.starts_with("json.")) return 400;
    if (error.code == "request.not_json") return 415;
    if (error.code == "request.token_needed") return 401;
    return http::status_of(error.fault);
}

http::Response refused(const Error& error, std::string_view members) {
    auto more = members.empty() ? Json::object() : Json::parse(members);
    if (!error.fields.empty()) more["errors"] = to_json(error.fields);
    const auto status = status_of(error);
    auto response =
        http::problem(status, http::title_of(status), sentence(error.code, error.parameters), error.code,
                      more.empty() ? std::string() : more.dump(-1, ' ', false, Json::error_handler_t::replace));
    if (status == 401) response.set("WWW-Authenticate", "Bearer");
    return response;
}

http::Response open_to_all(http::Response response) {
    return std::move(response).set("Cache-Control", "no-cache").set("Access-Control-Allow-Origin", "*");
}

http::Response for_one(http::Response response) { return std::move(response).set("Cache-Control", "no-store"); }

void refuse_other_parameters(const http::Form& query, std::initializer_list<std::string_view> known,
                             http::FieldErrors& errors) {
    constexpr std::size_t kShownName = 100;
    const auto& pairs = query.pairs();
    for (auto each = pairs.begin(); each != pairs.end(); ++each) {
        const auto is_same = [&](const auto& other) { return other.first == each->first; };
        if (std::ranges::find(known, each->first) == known.end())
            errors.add(each->first.substr(0, kShownName), "field.unknown");
        else if (std::any_of(pairs.begin(), each, is_same))
            errors.add(each->first, "field.duplicate");
    }
}

Json money_json(const Money& money) { return {{"amount", money.amount}, {"currency", money.currency}}; }

}  // namespace api
