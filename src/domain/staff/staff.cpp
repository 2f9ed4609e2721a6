#include "staff/staff.h"

#include "staff/staff_store.h"

#include <algorithm>

namespace staff {
namespace {

constexpr Minutes kDay{24 * 60};

bool is_valid(const availability::Hours& hours) {
    return Minutes{0} <= hours.from && hours.from < hours.to && hours.to <= kDay;
}
bool is_valid(const availability::WeeklyHours& hours) {
    return 1 <= hours.weekday && hours.weekday <= 7 && is_valid(hours.hours);
}
template <class H>
bool are_valid(const std::vector<H>& list) {
    return std::ranges::all_of(list, [](const auto& hours) { return is_valid(hours); });
}

}  // namespace

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
    if (!are_valid(hours) || !are_valid(breaks)) return base::invalid("schedule.hours");
    if (!exists(tx, business, provider)) return base::not_found("provider.not_offered");

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
    insert(tx, business, provider, days, reason);
    businesses::touch(tx, business);
    return {};
}

Result<void> set_special_day(db::Tx& tx, BusinessId business, ProviderId provider,
                             const availability::SpecialDay& day) {
    if (!are_valid(day.hours)) return base::invalid("schedule.hours");
    if (!exists(tx, business, provider)) return base::not_found("provider.not_offered");

    lock(tx, business, {occupant(provider)});
    replace(tx, business, provider, day);
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
