#include "staff/staff.h"

#include "staff/staff_store.h"

#include <algorithm>

namespace staff {
namespace {

constexpr Minutes kDay{24 * 60};

constexpr int kLongestTurnWeeks = 52;

bool is_opening(const availability::Hours& hours) {
    return Minutes{0} <= hours.from && hours.from < kDay && hours.from < hours.to && hours.to <= hours.from + kDay;
}
bool is_pause(const availability::Hours& hours) {
    return Minutes{0} <= hours.from && hours.from < hours.to && hours.to <= 2 * kDay;
}
bool is_in_turn(const availability::WeeklyHours& weekly) {
    if (weekly.weekday < 1 || weekly.weekday > 7) return false;
    if (weekly.every_weeks < 1 || weekly.every_weeks > kLongestTurnWeeks) return false;
    if (std::chrono::weekday{weekly.monday} != std::chrono::Monday) return false;
    return !weekly.valid_from || !weekly.valid_to || *weekly.valid_from <= *weekly.valid_to;
}

bool are_known(db::Session& session, BusinessId business, const std::vector<availability::Hours>& list) {
    return std::ranges::all_of(list, [&](const availability::Hours& hours) {
        return !hours.location || exists(session, business, *hours.location);
    });
}

std::vector<availability::Hours> hours_of(const std::vector<availability::WeeklyHours>& week) {
    std::vector<availability::Hours> out;
    for (const auto& weekly : week) out.push_back(weekly.hours);
    return out;
}

}  // namespace

std::string_view to_text(Resource::Kind kind) { return kind == Resource::Kind::room ? "room" : "equipment"; }
std::optional<Resource::Kind> parse_kind(std::string_view text) {
    for (const auto kind : {Resource::Kind::room, Resource::Kind::equipment})
        if (to_text(kind) == text) return kind;
    return std::nullopt;
}

LocationId add_location(db::Tx& tx, BusinessId business, const Location& draft) {
    auto location = draft;
    location.id = base::make_id<LocationId>();
    insert(tx, business, location);
    businesses::touch(tx, business);
    return location.id;
}

ProviderId add_provider(db::Tx& tx, BusinessId business, const Provider& draft, businesses::Role role,
                        std::string_view email) {
    auto provider = draft;
    provider.id = base::make_id<ProviderId>();
    insert(tx, business, provider, role, email);
    businesses::touch(tx, business);
    return provider.id;
}

ResourceId add_resource(db::Tx& tx, BusinessId business, const Resource& draft) {
    auto resource = draft;
    resource.id = base::make_id<ResourceId>();
    insert(tx, business, resource);
    businesses::touch(tx, business);
    return resource.id;
}

Result<void> set_weekly_hours(db::Tx& tx, BusinessId business, ProviderId provider,
                              const std::vector<availability::WeeklyHours>& hours,
                              const std::vector<availability::WeeklyHours>& breaks) {
    using availability::WeeklyHours;
    if (!std::ranges::all_of(hours, is_in_turn) || !std::ranges::all_of(hours, is_opening, &WeeklyHours::hours) ||
        !std::ranges::all_of(breaks, is_in_turn) || !std::ranges::all_of(breaks, is_pause, &WeeklyHours::hours))
        return base::invalid("schedule.hours");
    if (!exists(tx, business, provider)) return base::not_found("provider.not_offered");
    if (!are_known(tx, business, hours_of(hours))) return base::not_found("location.unknown");

    lock(tx, business, {occupant(provider)});
    erase_weekly_hours(tx, business, provider);
    for (const auto& opening : hours) insert(tx, business, provider, opening, HoursKind::opening);
    for (const auto& pause : breaks) insert(tx, business, provider, pause, HoursKind::pause);
    businesses::touch(tx, business);
    return {};
}

Result<void> add_days_off(db::Tx& tx, BusinessId business, std::optional<ProviderId> provider,
                          const availability::Days& days, std::string_view reason) {
    if (days.first > days.last) return base::invalid("schedule.days");
    if (provider && !exists(tx, business, *provider)) return base::not_found("provider.not_offered");

    lock(tx, business, provider ? std::vector{occupant(*provider)} : list_provider_occupants(tx, business));
    insert(tx, business, base::make_id<TimeOffId>(), provider, days, reason);
    businesses::touch(tx, business);
    return {};
}

Result<void> set_special_day(db::Tx& tx, BusinessId business, ProviderId provider,
                             const availability::SpecialDay& day) {
    if (!std::ranges::all_of(day.hours, is_opening)) return base::invalid("schedule.hours");
    if (!exists(tx, business, provider)) return base::not_found("provider.not_offered");
    if (!are_known(tx, business, day.hours)) return base::not_found("location.unknown");

    lock(tx, business, {occupant(provider)});
    replace(tx, business, provider, day);
    businesses::touch(tx, business);
    return {};
}

Result<void> set_travel_time(db::Tx& tx, BusinessId business, LocationId a, LocationId b, Minutes minutes) {
    if (a == b || minutes < Minutes{0} || minutes > kDay) return base::invalid("schedule.travel");
    if (!exists(tx, business, a) || !exists(tx, business, b)) return base::not_found("location.unknown");

    lock(tx, business, list_provider_occupants(tx, business));
    replace_travel_time(tx, business, std::min(a, b), std::max(a, b), minutes);
    businesses::touch(tx, business);
    return {};
}

void lock(db::Tx& tx, BusinessId business, std::vector<OccupantId> occupants) {
    std::ranges::sort(occupants);
    const auto [repeated, end] = std::ranges::unique(occupants);
    occupants.erase(repeated, end);
    for (const auto id : occupants)
        CHECK(tx.execute("update occupants set version = version + 1 where business_id = :business and id = :id",
                         business, id) == 1);
}

}  // namespace staff
