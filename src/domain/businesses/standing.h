// What the operator of the installation says of a business (FEATURES 8.14): whether it is suspended, its limits and its
// own host name. The rules that follow from it stand where they bind: bookings are refused in their own transaction,
// workflows decide against, staff and customers are counted where they are made, mails where they are handed over.
#pragma once

#include "businesses/business.h"

namespace businesses {

inline constexpr std::size_t kLongestWhy = 500;  // code points
inline constexpr int kMostOfALimit = 1'000'000;

// From the commit on nothing is booked, moved or cancelled and no mail is decided on; what was committed before stays
// as it is. `why` is shown to the business's staff; empty: not said. Twice: the reason is the later one's. False where
// there is no such business. Raises the version.
bool suspend(db::Tx& tx, BusinessId id, Instant now, std::string_view why);
// False where it was not suspended. Raises the version.
bool reopen(db::Tx& tx, BusinessId id);

// Errors: forbidden business.suspended.
Result<void> is_open(const Business& business);

// What there is above a limit stays; nothing is added. Errors: invalid form.invalid with fields staff, customers,
// mails_a_day. Raises the version.
Result<void> set_limits(db::Tx& tx, BusinessId id, const Limits& limits);
Limits find_limits(db::Session& session, BusinessId id);

// How many mails may go in a day, of those that have such a limit, with the zone that says when a day begins.
struct MailLimit {
    BusinessId business;
    int most = 0;
    Zone zone = Zone::utc();
};
std::vector<MailLimit> list_mail_limits(db::Session& session);

// "book.salon.no" in small letters: at least two labels of letters, digits and inner hyphens (RFC 1123), no address.
bool is_host(std::string_view text);
// Whether the business may have that name. `own`: the installation's own, which no business gets. Errors: invalid
// business.host_invalid; conflict business.host_own, business.host_taken; all of field host.
Result<void> may_have_host(db::Session& session, BusinessId business, std::string_view host, std::string_view own);
// Empty: none. Errors: invalid business.host_invalid; conflict business.host_taken; both of field host. Raises the
// version.
Result<void> set_host(db::Tx& tx, BusinessId id, std::string_view host);
// Where the pages of the business are: at its own host by the scheme and port of `base_url`, else there.
std::string base_of(const Business& business, std::string_view base_url);
// All host names with the slugs of their businesses.
std::vector<std::pair<std::string, std::string>> list_hosts(db::Session& session);
// The slug of the business whose host it is.
std::optional<std::string> find_slug_by_host(db::Session& session, std::string_view host);

}  // namespace businesses
