// How staff change when the business and its people work. What is offered are the providers' hours, by the rules at the
// head of availability.h; no change moves an appointment (bookings/left_out.h tells which ones it would leave outside).
//
// Each verb raises the business's version, locks the providers that it concerns as bookings do, and records an activity
// with what was before and after, unless nothing changes.
#pragma once

#include "activity/activity.h"
#include "base/msgid.h"
#include "staff/hours_text.h"
#include "staff/staff.h"

namespace staff {

using activity::Context;
using TimeOffId = base::Id<struct TimeOffTag>;

// To change everybody's hours and the business's. A role without bookings of others that holds it changes its own.
inline constexpr businesses::Permission kManageHours{"manage_hours", businesses::kOwnersAndManagers,
                                                     N_("Hours and time off")};

// A person's week as it was set: openings and breaks, with their turns and validity.
struct Week {
    std::vector<availability::WeeklyHours> hours{}, breaks{};
    friend bool operator==(const Week&, const Week&) = default;
};
inline constexpr std::size_t kWeekRowsMax = 400;
Week find_week(db::Session& session, BusinessId business, ProviderId provider);
// A short text that another week has another of: a form carries that of the week it was drawn from.
std::string stamp(const Week& week);

// What is wrong with it: invalid form.invalid with the fields hours_N and breaks_N of weekday N (1 Monday):
// schedule.hours for minutes, weeks or validity that availability.h does not allow, hours.overlap {one, other} for
// openings that are at the same time (wherever they are), schedule.night {one, other} for those that reach into the
// next day's, and schedule.break_outside {part} for breaks that lie within no opening.
Result<void> check_week(const Week& week);
// A week without hours is allowed: the provider is then offered on special days only.
// Errors: those of check_week; not_found provider.not_offered, location.unknown; conflict schedule.changed_meanwhile
// where the week stored is not that of `drawn_from`. `also`: who gets the same week.
Result<void> change_weekly_hours(db::Tx& tx, const Context& context, BusinessId business, ProviderId provider,
                                 const Week& week, activity::Actor actor,
                                 const std::optional<std::string>& drawn_from = {},
                                 const std::vector<ProviderId>& also = {});
// The week with the day's hours and breaks on other weekdays too, instead of what they had.
Week copy_day(const Week& week, int from, const std::vector<int>& to);

// On that day instead of the week's; without hours, the week's hold again.
// Errors: invalid schedule.hours, hours.overlap {one, other}; not_found provider.not_offered, location.unknown.
Result<void> change_special_day(db::Tx& tx, const Context& context, BusinessId business, ProviderId provider,
                                const availability::SpecialDay& day, activity::Actor actor);

// The same for everybody who can be booked now, all of them or none. Errors: its own.
Result<void> change_special_day_of_all(db::Tx& tx, const Context& context, BusinessId business,
                                       const availability::SpecialDay& day, activity::Actor actor);

// Days off, or hours off on one day. A special day of a provider goes before everybody's days off, not before their
// own.
struct TimeOff {
    TimeOffId id{};
    std::optional<ProviderId> provider{};  // none: everyone
    availability::Days days{};
    std::optional<availability::Hours> hours{};  // of the first day only
    std::string reason{};                        // for staff; at most kReasonMax characters
};
inline constexpr std::size_t kReasonMax = 200;
inline constexpr int kTimeOffDaysMax = 366;  // 365 of what comes back every year
// `draft.id` is not read.
// Errors: invalid schedule.days for days out of order, schedule.too_many_days {max}, schedule.hours, field.too_long;
// not_found provider.not_offered.
Result<TimeOffId> add_time_off(db::Tx& tx, const Context& context, BusinessId business, const TimeOff& draft,
                               activity::Actor actor);
// Errors: not_found schedule.time_off_gone.
Result<void> remove_time_off(db::Tx& tx, const Context& context, BusinessId business, TimeOffId id,
                             activity::Actor actor);
// What is not over on `from` and what comes back every year, by first day; at most `limit` of each kind.
std::vector<TimeOff> list_time_off(db::Session& session, BusinessId business, Day from, int limit = 500);
std::optional<TimeOff> find_time_off(db::Session& session, BusinessId business, TimeOffId id);

// When customers may come, as the booking page tells them; of the location where the hours name one. Nobody is offered
// by them.
struct OpeningHours {
    int weekday = 1;  // ISO 8601: 1 Monday
    availability::Hours hours;
    friend bool operator==(const OpeningHours&, const OpeningHours&) = default;
};
// Instead of those that the business, or the location, had; the location of `hours` is not read.
// Errors: invalid form.invalid with the fields hours_N: schedule.hours, hours.overlap {one, other}; not_found
// location.unknown.
Result<void> set_opening_hours(db::Tx& tx, const Context& context, BusinessId business,
                               std::optional<LocationId> location, const std::vector<OpeningHours>& hours,
                               activity::Actor actor);
// The same; and who works just in the hours there were (list_who_follow) works in these from now on.
// Errors: those of set_opening_hours and change_weekly_hours.
Result<void> set_opening_hours_and_followers(db::Tx& tx, const Context& context, BusinessId business,
                                             std::optional<LocationId> location, const std::vector<OpeningHours>& hours,
                                             activity::Actor actor);
std::vector<OpeningHours> list_opening_hours(db::Session& session, BusinessId business);  // by weekday and begin
// Those whose week is just what these hours make of it: they work whenever it is open.
std::vector<ProviderId> list_who_follow(db::Session& session, BusinessId business,
                                        const std::vector<OpeningHours>& hours);
// What a new person begins with: the hours of their location, or else the business's.
Week starting_week(const std::vector<OpeningHours>& hours, std::optional<LocationId> location);

}  // namespace staff
