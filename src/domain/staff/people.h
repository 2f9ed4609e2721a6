// The people who work here: what customers read of them, whether they can be booked, and whether they still work here.
// Their logins and permissions are accounts' (accounts/staff_manage.h); the services they give, catalog's
// (catalog/givers.h).
#pragma once

#include "activity/activity.h"
#include "staff/member.h"
#include "staff/staff.h"

namespace staff {

// Of who gives services.
struct Profile {
    businesses::Text title, about;
    std::string colour{};  // "#rrggbb"; empty: none chosen
    std::optional<LocationId> location_id{};
    bool bookable = true;  // by customers, as long as they work here
};

struct Person {
    StaffId id;
    std::string name, email;
    businesses::Role role = businesses::Role::provider;
    bool active = true;
    std::int64_t version = 0;          // grows with every change of what stands here
    std::optional<Profile> profile{};  // none: they give no services
};
std::optional<Person> find_person(db::Session& session, BusinessId business, StaffId id);
// Those who work here first, each by name; at most 1000.
std::vector<Person> list_people(db::Session& session, BusinessId business);
struct People {
    std::vector<Person> people;
    bool more = false;  // behind the last
};
// A page of them, behind `after`; of nobody who is known it is the first. `limit` at most 200.
People list_people(db::Session& session, BusinessId business, std::optional<StaffId> after, int limit);

inline constexpr std::size_t kLongestPersonName = 100, kLongestTitle = 100, kLongestAbout = 2000;

// Name and profile as they shall be; `version` is the one that was read, and email, role and activity are not read. Of
// who has no profile it is left out. Raises the business's version and records staff.changed {before, after} of what
// differs. Errors: not_found staff.unknown; conflict staff.changed_meanwhile; invalid form.invalid with fields name,
// title, about, colour, location_id.
Result<void> change_person(db::Tx& tx, const activity::Context& context, BusinessId business, const Person& typed,
                           activity::Actor actor);

// From now on the member gives services, with the business's opening hours as their own to begin with: customers may
// book them as soon as they have services. Twice changes nothing. Records staff.made_provider. Errors: not_found
// staff.unknown.
Result<ProviderId> make_provider(db::Tx& tx, const activity::Context& context, BusinessId business, StaffId id,
                                 activity::Actor actor);

}  // namespace staff
