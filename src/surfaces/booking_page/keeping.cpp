#include "booking_page/keeping.h"

#include "db/db.h"
#include "http/proxy.h"
#include "pages/form.h"

#include <algorithm>

namespace booking_page {

using namespace bookings;
using namespace pages;
namespace {

constexpr std::string_view kCookie = "tb_kept";  // Path=/{slug}
constexpr Seconds kRemembered = std::chrono::hours{1};

std::string signature(const Page& page, std::string_view secret) {
    return base::keyed_hash(page.environment.secret, fmt::format("kept:{}:{}", page.business().id.value, secret));
}

// Between the visitor's secret and of how many parts what they hold is.
constexpr char kOfParts = '~';

// With our signature; empty: none.
std::string secret_of(const Page& page) {
    const std::string_view cookie = page.request.cookie(kCookie);
    const auto dot = cookie.find('.');
    if (dot == cookie.npos) return {};
    const auto secret = cookie.substr(0, dot);
    return base::equal_in_constant_time(cookie.substr(dot + 1), signature(page, secret)) ? std::string(secret)
                                                                                         : std::string();
}

std::string network_of(const Page& page) {
    return base::keyed_hash(page.environment.secret, "kept from:" + http::network_of(page.request.address));
}

// Those beyond the first `kept` parts of what the visitor holds.
void release_parts(db::Tx& tx, const Page& page, std::size_t kept) {
    const auto visitor = visitor_of(page);
    for (auto part = kept; part < parts_kept(page); ++part)
        release_hold(tx, page.business().id, hold_of_part(visitor, part));
}

// Who comes along and is not known takes as long as who books.
std::optional<CustomerId> known_customer(const VisitChoice& choice, std::size_t person) {
    const auto known = choice.customer_of(person);
    return known ? known : choice.customer;
}

}  // namespace

bool keeps_times(const Page& page) { return page.business().customer.hold_minutes > 0; }

std::string visitor_of(const Page& page) {
    const auto secret = secret_of(page);
    return secret.substr(0, secret.find(kOfParts));
}

std::size_t parts_kept(const Page& page) {
    const auto secret = secret_of(page);
    if (secret.empty()) return 0;
    const auto mark = secret.find(kOfParts);
    if (mark == secret.npos) return 1;
    return std::clamp(whole_number<std::size_t>(secret.substr(mark + 1)).value_or(1), std::size_t{1}, kMostVisitParts);
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
    auto& environment = page.environment;
    const HoldWish wish{.service_id = choice.service_id,
                        .provider_id = choice.taker(),
                        .starts_at = choice.start->at,
                        .location_id = choice.location_id,
                        .customer = choice.customer,
                        .key = choice.link,
                        .add_ons = choice.add_ons,
                        .visitor = visitor,
                        .network = network_of(page)};
    return environment.database.write([&](db::Tx& tx) {
        release_parts(tx, page, 1);
        return hold(tx, environment.context(), page.business().id, wish);
    });
}

void give_back(const Page& page) {
    if (parts_kept(page) > 0) page.environment.database.write([&](db::Tx& tx) { release_parts(tx, page, 0); });
}

void set_visitor(http::Response& response, const Page& page, const std::string& visitor, std::size_t parts) {
    const auto secret = parts > 1 ? fmt::format("{}{}{}", visitor, kOfParts, parts) : visitor;
    http::set_cookie(response, page.request,
                     {std::string(kCookie), fmt::format("{}.{}", secret, signature(page, secret)), kRemembered,
                      home_path(page), true, http::is_embedded(page.request)});
}

std::vector<std::optional<Hold>> holds_of(const Page& page, const VisitChoice& choice) {
    std::vector<std::optional<Hold>> out(choice.parts.size());
    const auto kept = std::min(parts_kept(page), out.size());
    if (kept == 0) return out;
    const auto visitor = visitor_of(page);
    page.environment.database.read([&](db::Session& session) {
        for (std::size_t part = 0; part < kept; ++part)
            out[part] = find_hold(session, page.business().id, hold_of_part(visitor, part));
    });
    return out;
}

bool are_for(const std::vector<std::optional<Hold>>& holds, const VisitChoice& choice) {
    if (choice.start.size() != holds.size()) return false;
    for (std::size_t i = 0; i < holds.size(); ++i)
        if (!holds[i] || holds[i]->service_id != choice.parts[i].service_id ||
            holds[i]->time.begin != choice.start[i].at || holds[i]->provider_id != choice.start[i].provider_id)
            return false;
    return true;
}

Result<std::vector<Hold>> keep(const Page& page, const VisitChoice& choice, const std::string& visitor) {
    std::vector<HoldWish> wishes;
    for (std::size_t i = 0; i < choice.parts.size(); ++i)
        wishes.push_back({.service_id = choice.parts[i].service_id,
                          .provider_id = choice.start[i].provider_id,
                          .starts_at = choice.start[i].at,
                          .location_id = choice.location_id,
                          .customer = known_customer(choice, choice.parts[i].person),
                          .add_ons = choice.parts[i].add_ons,
                          .visitor = hold_of_part(visitor, i),
                          .network = network_of(page)});
    auto& environment = page.environment;
    return environment.database.write([&](db::Tx& tx) {
        release_parts(tx, page, wishes.size());
        return hold_all(tx, environment.context(), page.business().id, wishes);
    });
}

std::string kept_text(const Page& page, const Hold& hold) {
    return i18n::words(page.language,
                       "We keep this time for you until {time}. After that somebody else may choose it; what you have "
                       "typed is not lost.",
                       {{"time", i18n::time_of_day(page.language, page.zone().wall(hold.expires_at))}});
}

}  // namespace booking_page
