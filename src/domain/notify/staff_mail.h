// What goes to staff: the link to choose a new password, and the notice that theirs, or the address of their login, was
// changed, or their second step taken away; and to an address that an owner typed, the link to agree to messages. These
// are the installation's own, so that no business can switch them off or rewrite them, and go the way of all others:
// queued in the transaction of the job, a link made at hand-over, with dots in the log. Internal to notify.
#pragma once

#include "accounts/staff_link.h"
#include "notify/delivery.h"
#include "notify/render.h"
#include "notify/store.h"

namespace notify {

struct StaffMail {
    std::string_view trigger;   // in the place of a workflow's
    Seconds good_for{};         // how long it may wait for a mail server
    bool has_link = false;      // to choose a password
    bool invites = false;       // the link is to choose the first password
    bool asks_address = false;  // to a typed address (notice_address.h); the link is to agree
    bool to_former = false;     // to the address that the login had before: nothing in it opens the login
    std::string (*occasion)(i18n::Language) = nullptr;
    // With {{staff_name}}, {{set_password_link}} or {{confirm_address_link}}, {{sign_in_link}}, {{business_name}} and
    // the accent's colours.
    Source (*source)(i18n::Language) = nullptr;
};
// Nullptr: not for staff.
const StaffMail* find_staff_mail(std::string_view trigger);

void subscribe_staff(activity::Registry& registry, const Clock& clock, const Options& options);

// Whom a message of this kind is for and from where. Of a typed address: its own id, and no name.
struct ToStaff {
    accounts::staff::Holder holder;
    businesses::Business business;
};
// Nullopt: nobody of the staff signs in with the message's address any more, where it is not a former one; a typed one
// has agreed, or no workflow names it any more.
std::optional<ToStaff> find_staff(db::Session& session, const store::Row& row);
// `token` of its link; or what stands for it.
Rendered staff_mail(const StaffMail& mail, const ToStaff& to, i18n::Language language, std::string_view base_url,
                    std::string_view token);

Source staff_password_source(i18n::Language language);
Source staff_invitation_source(i18n::Language language);
Source staff_password_changed_source(i18n::Language language);
Source staff_email_changed_source(i18n::Language language);
Source staff_totp_removed_source(i18n::Language language);
Source notice_address_source(i18n::Language language);

// Of the workflows that tell staff of appointments, and of the digest (digest.cpp).
Source provider_booked_source(i18n::Language language);
Source provider_rescheduled_source(i18n::Language language);
Source provider_cancelled_source(i18n::Language language);
Source provider_called_off_source(i18n::Language language);
Source owners_awaiting_approval_source(i18n::Language language);
Source staff_digest_source(i18n::Language language);

}  // namespace notify
