// Whether a workflow's mail goes out, to whom and why not. Internal to notify.
#pragma once

#include "notify/delivery.h"
#include "notify/facts.h"
#include "notify/render.h"
#include "notify/store.h"

namespace notify {

struct Setting {
    const Clock& clock;
    const Options& options;
};

// One decision of one workflow: writes its run and, where it is yes, does its actions. False: it was made before.
// `key`: what is decided once. `due`: when the mail is to go.
struct Question {
    const Workflow& workflow;
    const Subject& subject;
    std::string key;
    Instant due;
    std::optional<Instant> start{};  // of the booking, as it was at the activity
    bool told = true;                // false: staff chose that the customer is not told
};
// `key_of_no`: under which a no is kept, where that is another.
bool decide(db::Tx& tx, const Setting& setting, std::shared_ptr<const bookings::Snapshot> snapshot,
            const Question& question, std::string_view key_of_no = {});
// The same with the answer no, for a reason that is known already.
bool decide_against(db::Tx& tx, const Clock& clock, BusinessId business, const Question& question,
                    std::string_view why);

// Why a mail of that trigger is no longer true; empty: it is.
std::string outdated(const Trigger& trigger, const Facts& facts, std::optional<Instant> start, Instant due,
                     Instant now);
// Why nothing is sent to the customer now, apart from what the workflow and the channel say; empty: nothing speaks
// against it.
std::string unwanted(const Trigger& trigger, const Facts& facts);
// Mails about bookings to an address that nobody has shown to be theirs: anybody may book and move under it. What staff
// do does not count, nor what goes by time; asking for links and registering have limits of their own. A mail beyond
// kMostUnproved in kUnprovedWindow waits until there is room, or is not sent where as many wait already.
inline constexpr int kMostUnproved = 5;
inline constexpr Seconds kUnprovedWindow = std::chrono::hours{1};

// How decisions about an activity are known, and which one it is.
std::string occasion_of(ActivityId activity);
std::optional<ActivityId> activity_of(std::string_view occasion);

// Whether a staff member did what the activity says.
bool is_by_staff(db::Session& session, BusinessId business, ActivityId activity);
// Who of them; nullopt: nobody of the staff.
std::optional<StaffId> staff_member_behind(db::Session& session, BusinessId business, ActivityId activity);

std::optional<Template> load_template(db::Session& session, BusinessId business, TemplateId id);

}  // namespace notify
