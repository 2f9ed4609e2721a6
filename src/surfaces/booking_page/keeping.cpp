#include "booking_page/keeping.h"

#include "db/db.h"
#include "http/proxy.h"

namespace booking_page {

using namespace bookings;
using namespace pages;
namespace {

constexpr std::string_view kCookie = "tb_kept";  // Path=/{slug}
constexpr Seconds kRemembered = std::chrono::hours{1};

std::string signature(const Page& page, std::string_view secret) {
    return base::keyed_hash(page.environment.secret, fmt::format("kept:{}:{}", page.business().id.value, secret));
}

}  // namespace

bool keeps_times(const Page& page) { return page.business().customer.hold_minutes > 0; }

std::string visitor_of(const Page& page) {
    const std::string_view cookie = page.request.cookie(kCookie);
    const auto dot = cookie.find('.');
    if (dot == cookie.npos) return {};
    const auto secret = cookie.substr(0, dot);
    return base::equal_in_constant_time(cookie.substr(dot + 1), signature(page, secret)) ? std::string(secret)
                                                                                         : std::string();
}

std::optional<Hold> hold_of(const Page& page) {
    const auto visitor = visitor_of(page);
    if (visitor.empty()) return std::nullopt;
    return page.environment.database.read(
        [&](db::Session& session) { return find_hold(session, page.business().id, visitor); });
}

bool is_for(const Hold& hold, const Choice& choice) {
    return choice.start && hold.service_id == choice.service_id && hold.time.begin == choice.start->at &&
           hold.provider_id == choice.taker().value_or(hold.provider_id) &&
           (!choice.location_id || hold.location_id == choice.location_id);
}

Result<Hold> keep(const Page& page, const Choice& choice, const std::string& visitor) {
    const auto& environment = page.environment;
    const HoldWish wish{
        .service_id = choice.service_id,
        .provider_id = choice.taker(),
        .starts_at = choice.start->at,
        .location_id = choice.location_id,
        .customer = choice.customer,
        .key = choice.link,
        .add_ons = choice.add_ons,
        .visitor = visitor,
        .network = base::keyed_hash(environment.secret, "kept from:" + http::network_of(page.request.address))};
    return page.environment.database.write(
        [&](db::Tx& tx) { return hold(tx, page.environment.context(), page.business().id, wish); });
}

void give_back(const Page& page) {
    const auto visitor = visitor_of(page);
    if (visitor.empty()) return;
    page.environment.database.write([&](db::Tx& tx) { release_hold(tx, page.business().id, visitor); });
}

void set_visitor(http::Response& response, const Page& page, const std::string& visitor) {
    http::set_cookie(response, page.request,
                     {std::string(kCookie), fmt::format("{}.{}", visitor, signature(page, visitor)), kRemembered,
                      home_path(page), true, http::is_embedded(page.request)});
}

std::string kept_text(const Page& page, const Hold& hold) {
    return i18n::words(page.language,
                       "We keep this time for you until {time}. After that somebody else may choose it; what you have "
                       "typed is not lost.",
                       {{"time", i18n::time_of_day(page.language, page.zone().wall(hold.expires_at))}});
}

}  // namespace booking_page
