#include "catalog/writing.h"

namespace catalog {

using nlohmann::json;

json json_of(const businesses::Text& text) {
    json out{{"", text.fallback}};
    for (const auto& [tag, translation] : text.translations) out[tag] = translation;
    return out;
}

json json_of(const Money& money) { return json::array({money.amount, money.currency}); }

void keep_changes(json& before, json& after) {
    const auto all = before;
    for (const auto& [name, value] : all.items())
        if (after[name] == value) {
            before.erase(name);
            after.erase(name);
        }
}

void record(db::Tx& tx, const activity::Context& context, BusinessId business, std::string_view type,
            std::int64_t subject, activity::Actor actor, const businesses::Text& name, json data) {
    data["name"] = name.fallback;
    activity::record(tx, context.registry, business, context.clock.now(), {type, subject, actor, data.dump()});
}

void check_name(businesses::Checking& check, businesses::Text& name) {
    check.text("name", name, kLongestName);
    check.required("name", name.fallback);
}

void check_price(businesses::Checking& check, std::string_view field, std::int64_t amount) {
    if (amount < 0 || amount > kHighestPrice) check.refuse(field, "field.price", {{"example", "450"}});
}

std::string currency_of(db::Session& session, BusinessId business) {
    const auto found = businesses::find(session, business);
    CHECK(found);
    return found->currency;
}

}  // namespace catalog
