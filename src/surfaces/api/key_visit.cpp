#include "api/key_visit.h"

#include "api/booking_api_parts.h"
#include "pages/form.h"

namespace api {
namespace {

constexpr std::size_t kMacLetters = 20;

std::string mac_of(const KeyVisit& visit, std::string_view question, std::string_view after) {
    const auto text = fmt::format("cursor 1:{}:{}:{}:{}", visit.business().id.value, question.size(), question, after);
    return base::keyed_hash(visit.environment.secret, text).substr(0, kMacLetters);
}

}  // namespace

void register_areas(activity::Registry& registry) {
    registry.add(std::vector<api_keys::Area>{kCustomers, kBookings, kActivity});
}

std::string make_cursor(const KeyVisit& visit, std::string_view question, std::int64_t after) {
    const auto id = base::id_text(after);
    return fmt::format("{}.{}", id, mac_of(visit, question, id));
}

std::optional<std::int64_t> read_cursor(const KeyVisit& visit, std::string_view question, std::string_view cursor) {
    const auto dot = cursor.find('.');
    if (dot == cursor.npos) return std::nullopt;
    const auto id = cursor.substr(0, dot);
    if (!base::equal_in_constant_time(cursor.substr(dot + 1), mac_of(visit, question, id))) return std::nullopt;
    return base::id_value(id);
}

std::optional<std::int64_t> read_after(const KeyVisit& visit, std::string_view question, http::FieldErrors& errors) {
    const auto typed = visit.request.query.find("after");
    if (!typed) return std::nullopt;
    const auto after = read_cursor(visit, question, *typed);
    if (!after) errors.add("after", "field.invalid");
    return after;
}

int read_limit(const http::Form& query, http::FieldErrors& errors) {
    const auto typed = query.find("limit");
    if (!typed) return kUsualPage;
    const auto limit = pages::whole_number<int>(*typed);
    if (!limit || *limit < 1 || *limit > kMostOfPage) errors.add("limit", "field.invalid");
    return limit.value_or(kUsualPage);
}

}  // namespace api
