#include "api/reading.h"

#include "api/booking_api_parts.h"
#include "catalog/extra_field_editing.h"
#include "customers/details.h"
#include "http/proxy.h"
#include "http/wire.h"

#include <algorithm>

namespace api {

using bookings::Once;
using bookings::Wish;
using businesses::FieldRule;
using customers::kLongestEmail;
using customers::kLongestName;
using customers::kLongestPhone;
using pages::Environment;
namespace {

// "nb" of "nb-NO" and "NB_no".
std::string main_subtag(std::string_view tag) { return http::lower_case(tag.substr(0, tag.find_first_of("-_"))); }

// One that the business writes: the wanted one, else a relative of it, else the business's first. Programs send the
// language of a phone, and nobody should go without an appointment for it.
std::string read_language(http::JsonObject& customer, const businesses::Business& business) {
    const auto& written = business.languages;
    const auto wanted = customer.text("language", kLongestWord).value_or("");
    const auto same = std::ranges::find(written, wanted);
    if (same != written.end()) return *same;
    const auto related = std::ranges::find(written, main_subtag(wanted), main_subtag);
    return related != written.end() ? *related : written.front();
}

// Nothing where the business does not ask for it: the member is then one that nobody knows.
std::optional<std::string> asked_text(http::JsonObject& object, std::string_view name, std::size_t longest,
                                      FieldRule rule, bool lines = false) {
    if (rule == FieldRule::hidden) return std::nullopt;
    if (rule == FieldRule::required && !lines) return object.required_text(name, longest);
    auto text = object.text(name, longest, lines);
    if (rule == FieldRule::required && !text) object.add(name, "field.required");
    return text;
}

void read_add_ons(http::JsonObject& object, Wish& wish) {
    for (const auto& typed : object.texts("add_ons", bookings::kMostAddOnsChosen, kLongestWord)) {
        const auto id = base::parse_id<catalog::AddOnId>(typed);
        if (!id) return object.add("add_ons", "field.invalid");
        wish.add_ons.push_back(*id);
    }
}

// Nobody signs in here: a client is who holds a booking's token, else the network that asks. Keys need not be hard to
// guess, so one that two clients use is two keys.
std::string client_of(const http::Request& request) {
    if (const auto token = http::bearer(request); !token.empty()) return fmt::format("bearer:{}", token);
    return "network:" + http::network_of(request.address);
}

}  // namespace

Error of_field(std::string field, Error error) {
    return {
        Fault::invalid, "fields.invalid", {}, {{std::move(field), std::move(error.code), std::move(error.parameters)}}};
}

Result<nlohmann::json> read_body(const http::Request& request) {
    http::FieldErrors errors;
    refuse_other_parameters(request.query, {}, errors);
    if (!errors.empty()) return std::move(errors).refusal();
    if (!http::is_json(request.header("content-type"))) return base::invalid("request.not_json");
    return http::parse_json(request.body);
}

// No body, or an empty object.
Result<void> read_nothing(const http::Request& request) {
    if (request.body.empty() && request.form.pairs().empty() && request.query.pairs().empty()) return {};
    const auto body = read_body(request);
    if (!body) return std::unexpected(body.error());
    http::FieldErrors errors;
    http::JsonObject(*body, errors).refuse_others();
    if (!errors.empty()) return std::move(errors).refusal();
    return {};
}

Instant read_start(http::JsonObject& object) {
    const auto typed = object.required_text("start", kLongestWord);
    if (!typed) return {};
    const auto start = base::parse_instant(*typed);
    if (!start) object.add("start", "time.invalid");
    return start.value_or(Instant{});
}

// {"field": "...", "values": ["..."]} for each; of a file no value can be sent here.
void read_answers(http::JsonObject& object, Wish& wish) {
    constexpr std::size_t kMostValues = 50;
    for (auto& each : object.objects("answers", catalog::kMostExtraFields)) {
        const auto field = as_id<catalog::ExtraFieldId>(each, "field", each.required_text("field", kLongestWord));
        auto values = each.texts("values", kMostValues, catalog::kLongestAnswer, true);
        each.refuse_others();
        if (field) wish.answers.values[*field] = std::move(values);
    }
}

void read_what(http::JsonObject& object, Wish& wish) {
    wish.service_id =
        as_id<ServiceId>(object, "service", object.required_text("service", kLongestWord)).value_or(ServiceId{});
    if (const auto typed = object.required_text("provider", kLongestWord); typed && *typed != "any")
        wish.provider_id = as_id<ProviderId>(object, "provider", typed);
    wish.location_id = read_id<LocationId>(object, "location");
    wish.starts_at = read_start(object);
    read_add_ons(object, wish);
    read_answers(object, wish);
}

// What JSON itself has wrong is refused by its reader, and not once more as missing.
customers::Details read_customer(http::JsonObject customer, const businesses::Business& business) {
    const auto& settings = business.customer;
    const auto read = [&](std::string_view name, std::size_t longest, FieldRule rule) {
        return rule == FieldRule::hidden ? std::string() : customer.text(name, longest).value_or("");
    };
    customers::TypedDetails typed;
    typed.country = business.country;
    typed.name = read("name", kLongestName, FieldRule::required);
    typed.surname = read("surname", kLongestName, settings.surname_field);
    typed.email = read("email", kLongestEmail, FieldRule::required);
    typed.phone = read("phone", kLongestPhone, settings.phone_field);
    std::vector<FieldError> wrong;
    customers::FieldCheck check(wrong);
    auto out = customers::read_details(typed, settings, read_language(customer, business), check);
    for (auto& each : wrong)
        if (!customer.is_refused(each.field)) customer.add(each.field, each.code, each.parameters);
    customer.refuse_others();
    return out;
}

void read_who(http::JsonObject& object, const businesses::Business& business, Wish& wish) {
    wish.details = read_customer(object.object("customer"), business);
    wish.note = asked_text(object, "note", kLongestNote, business.customer.note_field, true).value_or("");
    wish.actor = {activity::ActorKind::visitor, 0};
    wish.source = bookings::Source::api;
}

Result<std::optional<Once>> read_once(const http::Request& request, const Environment& environment) {
    const auto sent =
        std::ranges::any_of(request.headers, [](const auto& header) { return header.first == "idempotency-key"; });
    if (!sent) return std::nullopt;
    const auto key = request.header("idempotency-key");
    const auto is_visible = [](char c) { return c > ' ' && c < 0x7f; };
    if (key.empty() || key.size() > bookings::kLongestKey || !std::ranges::all_of(key, is_visible))
        return std::unexpected(of_field("Idempotency-Key", {Fault::invalid, "idempotency.key_invalid", {}, {}}));
    return Once(environment.secret, client_of(request), key,
                fmt::format("{} {}\n{}", http::to_text(request.method), request.raw_path(), request.body));
}

http::Response answered(const Answer& answer, int status) {
    auto response = http::json(answer.body, status);
    if (answer.is_replay) response.set("Idempotent-Replay", "true");
    return response;
}

}  // namespace api
