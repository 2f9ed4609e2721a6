// Addresses that an owner typed into a workflow (FEATURES 6.8). Nothing of a workflow goes there before somebody who
// reads the address has agreed, by a link that is mailed to it and works once. What staff sign in with needs none.
#pragma once

#include "notify/workflow.h"

namespace notify {

using NoticeAddressId = base::Id<struct NoticeAddressTag>;

inline constexpr Seconds kNoticeLinkLifetime = std::chrono::days{7};

struct NoticeAddress {
    NoticeAddressId id{};
    base::Email email{};
    std::optional<Instant> asked_at{};  // none: no link was sent
    bool confirmed = false;
};

// Whether messages may go there.
bool is_confirmed(db::Session& session, BusinessId business, const std::string& address_key);
// Those that the workflow names and that are not confirmed, each once. One that nobody was asked about has no id.
std::vector<NoticeAddress> list_waiting(db::Session& session, BusinessId business, const Workflow& workflow);
std::optional<NoticeAddress> find_notice_address(db::Session& session, BusinessId business, NoticeAddressId id);

// For the verbs on workflows, after their change: asks those that are named now, and forgets those that are named no
// more, with what they had agreed to. Who has been asked too often waits unasked.
void follow_addresses(db::Tx& tx, const Context& context, BusinessId business, activity::Actor actor);

// Records notice_address.asked {address}, upon which a link is mailed; the links before no longer work then. Changes
// nothing where it is confirmed. Errors: not_found notice_address.unknown, no workflow names it; too_many
// account.too_many_attempts {minutes}: over 5 an hour for one address in the installation, or 30 for the business.
Result<void> ask_address(db::Tx& tx, const Context& context, BusinessId business, const base::Email& email,
                         activity::Actor actor);

// A new link to the address, hashed in the caller's transaction; returns its token. Empty: it is confirmed, or gone.
std::string make_notice_link(db::Tx& tx, const Clock& clock, BusinessId business, NoticeAddressId id);
// The address that a POST with this token would confirm now; nothing changes. Nullopt: used, expired, replaced by a
// newer one, of another business, never there.
std::optional<std::string> find_notice_link(db::Session& session, const Clock& clock, BusinessId business,
                                            std::string_view token);
// Uses the link up and returns the address. Records notice_address.confirmed {address}. Errors: not_found
// account.link_dead.
Result<std::string> confirm_address(db::Tx& tx, const Context& context, BusinessId business, std::string_view token);

}  // namespace notify
