// The one mail that goes to staff: the link to choose a new password. It is the installation's own, so that no business
// can switch it off or rewrite it, and goes the way of all others: queued in the transaction of the job, its link made
// at hand-over, with dots in the log. Internal to notify.
#pragma once

#include "accounts/staff_link.h"
#include "notify/delivery.h"
#include "notify/render.h"
#include "notify/store.h"

namespace notify {

// In the place of a workflow's trigger.
inline constexpr std::string_view kStaffPassword = "staff_password_asked";
// How long it may wait for a mail server.
inline constexpr Seconds kStaffPasswordGoodFor = std::chrono::hours{1};

void subscribe_staff(events::Registry& registry, const Clock& clock, const Options& options);

// Whom a message of this kind is for and from where.
struct ToStaff {
    accounts::staff::Holder holder;
    businesses::Business business;
};
// Nullopt: nobody of the staff signs in with the message's address any more.
std::optional<ToStaff> find_staff(db::Session& session, const store::Row& row);
// `token` of the link; or what stands for it.
Rendered staff_password_mail(const ToStaff& to, html::Language language, std::string_view base_url,
                             std::string_view token);

// The text, with {{staff_name}}, {{set_password_link}}, {{business_name}} and the accent's colours.
Source staff_password_source(html::Language language);

}  // namespace notify
