// The SQL of staff.
#pragma once

#include "db/db.h"
#include "staff/schedule.h"

namespace staff {

enum class HoursKind { opening, pause };

void insert(db::Tx& tx, BusinessId business, const Location& location);
void insert(db::Tx& tx, BusinessId business, const Provider& provider, businesses::Role role, std::string_view email);
// Of a member who had none: the last in the list.
void insert_profile(db::Tx& tx, BusinessId business, ProviderId id);
void insert(db::Tx& tx, BusinessId business, const Resource& resource);

bool exists(db::Session& session, BusinessId business, ProviderId provider);
bool exists(db::Session& session, BusinessId business, LocationId location);
std::vector<OccupantId> list_provider_occupants(db::Session& session, BusinessId business);

void erase_weekly_hours(db::Tx& tx, BusinessId business, ProviderId provider);
void insert(db::Tx& tx, BusinessId business, ProviderId provider, const availability::WeeklyHours& hours,
            HoursKind kind);
void insert(db::Tx& tx, BusinessId business, TimeOffId id, std::optional<ProviderId> provider,
            const availability::Days& days, std::string_view reason);
void insert(db::Tx& tx, BusinessId business, TimeOffId id, std::optional<ProviderId> provider,
            const availability::Blocked& blocked, std::string_view reason);
// False: there was none.
bool erase(db::Tx& tx, BusinessId business, TimeOffId id);
void replace(db::Tx& tx, BusinessId business, std::optional<LocationId> location,
             const std::vector<OpeningHours>& hours);
void replace(db::Tx& tx, BusinessId business, ProviderId provider, const availability::SpecialDay& day);
void replace_travel_time(db::Tx& tx, BusinessId business, LocationId from, LocationId to, Minutes minutes);

}  // namespace staff
