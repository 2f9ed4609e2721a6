// What the operator does with the businesses of the installation, each in one transaction with the entry in the log
// (log.h), and what the operator sees of them: counts and owners, never a customer.
#pragma once

#include "accounts/staff_invite.h"
#include "businesses/overview.h"
#include "businesses/standing.h"
#include "operators/operator.h"

namespace operators {

struct Owner {
    std::string name, email;
    bool signs_in = false;
};
// Counts stop at kCounted; the page says "more".
inline constexpr std::int64_t kCounted = 10'000;
struct Overview {
    businesses::Brief brief;
    std::vector<Owner> owners;
    int staff = 0;               // who work there
    std::int64_t customers = 0;  // whose details are there
    std::int64_t bookings = 0;   // of the last 30 days
    std::optional<Instant> last_activity{};
};
// The newest first, behind `before`. `search`: a part of the name or of the address of its page, or the whole address
// that an owner signs in with. `limit` at most 100.
std::vector<Overview> list_businesses(db::Session& session, Instant now, std::string_view search,
                                      std::optional<BusinessId> before, int limit);
std::optional<Overview> find_business(db::Session& session, Instant now, BusinessId id);

// A business as it is opened by somebody who will not run it: what is not said here is the country's.
struct Opening {
    std::string name, kind, slug, country, language;
    std::string owner;
    Email email{};
    accounts::staff::InviteBy invite_by = accounts::staff::InviteBy::mail;
};
struct Opened {
    BusinessId id;
    std::string token;  // of the owner's link to choose a password (invite_by hand)
};
// With the messages that every business begins with, and its owner invited. Errors: invalid form.invalid with fields
// name, kind, slug, country, language, owner, email; conflict business.slug_taken (field slug).
Result<Opened> open_business(db::Tx& tx, const accounts::Context& context, OperatorId by, const Opening& opening);

// Errors of all: not_found business.unknown.
Result<void> suspend(db::Tx& tx, const Clock& clock, OperatorId by, BusinessId id, std::string_view why);
Result<void> reopen(db::Tx& tx, const Clock& clock, OperatorId by, BusinessId id);
// Errors: those of businesses::set_limits.
Result<void> set_limits(db::Tx& tx, const Clock& clock, OperatorId by, BusinessId id, const businesses::Limits& limits);
// `own`: the installation's own host name, which no business gets. Errors: those of businesses::set_host; conflict
// business.host_own (field host).
Result<void> set_host(db::Tx& tx, const Clock& clock, OperatorId by, BusinessId id, std::string_view host,
                      std::string_view own);

}  // namespace operators
