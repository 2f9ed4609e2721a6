// What each staff member wants to be told, and how (FEATURES 6.8). Workflows say whom a message concerns; the member
// says whether it comes at once, once a day with the others, or not at all.
#pragma once

#include "activity/activity.h"
#include "businesses/business.h"
#include "i18n/i18n.h"
#include "notify/recipient.h"

#include <map>

namespace notify {

// In the order in which a page asks for them.
enum class NoticeKind { booked, moved, cancelled, approval, other };
inline constexpr std::array kNoticeKinds{NoticeKind::booked, NoticeKind::moved, NoticeKind::cancelled,
                                         NoticeKind::approval, NoticeKind::other};
std::string_view to_text(NoticeKind kind);  // "booked"; kept in the database
std::string name_of(i18n::Language language, NoticeKind kind);
// Of a workflow's trigger.
NoticeKind notice_kind_of(std::string_view trigger);

enum class Told { at_once, daily, never };
inline constexpr std::array kWaysToTell{Told::at_once, Told::daily, Told::never};
std::string_view to_text(Told told);  // "at_once"; kept in the database
std::optional<Told> parse_told(std::string_view text);
std::string name_of(i18n::Language language, Told told);

struct Choices {
    std::map<NoticeKind, Told> told{};           // at once where a kind is missing
    Minutes digest_at = std::chrono::hours{18};  // after midnight by the clock on the wall of the business
    std::string language{};                      // BCP 47; empty: the business's first

    Told of(NoticeKind kind) const;
    friend bool operator==(const Choices&, const Choices&) = default;
};
inline constexpr Minutes kLatestDigest = std::chrono::hours{24} - Minutes{1};

Choices find_choices(db::Session& session, BusinessId business, StaffId id);

// Members choose for themselves; who manages the team chooses for others, for owners only another owner. What waits for
// the digest and is not wanted any more goes. Records staff.notices_changed {before, after} of what differs. Errors:
// not_found staff.unknown; forbidden staff.not_permitted, staff.owners_only; invalid form.invalid with fields
// digest_at (notices.no_time), language (field.invalid).
Result<void> choose(db::Tx& tx, const activity::Context& context, BusinessId business, StaffId id,
                    const Choices& wanted, activity::Actor actor);

}  // namespace notify
