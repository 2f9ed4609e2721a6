#include "staff/staff_store.h"

#include "businesses/text_columns.h"

#include <algorithm>

namespace staff {
namespace {

using Schedules = std::unordered_map<ProviderId, availability::Schedule>;

void insert_occupant(db::Tx& tx, BusinessId business, OccupantId id, int quantity) {
    tx.execute("insert into occupants (business_id, id, quantity) values (:business, :id, :quantity)", business, id,
               quantity);
}

void read_weekly_hours(db::Session& session, BusinessId business, Schedules& schedules) {
    using Location = std::optional<LocationId>;
    for (const auto& [provider, weekday, from, to, is_break, location, every_weeks, monday, valid_from, valid_to] :
         session
             .rows<ProviderId, int, Minutes, Minutes, bool, Location, int, Day, std::optional<Day>, std::optional<Day>>(
                 R"sql(
            select provider_id, weekday, from_minute, to_minute, is_break, location_id, every_weeks, monday,
                   valid_from, valid_to
            from weekly_hours where business_id = :business order by weekday, from_minute, id)sql",
                 business)) {
        auto& schedule = schedules[provider];
        (is_break ? schedule.breaks : schedule.hours)
            .push_back({weekday, {from, to, location}, every_weeks, monday, valid_from, valid_to});
    }
}

void read_days_off(db::Session& session, BusinessId business, Day from, Schedules& schedules) {
    for (const auto& [provider, first, last, yearly] : session.rows<std::optional<ProviderId>, Day, Day, bool>(
             R"sql(
            select provider_id, first_day, last_day, yearly from days_off
            where business_id = :business and (last_day >= :from or yearly = 1) order by first_day, id)sql",
             business, from)) {
        if (provider) {
            schedules[*provider].days_off.push_back({first, last, yearly});
        } else {
            for (auto& [id, schedule] : schedules) schedule.holidays.push_back({first, last, yearly});
        }
    }
}

void read_blocked_times(db::Session& session, BusinessId business, Day from, Schedules& schedules) {
    for (const auto& [provider, day, begins, ends] :
         session.rows<std::optional<ProviderId>, Day, Minutes, Minutes>(R"sql(
            select provider_id, day, from_minute, to_minute from blocked_times
            where business_id = :business and day >= :from order by day, from_minute, id)sql",
                                                                        business, from - std::chrono::days{1})) {
        for (auto& [id, schedule] : schedules)
            if (!provider || *provider == id) schedule.blocked.push_back({day, {begins, ends}});
    }
}

void read_special_days(db::Session& session, BusinessId business, Day from, Schedules& schedules) {
    for (const auto& [provider, day, opens, closes, location] :
         session.rows<ProviderId, Day, Minutes, Minutes, std::optional<LocationId>>(R"sql(
            select provider_id, day, from_minute, to_minute, location_id from special_days
            where business_id = :business and day >= :from order by provider_id, day, from_minute, id)sql",
                                                                                    business, from)) {
        auto& days = schedules[provider].special_days;
        if (days.empty() || days.back().day != day) days.push_back({day, {}});
        days.back().hours.push_back({opens, closes, location});
    }
}

}  // namespace

void insert(db::Tx& tx, BusinessId business, const Location& location) {
    tx.execute(R"sql(
        insert into locations (business_id, id, name, address, position, phone, map_url, directions)
        values (:business, :id, :name, :address, :position, :phone, :map_url, :directions))sql",
               business, location.id, location.name, location.address, location.position, location.phone,
               location.map_url, location.directions);
}

void insert(db::Tx& tx, BusinessId business, const Provider& provider, businesses::Role role, std::string_view email) {
    tx.execute(R"sql(
        insert into staff_members (business_id, id, name, email, role) values (:business, :id, :name, :email, :role))sql",
               business, provider.id, provider.name, email, businesses::to_text(role));
    insert_occupant(tx, business, occupant(provider.id), 1);
    tx.execute(R"sql(
        insert into providers (business_id, id, title, about, translations, colour, location_id, bookable, position)
        values (:business, :id, :title, :about, :translations, :colour, :location, :bookable, :position))sql",
               business, provider.id, provider.title.fallback, provider.about.fallback,
               businesses::translations_of({{"title", &provider.title}, {"about", &provider.about}}), provider.colour,
               provider.location_id, provider.bookable, provider.position);
}

void insert_profile(db::Tx& tx, BusinessId business, ProviderId id) {
    insert_occupant(tx, business, occupant(id), 1);
    tx.execute(R"sql(
        insert into providers (business_id, id, position)
        select :business, :id, coalesce(max(position) + 1, 0) from providers where business_id = :business)sql",
               business, id);
}

void insert(db::Tx& tx, BusinessId business, const Resource& resource) {
    insert_occupant(tx, business, occupant(resource.id), resource.quantity);
    tx.execute(R"sql(
        insert into resources (business_id, id, name, kind, location_id, position)
        values (:business, :id, :name, :kind, :location, :position))sql",
               business, resource.id, resource.name, to_text(resource.kind), resource.location_id, resource.position);
}

bool exists(db::Session& session, BusinessId business, ProviderId provider) {
    return session.value<int>("select 1 from providers where business_id = :business and id = :id", business, provider)
        .has_value();
}

bool exists(db::Session& session, BusinessId business, LocationId location) {
    return session.value<int>("select 1 from locations where business_id = :business and id = :id", business, location)
        .has_value();
}

std::vector<OccupantId> list_provider_occupants(db::Session& session, BusinessId business) {
    std::vector<OccupantId> out;
    for (const auto& [id] :
         session.rows<OccupantId>("select id from providers where business_id = :business", business))
        out.push_back(id);
    return out;
}

void erase_weekly_hours(db::Tx& tx, BusinessId business, ProviderId provider) {
    tx.execute("delete from weekly_hours where business_id = :business and provider_id = :provider", business,
               provider);
}

void insert(db::Tx& tx, BusinessId business, ProviderId provider, const availability::WeeklyHours& hours,
            HoursKind kind) {
    tx.execute(R"sql(
        insert into weekly_hours (business_id, id, provider_id, weekday, from_minute, to_minute, is_break, location_id,
            every_weeks, monday, valid_from, valid_to)
        values (:business, :id, :provider, :weekday, :from, :to, :is_break, :location,
            :every_weeks, :monday, :valid_from, :valid_to))sql",
               business, base::new_id(), provider, hours.weekday, hours.hours.from, hours.hours.to,
               kind == HoursKind::pause, kind == HoursKind::pause ? std::nullopt : hours.hours.location,
               hours.every_weeks, hours.monday, hours.valid_from, hours.valid_to);
}

void insert(db::Tx& tx, BusinessId business, TimeOffId id, std::optional<ProviderId> provider,
            const availability::Days& days, std::string_view reason) {
    tx.execute(R"sql(
        insert into days_off (business_id, id, provider_id, first_day, last_day, yearly, reason)
        values (:business, :id, :provider, :first, :last, :yearly, :reason))sql",
               business, id, provider, days.first, days.last, days.yearly, reason);
}

void insert(db::Tx& tx, BusinessId business, TimeOffId id, std::optional<ProviderId> provider,
            const availability::Blocked& blocked, std::string_view reason) {
    tx.execute(R"sql(
        insert into blocked_times (business_id, id, provider_id, day, from_minute, to_minute, reason)
        values (:business, :id, :provider, :day, :from, :to, :reason))sql",
               business, id, provider, blocked.day, blocked.hours.from, blocked.hours.to, reason);
}

bool erase(db::Tx& tx, BusinessId business, TimeOffId id) {
    return tx.execute("delete from days_off where business_id = :business and id = :id", business, id) +
               tx.execute("delete from blocked_times where business_id = :business and id = :id", business, id) >
           0;
}

void replace(db::Tx& tx, BusinessId business, std::optional<LocationId> location,
             const std::vector<OpeningHours>& hours) {
    if (location)
        tx.execute("delete from opening_hours where business_id = :business and location_id = :location", business,
                   *location);
    else
        tx.execute("delete from opening_hours where business_id = :business and location_id is null", business);
    for (const auto& each : hours)
        tx.execute(R"sql(
            insert into opening_hours (business_id, id, location_id, weekday, from_minute, to_minute)
            values (:business, :id, :location, :weekday, :from, :to))sql",
                   business, base::new_id(), location, each.weekday, each.hours.from, each.hours.to);
}

void replace(db::Tx& tx, BusinessId business, ProviderId provider, const availability::SpecialDay& day) {
    tx.execute("delete from special_days where business_id = :business and provider_id = :provider and day = :day",
               business, provider, day.day);
    for (const auto& hours : day.hours)
        tx.execute(R"sql(
            insert into special_days (business_id, id, provider_id, day, from_minute, to_minute, location_id)
            values (:business, :id, :provider, :day, :from, :to, :location))sql",
                   business, base::new_id(), provider, day.day, hours.from, hours.to, hours.location);
}

void replace_travel_time(db::Tx& tx, BusinessId business, LocationId from, LocationId to, Minutes minutes) {
    tx.execute("delete from travel_times where business_id = :business and from_location_id = :from and "
               "to_location_id = :to",
               business, from, to);
    if (minutes == Minutes{0}) return;
    tx.execute("insert into travel_times (business_id, from_location_id, to_location_id, minutes) "
               "values (:business, :from, :to, :minutes)",
               business, from, to, minutes);
}

availability::Travel load_travel(db::Session& session, BusinessId business) {
    availability::Travel out;
    for (const auto& [from, to, minutes] : session.rows<LocationId, LocationId, Minutes>(
             "select from_location_id, to_location_id, minutes from travel_times where business_id = :business",
             business))
        out.set(from, to, minutes);
    return out;
}

std::vector<Location> list_locations(db::Session& session, BusinessId business) {
    std::vector<Location> out;
    using S = std::string;
    for (auto& [id, name, address, position, phone, map_url, directions, version] :
         session.rows<LocationId, S, S, int, S, S, S, std::int64_t>(R"sql(
            select id, name, address, position, phone, map_url, directions, version from locations
            where business_id = :business order by position, id)sql",
                                                                    business))
        out.push_back({id, std::move(name), std::move(address), position, std::move(phone), std::move(map_url),
                       std::move(directions), version});
    return out;
}

std::vector<Provider> list_providers(db::Session& session, BusinessId business) {
    std::vector<Provider> out;
    using S = std::string;
    for (auto& [id, name, title, about, translations, colour, location, bookable, position] :
         session.rows<ProviderId, S, S, S, S, S, std::optional<LocationId>, bool, int>(
             R"sql(
            select p.id, m.name, p.title, p.about, p.translations, p.colour, p.location_id,
                   case when p.bookable = 1 and m.active = 1 then 1 else 0 end, p.position
            from providers p join staff_members m on m.business_id = p.business_id and m.id = p.id
            where p.business_id = :business order by p.position, p.id)sql",
             business)) {
        auto& provider = out.emplace_back(Provider{id,
                                                   std::move(name),
                                                   {std::move(title), {}},
                                                   location,
                                                   bookable,
                                                   position,
                                                   {std::move(about), {}},
                                                   std::move(colour)});
        businesses::read_translations(translations, {{"title", &provider.title}, {"about", &provider.about}});
    }
    return out;
}

std::vector<Resource> list_resources(db::Session& session, BusinessId business) {
    std::vector<Resource> out;
    for (auto& [id, name, kind, quantity, location, position, version] :
         session.rows<ResourceId, std::string, std::string, int, std::optional<LocationId>, int, std::int64_t>(
             R"sql(
            select r.id, r.name, r.kind, o.quantity, r.location_id, r.position, r.version
            from resources r join occupants o on o.business_id = r.business_id and o.id = r.id
            where r.business_id = :business order by r.position, r.name, r.id)sql",
             business))
        out.push_back({id, std::move(name), parse_kind(kind).value(), quantity, location, position, version});
    return out;
}

Schedules list_schedules(db::Session& session, BusinessId business, Day from) {
    Schedules schedules;
    for (const auto& [id, home] : session.rows<ProviderId, std::optional<LocationId>>(
             "select id, location_id from providers where business_id = :business", business))
        schedules[id].home = home;
    read_weekly_hours(session, business, schedules);
    read_days_off(session, business, from, schedules);
    read_special_days(session, business, from, schedules);
    read_blocked_times(session, business, from, schedules);
    return schedules;
}

std::vector<OpeningHours> list_opening_hours(db::Session& session, BusinessId business) {
    std::vector<OpeningHours> out;
    for (const auto& [location, weekday, from, to] :
         session.rows<std::optional<LocationId>, int, Minutes, Minutes>(R"sql(
            select location_id, weekday, from_minute, to_minute from opening_hours
            where business_id = :business order by weekday, from_minute, id)sql",
                                                                        business))
        out.push_back({weekday, {from, to, location}});
    return out;
}

std::vector<TimeOff> list_time_off(db::Session& session, BusinessId business, Day from, int limit) {
    std::vector<TimeOff> out;
    for (auto& [id, provider, first, last, yearly, reason] :
         session.rows<TimeOffId, std::optional<ProviderId>, Day, Day, bool, std::string>(R"sql(
            select id, provider_id, first_day, last_day, yearly, reason from days_off
            where business_id = :business and (last_day >= :from or yearly = 1)
            order by first_day, id limit :limit)sql",
                                                                                         business, from, limit))
        out.push_back({id, provider, {first, last, yearly}, {}, std::move(reason)});
    for (auto& [id, provider, day, begins, ends, reason] :
         session.rows<TimeOffId, std::optional<ProviderId>, Day, Minutes, Minutes, std::string>(R"sql(
            select id, provider_id, day, from_minute, to_minute, reason from blocked_times
            where business_id = :business and day >= :from order by day, from_minute, id limit :limit)sql",
                                                                                                business, from, limit))
        out.push_back({id, provider, {day, day}, availability::Hours{begins, ends}, std::move(reason)});
    std::ranges::stable_sort(out, {}, [](const TimeOff& each) { return each.days.first; });
    return out;
}

std::optional<TimeOff> find_time_off(db::Session& session, BusinessId business, TimeOffId id) {
    if (auto days = session.row<std::optional<ProviderId>, Day, Day, bool, std::string>(R"sql(
            select provider_id, first_day, last_day, yearly, reason from days_off
            where business_id = :business and id = :id)sql",
                                                                                        business, id)) {
        auto& [provider, first, last, yearly, reason] = *days;
        return TimeOff{id, provider, {first, last, yearly}, {}, std::move(reason)};
    }
    if (auto blocked = session.row<std::optional<ProviderId>, Day, Minutes, Minutes, std::string>(R"sql(
            select provider_id, day, from_minute, to_minute, reason from blocked_times
            where business_id = :business and id = :id)sql",
                                                                                                  business, id)) {
        auto& [provider, day, begins, ends, reason] = *blocked;
        return TimeOff{id, provider, {day, day}, availability::Hours{begins, ends}, std::move(reason)};
    }
    return std::nullopt;
}

}  // namespace staff
