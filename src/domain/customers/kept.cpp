#include "customers/kept.h"

#include "customers/fields.h"

#include <nlohmann/json.hpp>

namespace customers {
namespace {

using nlohmann::json;

json kept(const std::string& value) { return value; }
json kept(const std::optional<std::string>& value) { return value ? json(*value) : json(); }
json kept(const std::optional<Day>& value) { return value ? json(base::to_text(*value)) : json(); }
json kept(bool value) { return value; }

void take_kept(std::string& to, const json& value) { to = value.get<std::string>(); }
void take_kept(std::optional<std::string>& to, const json& value) {
    if (!value.is_null()) to = value.get<std::string>();
}
void take_kept(std::optional<Day>& to, const json& value) {
    if (!value.is_null()) to = base::parse_day(value.get<std::string>());
}
void take_kept(bool& to, const json& value) { to = value.get<bool>(); }

}  // namespace

json kept_of(const Customer& customer) {
    json out{{"email_trouble", customer.email_trouble}};
    for_each_field([&](const auto& field) { out[std::string(field.name)] = kept(field.of(customer)); });
    return out;
}

Customer record_of(const json& data) {
    Customer out;
    for_each_field([&](const auto& field) {
        if (const auto value = data.find(std::string(field.name)); value != data.end())
            take_kept(field.of(out), *value);
    });
    out.email_trouble = data.value("email_trouble", std::string());
    return out;
}

}  // namespace customers
